"""The file that the form of the screens makes: written and read back, and what is wrong in it."""

import io

import pytest

from socle.countries.declaration import Faults
from socle.countries.form.formats.month import (
    FORMATS,
    FormLine,
    FormMonth,
    MonthForm,
    read_form,
    write_form,
)
from socle.countries.registry import country
from socle.kernel.errors import Refused
from socle.kernel.months import Month

WRITTEN = FormMonth(
    "F-1",
    "0123456789K",
    Month(2026, 2),
    (
        FormLine("1122334455B", "NGO BIYONG Marthe", 30, 200_000, 200_000),
        FormLine("", "ÉPÉE Paul", 12, 900_000, 750_000),
    ),
)
NIL = FormMonth("F-2", "0123456789K", Month(2026, 2), ())


def faults_of(content: bytes) -> list[str]:
    faults = Faults()
    assert read_form(io.BytesIO(content), faults) is None
    return [fault.code for fault in faults.kept]


@pytest.mark.parametrize("form", [WRITTEN, NIL])
def test_what_is_written_is_read_back(form: FormMonth) -> None:
    faults = Faults()
    assert read_form(io.BytesIO(write_form(form)), faults) == form
    assert not faults.count


def test_its_lines_are_those_of_every_format() -> None:
    [block] = MonthForm().read(io.BytesIO(write_form(WRITTEN)), Faults())
    assert block.line.tolist() == [4, 5]
    assert block.insured_number.tolist() == [b"1122334455B", b""]
    assert block.wage.tolist() == [200_000, 900_000]
    assert set(block.month.tolist()) == {Month(2026, 2).index}


def test_a_nil_month_has_no_line_and_says_whose_it_is() -> None:
    content = write_form(NIL)
    assert list(MonthForm().read(io.BytesIO(content), Faults())) == []
    found = MonthForm().nil_month(io.BytesIO(content))
    assert found == ("0123456789K", Month(2026, 2).index)
    assert MonthForm().nil_month(io.BytesIO(write_form(WRITTEN))) is None


@pytest.mark.parametrize("code", ["CM", "MA"])
def test_every_country_reads_it_and_after_its_own_files(code: str) -> None:
    formats = country(code).formats()
    assert formats[-1] is FORMATS[0]
    assert [each for each in formats if each.recognises(write_form(NIL), "form.txt")] == [
        FORMATS[0]
    ]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"END;2;1100000\r\n", b"", "file_incomplete"),
        (b"END;2;1100000", b"END;2;1", "form_total"),
        (b"MONTH;2026-02", b"MONTH;2026-13", "field_period"),
        (b"EMPLOYER;", b"EMPLOYED;", "record_unknown"),
        (b";30;200000;", b";32;200000;", "field_range"),
        (b";12;900000;", b";12;-9;", "field_range"),
        (b"LINE;;", b"LINE;1122334455B;", "insured_repeated"),
        (b"LINE;;", b"LINE;12345678901234567;", "form_text_too_long"),
        (b"LINE;;", b"LYNE;;", "record_unknown"),
    ],
)
def test_what_is_wrong_is_said(old: bytes, new: bytes, code: str) -> None:
    content = write_form(WRITTEN)
    assert old in content
    assert code in faults_of(content.replace(old, new))


def test_a_hundred_lines_and_no_more() -> None:
    line = FormLine("", "", 30, 1, 1)
    most = FormMonth("F", "1", Month(2026, 2), (line,) * 100)
    assert read_form(io.BytesIO(write_form(most)), Faults()) == most
    with pytest.raises(Refused, match="form_too_long"):
        write_form(FormMonth("F", "1", Month(2026, 2), (line,) * 101))


def test_a_name_cannot_forge_a_record() -> None:
    line = FormLine("", "A;B\r\nNIL", 30, 1, 1)
    found = read_form(
        io.BytesIO(write_form(FormMonth("F", "1", Month(2026, 2), (line,)))), Faults()
    )
    assert found is not None
    assert found.lines[0].insured_name == "A B NIL"
