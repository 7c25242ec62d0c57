"""XLSX workbooks: what is read, and what is refused before or while it is read."""

import datetime
import io
import struct
import tracemalloc
import zipfile
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from tests.countries.tabular.sheets import (
    MAPPING,
    OTHER,
    ROW,
    read,
    repacked,
    workbook,
)

from socle.countries.tabular import archive

SHEET = "xl/worksheets/sheet1.xml"


def test_texts_numbers_and_days_of_the_calendar_are_understood() -> None:
    numbers: tuple[Any, ...] = (123456789, datetime.date(2026, 7, 31), 1122334455, "A", 26, 350000)
    moment = (
        *ROW[:1],
        datetime.datetime.fromisoformat("2026-07-01 08:30"),
        1122334456.0,
        "B",
        26.0,
        350000.0,
    )
    found = read(workbook(ROW, numbers, moment))
    assert found.codes == []
    assert found.column("employer_number") == [b"0123456789K", b"123456789", b"0123456789K"]
    assert set(found.column("month")) == {2026 * 12 + 6}
    assert found.column("insured_number") == [b"1122334455B", b"1122334455", b"1122334456"]
    assert found.column("wage") == [350_000] * 3


def test_cents_are_those_that_the_spreadsheet_shows() -> None:
    """0.1 + 0.2 is stored as 0.30000000000000004, and shown as 0.3."""
    found = read(workbook((*ROW[:5], 3500.1 + 0.2)), digits=2)
    assert (found.codes, found.column("wage")) == ([], [350_030])
    assert read(workbook((*ROW[:5], 3500.125)), digits=2).codes == ["tabular_decimals"]


def test_lines_are_those_of_the_sheet_blank_ones_counted() -> None:
    found = read(workbook(ROW, (), (), OTHER))
    assert found.column("line") == [2, 5]


def test_a_formula_is_refused_where_the_mapping_reads_it() -> None:
    found = read(workbook((*ROW[:5], "=100000+250000")))
    (fault,) = found.faults.kept
    assert (fault.code, fault.record, fault.field) == ("workbook_formula", "F2", "Salaire")
    assert fault.read == "=100000+250000"


def test_a_formula_elsewhere_and_in_the_total_does_no_harm() -> None:
    total = ("TOTAL", None, None, None, None, "=SUM(F2:F3)")
    found = read(workbook((*ROW, "=F2*2"), OTHER, total))
    assert (found.codes, found.column("line")) == ([], [2, 3])


def test_a_text_that_looks_like_a_formula_is_a_text() -> None:
    def quoted(book: openpyxl.Workbook) -> None:
        cell = book.worksheets[0]["D2"]
        cell.value, cell.data_type = "=JEAN", "s"

    assert read(workbook(change=quoted)).column("insured_name") == [b"=JEAN"]


@pytest.mark.parametrize("value", ["#REF!", "#N/A", True])
def test_an_error_or_a_logical_value_is_refused(value: Any) -> None:
    assert read(workbook((*ROW[:5], value))).codes == ["workbook_error_cell"]


def test_a_hidden_row_that_declares_somebody_is_refused() -> None:
    def hide(book: openpyxl.Workbook) -> None:
        book.worksheets[0].row_dimensions[3].hidden = True
        book.worksheets[0].row_dimensions[9].hidden = True

    found = read(workbook(ROW, OTHER, change=hide))
    assert [(fault.code, fault.line) for fault in found.faults.kept] == [("workbook_hidden_row", 3)]


def test_a_cell_merged_over_rows_is_refused_and_one_merged_in_a_title_is_not() -> None:
    def merge(book: openpyxl.Workbook) -> None:
        book.worksheets[0].merge_cells("A2:A3")

    found = read(workbook(ROW, OTHER, change=merge))
    assert {(fault.code, fault.line) for fault in found.faults.kept} == {
        ("workbook_merged", 2),
        ("workbook_merged", 3),
        ("field_blank", 3),
    }

    def title(book: openpyxl.Workbook) -> None:
        book.worksheets[0].insert_rows(1)
        book.worksheets[0].merge_cells("A1:F1")

    assert read(workbook(change=title), replace(MAPPING, headings_row=2)).codes == []


def test_the_first_sheet_shown_is_read_or_the_one_named() -> None:
    def more(book: openpyxl.Workbook) -> None:
        hidden = book.create_sheet("Caché", 0)
        hidden.sheet_state = "hidden"
        book.worksheets[1].title = "Août"
        other = book.create_sheet("Juillet")
        for row in book.worksheets[1].iter_rows(values_only=True):
            other.append(row)
        other["F2"] = 1

    content = workbook(change=more)
    assert read(content).column("wage") == [350_000]
    assert read(content, replace(MAPPING, sheet="juillet")).column("wage") == [1]
    for name in ("Caché", "Septembre"):
        assert read(content, replace(MAPPING, sheet=name)).codes == ["workbook_sheet_missing"]


def test_a_bomb_is_refused_by_what_it_claims() -> None:
    swollen = repacked(workbook(), parts={SHEET: b"<worksheet>" + b" " * 60_000_000})
    assert len(swollen) < 100_000
    tracemalloc.start()
    assert read(swollen).codes == ["workbook_swells"]
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    swollen = bytearray(repacked(workbook(), parts={SHEET: b"<worksheet>" + b" " * 60_000_000}))
    size = struct.pack("<I", 60_000_011)
    assert swollen.count(size) == 2
    assert read(bytes(swollen).replace(size, struct.pack("<I", 5_000))).codes == [
        "workbook_damaged"
    ]


def test_parts_that_overlap_are_refused() -> None:
    content = bytearray(workbook())
    directory = content.index(b"PK\x01\x02")
    second = content.index(b"PK\x01\x02", directory + 4)
    # The second part begins where the first one does.
    content[second + 42 : second + 46] = content[directory + 42 : directory + 46]
    assert read(bytes(content)).codes == ["workbook_swells"]


def test_too_many_parts_are_refused() -> None:
    many = {f"xl/theme/{n}.xml": b"<a/>" for n in range(archive.MOST_PARTS)}
    assert read(repacked(workbook(), parts=many)).codes == ["workbook_parts"]


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("xl/vbaProject.bin", "workbook_macros"),
        ("xl/macrosheets/sheet1.xml", "workbook_macros"),
        ("xl/activeX/activeX1.xml", "workbook_macros"),
        ("xl/workbook.bin", "workbook_binary"),
        ("xl/externalLinks/externalLink1.xml", "workbook_links"),
        ("xl/connections.xml", "workbook_links"),
        ("xl/embeddings/oleObject1.bin", "workbook_embedded"),
        ("../outside.xml", "workbook_damaged"),
        ("XL/WORKBOOK.XML", "workbook_damaged"),
    ],
)
def test_a_part_that_values_have_no_need_of_is_refused(part: str, code: str) -> None:
    assert read(repacked(workbook(), parts={part: b"<a/>"})).codes == [code]


def test_a_workbook_that_calls_itself_one_of_macros_is_refused() -> None:
    old = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    new = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    changed = repacked(workbook(), change={"[Content_Types].xml": (old, new)})
    assert read(changed).codes == ["workbook_macros"]


def test_an_archive_in_a_workbook_is_refused_whatever_its_name() -> None:
    assert read(repacked(workbook(), parts={"xl/media/image1.png": workbook()})).codes == [
        "workbook_embedded"
    ]


def test_a_relation_to_outside_is_refused_but_a_link_in_a_cell_is_not() -> None:
    relation = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/%s" Target="file:///salaires.xlsx" TargetMode="External"/></Relationships>'
    )
    name = "xl/worksheets/_rels/sheet1.xml.rels"
    outside = repacked(workbook(), parts={name: relation % b"externalLinkPath"})
    assert read(outside).codes == ["workbook_links"]
    assert read(repacked(workbook(), parts={name: relation % b"hyperlink"})).codes == []


@pytest.mark.parametrize(
    "part", [SHEET, "xl/styles.xml", "xl/sharedStrings.xml", "xl/workbook.xml"]
)
def test_entities_are_refused_in_every_part(part: str) -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;">]><a>&c;</a>'
    assert read(repacked(workbook(), parts={part: bomb})).codes == ["workbook_entities"]


def test_a_document_type_outside_is_never_fetched() -> None:
    outside = b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>'
    assert read(repacked(workbook(), parts={SHEET: outside})).codes == ["workbook_entities"]


def test_elements_that_nest_without_end_and_texts_without_end_are_refused() -> None:
    deep = b"<a>" * 100_000 + b"</a>" * 100_000
    assert read(repacked(workbook(), parts={SHEET: deep})).codes == ["workbook_damaged"]
    long = b"<a>" + bytes(range(65, 91)) * 20_000 + b"</a>"
    assert read(repacked(workbook(), parts={SHEET: long})).codes == ["workbook_damaged"]


@pytest.mark.parametrize("number", [b"99999999", b"0", b"-1", b"1"])
def test_rows_out_of_order_or_beyond_a_sheet_are_refused(number: bytes) -> None:
    changed = repacked(workbook(), change={SHEET: (b'<row r="2"', b'<row r="' + number + b'"')})
    assert read(changed).codes == ["workbook_damaged"]


def test_a_cell_in_the_last_corner_of_a_sheet_costs_nothing() -> None:
    far = (b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    tracemalloc.start()
    found = read(repacked(workbook(), change={SHEET: far}))
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()
    assert (found.codes, found.column("line")) == ([], [2])


def test_other_workbooks_and_archives_are_told_apart() -> None:
    assert read(b"\xd0\xcf\x11\xe0" + b"\0" * 600).codes == ["workbook_old"]
    assert read(_archive({"a.txt": b"a"})).codes == ["workbook_none"]
    opendocument = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}
    assert read(_archive(opendocument | {"content.xml": b"<a/>"})).codes == [
        "workbook_opendocument"
    ]
    assert read(workbook()[:2_000]).codes == ["workbook_damaged"]
    assert read(b"PK\x03\x04" + b"\0" * 100).codes == ["workbook_damaged"]
    assert read(b"PK\x03\x04" + b"\0" * archive.MOST_BYTES).codes == ["workbook_large"]


def test_an_encrypted_part_is_refused() -> None:
    content = bytearray(workbook())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    assert read(bytes(content)).codes == ["workbook_encrypted"]


@pytest.mark.parametrize(
    "part", ["xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", SHEET]
)
def test_a_part_that_is_not_what_it_should_be_is_refused_and_never_breaks(part: str) -> None:
    for body in (b"", b"<a/>", b"<workbook><sheets><sheet/></sheets></workbook>", b"\xff\xfe"):
        found = read(repacked(workbook(), parts={part: body}))
        assert set(found.codes) <= {
            "workbook_damaged",
            "workbook_no_sheet",
            "file_empty",
            "tabular_headings_row",
            "tabular_not_a_month",
        }
        assert found.codes or part == "xl/styles.xml"


def test_any_byte_of_a_workbook_may_be_wrong_and_nothing_breaks() -> None:
    content = workbook(ROW, OTHER)
    for place in range(0, len(content), 41):
        changed = bytearray(content)
        changed[place] ^= 0x55
        read(bytes(changed))


def _archive(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, body in parts.items():
            made.writestr(name, body)
    return out.getvalue()
