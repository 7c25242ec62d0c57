"""CSV files: encodings, separators, quotes, broken files; every fault says where."""

import tracemalloc
from dataclasses import replace
from typing import Any, BinaryIO, cast

import pytest
from tests.countries.tabular.sheets import COLUMNS, MAPPING, OTHER, ROW, csv_of, one, read

from socle.countries.declaration import Faults
from socle.countries.registry import country
from socle.countries.tabular import FileMapping, TabularFormat


def test_a_line_is_read_as_it_is_written() -> None:
    found = read(csv_of(ROW))
    assert found.codes == []
    assert found.column("line") == [2]
    assert found.column("employer_number") == [b"0123456789K"]
    assert found.column("month") == [2026 * 12 + 6]
    assert found.column("insured_number") == [b"1122334455B"]
    assert found.column("insured_name") == ["ÉKOTTO Jean".encode("latin-1")]
    assert (found.column("days"), found.column("wage")) == ([26], [350_000])
    assert found.column("wage_capped") == [350_000]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_usual_encoding_separator_and_end_of_line_reads_alike(
    encoding: str, sign: str, end: str
) -> None:
    found = read(csv_of(ROW, OTHER, sign=sign, end=end).encode(encoding))
    assert found.codes == []
    assert found.column("wage") == [350_000, 120_000]
    assert found.column("insured_name") == ["ÉKOTTO Jean".encode("latin-1"), b"MBARGA Marie"]


def test_windows_accents_far_into_a_plain_file_are_read() -> None:
    rows = [(*ROW[:2], f"{1000000000 + n}A", "KOTTO", *ROW[4:]) for n in range(20_000)]
    text = csv_of(*rows, ROW).replace("N° assuré", "No assure")
    mapping = replace(MAPPING, columns=COLUMNS | {"insured_number": "No assure"})
    found = read(text.encode("cp1252"), mapping)
    assert found.codes == []
    assert found.column("insured_name")[-1] == "ÉKOTTO Jean".encode("latin-1")


def test_a_file_that_mixes_two_encodings_is_refused_at_its_line() -> None:
    mixed = csv_of(ROW).encode("utf-8") + ";".join(OTHER).replace("Marie", "Zoé").encode("cp1252")
    found = read(mixed)
    assert [(fault.code, fault.line) for fault in found.faults.kept] == [("tabular_encoding", 3)]


def test_a_byte_of_no_encoding_is_refused() -> None:
    assert read(csv_of(ROW).encode("utf-8-sig") + b"\xff\xfe\x81").codes == ["tabular_encoding"]


def test_utf_16_without_its_mark_and_a_null_byte_are_refused_at_their_line() -> None:
    assert read(csv_of(ROW).encode("utf-16-le")).codes == ["field_nul"]
    found = read(csv_of(ROW, OTHER).replace("Marie", "Ma\0rie"))
    assert [(fault.code, fault.line) for fault in found.faults.kept] == [("field_nul", 3)]


def test_what_a_spreadsheet_declares_as_its_separator_is_believed() -> None:
    mapping = replace(MAPPING, headings_row=2)
    assert read("sep=|\r\n" + csv_of(ROW, sign="|"), mapping).column("wage") == [350_000]


def test_a_comma_as_decimal_mark_does_not_pass_for_a_separator() -> None:
    rows = [(*ROW[:5], "350000,00"), (*OTHER[:5], "120000,00")]
    assert read(csv_of(*rows)).column("wage") == [350_000, 120_000]


def test_quotes_hold_separators_quotes_and_ends_of_line() -> None:
    name = '"ÉKOTTO; ""Jean""\r\nfils"'
    found = read(csv_of((*ROW[:3], name, *ROW[4:]), OTHER))
    assert found.codes == []
    assert found.column("line") == [2, 4]
    assert found.column("insured_name")[0] == 'ÉKOTTO; "Jean" fils'.encode("latin-1")


@pytest.mark.parametrize("name", ['"ÉKOTTO', '"ÉKOTTO" Jean', '"' + "a\n" * 100_000])
def test_a_quote_that_is_not_closed_is_refused_where_it_opens(name: str) -> None:
    found = read(csv_of(ROW, (*OTHER[:3], name, *OTHER[4:])))
    assert [(fault.code, fault.line) for fault in found.faults.kept] == [("tabular_quotes", 3)]


def test_a_line_without_end_is_refused_before_it_fills_the_memory() -> None:
    class Endless:
        """A stream whose second line never ends."""

        sent = 0

        def read(self, size: int) -> bytes:
            self.sent += size
            return csv_of(ROW).encode() if self.sent == size else b"a" * size

    stream, faults = Endless(), Faults()
    form = TabularFormat(MAPPING, 0, country("CM").identifiers)
    tracemalloc.start()
    assert len(list(form.read(cast("BinaryIO", stream), faults))) == 1
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [(fault.code, fault.line) for fault in faults.kept] == [("tabular_line_long", 3)]
    assert peak < 8_000_000


def test_an_empty_file_says_so() -> None:
    assert read(b"").codes == ["file_empty"]


def test_a_fault_says_the_line_the_heading_the_cell_and_what_was_read() -> None:
    found = read(csv_of(ROW, (*OTHER[:5], "12O 000")))
    (fault,) = found.faults.kept
    assert (fault.code, fault.line, fault.record) == ("tabular_not_a_number", 3, "F3")
    assert (fault.field, fault.read) == ("Salaire", "12O 000")
    assert found.column("line") == [2]


def test_every_fault_of_a_line_is_told_in_order_and_all_are_counted() -> None:
    rows = [(*ROW[:4], "32", "-5")] * 3_000
    found = read(csv_of(*rows))
    assert found.faults.count == 6_000
    assert len(found.faults.kept) == 1_000
    assert found.codes[:3] == ["field_range", "field_negative", "field_range"]


def test_blank_lines_and_a_signature_are_no_wage_lines() -> None:
    rows = [ROW, (";" * 5,), ("",), OTHER, ("Fait à Douala", "", "", "Le gérant", "", "")]
    assert read(csv_of(*rows)).column("line") == [2, 5]


def test_a_short_line_lacks_its_last_cells() -> None:
    found = read(csv_of(ROW, OTHER[:5]))
    assert [(fault.code, fault.record) for fault in found.faults.kept] == [("field_blank", "F3")]


def test_headings_may_stand_lower_and_in_another_order_and_case() -> None:
    text = "Savonnerie du Wouri\r\n\r\n" + "salaire;NOM;jours;n° Assure;MOIS;employeur\r\n"
    text += ";".join([ROW[5], ROW[3], ROW[4], ROW[2], ROW[1], ROW[0]])
    found = read(text, replace(MAPPING, headings_row=3))
    assert (found.codes, found.column("wage")) == ([], [350_000])


def test_a_heading_that_is_missing_or_doubled_is_named() -> None:
    missing = read(csv_of(ROW).replace("Salaire", "Brut"))
    (fault,) = missing.faults.kept
    assert (fault.code, fault.facts["column"]) == ("tabular_column_missing", "Salaire")
    assert read(csv_of(ROW).replace("Salaire", "Salaire;Salaire")).codes == ["tabular_column_twice"]
    assert read(csv_of(ROW), replace(MAPPING, headings_row=9)).codes == ["tabular_headings_row"]


def test_a_file_without_headings_is_read_by_places() -> None:
    columns = {name: f"#{n}" for n, name in enumerate(COLUMNS, start=1)}
    body = csv_of(ROW, OTHER).split("\r\n", 1)[1]
    found = read(body, FileMapping(columns=columns, headings_row=0))
    assert (found.codes, found.column("line")) == ([], [1, 2])


def test_employer_and_month_may_be_given_instead_of_columns() -> None:
    kept = {
        name: said for name, said in COLUMNS.items() if name not in {"employer_number", "month"}
    }
    mapping = replace(MAPPING, columns=kept)
    found = read(csv_of(ROW), mapping, employer="9999999999Z", month=2026 * 12)
    assert (found.column("employer_number"), found.column("month")) == ([b"9999999999Z"], [24_312])
    assert read(csv_of(ROW), mapping, month=24_312).codes == ["tabular_employer_missing"]
    assert read(csv_of(ROW), mapping, employer="9999999999Z").codes == ["tabular_month_missing"]


def test_a_capped_wage_is_read_where_it_is_given_and_computed_where_not() -> None:
    given: dict[str, Any] = {"ceiling": lambda _month: 200_000}
    assert read(csv_of(ROW, OTHER), **given).column("wage_capped") == [200_000, 120_000]
    text = csv_of(ROW).replace("Salaire", "Salaire;Plafonné").replace("350000", "350000;300000")
    mapping = replace(MAPPING, columns=COLUMNS | {"wage_capped": "Plafonné"})
    assert read(text, mapping, **given).column("wage_capped") == [300_000]


def test_the_same_insured_twice_for_an_employer_and_month_is_refused() -> None:
    other_month = (ROW[0], "2026-06", *ROW[2:])
    found = read(csv_of(ROW, OTHER, other_month, ROW))
    (fault,) = found.faults.kept
    assert (fault.code, fault.line, fault.read) == ("insured_repeated", 5, "1122334455B")
    assert fault.facts["first_line"] == 2


TOTAL = ("TOTAL", "", "", "", "", "470 000")


def test_a_total_row_is_checked_and_not_posted() -> None:
    found = read(csv_of(ROW, OTHER, TOTAL))
    assert (found.codes, found.column("line")) == ([], [2, 3])


@pytest.mark.parametrize("word", ["Total", "Totaux :", "TOTAL GÉNÉRAL", "المجموع", "Sum"])
@pytest.mark.parametrize("place", [0, 2, 3])
def test_a_total_is_known_by_its_word_in_any_column(word: str, place: int) -> None:
    total = ["", "", "", "", "56", "470000"]
    total[place] = word
    assert read(csv_of(ROW, OTHER, total)).column("line") == [2, 3]


def test_a_total_that_lies_is_refused() -> None:
    found = read(csv_of(ROW, OTHER, (*TOTAL[:5], "470001")))
    (fault,) = found.faults.kept
    assert (fault.code, fault.line, fault.facts["expected"]) == ("tabular_total_wrong", 4, 470_000)


def test_a_total_is_summed_over_every_block() -> None:
    rows = [(*ROW[:2], f"{1000000000 + n}A", *ROW[3:]) for n in range(40_000)]
    right = (*TOTAL[:5], str(40_000 * 350_000))
    assert read(csv_of(*rows, right)).codes == []
    assert read(csv_of(*rows, TOTAL)).codes == ["tabular_total_wrong"]


def test_a_wage_line_after_the_total_is_refused() -> None:
    found = read(csv_of(ROW, (*TOTAL[:5], "350000"), OTHER))
    (fault,) = found.faults.kept
    assert (fault.code, fault.line, fault.facts["total"]) == ("tabular_after_total", 4, 3)


def test_a_line_of_nobody_could_be_a_total_and_is_refused() -> None:
    row = (*ROW[:2], "", "", "26", "350000")
    assert read(csv_of(ROW, row)).codes == ["tabular_nobody"]


def test_an_insured_without_number_is_declared_by_name() -> None:
    found = read(csv_of(ROW, (*OTHER[:2], "", *OTHER[3:])))
    assert (found.codes, found.column("insured_number")) == ([], [b"1122334455B", b""])


def test_a_name_in_another_script_leaves_the_number_to_say_who_it_is() -> None:
    found = one("insured_name", "فاطمة العلوي")
    assert (found.codes, found.column("insured_name")) == ([], [b""])
    assert one("insured_name", "Šimek Ōto").column("insured_name") == [b"Simek Oto"]
