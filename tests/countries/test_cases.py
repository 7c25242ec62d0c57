"""Every worked case of every country, and what happens when the law it needs is taken away."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.countries import worked, worked_benefits

import socle.countries
from socle.countries.registry import Country, build, countries, country
from socle.kernel.errors import ParameterUnknown
from socle.kernel.money import Money
from socle.rules.parameters import Parameters, Value
from socle.rules.schema import read_text_yaml

_HOUSE = Path(socle.countries.__file__).parent
Case = dict[str, Any]


def _cases() -> Iterator[tuple[str, Case]]:
    for code in countries():
        for path in sorted((_HOUSE / code.lower() / "cases").glob("*.yaml")):
            if path.name == "identifiers.yaml":
                continue  # numbers, not computations: test_identifiers_cases
            for case in read_text_yaml(path):
                if case["kind"] != "contradiction":
                    yield code, case


CASES = list(_cases())
_each_case = pytest.mark.parametrize(
    ("code", "case"), CASES, ids=[f"{code}:{case['id']}" for code, case in CASES]
)


def _penalty(here: Country, case: Case) -> dict[str, Any]:
    scheme = here.schemes[case["scheme"]]
    if case["kind"] == "late_payment":
        found = scheme.penalty(
            amount=Money.parse(case["amount"], here.currency).minor,
            due=date.fromisoformat(case["due"]),
            paid=date.fromisoformat(case["paid"]),
        )
    else:
        on = date.fromisoformat(case["on"])
        found = scheme.fine(case["kind"], heads=int(case["employees"]), on=on)
    return {"amount": found.amount, "rate": found.rate * 100}


def _run(here: Country, case: Case) -> None:
    kind = case["kind"]
    if kind == "benefit":
        worked_benefits.check(here, case)
        return
    if kind == "multiple":
        amounts = [worked.wanted(kind, each, here) for each in case["expected"]["amounts"]]
        assert worked.multiple(here, case) == amounts
        return
    is_wage = kind == "contributions"
    found = worked.contributions(here, case) if is_wage else _penalty(here, case)
    for key, printed in case["expected"].items():
        assert found[key] == worked.wanted(key, printed, here), key


@_each_case
def test_a_published_case_gives_the_published_figures(code: str, case: Case) -> None:
    assert case["source"]
    _run(country(code), case)


class _Watched(Parameters):
    """Parameters that remember which values were read."""

    @classmethod
    def over(cls, parameters: Parameters) -> "_Watched":
        watched = cls(parameters, parameters.sources, parameters.currency)
        watched.read = []
        return watched

    read: list[tuple[str, str, date]]

    def value(self, name: str, day: date, selector: str = "") -> Value:
        self.read.append((name, selector, day))
        return super().value(name, day, selector)


def _values_read(here: Country, case: Case) -> set[tuple[str, int]]:
    watched = _Watched.over(here.parameters)
    _run(build(here.code, watched), case)
    return {
        (name, place)
        for name, selector, day in watched.read
        for place, value in enumerate(here.parameters.parameter(name).values)
        if value.selector == selector and value.holds_on(day)
    }


@_each_case
def test_a_case_without_one_value_it_needs_is_refused_naming_it(code: str, case: Case) -> None:
    here = country(code)
    used = _values_read(here, case)
    assert used
    for name, place in used:
        poorer = build(code, here.parameters.without(name, place))
        with pytest.raises(ParameterUnknown) as refused:
            _run(poorer, case)
        assert str(refused.value.facts["parameter"]).startswith(name)


def test_the_published_cases_are_all_here() -> None:
    found = {case["id"] for _, case in CASES}
    assert found >= {"CM-01", "CM-02", "CM-03", "CM-05", "MA-02", "MA-04", "MA-18", "MA-19"}
    assert found >= {"MA-20-10", "MA-20-100", "MA-20-300"}
    assert found >= {
        "BJ-02",
        "BJ-06",
        "BJ-07",
        "CM-07",
        "CM-10",
        "CM-12",
        "MA-07",
        "MA-08",
        "MA-16",
    }
    assert found >= {"MA-11-first", "MA-11-last", "MA-13-first", "MA-14-last"}
    assert found >= {"BJ-10-3", "BJ-11-4", "BF-01-2023-03", "CD-01", "CI-07", "CI-09", "GN-04"}
    assert found >= {"ML-01", "ML-04", "SN-01", "SN-09", "TD-01", "TG-02", "TN-05"}


def test_a_case_that_is_not_computed_says_why() -> None:
    kept = [
        case
        for code in countries()
        for path in (_HOUSE / code.lower() / "cases").glob("*.yaml")
        if path.name != "identifiers.yaml"
        for case in read_text_yaml(path)
        if case["kind"] == "contradiction"
    ]
    assert {"CM-06", "CM-11", "CM-13", "MA-06", "CI-11", "SN-02", "GA-02", "TN-09"} <= {
        case["id"] for case in kept
    }
    assert all(case["why"] and case["source"] for case in kept)
