"""Contributions of every scheme of every country: one wage and a column owe the same.

Schemes are found by looking, so a country is covered on the day its folder is born.
"""

from collections.abc import Iterator
from itertools import islice, product

import numpy as np
import pytest

from socle.countries.registry import countries, country
from socle.kernel.errors import Refused
from socle.kernel.months import Month
from socle.rules.completeness import contributions
from socle.rules.contributions import Plan
from socle.rules.inputs import CHOICE
from socle.rules.scheme import Scheme

_MONTHS = (Month(2010, 6), Month(2017, 6), Month(2025, 6), Month(2026, 10))
_WAGES = 40
_MOST_CHOICES = 12
_SCHEMES = [scheme for code in countries() for scheme in country(code).schemes.values()]


def _told(scheme: Scheme) -> Iterator[dict[str, str]]:
    """What may be told beside the wage: each choice, and two for what is counted."""
    told = [each for each in scheme.inputs if each.unit not in ("amount", "month", "date")]
    said = [each.allowed if each.unit == CHOICE else (each.default or "2",) for each in told]
    for values in islice(product(*said), _MOST_CHOICES):
        yield {each.name: value for each, value in zip(told, values, strict=True)}


def _plans(scheme: Scheme) -> Iterator[tuple[Month, dict[str, str], Plan]]:
    for month, facts in product(_MONTHS, _told(scheme)):
        try:
            yield month, facts, scheme.plan(month, facts)
        except Refused:
            continue


@pytest.mark.parametrize("scheme", [each for each in _SCHEMES if each.definition.levies], ids=repr)
def test_one_wage_and_a_column_of_them_owe_the_same(scheme: Scheme) -> None:
    drawn = np.random.default_rng(20_261_122)
    compared = 0
    for month, facts, plan in _plans(scheme):
        wages = drawn.integers(-50_000, 3_000_000, _WAGES)
        wages[:3] = 0, 1, plan.largest
        column = scheme.assess(month, wages, facts)
        for row, wage in enumerate(wages):
            alone = scheme.assess(month, int(wage), facts)
            assert [line.amount for line in alone] == [line.amount[row] for line in column]
            assert [line.base for line in alone] == [line.base[row] for line in column]
            compared += 1
    assert compared or all(branch.missing for branch in contributions(scheme))
