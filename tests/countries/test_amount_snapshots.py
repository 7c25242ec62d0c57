"""What the same persons owe and receive, year by year: a change of the law shows in the diff.

After a wanted change, write the tables again with `SOCLE_WRITE_SNAPSHOTS=1` and read the diff.
"""

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from socle.countries.calculation import totals_by_payer
from socle.countries.registry import Country, countries, country
from socle.kernel.errors import ParameterUnknown, Refused
from socle.kernel.money import Money
from socle.kernel.months import Month
from socle.rules.benefits.definition import BenefitDefinition
from socle.rules.benefits.facts import AMOUNT, FACTS
from socle.rules.inputs import CHOICE
from socle.rules.scheme import Scheme

_YEARS = range(2005, 2027)
_HERE = Path(__file__).parent / "snapshots"
# A low and a high wage, in units; the low one is also every average wage and pension.
_WAGES = {"MAD": (4_000, 20_000), "TND": (900, 5_000), "CDF": (900_000, 5_000_000)}
_FRANCS = (200_000, 1_500_000)
_PERSON = {
    "age_years": 64,
    "births": 1,
    "days": 30,
    "incapacity_percent": 70,
    "insurance_months": 250,
    "insured_days": 4_000,
    "spouses": 1,
    "children": 3,
    "taken_into_account": 3,
    "years_before_2017": 15,
    "years_from_2017": 10,
}
# Who is not yet old, or never had the stage.
_YOUNGER = {"early_old_age": 57, "invalidity": 50}
_SHORT = {"old_age_lump_sum", "survivors_lump_sum"}


def _contributions(here: Country, scheme: Scheme, wage: int) -> Callable[[int], str]:
    told = {
        each.name: each.allowed[0] if each.unit == CHOICE else "2"
        for each in scheme.inputs
        if each.required and each.unit not in ("amount", "month", "date")
    }

    def owed(year: int) -> str:
        minor = Money.parse(str(wage), here.currency).minor
        totals = totals_by_payer(scheme.assess(Month(year, 7), minor, told))
        return f"employee {totals['employee']} employer {totals['employer']}"

    return owed


def _benefit(here: Country, scheme: Scheme, definition: BenefitDefinition) -> Callable[[int], str]:
    told = {each.name: each.default or each.allowed[0] for each in definition.inputs}
    low = Money.parse(str(_WAGES.get(here.currency, _FRANCS)[0]), here.currency).minor

    def figure(name: str) -> int:
        if FACTS[name].unit == AMOUNT:
            return low // 26 if name == "average_daily_wage" else low
        if name == "age_years":
            return _YOUNGER.get(definition.code, _PERSON[name])
        if name == "insurance_months" and definition.code in _SHORT:
            return 150
        return _PERSON.get(name, FACTS[name].largest)

    def due(year: int) -> str:
        formula = scheme.benefit(definition.code, date(year, 7, 1), told)
        found = formula.compute({name: figure(name) for name in formula.facts()})
        if not found.eligible:
            return "no right: " + ", ".join(reason.code for reason in found.reasons)
        parts = "".join(f", {part} {minor}" for part, minor in found.parts.items())
        return f"{found.amount} {formula.periodicity}{parts} ({formula.status})"

    return due


def _rows(here: Country) -> Iterator[tuple[str, Callable[[int], str]]]:
    for scheme in here.schemes.values():
        if scheme.definition.levies:
            for wage in _WAGES.get(here.currency, _FRANCS):
                yield f"{scheme.code} on {wage}", _contributions(here, scheme, wage)
        for definition in scheme.benefits.values():
            if definition.amount:
                yield f"{scheme.code} {definition.code}", _benefit(here, scheme, definition)


def _said(figures: Callable[[int], str], year: int) -> str:
    try:
        return figures(year)
    except ParameterUnknown as unknown:
        return f"unknown: {unknown.facts['parameter']}"
    except Refused as refused:
        return f"refused: {refused.code}"


def _table(here: Country) -> str:
    lines = [
        f"# {here.code}: the same persons on 1 July of each year, minor units of {here.currency}"
    ]
    for name, figures in _rows(here):
        spans: list[tuple[int, int, str]] = []
        for year in _YEARS:
            shown = _said(figures, year)
            first = spans.pop()[0] if spans and spans[-1][2] == shown else year
            spans.append((first, year, shown))
        lines += ["", name, *(f"  {first}-{last}  {shown}" for first, last, shown in spans)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("code", countries())
def test_what_the_same_persons_owe_and_receive_is_what_was_reviewed(code: str) -> None:
    path = _HERE / f"{code.lower()}_amounts.txt"
    table = _table(country(code))
    if os.environ.get("SOCLE_WRITE_SNAPSHOTS"):
        path.write_text(table, "utf-8")
    assert table == path.read_text("utf-8")
