"""Spreadsheets known in advance: recognised by their first row, read by their own columns."""

import io

import pytest

from socle.countries.declaration import Faults, WageLines
from socle.countries.registry import countries, country
from socle.countries.tabular import FileMapping, Sample, TabularFormat, sample
from socle.countries.tabular.ready import ReadyMapping, ready_mappings, recognised
from socle.kernel.wording import LANGUAGES
from socle.web.profiles import columns_of

ABIDJAN = (
    "NUMERO CNPS;NOM;PRENOMS;ANNEE DE NAISSANCE;DATE D'EMBAUCHE;DATE DE DEPART;TYPE SALARIE;"
    "DUREE TRAVAILLE;SALAIRE BRUT;BRANCHE COTISEE\n"
    "180112345678;KOUASSI;AYA;1990;01/02/2020;;J;26;250000;1234\n"
)
COTONOU = (
    "12345678;1;2026;2;300000\n"
    "1;20123456789;HOUNSOU;Sena;01/02/2020;;30;120000;0\n"
    "2;20123456780;AHOUNOU;Kossi;01/02/2020;;26;180000;0\n"
)
LIBREVILLE = (
    "matricule;nom;prenom;n_cnss;bpcnss_1;njrcnss_1;bdplaf_1;bpcnss_2;njrcnss_2;bdplaf_2;"
    "bpcnss_3;njrcnss_3;bdplaf_3\n7;OBAME;Rose;0123456789;400000;30;400000;0;0;0;0;0;0\n"
)
A_QUARTER = LIBREVILLE.replace(";0;0;0;0;0;0", ";410000;28;410000;1600000;30;1500000") + (
    "8;NDONG;Paul;0123456790;;;;;;;250000;12;250000\n"
)
ALL = [each for code in countries() for each in ready_mappings(code)]


def found(code: str, text: str) -> ReadyMapping | None:
    return recognised(code, sample(io.BytesIO(text.encode()), is_workbook=False))


def read(code: str, text: str) -> tuple[list[WageLines], Faults]:
    ready = found(code, text)
    assert ready
    here, faults = country(code), Faults()
    form = TabularFormat(
        ready.mapping, digits=0, identifiers=here.identifiers, employer="1", month=2026 * 12
    )
    return list(form.read(io.BytesIO(text.encode()), faults)), faults


@pytest.mark.parametrize(
    ("code", "text", "name", "numbers", "days", "wages"),
    [
        ("CI", ABIDJAN, "e_cnps", [b"180112345678"], [26], [250_000]),
        (
            "BJ",
            COTONOU,
            "liste_nominative",
            [b"20123456789", b"20123456780"],
            [30, 26],
            [120_000, 180_000],
        ),
        ("GA", LIBREVILLE, "dts", [b"0123456789"], [30], [400_000]),
    ],
)
def test_a_known_spreadsheet_is_recognised_and_read(
    code: str, text: str, name: str, numbers: list[bytes], days: list[int], wages: list[int]
) -> None:
    ready = found(code, text)
    assert ready
    assert ready.code == name
    (lines,), faults = read(code, text)
    assert faults.count == 0
    assert lines.insured_number.tolist() == numbers
    assert lines.days.tolist() == days
    assert lines.wage.tolist() == wages


def test_a_row_that_holds_a_quarter_is_a_line_for_each_month_worked() -> None:
    blocks, faults = read("GA", A_QUARTER)
    assert faults.count == 0
    found = [
        (int(month) % 12, number, int(days), int(wage), int(capped))
        for block in blocks
        for month, number, days, wage, capped in zip(
            *(block.month, block.insured_number.tolist(), block.days),
            *(block.wage, block.wage_capped),
            strict=True,
        )
    ]
    assert found == [
        (0, b"0123456789", 30, 400_000, 400_000),
        (1, b"0123456789", 28, 410_000, 410_000),
        (2, b"0123456789", 30, 1_600_000, 1_500_000),
        (2, b"0123456790", 12, 250_000, 250_000),
    ]


def test_each_month_of_a_quarter_has_its_own_total() -> None:
    total = ";TOTAL;;;400000;;;410000;;;1850000;;\n"
    _blocks, faults = read("GA", A_QUARTER + total)
    assert faults.count == 0
    _blocks, faults = read("GA", A_QUARTER + total.replace("410000", "410001"))
    (wrong,) = faults.kept
    assert (wrong.code, wrong.field, wrong.read) == ("tabular_total_wrong", "bpcnss_2", "410001")


def test_what_is_wrong_with_a_row_is_told_once_for_its_three_months() -> None:
    blocks, faults = read("GA", A_QUARTER.replace("0123456789", "01234=?"))
    assert [each.code for each in faults.kept] == ["tabular_not_an_identifier"]
    assert [block.insured_number.tolist() for block in blocks] == [[b"0123456790"]]
    _blocks, faults = read("GA", A_QUARTER.replace(";28;", ";88;"))
    assert [each.field for each in faults.kept] == ["njrcnss_2"]


def test_a_quarter_is_not_read_from_its_second_month() -> None:
    ready = found("GA", A_QUARTER)
    assert ready
    form = TabularFormat(
        ready.mapping, 0, country("GA").identifiers, employer="1", month=2026 * 12 + 1
    )
    faults = Faults()
    assert list(form.read(io.BytesIO(A_QUARTER.encode()), faults)) == []
    assert [(each.code, each.read) for each in faults.kept] == [
        ("tabular_quarter_month", "2026-02")
    ]


@pytest.mark.parametrize(
    ("days", "wage", "code"),
    [
        ("a | b", "c | d", "tabular_months_across"),
        ("a", "b | c | d", "tabular_months_across"),
        ("a | b | c", "d | e | a", "tabular_column_shared"),
        ("a | b | c", "d | e | f", ""),
    ],
)
def test_columns_of_a_quarter_go_together(days: str, wage: str, code: str) -> None:
    mapping = FileMapping({"insured_number": "n", "days": days, "wage": wage})
    assert [each.code for each in mapping.faults()] == ([code] if code else [])


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("CI", ABIDJAN.replace("DUREE TRAVAILLE", "HEURES")),
        ("BJ", COTONOU.replace("12345678;1;2026", "12345678;13;2026", 1)),
        ("BJ", "N°;Mois;Année;Effectif;Masse\n" + COTONOU),
        ("CM", COTONOU),
    ],
)
def test_another_file_is_not_taken_for_it(code: str, text: str) -> None:
    assert found(code, text) is None


def test_headings_are_named_as_the_file_writes_them() -> None:
    text = ABIDJAN.replace("NUMERO CNPS", "Numéro  CNPS")
    ready = found("CI", text)
    assert ready
    looked = sample(io.BytesIO(text.encode()), is_workbook=False)
    assert ready.mapping_of(looked).columns["insured_number"] == "Numéro  CNPS"


def test_the_page_keeps_the_place_of_a_column_that_has_no_heading() -> None:
    looked = sample(io.BytesIO(COTONOU.encode()), is_workbook=False)
    ready = found("BJ", COTONOU)
    assert ready
    values = [each.value for each in columns_of(looked, ready.mapping_of(looked))]
    assert [values[at] for at in (1, 2, 6, 7)] == ["#2", "#3", "#7", "#8"]


def test_a_sheet_without_a_row_is_none_of_them() -> None:
    assert recognised("BJ", Sample("xlsx", (), ())) is None


@pytest.mark.parametrize("ready", ALL, ids=[each.code for each in ALL])
def test_each_says_in_three_languages_what_must_be_confirmed(ready: ReadyMapping) -> None:
    assert not list(ready.mapping.faults())
    assert ready.source
    for words in (ready.name, ready.to_confirm):
        assert set(words) == set(LANGUAGES)
