"""The quarterly file of wages of Tunisia."""

import io
import tracemalloc

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.countries.formats.samples import changed, joined, only_fault, read

from socle.countries.declaration import DeclarationFormat, Faults, WageLines
from socle.countries.tn.formats import ds
from socle.countries.tn.formats.ds import DS, FORMATS, file_name, write
from socle.kernel.errors import Refused
from socle.kernel.wording import LANGUAGES, catalogue

(QUARTER,) = FORMATS
_AS_PROTOCOL: DeclarationFormat = QUARTER
LINE = (
    "0012345678000112026001010098765432BEN SALAH AMIRA".ljust(94) + "012345670004500750" + " " * 10
)


def people(count: int) -> list[str]:
    """Lines of different insured, twelve a page."""
    return [
        changed(LINE, 20, f"{rank // 12 + 1:03d}{rank % 12 + 1:02d}{1_000_000_000 + rank:010d}")
        for rank in range(count)
    ]


def test_a_line_is_read_as_three_months_that_make_the_sum() -> None:
    months, faults = read(QUARTER, joined([LINE]))
    assert faults.count == 0
    assert [month.month.tolist() for month in months] == [[2026 * 12 + rank] for rank in range(3)]
    assert [int(month.wage[0]) for month in months] == [1_500_250, 1_500_250, 1_500_250]
    for month in months:
        assert month.line.tolist() == [1]
        assert month.employer_number.tolist() == [b"0012345678"]
        assert month.insured_number.tolist() == [b"0098765432"]
        assert month.insured_name.tolist() == [b"BEN SALAH AMIRA"]
        assert month.days.tolist() == [0]
        assert month.wage_capped is month.wage
        assert month.kept["national_id"].tolist() == [b"01234567"]
        assert month.kept["complement"].tolist() == [0]


@given(st.integers(0, 10**10 - 1), st.integers(1, 4), st.integers(1960, 2099))
def test_no_millime_is_lost_between_the_sum_and_the_months(
    wage: int, quarter: int, year: int
) -> None:
    months, faults = read(QUARTER, joined([changed(LINE, 103, f"{wage:010d}")]))
    assert faults.count == 0
    assert sum(int(month.wage[0]) for month in months) == wage
    spread = [int(month.wage[0]) for month in months]
    assert max(spread) - min(spread) <= 2
    written = changed(LINE, 15, f"{quarter}{year}")
    assert read(QUARTER, joined([written]))[0][0].month[0] == year * 12 + 3 * (quarter - 1)


def test_the_second_establishment_stands_beside_the_first() -> None:
    months, faults = read(QUARTER, joined([changed(LINE, 11, "0002")]))
    assert faults.count == 0
    assert {int(month.kept["complement"][0]) for month in months} == {1}


@pytest.mark.parametrize(
    ("start", "text", "code", "field"),
    [
        (1, "0000000000", "field_blank", "matricule_employeur"),
        (1, "00123 5678", "field_not_digits", "matricule_employeur"),
        (15, "5", "field_range", "trimestre"),
        (15, "0", "field_range", "trimestre"),
        (16, "0026", "field_range", "annee"),
        (20, "000", "field_range", "numero_page"),
        (23, "13", "field_range", "numero_ligne"),
        (23, "02", "ds_line_order", "numero_ligne"),
        (25, "98765432  ", "field_not_zero_filled", "matricule_assure"),
        (95, "1234 567", "field_not_digits", "numero_cin"),
        (103, "-004500750", "field_negative", "salaire_trimestre"),
        (103, "          ", "field_blank", "salaire_trimestre"),
    ],
)
def test_a_wrong_field_is_named_with_its_line(start: int, text: str, code: str, field: str) -> None:
    blocks, faults = read(QUARTER, joined([changed(LINE, start, text)]))
    fault = only_fault(faults)
    assert (fault.code, fault.line, fault.field) == (code, 1, field)
    assert not blocks


@pytest.mark.parametrize(
    ("start", "text"), [(1, "0099999999"), (11, "0002"), (15, "2"), (16, "2025")]
)
def test_a_file_is_of_one_employer_establishment_and_quarter(start: int, text: str) -> None:
    first, second = people(2)
    _, faults = read(QUARTER, joined([first, changed(second, start, text)]))
    fault = only_fault(faults)
    assert (fault.code, fault.line) == ("ds_other_file", 2)


def test_lines_follow_each_other_from_page_to_page() -> None:
    lines = people(30)
    assert read(QUARTER, joined(lines))[1].count == 0
    del lines[12]
    fault = only_fault(read(QUARTER, joined(lines))[1])
    assert (fault.line, fault.facts) == (13, {"page": 2, "line": 1})


def test_a_line_too_short_leaves_a_hole_that_is_said_once() -> None:
    lines = people(5)
    lines[2] = lines[2][:100]
    months, faults = read(QUARTER, joined(lines))
    assert (only_fault(faults).code, only_fault(faults).line) == ("line_length", 3)
    assert [month.line.tolist() for month in months] == [[1, 2, 4, 5]] * 3


def test_an_insured_number_that_comes_back_is_refused_and_a_blank_one_is_nobodys() -> None:
    one, two, three = people(3)
    twice = changed(two, 25, one[24:34])
    fault = only_fault(read(QUARTER, joined([one, twice, three]))[1])
    assert (fault.code, fault.line, fault.facts) == ("insured_repeated", 2, {"first_line": 1})
    blank = [changed(one, 25, " " * 10), changed(two, 25, "0" * 10)]
    months, faults = read(QUARTER, joined(blank))
    assert faults.count == 0
    assert months[0].insured_number.tolist() == [b"", b""]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_is_read_is_written_again_byte_for_byte(end: str) -> None:
    content = joined(people(40), end)
    blocks, _ = read(QUARTER, content)
    out = io.BytesIO()
    assert write(out, blocks, line_end=end.encode()) == 40
    assert out.getvalue() == content


def test_months_that_are_not_a_quarter_are_not_written() -> None:
    blocks, _ = read(QUARTER, joined(people(3)))
    for wrong in (blocks[:2], [blocks[1], blocks[2], blocks[0]], [*blocks, blocks[0]]):
        with pytest.raises(Refused, match="ds_not_a_quarter"):
            write(io.BytesIO(), wrong)
    strange = blocks[0].chosen(np.array([True, False, False]))
    with pytest.raises(Refused, match="ds_not_a_quarter"):
        write(io.BytesIO(), [strange, *blocks[1:]])


def test_a_number_that_is_no_number_is_not_written() -> None:
    blocks: list[WageLines] = []
    for block in read(QUARTER, joined(people(1)))[0]:
        block.insured_number[:] = b"12A"
        blocks.append(block)
    with pytest.raises(Refused, match="value_not_a_number"):
        write(io.BytesIO(), blocks)


@pytest.mark.parametrize(
    ("head", "name", "is_one"),
    [
        (b"", "DS00123456780001.12026", True),
        (b"", "ds00123456780001.42025.txt", True),
        (LINE.encode() + b"\n", "wages.txt", True),
        (LINE.encode(), "wages.txt", True),
        (b"", "DS_1234567_202601.txt", False),
        (b"C0400001AM0123", "dipe.txt", False),
        (b"NUM;NOM;SALAIRE", "wages.csv", False),
    ],
)
def test_the_file_is_known_by_its_name_or_its_first_line(
    head: bytes, name: str, is_one: bool
) -> None:
    assert QUARTER.recognises(head, name) is is_one


def test_the_name_is_that_which_the_fund_takes() -> None:
    assert file_name("0012345678", 1, 1, 2026) == "DS00123456780001.12026"


def test_memory_stays_flat_while_a_large_file_is_read() -> None:
    count = 60_000
    rank = np.arange(count) % (999 * 12)
    numbers = (f"{page:03d}{line:02d}" for page, line in np.stack((rank // 12, rank % 12), 1) + 1)
    lines = (changed(LINE, 20, f"{at}{one:010d}") for one, at in enumerate(numbers, 1))
    stream = io.BytesIO(joined(lines))
    tracemalloc.start()
    faults = Faults()
    total = sum(block.line.size for block in QUARTER.read(stream, faults))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (total, faults.count) == (3 * count, 0)
    assert most < 40_000_000 + 40 * count


def test_every_field_and_fault_is_worded_in_three_languages() -> None:
    folder = ds.__file__.rpartition("/")[0]
    with open(f"{folder}/fields.yaml", encoding="utf-8") as file:
        labels = yaml.safe_load(file)
    assert set(labels) == {field.name for field in DS.fields}
    for by_language in labels.values():
        assert set(by_language) == set(LANGUAGES)
    for code in ("ds_other_file", "ds_line_order", "ds_not_a_quarter"):
        assert set(catalogue()[code]) == set(LANGUAGES)
