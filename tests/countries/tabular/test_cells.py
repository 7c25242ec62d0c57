"""What a cell says: amounts, days, months, numbers of people, as programs and people write them."""

from dataclasses import replace

import pytest
from tests.countries.tabular.sheets import MAPPING, one

POINT = replace(MAPPING, decimal_mark="point")


@pytest.mark.parametrize(
    "text",
    [
        *("350000", "350 000", "350\u00a0000", "350\u202f000", "350.000", "350'000", " 350000 "),
        *("350000,00", "350 000,00", "350.000,00", "+350000", "٣٥٠٠٠٠", "350\u2009000,0"),
    ],
)
def test_an_amount_is_read_however_its_thousands_are_parted(text: str) -> None:
    found = one("wage", text)
    assert (found.codes, found.column("wage")) == ([], [350_000])


@pytest.mark.parametrize("text", ["350000", "350,000", "350,000.00", "350000.0", "350 000"])
def test_the_decimal_mark_is_that_of_the_profile(text: str) -> None:
    assert one("wage", text, POINT).column("wage") == [350_000]


@pytest.mark.parametrize(
    ("text", "minor"), [("3500,5", 350_050), ("3.500,55", 350_055), ("3500", 350_000)]
)
def test_cents_are_kept_where_the_currency_has_them(text: str, minor: int) -> None:
    assert one("wage", text, digits=2).column("wage") == [minor]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "field_blank"),
        ("   ", "field_blank"),
        ("-350000", "field_negative"),
        ("350000-", "field_negative"),
        ("(350 000)", "field_negative"),
        ("350000,50", "tabular_decimals"),
        ("350,000", "tabular_amount_ambiguous"),
        ("350000.50", "tabular_not_a_number"),
        ("35 00", "tabular_not_a_number"),
        ("3 5000", "tabular_not_a_number"),
        ("1,2,3", "tabular_not_a_number"),
        ("350 000 FCFA", "tabular_not_a_number"),
        ("1e5", "tabular_not_a_number"),
        ("1_000", "tabular_not_a_number"),
        ("=1+1", "tabular_not_a_number"),
        ("9999999999999", "field_too_large"),
    ],
)
def test_what_is_no_amount_is_refused_for_its_own_reason(text: str, code: str) -> None:
    assert one("wage", text).codes == [code]


def test_a_point_before_three_digits_is_never_guessed() -> None:
    """`350.000` is 350 francs to one program and 350 000 to another."""
    assert one("wage", "350.000", POINT).codes == ["tabular_amount_ambiguous"]
    assert one("wage", "1350.000", POINT).column("wage") == [1_350]


@pytest.mark.parametrize(("text", "days"), [("26", 26), ("26,00", 26), ("0", 0), (" 31 ", 31)])
def test_days_are_whole(text: str, days: int) -> None:
    assert one("days", text).column("days") == [days]


@pytest.mark.parametrize(
    ("text", "code"), [("32", "field_range"), ("12,5", "tabular_half_day"), ("", "field_blank")]
)
def test_days_of_no_month_are_refused(text: str, code: str) -> None:
    assert one("days", text).codes == [code]


@pytest.mark.parametrize(
    "text",
    [
        *("2026-07", "2026/07", "2026-7", "202607", "07/2026", "7/2026", "07-2026", "07.2026"),
        *("2026-07-31", "31/07/2026", "31.07.2026", "2026-07-31 00:00:00"),
        *("juillet 2026", "JUILLET 2026", "juil. 2026", "juil-26", "July 2026", "Jul-26"),
        *("يوليوز 2026", "يوليو 2026", "٠٧/٢٠٢٦", "31 juillet 2026"),
    ],
)
def test_a_month_is_read_however_it_is_written(text: str) -> None:
    found = one("month", text)
    assert (found.codes, found.column("month")) == ([], [2026 * 12 + 6])


@pytest.mark.parametrize(
    "text", ["2026-13", "13/2026", "2026", "juillet", "ju 2026", "46204", "07/26", "1959-07"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    assert one("month", text).codes == ["tabular_not_a_month"]


@pytest.mark.parametrize(
    "text", ["1122334455B", "1122334455b", "1122 334455 B", "1122.334455-B", "١١٢٢٣٣٤٤٥٥B"]
)
def test_a_number_is_kept_as_the_register_writes_it(text: str) -> None:
    assert one("insured_number", text).column("insured_number") == [b"1122334455B"]


def test_a_number_that_a_program_took_for_an_amount_loses_its_decimals_only() -> None:
    assert one("insured_number", "1122334455,0").column("insured_number") == [b"1122334455"]


def test_a_number_of_zeros_is_none() -> None:
    assert one("insured_number", "0000000000").column("insured_number") == [b""]


@pytest.mark.parametrize("text", ["1,12233E+09", "1.12233E+09", "1E9"])
def test_a_number_that_a_spreadsheet_shortened_is_refused(text: str) -> None:
    assert one("insured_number", text).codes == ["tabular_scientific"]


@pytest.mark.parametrize("text", ["112233445566778899", "11223é", "Jean"])
def test_what_is_no_number_of_a_person_is_refused(text: str) -> None:
    assert one("insured_number", text).codes == ["tabular_not_an_identifier"]


def test_an_employer_cannot_be_blank() -> None:
    assert one("employer_number", " ").codes == ["field_blank"]
