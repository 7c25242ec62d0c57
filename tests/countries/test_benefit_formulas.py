"""Every formula of every scheme of every country: one person and a column give the same.

Formulas are found by looking, so a country is covered on the day its folder is born.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import islice, product

import numpy as np
import pytest
from numpy.typing import NDArray

from socle.countries.calculation import step_label
from socle.countries.registry import countries, country
from socle.kernel.errors import ParameterUnknown
from socle.rules.benefits.definition import BenefitDefinition, Formula
from socle.rules.benefits.facts import AMOUNT, FACTS
from socle.rules.completeness import Computable, benefits
from socle.rules.trace import Trace

_DAYS = (date(2005, 6, 30), date(2016, 6, 30), date(2025, 6, 30), date(2026, 11, 1))
_PERSONS = 60
# Near what thresholds ask, so that both sides of each are met.
_USUAL = {"insurance_months": 500, "insured_days": 9_000, "age_years": 75, "children": 12}


def _formulas(definition: BenefitDefinition, code: str, scheme: str) -> Iterator[Formula]:
    """One for each day and choice of which the law is known."""
    here = country(code).scheme(scheme)
    allowed = [[(each.name, said) for said in each.allowed] for each in definition.inputs]
    for day, choice in product(_DAYS, islice(product(*allowed), 12)):
        try:
            yield here.benefit(definition.code, day, dict(choice))
        except ParameterUnknown:
            continue


@cache
def _found() -> list[tuple[str, str, BenefitDefinition]]:
    return [
        (code, scheme.code, definition)
        for code in countries()
        for scheme in country(code).schemes.values()
        for definition in scheme.benefits.values()
    ]


_each_benefit = pytest.mark.parametrize(
    ("code", "scheme", "definition"),
    [each for each in _found() if each[2].amount],
    ids=[f"{code}:{scheme}:{each.code}" for code, scheme, each in _found() if each.amount],
)


def _computable(code: str, scheme: str, definition: BenefitDefinition) -> Computable:
    listed = benefits(country(code).scheme(scheme))
    return next(each for each in listed if each.code == definition.code)


def _drawn(formula: Formula, drawn: np.random.Generator) -> dict[str, NDArray[np.int64]]:
    def column(name: str) -> NDArray[np.int64]:
        usual = 800_000 if FACTS[name].unit == AMOUNT else _USUAL.get(name, FACTS[name].largest)
        values = drawn.integers(0, min(usual, FACTS[name].largest) + 1, _PERSONS)
        values[0] = 0
        if FACTS[name].unit == AMOUNT:
            values[1] = FACTS[name].largest
        return values

    return {name: column(name) for name in formula.facts()}


@_each_benefit
def test_one_person_and_a_column_give_the_same(
    code: str, scheme: str, definition: BenefitDefinition
) -> None:
    drawn = np.random.default_rng(20_261_122)
    computed = 0
    for formula in _formulas(definition, code, scheme):
        facts = _drawn(formula, drawn)
        if not facts:  # the same for everybody
            computed += formula.compute({}).eligible
            continue
        column = formula.compute(facts)
        assert column.amount.shape == column.eligible.shape == column.rate.shape
        for row in range(_PERSONS):
            alone = formula.compute({name: int(values[row]) for name, values in facts.items()})
            assert alone.eligible == column.eligible[row]
            assert alone.amount == column.amount[row] >= 0
            assert (alone.rate, alone.rate_denominator) == (
                column.rate[row],
                column.rate_denominator,
            )
            assert alone.parts == {part: each[row] for part, each in column.parts.items()}
            assert bool(alone.reasons) is not bool(alone.eligible)
            computed += 1
    assert computed or _computable(code, scheme, definition).missing


@_each_benefit
def test_each_step_is_worded_and_what_the_law_gives_has_its_source(
    code: str, scheme: str, definition: BenefitDefinition
) -> None:
    here = country(code)
    drawn = np.random.default_rng(7)
    labels: set[str] = set()
    for formula in _formulas(definition, code, scheme):
        facts = _drawn(formula, drawn)
        for row in range(_PERSONS):
            trace = Trace(here.currency)
            formula.compute({name: int(values[row]) for name, values in facts.items()}, trace)
            assert all(step.source for step in trace.steps if step.status)
            labels.update(step.label for step in trace.steps)
    unworded = {each for each in labels if step_label(here, each, "ar") == each}
    assert not unworded


@pytest.mark.parametrize(("code", "scheme", "definition"), _found())
def test_each_benefit_and_what_it_asks_is_worded(
    code: str, scheme: str, definition: BenefitDefinition
) -> None:
    here = country(code)
    found = _computable(code, scheme, definition)
    wanted = [("benefit", definition.code), ("periodicity", definition.periodicity)]
    wanted += [("input", each.name) for each in found.inputs]
    wanted += [(each.name, said) for each in found.inputs for said in each.allowed]
    wanted += [("part", part) for part in definition.parts]
    unworded = [(kind, each) for kind, each in wanted if here.label(kind, each, "ar") == each]
    assert not unworded
