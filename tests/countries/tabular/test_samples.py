"""A first look at a file: its rows, what its columns seem to be, whether it is a spreadsheet."""

import io

import pytest
from tests.countries.tabular.sheets import COLUMNS, MAPPING, OTHER, ROW, csv_of, read, workbook

from socle.countries.tabular import FileMapping, contents, guess, kind_of, letters, sample


def look(text: str) -> FileMapping:
    return guess(sample(io.BytesIO(text.encode()), is_workbook=False))


def test_a_sheet_in_french_is_guessed() -> None:
    assert look(csv_of(ROW, OTHER)).columns == COLUMNS


@pytest.mark.parametrize(
    "headings",
    [
        "Employer number,Pay period,Social security number,Full name,Days worked,Gross wage",
        "رقم المشغل,الشهر,رقم التسجيل,الاسم الكامل,عدد الأيام,الأجر الخام",
    ],
)
def test_headings_in_english_and_arabic_are_guessed(headings: str) -> None:
    found = look(f"{headings}\n{','.join(ROW)}\n")
    assert list(found.columns) == list(COLUMNS)
    assert list(found.columns.values()) == headings.split(",")


def test_headings_below_a_title_are_found() -> None:
    found = look("Savonnerie du Wouri\n\nPaie de juillet\n" + csv_of(ROW, end="\n"))
    assert (found.headings_row, found.columns) == (4, COLUMNS)


def test_what_is_guessed_reads_the_file_it_was_guessed_from() -> None:
    text = "Titre\r\n" + csv_of(ROW, OTHER)
    found = read(text, look(text))
    assert (found.codes, found.column("wage")) == ([], [350_000, 120_000])


def test_a_doubled_heading_is_guessed_by_its_place() -> None:
    text = csv_of(ROW).replace("Nom", "Salaire")
    assert look(text).columns["wage"] == "#4"


def test_a_file_without_headings_is_not_guessed() -> None:
    found = look(";".join(ROW) + "\n" + ";".join(OTHER))
    assert (found.columns, found.headings_row) == ({}, 0)


@pytest.mark.parametrize(
    ("amounts", "mark"),
    [
        (("350000.50", "120000.00"), "point"),
        (("350000,50", "120000,00"), "comma"),
        (("350.000", "120.000"), "comma"),
        (("350000", "120000"), "comma"),
    ],
)
def test_the_decimal_mark_is_guessed_from_the_amounts(amounts: tuple[str, str], mark: str) -> None:
    rows = [(*row[:5], amount) for row, amount in zip((ROW, OTHER), amounts, strict=True)]
    assert look(csv_of(*rows)).decimal_mark == mark


def test_the_sheets_of_a_workbook_are_listed() -> None:
    found = sample(io.BytesIO(workbook()), is_workbook=True)
    assert (found.kind, found.sheets, found.rows[1]) == ("xlsx", ("Sheet",), ROW)
    assert guess(found).columns == COLUMNS


def test_a_file_is_known_by_what_it_holds() -> None:
    assert kind_of(workbook()[:600], "paie.csv") == "xlsx"
    assert kind_of(csv_of(ROW).encode(), "paie.xlsx") == "csv"
    assert kind_of(csv_of(ROW).encode(), "paie") == "csv"
    assert kind_of(b"\xd0\xcf\x11\xe0", "paie.xls") == "xlsx"
    assert kind_of(b"C04" + b"0" * 132, "dipe.txt") is None
    assert kind_of(b"\x7fELF\0\0", "paie.csv") is None


def test_refused_rows_are_shown_as_they_stand() -> None:
    content = csv_of(ROW, OTHER).encode("cp1252")
    assert contents(io.BytesIO(content), {3}, is_workbook=False) == {3: " | ".join(OTHER)}
    book = workbook(ROW, (*OTHER[:5], "=1+1"))
    shown = contents(io.BytesIO(book), {3}, is_workbook=True)
    assert shown == {3: " | ".join((*OTHER[:5], "=1+1"))}
    assert contents(io.BytesIO(b""), {3}, is_workbook=False) == {}


@pytest.mark.parametrize(
    ("mapping", "codes"),
    [
        (MAPPING, []),
        (FileMapping(columns={"wage": "Salaire", "days": "Jours"}), ["tabular_column_needed"]),
        (FileMapping(columns=COLUMNS | {"bonus": "Prime"}), ["tabular_field_unknown"]),
        (FileMapping(columns=COLUMNS | {"days": "salaire"}), ["tabular_column_shared"]),
        (FileMapping(columns=COLUMNS | {"days": "#999"}), ["tabular_place_far"]),
        (FileMapping(columns=COLUMNS | {"days": "J" * 121}), ["tabular_heading_long"]),
    ],
)
def test_a_mapping_is_checked_whole(mapping: FileMapping, codes: list[str]) -> None:
    assert [fault.code for fault in mapping.faults()] == codes


def test_a_mapping_without_headings_names_places_only() -> None:
    found = FileMapping(columns=COLUMNS | {"days": "#5"}, headings_row=0)
    assert {fault.code for fault in found.faults()} == {"tabular_no_headings"}


def test_columns_are_called_as_spreadsheets_do() -> None:
    assert [letters(n) for n in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]
