"""Parameters: exact, dated, sourced, or refused."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from socle.kernel.errors import ParameterUnknown, Refused
from socle.kernel.months import Month
from socle.rules.parameters import Parameters
from socle.rules.schema import parameter_of, read_parameters

SOURCES = {"gazette": "Official gazette", "fund": "The fund's page"}
GOOD = {"value": "4.2", "from": "2016-02-15", "source": ["gazette"], "status": "confirmed"}


def _law(*values: dict[str, Any], unit: str = "percent") -> Parameters:
    written = {"unit": unit, "term": "taux", "values": list(values)}
    return Parameters([parameter_of("x.rate", written, "XAF", SOURCES)], SOURCES, "XAF")


def test_a_rate_is_the_exact_fraction_that_was_printed() -> None:
    assert _law(GOOD).rate("x.rate", date(2020, 1, 1)) == Fraction(42, 1000)


def test_a_day_before_the_first_value_is_refused_naming_parameter_and_day() -> None:
    with pytest.raises(ParameterUnknown) as refused:
        _law(GOOD).value("x.rate", date(2016, 2, 14))
    assert refused.value.facts == {"parameter": "x.rate", "on": "2016-02-14"}


def test_a_day_in_a_gap_between_two_values_is_refused() -> None:
    law = _law(GOOD | {"to": "2018-12-31"}, GOOD | {"from": "2020-01-01", "value": "5"})
    with pytest.raises(ParameterUnknown):
        law.value("x.rate", date(2019, 6, 1))
    assert law.rate("x.rate", date(2018, 12, 31)) == Fraction(42, 1000)
    assert law.rate("x.rate", date(2020, 1, 1)) == Fraction(5, 100)


def test_an_unknown_parameter_or_selector_is_refused() -> None:
    with pytest.raises(ParameterUnknown):
        _law(GOOD).value("x.nothing", date(2020, 1, 1))
    with pytest.raises(ParameterUnknown, match=r"x\.rate\[B\]"):
        _law(GOOD | {"for": "A"}).value("x.rate", date(2020, 1, 1), "B")


def test_a_value_that_was_only_seen_ages_three_years_after_its_last_sight() -> None:
    seen = {key: GOOD[key] for key in ("value", "source", "status")}
    law = _law(seen | {"as_of": ["2017-01-01", "2024-01-01"]})
    assert law.value("x.rate", date(2017, 1, 1)).status == "confirmed"
    assert law.value("x.rate", date(2027, 1, 1)).status == "confirmed"
    assert law.value("x.rate", date(2027, 1, 2)).status == "provisional"
    with pytest.raises(ParameterUnknown):
        law.value("x.rate", date(2016, 12, 31))


def test_a_month_cut_by_a_change_takes_the_value_of_its_end_as_a_convention() -> None:
    law = _law(GOOD | {"to": "2018-06-14"}, GOOD | {"from": "2018-06-15", "value": "5"})
    cut = law.for_month("x.rate", Month(2018, 6))
    assert (cut.value, cut.status) == (Fraction(5, 100), "convention")
    assert law.for_month("x.rate", Month(2018, 7)).status == "confirmed"


def test_none_means_that_the_law_has_no_limit_not_that_it_is_unknown() -> None:
    value = _law(GOOD | {"value": "none"}, unit="amount").value("x.rate", date(2020, 1, 1))
    assert value.value is None


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"source": []}, "source: missing"),
        ({"source": None}, "source: missing"),
        ({"source": "gazette"}, "source: missing"),
        ({"source": ["rumour"]}, "source: rumour"),
        ({"status": "sure"}, "status: sure"),
        ({"status": ""}, "status: missing"),
        ({"from": ""}, "from: missing"),
        ({"from": "15/02/2016"}, "date: 15/02/2016"),
        ({"value": ""}, "value: missing"),
        ({"value": "4,2"}, "value: 4,2"),
        ({"value": 4.2}, "value: missing"),
        ({"from": "undated"}, "status: an undated value cannot be confirmed"),
        ({"to": "2015-01-01"}, "to: 2015-01-01 is before 2016-02-15"),
        ({"colour": "blue"}, "key: colour"),
    ],
)
def test_a_value_that_is_not_clean_is_refused(change: dict[str, Any], fault: str) -> None:
    with pytest.raises(Refused) as refused:
        _law(GOOD | change)
    assert refused.value.facts["fault"] == fault


def test_two_values_on_one_day_are_refused() -> None:
    with pytest.raises(Refused, match="overlaps"):
        _law(GOOD, GOOD | {"from": "2020-01-01"})
    with pytest.raises(Refused, match="overlaps"):
        _law(GOOD | {"to": "2020-01-01"}, GOOD | {"from": "2020-01-01"})


@pytest.mark.parametrize("change", [{"unit": "float"}, {"unit": None}, {"term": ""}])
def test_a_parameter_without_unit_or_term_is_refused(change: dict[str, Any]) -> None:
    written = {"unit": "percent", "term": "taux", "values": [GOOD]} | change
    with pytest.raises(Refused, match="parameter_file_invalid"):
        parameter_of("x.rate", written, "XAF", SOURCES)


def test_a_number_without_quotes_in_a_file_never_becomes_a_float(tmp_path: Path) -> None:
    (tmp_path / "parameters" / "fund").mkdir(parents=True)
    (tmp_path / "sources.yaml").write_text("gazette: Official gazette\n", "utf-8")
    (tmp_path / "parameters" / "fund" / "old_age.yaml").write_text(
        "rate: {unit: percent, term: taux, values: "
        "[{value: 4.20, from: 2016-02-15, source: [gazette], status: confirmed}]}\n",
        "utf-8",
    )
    law = read_parameters(tmp_path, "XAF")
    assert law.rate("fund.old_age.rate", date(2020, 1, 1)) == Fraction(42, 1000)


def test_a_citation_is_given_in_full_to_who_has_no_table() -> None:
    law = _law(GOOD | {"law": "décret 1, art. 2", "source": ["gazette", "fund"]})
    cited = law.value("x.rate", date(2020, 1, 1)).cited
    assert cited == "décret 1, art. 2 · gazette, fund"
    assert law.in_full(cited) == "décret 1, art. 2 · Official gazette ; The fund's page"
