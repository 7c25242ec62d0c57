"""Lines, encodings, digits and columns, whatever the country."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.countries.declaration import MOST_FAULTS_KEPT, Faults
from socle.countries.fixed_width import (
    Block,
    Columns,
    Field,
    Layout,
    encode,
    is_date,
    plain,
    printable,
    read_blocks,
)
from socle.kernel.errors import Fault, Refused

LAYOUT = Layout(
    "T1",
    54,
    (
        Field("kind", 1, 2, "literal", b"T1"),
        Field("small", 3, 3, "N"),
        Field("amount", 6, 13, "N"),
        Field("total", 19, 19, "N"),
        Field("name", 38, 6, "AN"),
        Field("day", 44, 8, "date", optional=True),
        Field("perhaps", 52, 2, "N", optional=True),
        Field("rest", 54, 1, "filler"),
    ),
)


def columns(*lines: bytes) -> tuple[Columns, Faults]:
    rows = np.frombuffer(b"".join(lines), np.uint8).reshape(len(lines), LAYOUT.length)
    is_plain = all(32 <= byte < 127 for line in lines for byte in line)
    line = np.arange(1, len(lines) + 1, dtype=np.int64)
    return Columns(LAYOUT, Block(rows, line, is_plain)), Faults()


def one(**values: int | str) -> bytes:
    return encode(LAYOUT, values, 1, b"")


def blocks(content: bytes, *lengths: int) -> tuple[list[Block], Faults]:
    faults = Faults()
    return list(read_blocks(io.BytesIO(content), lengths or (5,), faults)), faults


def lines_of(found: list[Block]) -> list[tuple[int, bytes]]:
    return [
        (int(line), row.tobytes())
        for block in found
        for line, row in zip(block.line, block.rows, strict=True)
    ]


numbers = st.fixed_dictionaries(
    {
        "small": st.integers(0, 999),
        "amount": st.integers(0, 10**13 - 1),
        "total": st.integers(0, 2**63 - 1),
        "perhaps": st.integers(0, 99),
    }
)


@given(st.lists(numbers, min_size=1, max_size=20))
def test_numbers_written_are_the_numbers_read(rows: list[dict[str, int]]) -> None:
    content = b"".join(one(**row) for row in rows)
    read, faults = columns(
        *(content[at : at + LAYOUT.length] for at in range(0, len(content), LAYOUT.length))
    )
    assert read.settle(faults).all()
    assert [dict(zip(row, values, strict=True)) for row, values in _pairs(read, rows)] == rows


def _pairs(read: Columns, rows: list[dict[str, int]]) -> list[tuple[list[str], list[int]]]:
    return [
        (list(row), [int(read.numbers[name][at]) for name in row]) for at, row in enumerate(rows)
    ]


@given(st.text(max_size=6))
def test_a_text_is_written_in_the_accepted_characters(text: str) -> None:
    clean = plain(text)
    if len(clean) > 6:
        with pytest.raises(Refused, match="value_too_long"):
            one(name=text)
    else:
        read, _ = columns(one(name=text))
        assert read.texts["name"][0].decode("ascii") == clean.strip(" ")


@given(st.binary(min_size=54, max_size=54))
def test_a_row_of_any_bytes_is_good_only_if_python_reads_the_same(row: bytes) -> None:
    read, faults = columns(row)
    amount = row[5:18]
    if read.settle(faults)[0]:
        assert amount.isdigit()
        assert int(read.numbers["amount"][0]) == int(amount)
    if not amount.isdigit():
        assert "amount" in {fault.field for fault in faults.kept}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (b"-000000000001", "field_negative"),
        (b"000000000001-", "field_negative"),
        (b"            1", "field_not_zero_filled"),
        (b"             ", "field_blank"),
        (b"00000000O0001", "field_not_digits"),
        (b"0000000.00001", "field_not_digits"),
        (b"0000\x0000000001", "field_nul"),
        (b"000000\xe9000001", "field_not_ascii"),
    ],
)
def test_what_is_not_digits_is_told_apart(written: bytes, code: str) -> None:
    row = one()
    read, faults = columns(row, row[:5] + written + row[18:])
    assert read.settle(faults).tolist() == [True, False]
    [fault] = faults.kept
    assert (fault.code, fault.line, fault.record, fault.field) == (code, 2, "T1", "amount")
    assert fault.read == printable(written)


def test_a_total_beyond_64_bits_is_a_fault() -> None:
    row = one()
    read, faults = columns(row[:18] + b"9" * 19 + row[37:])
    assert not read.settle(faults).any()
    assert faults.kept[0].code == "field_too_large"


def test_an_optional_number_may_be_blank_but_not_half_blank() -> None:
    row = one()
    read, faults = columns(row[:51] + b"   ", row[:51] + b"1  ")
    assert read.settle(faults).tolist() == [True, False]
    assert read.numbers["perhaps"][0] == 0


def test_an_invisible_character_in_a_text_is_a_fault_and_an_accent_is_not() -> None:
    row = one()
    read, faults = columns(
        row[:37] + b"JOS\xc9  " + row[43:],
        row[:37] + b"JO\x00SE " + row[43:],
        row[:37] + b"JO\x9fSE " + row[43:],
    )
    assert read.settle(faults).tolist() == [True, False, False]
    assert read.texts["name"][0].decode("latin-1") == "JOSÉ"
    assert {fault.code for fault in faults.kept} == {"field_control_character"}


def test_days_are_those_of_the_calendar() -> None:
    days = np.array([20240229, 20230229, 19000229, 20000229, 20261301, 20260431, 0], np.int64)
    assert is_date(days).tolist() == [True, False, False, True, False, False, False]
    read, faults = columns(one(day=20260431), one())
    assert read.settle(faults).tolist() == [False, True]
    assert faults.kept[0].code == "field_date"


def test_a_layout_with_a_hole_is_refused() -> None:
    with pytest.raises(ValueError, match="starts at 4"):
        Layout("X", 5, (Field("a", 1, 2, "AN"), Field("b", 4, 2, "AN")))
    with pytest.raises(ValueError, match="2 characters described of 5"):
        Layout("X", 5, (Field("a", 1, 2, "AN"),))


def test_what_does_not_fit_is_refused_rather_than_cut() -> None:
    with pytest.raises(Refused, match="value_too_long"):
        one(small=1000)
    with pytest.raises(Refused, match="value_negative"):
        one(small=-1)


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("last", [b"", b"\n", b"\r\n", b"\n\n\r\n", b"\n\x1a", b"\n\r\n\x1a"])
def test_every_way_to_end_lines_and_files_is_read(end: bytes, last: bytes) -> None:
    found, faults = blocks(end.join([b"AAA01", b"AAA02", b"AAA03"]) + last)
    assert faults.count == 0
    assert lines_of(found) == [(1, b"AAA01"), (2, b"AAA02"), (3, b"AAA03")]


def test_mixed_ends_of_line_and_a_byte_order_mark_are_read() -> None:
    found, faults = blocks(b"\xef\xbb\xbfAAA01\r\nAAA02\nAAA03\r\n")
    assert faults.count == 0
    assert lines_of(found) == [(1, b"AAA01"), (2, b"AAA02"), (3, b"AAA03")]


def test_wrong_lengths_and_blank_lines_are_located_and_the_others_read() -> None:
    found, faults = blocks(b"AAA01\n\n\nAAA02\nAA\nAAAA03\nAAA04\nAA")
    assert lines_of(found) == [(1, b"AAA01"), (4, b"AAA02"), (7, b"AAA04")]
    assert [(fault.code, fault.line) for fault in faults.kept] == [
        ("line_blank", 2),
        ("line_blank", 3),
        ("line_length", 5),
        ("line_length", 6),
        ("line_truncated", 8),
    ]
    assert faults.kept[2].facts == {"length": 2, "expected": 5}


def test_the_first_line_decides_the_length_of_all() -> None:
    found, faults = blocks(b"AAAA001\nAAA02\n", 5, 7)
    assert lines_of(found) == [(1, b"AAAA001")]
    assert [(fault.code, fault.line) for fault in faults.kept] == [("line_length", 2)]


def test_accents_in_utf_8_are_recognised_as_such() -> None:
    _, faults = blocks("AAA01\nAÉA02\n".encode())
    assert [(fault.code, fault.line) for fault in faults.kept] == [("line_accents", 2)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\n\r\n\n", "file_empty"),
        (b"\x1a", "file_empty"),
        ("AAA01\nAAA02\n".encode("utf-16"), "file_encoding"),
        ("AAA01\nAAA02\n".encode("utf-16-le"), "file_encoding"),
        ("AAA01\nAAA02\n".encode("utf-32-be"), "file_encoding"),
        ("C0400001AM0123456789\x85".encode("cp037"), "file_encoding"),
        (b"PK\x03\x04rest of a workbook", "file_not_text"),
        (b"%PDF-1.7", "file_not_text"),
    ],
)
def test_what_is_no_text_file_is_one_fault(content: bytes, code: str) -> None:
    found, faults = blocks(content)
    assert lines_of(found) == []
    assert faults.kept == [Fault(code)]


class Trickle(io.BytesIO):
    """A stream that gives less than it is asked for, as sockets do."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 0, 7) if size and size > 0 else size)


def test_a_stream_that_gives_little_at_a_time_is_read_whole() -> None:
    faults = Faults()
    content = b"".join(b"A%04d\n" % rank for rank in range(100))
    found = list(read_blocks(Trickle(content), (5,), faults))
    assert (len(lines_of(found)), faults.count) == (100, 0)


def test_blocks_join_without_losing_a_line() -> None:
    lines = [b"A%04d" % (rank % 10_000) for rank in range(40_000)]
    lines[20_000] = b"short"[:3]
    found, faults = blocks(b"\r\n".join(lines))
    expected = [(at + 1, line) for at, line in enumerate(lines) if at != 20_000]
    assert lines_of(found) == expected
    assert [fault.line for fault in faults.kept] == [20_001]
    assert max(len(block.line) for block in found) <= 65_536


def test_a_line_that_never_ends_is_one_fault_and_fills_no_memory() -> None:
    content = b"AAA01\n" + b"A" * 1_000_000 + b"\nAAA02\n"
    found, faults = blocks(content)
    assert lines_of(found) == [(1, b"AAA01"), (3, b"AAA02")]
    assert [(fault.code, fault.line) for fault in faults.kept] == [("line_length", 2)]


def test_a_million_wrong_lines_are_counted_and_the_first_kept() -> None:
    _, faults = blocks(b"AAA01\n" + b"AB\n" * 1_000_000)
    assert faults.count == 1_000_000
    assert len(faults.kept) == MOST_FAULTS_KEPT
    assert faults.kept[-1].line == MOST_FAULTS_KEPT + 1


def test_blank_lines_across_blocks_are_counted_once_something_follows() -> None:
    _, faults = blocks(b"AAA01\n" + b"\n" * 300_000 + b"AAA02\n" + b"\n" * 300_000)
    assert faults.count == 300_000
    assert faults.kept[0] == Fault("line_blank", 2)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_failing(content: bytes) -> None:
    found, faults = blocks(content, 5, 7)
    assert faults.count or found


@given(st.lists(st.sampled_from([b"AAA01", b"A", b"", b"A&", b"AAAAAAAAA", b"AAA01\r"])))
def test_every_line_is_either_read_or_a_fault(lines: list[bytes]) -> None:
    found, faults = blocks(b"\n".join(lines))
    while lines and not lines[-1].strip(b"\r\x1a"):
        lines.pop()
    if lines:
        assert len(lines_of(found)) + faults.count == len(lines)
    else:
        assert faults.count == 1
