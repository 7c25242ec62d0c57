"""Large files: flat memory, bounded faults, and no block that loses a line."""

import io
import time
import tracemalloc

import numpy as np
from tests.countries.formats.samples import cm_block

from socle.countries.cm.formats.dipe import FORMATS, write
from socle.countries.declaration import BLOCK_LINES, MOST_FAULTS_KEPT, Faults
from socle.countries.ma.formats.ebds import FORMATS as MA_FORMATS
from socle.countries.ma.formats.ebds import Header, write_declaration

COUNT = 200_000


def payroll() -> bytes:
    out = io.BytesIO()
    write(out, [cm_block(range(1_000_000_000, 1_000_000_000 + COUNT))])
    return out.getvalue()


def test_a_large_payroll_is_read_whole_and_fast_in_small_blocks() -> None:
    content = payroll()
    faults = Faults()
    began = time.process_time()
    sizes = [block.line.size for block in FORMATS[0].read(io.BytesIO(content), faults)]
    spent = time.process_time() - began
    assert (sum(sizes), faults.count) == (COUNT, 0)
    assert max(sizes) <= BLOCK_LINES
    # 0.1 s on a quiet machine; the bound only catches a fall into line-by-line reading.
    assert spent < 2


def test_memory_does_not_grow_with_the_file_but_for_the_numbers_sought_twice() -> None:
    content = payroll()
    tracemalloc.start()
    for _ in FORMATS[0].read(io.BytesIO(content), Faults()):
        pass
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 40_000_000 + 40 * COUNT


def test_a_payroll_declared_twice_names_every_repeated_line() -> None:
    content = payroll()
    faults = Faults()
    total = sum(block.line.size for block in FORMATS[0].read(io.BytesIO(content + content), faults))
    assert total == 2 * COUNT
    assert faults.count == COUNT
    assert len(faults.kept) == MOST_FAULTS_KEPT
    assert (faults.kept[0].line, faults.kept[0].facts) == (COUNT + 1, {"first_line": 1})


def test_a_declaration_of_several_blocks_keeps_its_totals() -> None:
    count = 38_000  # the total of days has six digits: 38 461 insured at most
    body = np.arange(10_000_001, 10_000_001 + count)
    digits = [(body // 10 ** (8 - place) % 10) * (2 - place % 2) for place in range(2, 9)]
    number = body * 10 + -sum(digits) % 10
    block = cm_block(range(count), wage=650_000)
    whole = np.ones(count, np.int64)
    lines = type(block)(
        line=block.line,
        employer_number=block.employer_number,
        month=block.month,
        insured_number=number.astype("S9"),
        insured_name=block.insured_name,
        days=whole * 26,
        wage=block.wage,
        wage_capped=whole * 600_000,
    )
    out = io.BytesIO()
    write_declaration(out, Header("1234567", 2026 * 12, 1), [lines])
    faults = Faults()
    found = list(MA_FORMATS[0].read(io.BytesIO(out.getvalue()), faults))
    assert (faults.kept, sum(each.line.size for each in found)) == ([], count)
    assert len(found) > 1
