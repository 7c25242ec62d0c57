"""Every formula of every scheme of every country, found by looking: how fast, and how alike.

Each is timed on a column in blocks and on one person, with the law of one day looked up once,
its first allowed choice taken where nothing is the usual one. Contributions are the formula of
all the branches of a scheme together. A formula whose law is not known that day is not timed.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from statistics import median
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from socle.countries.declaration import BLOCK_LINES
from socle.countries.registry import countries, country
from socle.kernel.errors import Refused
from socle.kernel.months import Month
from socle.rules.benefits.facts import AMOUNT, FACTS
from socle.rules.inputs import CHOICE, Input
from socle.rules.scheme import Scheme

Whole = NDArray[np.int64]
Facts = Mapping[str, int] | Mapping[str, Whole]
Amounts = list[Any]  # of one person, or columns

_DAY = date(2026, 10, 31)
_MONTH = Month(2026, 10)
_CALLS = 500
_COMPARED = 50
_SEED = 20261031
_LARGEST_WAGE = 2_000_000
_USUAL = {"insurance_months": 600, "insured_days": 12_000, "age_years": 80, "children": 12}


class Timed(NamedTuple):
    """A formula's figures. `wrong` counts the persons whose amounts differ when alone."""

    formula: str
    per_second: int
    one_call_us: float
    wrong: int


class Measured(NamedTuple):
    """A formula to time: what it reads, and how it is called."""

    name: str
    facts: tuple[str, ...]
    compute: Callable[[Facts], Amounts]


def time_formulas(size: int, rounds: int) -> list[Timed]:
    """Every formula, the slowest on columns first."""
    return sorted((_timed(each, size, rounds) for each in _measured()), key=lambda t: t.per_second)


def _measured() -> Iterator[Measured]:
    for code in countries():
        for scheme in country(code).schemes.values():
            yield from _contributions(scheme)
            yield from _benefits(scheme)


def _contributions(scheme: Scheme) -> Iterator[Measured]:
    said = {each.name: _usual(each) for each in scheme.inputs if each.unit not in _TOLD_APART}
    try:
        levied = bool(scheme.plan(_MONTH, said).lines)
    except Refused:
        return
    if levied:
        yield Measured(
            f"{scheme.country}.{scheme.code}.contributions",
            ("monthly_wage",),
            lambda facts: [
                line.amount
                for line in scheme.assess(_MONTH, cast("int", facts["monthly_wage"]), said)
            ],
        )


def _benefits(scheme: Scheme) -> Iterator[Measured]:
    for definition in scheme.benefits.values():
        chosen = {each.name: _usual(each) for each in definition.inputs}
        try:
            formula = scheme.benefit(definition.code, _DAY, chosen)
        except Refused:
            continue
        if not formula.facts():
            continue  # the same for everybody: there is no column to compute

        def compute(facts: Facts, formula: Any = formula) -> Amounts:
            found = formula.compute(facts)
            return [found.amount, found.rate, *found.parts.values()]

        yield Measured(
            f"{scheme.country}.{scheme.code}.{definition.code}", formula.facts(), compute
        )


_TOLD_APART = ("amount", "month", "date")


def _usual(given: Input) -> str:
    if given.default:
        return given.default
    return given.allowed[0] if given.unit == CHOICE and given.allowed else "2"


def _timed(each: Measured, size: int, rounds: int) -> Timed:
    blocks = [
        _persons(each.facts, min(BLOCK_LINES, size - start), start)
        for start in range(0, size, BLOCK_LINES)
    ]
    each.compute(blocks[0])
    taken: list[float] = []
    for _ in range(rounds):
        began = time.perf_counter()
        for block in blocks:
            each.compute(block)
        taken.append(time.perf_counter() - began)
    return Timed(each.name, round(size / median(taken)), *_alone(each, blocks[0], rounds))


def _persons(facts: tuple[str, ...], count: int, start: int) -> Mapping[str, Whole]:
    drawn = np.random.default_rng(_SEED + start)

    def most(name: str) -> int:
        return _LARGEST_WAGE if FACTS[name].unit == AMOUNT else FACTS[name].largest

    return {name: drawn.integers(0, _USUAL.get(name, most(name)), count) for name in facts}


def _alone(each: Measured, block: Mapping[str, Whole], rounds: int) -> tuple[float, int]:
    """Microseconds for one person, and how many differ from the column."""
    persons = [
        {name: int(values[row]) for name, values in block.items()}
        for row in range(min(_COMPARED, len(next(iter(block.values())))))
    ]
    column = each.compute(block)
    wrong = sum(
        each.compute(person) != [int(values[row]) for values in column]
        for row, person in enumerate(persons)
    )
    taken: list[float] = []
    for _ in range(rounds):
        began = time.perf_counter()
        for number in range(_CALLS):
            each.compute(persons[number % len(persons)])
        taken.append((time.perf_counter() - began) / _CALLS * 1e6)
    return round(median(taken), 2), wrong
