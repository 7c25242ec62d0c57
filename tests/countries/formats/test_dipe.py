"""The DIPE of Cameroon."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.countries.formats.samples import (
    DIPE,
    DIPE_NAMED,
    changed,
    cm_block,
    dipe_lines,
    joined,
    only_fault,
    read,
)

from socle.countries.cm.formats.dipe import FORMATS, write
from socle.countries.declaration import MOST_FAULTS_KEPT, DeclarationFormat, Faults, WageLines
from socle.kernel.errors import Refused

(DIPE_FORMAT,) = FORMATS
_AS_PROTOCOL: DeclarationFormat = DIPE_FORMAT


def test_the_sample_line_is_read_field_by_field() -> None:
    [found], faults = read(DIPE_FORMAT, joined([DIPE], "\r\n"))
    assert faults.count == 0
    assert found.line.tolist() == [1]
    assert found.employer_number.tolist() == [b"1234567890K"]
    assert found.month.tolist() == [2026 * 12]
    assert found.insured_number.tolist() == [b"1122334455B"]
    assert found.insured_name.tolist() == [b""]
    assert (found.days[0], found.wage[0], found.wage_capped[0]) == (30, 350_000, 350_000)
    assert {name: column[0] for name, column in found.kept.items()} == {
        "gross": 350_000,
        "exceptional": 0,
        "taxable": 330_000,
        "income_tax": 12_000,
        "municipal_tax": 1_000,
        "sheet_line": 1,
        "regime": 1,
        "matricule": b"EMP0001",
        "taxpayer_number": b"M012345678901A",
        "dipe_number": b"00001A",
    }


def test_the_longer_variant_gives_the_name_and_no_tax() -> None:
    [found], faults = read(DIPE_FORMAT, joined([DIPE_NAMED]))
    assert faults.count == 0
    assert found.insured_name.tolist() == [b"ALPHA BETA"]
    assert found.kept["income_tax"].tolist() == [0]
    assert found.kept["matricule"].tolist() == [b"EMP0001"]


def test_a_file_has_one_length_or_the_other() -> None:
    _, faults = read(DIPE_FORMAT, joined([DIPE, DIPE_NAMED]))
    fault = only_fault(faults)
    assert (fault.code, fault.line) == ("line_length", 2)
    assert fault.facts == {"length": 195, "expected": 135}


@pytest.mark.parametrize(
    ("start", "text", "code", "field"),
    [
        (1, "C03", "record_unknown", "code_enregistrement"),
        (24, "13", "field_range", "numero_feuillet"),
        (24, "00", "field_range", "numero_feuillet"),
        (26, "0000000000", "field_blank", "numero_employeur"),
        (26, "12345 7890", "field_not_digits", "numero_employeur"),
        (36, "5", "dipe_key_not_letter", "cle_employeur"),
        (37, " ", "field_blank", "regime_cnps"),
        (38, "0026", "field_range", "annee"),
        (42, "11223344  ", "field_not_zero_filled", "numero_assure"),
        (53, "32", "field_range", "nombre_jours"),
        (85, "-000350000", "field_negative", "salaire_cotisable"),
        (95, "350000    ", "field_not_zero_filled", "salaire_cotisable_plafonne"),
        (119, "17", "field_range", "numero_ligne"),
        (119, "00", "field_range", "numero_ligne"),
        (121, "E\x00", "field_control_character", "matricule_interne"),
    ],
)
def test_each_wrong_field_is_one_located_fault(
    start: int, text: str, code: str, field: str
) -> None:
    lines = dipe_lines(3)
    lines[1] = changed(lines[1], start, text)
    found, faults = read(DIPE_FORMAT, joined(lines))
    fault = only_fault(faults)
    assert (fault.code, fault.line, fault.record, fault.field) == (code, 2, "C04", field)
    assert [line for block in found for line in block.line.tolist()] == [1, 3]


@pytest.mark.parametrize("blank", ["          ", "0000000000"])
def test_a_line_without_insured_number_is_owed_all_the_same(blank: str) -> None:
    line = changed(changed(DIPE, 42, blank), 52, " ")
    again = changed(line, 119, "02")
    [found], faults = read(DIPE_FORMAT, joined([line, again]))
    assert faults.count == 0
    assert found.insured_number.tolist() == [b"", b""]
    assert found.wage.sum() == 700_000


def test_optional_fields_may_be_blank() -> None:
    line = changed(changed(changed(DIPE, 4, " " * 20), 36, " "), 105, " " * 14)
    [found], faults = read(DIPE_FORMAT, joined([line]))
    assert faults.count == 0
    assert found.employer_number.tolist() == [b"1234567890"]
    assert found.kept["income_tax"].tolist() == [0]


def test_a_file_holds_one_month() -> None:
    lines = dipe_lines(3)
    lines[2] = changed(lines[2], 24, "02")
    _, faults = read(DIPE_FORMAT, joined(lines))
    fault = only_fault(faults)
    assert (fault.code, fault.line, fault.facts) == ("dipe_other_month", 3, {"expected": "01/2026"})


def test_sheet_lines_follow_one_another_or_begin_again() -> None:
    lines = dipe_lines(40)
    del lines[20]
    _, faults = read(DIPE_FORMAT, joined(lines))
    fault = only_fault(faults)
    assert (fault.code, fault.line, fault.read) == ("dipe_sheet_line", 21, "06")
    assert fault.facts == {"expected": 5}
    _, faults = read(DIPE_FORMAT, joined(dipe_lines(40)[:7] + dipe_lines(40)[16:20]))
    assert faults.count == 0


def test_a_line_that_cannot_be_read_breaks_no_sequence() -> None:
    lines = dipe_lines(5)
    lines[1] = lines[1][:100]
    lines[3] = changed(lines[3], 85, "X")
    _, faults = read(DIPE_FORMAT, joined(lines))
    assert [fault.code for fault in faults.kept] == ["line_length", "field_not_digits"]


def test_an_insured_number_that_comes_back_names_its_first_line() -> None:
    lines = dipe_lines(20)
    lines[17] = changed(lines[17], 42, lines[2][41:51])
    lines[18] = changed(lines[18], 42, lines[2][41:51])
    _, faults = read(DIPE_FORMAT, joined(lines))
    assert [(fault.code, fault.line, fault.read, fault.facts) for fault in faults.kept] == [
        ("insured_repeated", 18, "1000000002", {"first_line": 3}),
        ("insured_repeated", 19, "1000000002", {"first_line": 3}),
    ]


def test_a_payroll_bureau_may_declare_one_insured_for_two_employers() -> None:
    lines = [DIPE, changed(changed(DIPE, 26, "3210100565"), 119, "02")]
    [found], faults = read(DIPE_FORMAT, joined(lines))
    assert faults.count == 0
    assert found.employer_number.tolist() == [b"1234567890K", b"3210100565K"]


def test_a_truncated_file_says_so() -> None:
    content = joined(dipe_lines(3))
    _, faults = read(DIPE_FORMAT, content[:-40])
    assert [(fault.code, fault.line) for fault in faults.kept] == [("line_truncated", 3)]


def test_utf_16_is_one_fault() -> None:
    _, faults = read(DIPE_FORMAT, "\n".join(dipe_lines(50)).encode("utf-16"))
    assert only_fault(faults).code == "file_encoding"


def test_latin_1_accents_are_read_in_texts() -> None:
    line = changed(DIPE_NAMED, 186, "BÉTI GÀMMA")
    [found], faults = read(DIPE_FORMAT, joined([line]))
    assert faults.count == 0
    assert found.insured_name[0].decode("latin-1") == "BÉTI GÀMMA"


def test_a_file_wrong_everywhere_is_counted_within_bounds() -> None:
    wrong = changed(DIPE, 85, "-" * 10).encode("ascii") + b"\r\n"
    _, faults = read(DIPE_FORMAT, wrong * 200_000)
    assert faults.count >= 200_000
    assert len(faults.kept) == MOST_FAULTS_KEPT
    assert [fault.line for fault in faults.kept[:3]] == [1, 2, 3]


def test_the_format_recognises_its_files_by_content_or_name() -> None:
    assert DIPE_FORMAT.recognises(DIPE.encode("ascii"), "upload.bin")
    assert DIPE_FORMAT.recognises(b"", "DIPE_mensuel.txt")
    assert not DIPE_FORMAT.recognises(b"B00123", "DS_1234567_202601.txt")


lines_to_write = st.lists(st.integers(1, 10**10 - 1), min_size=1, max_size=40, unique=True)


@given(lines_to_write, st.integers(0, 10**10 - 1), st.sampled_from([b"\n", b"\r\n"]))
@settings(max_examples=40)
@pytest.mark.parametrize("length", [135, 195])
def test_what_is_written_is_read_back(
    length: int, numbers: list[int], wage: int, line_end: bytes
) -> None:
    block = cm_block(numbers, wage=wage)
    out = io.BytesIO()
    assert write(out, [block], length=length, line_end=line_end) == len(numbers)
    [found], faults = read(DIPE_FORMAT, out.getvalue())
    assert faults.count == 0
    for name in ("line", "employer_number", "month", "insured_number", "days", "wage"):
        assert np.array_equal(getattr(found, name), getattr(block, name)), name
    assert (found.insured_name == (block.insured_name if length == 195 else b"")).all()
    again = io.BytesIO()
    write(again, [found], length=length, line_end=line_end)
    assert again.getvalue() == out.getvalue()


def test_the_sample_line_is_written_byte_for_byte() -> None:
    found, _ = read(DIPE_FORMAT, joined([DIPE]))
    out = io.BytesIO()
    write(out, found)
    assert out.getvalue() == joined([DIPE], "\r\n")


def test_a_number_that_is_none_is_not_written() -> None:
    block = cm_block([1])
    damaged = WageLines(
        **{name: getattr(block, name) for name in block.__slots__}
        | {"employer_number": np.array([b"32101X0565S"])}
    )
    with pytest.raises(Refused, match="value_not_a_number"):
        write(io.BytesIO(), [damaged])


@given(st.binary(max_size=600))
def test_any_bytes_are_read_without_failing(content: bytes) -> None:
    list(DIPE_FORMAT.read(io.BytesIO(content), Faults()))


@given(st.integers(0, 4), st.integers(0, 134), st.binary(min_size=1, max_size=20))
def test_a_damaged_file_is_read_without_failing(row: int, at: int, damage: bytes) -> None:
    content = bytearray(joined(dipe_lines(5)))
    start = row * 136 + at
    content[start : start + len(damage)] = damage
    found, faults = read(DIPE_FORMAT, bytes(content))
    assert sum(block.line.size for block in found) == 5 or faults.count
