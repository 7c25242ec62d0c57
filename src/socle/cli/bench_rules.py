"""`socle bench rules`: contributions and an old-age pension on a million persons.

The whole path is timed: `Scheme.assess` and `Scheme.benefit` as the house calls them, on blocks
of the size that declaration readers yield, risk groups alternating, law of two months. What is
kept between calls is the plan of each month and risk group and the formula of the day: the law,
looked up once. The floor is the same arithmetic written by hand in numpy, its figures in the
code, on the same blocks. Then every formula of every country is timed (`bench_formulas`).
"""

import platform
import random
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from socle.cli.bench_formulas import time_formulas
from socle.countries.declaration import BLOCK_LINES
from socle.countries.registry import country
from socle.kernel.months import Month

Whole = NDArray[np.int64]
Block = tuple[Month, str, Whole, Whole, Whole]  # month, risk group, wage, months, average wage
Results = list[list[Whole]]

_MONTHS = (Month(2025, 3), Month(2015, 6))
_GROUPS = ("A", "B", "C")
_DAY = date(2025, 3, 31)
_SEED = 20250331
_CALLS = 2_000
_COMPARED = 2_000
FLOOR = "the same formula by hand in numpy int64, in place, figures in the code, same blocks"
# The floor's own figures, by month: ceiling, employee's rate, minimum wage; then the group's.
_BY_HAND = {_MONTHS[0]: (750_000, 42, 60_000), _MONTHS[1]: (300_000, 28, 28_216)}
_LEAST_PENSION = 30_000
_GROUP_RATE = {"A": 175, "B": 250, "C": 500}


def run(size: int, rounds: int) -> dict[str, Any]:
    """Times Socle and the floor in turn, checks every result, and says the figures."""
    blocks = _persons(size)
    _socle(blocks[:1])
    _by_hand(blocks[:1])
    own: list[float] = []
    bare: list[float] = []
    found: Results = []
    wanted: Results = []
    for _ in range(rounds):
        found = wanted = []  # what the round before made is freed before the clock starts
        taken, found = _timed(_socle, blocks)
        own.append(taken)
        taken, wanted = _timed(_by_hand, blocks)
        bare.append(taken)
    seconds, floor_seconds = median(own), median(bare)
    formulas = time_formulas(size, max(rounds // 2, 1))
    slowest = max(formulas, key=lambda each: each.one_call_us)
    return {
        "bench": "rules",
        "size": size,
        "rounds": rounds,
        "seconds": round(seconds, 6),
        "floor": FLOOR,
        "floor_seconds": round(floor_seconds, 6),
        "ratio": round(seconds / floor_seconds, 3),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "platform": sys.platform,
        },
        "per_second": round(size / seconds),
        "one_call_us": _one_call_us(rounds),
        "formulas": len(formulas),
        "slowest_on_columns": formulas[0]._asdict(),
        "slowest_alone": slowest._asdict(),
        "wrong": _wrong(found, wanted)
        + _wrong_alone(blocks, found)
        + sum(each.wrong for each in formulas),
    }


def _persons(size: int) -> list[Block]:
    """Synthetic careers, the same at each run."""
    drawn = np.random.default_rng(_SEED)
    blocks: list[Block] = []
    for number, start in enumerate(range(0, size, BLOCK_LINES)):
        count = min(BLOCK_LINES, size - start)
        wage = drawn.integers(20_000, 2_000_000, count)
        wage[drawn.integers(0, count, max(count // 1_000, 1))] = 100_000_000
        months = drawn.integers(60, 600, count)
        average = drawn.integers(28_216, 750_000, count)
        month = _MONTHS[number % 8 == 0]
        blocks.append((month, _GROUPS[number % 3], wage, months, average))
    return blocks


def _timed(compute: Callable[[list[Block]], Results], blocks: list[Block]) -> tuple[float, Results]:
    began = time.perf_counter()
    found = compute(blocks)
    return time.perf_counter() - began, found


def _socle(blocks: list[Block]) -> Results:
    here = country("CM")
    scheme = here.schemes["cnps"]
    results: Results = []
    for month, group, wage, months, average in blocks:
        lines = scheme.assess(month, wage, {"risk_group": group})
        pension = scheme.benefit("old_age", _DAY)
        due = pension.compute({"insurance_months": months, "average_wage": average})
        results.append([*(line.amount for line in lines), due.amount])
    return results


def _by_hand(blocks: list[Block]) -> Results:
    results: Results = []
    for month, group, wage, months, average in blocks:
        ceiling, employee, least = _BY_HAND[month]
        whole = np.maximum(wage, least)
        base = np.minimum(whole, ceiling)
        employer = _part(base, 42, 1_000)
        rate = months - 180
        reached = rate >= 0
        rate //= 12
        rate += 30
        np.minimum(rate, 80, out=rate)
        rate *= average
        rate += 50
        rate //= 100
        np.maximum(rate, _LEAST_PENSION, out=rate)
        rate *= reached
        results.append(
            [
                employer if employee == 42 else _part(base, employee, 1_000),
                employer,
                _part(base, 7, 100),
                _part(whole, _GROUP_RATE[group], 10_000),
                rate,
            ]
        )
    return results


def _part(base: Whole, numerator: int, denominator: int) -> Whole:
    part = base * numerator
    part += denominator // 2
    part //= denominator
    return part


def _one_call_us(rounds: int) -> float:
    """Microseconds to assess one person and compute one pension, without trace."""
    here = country("CM")
    scheme = here.schemes["cnps"]
    facts = {"risk_group": "A"}
    career = {"insurance_months": 300, "average_wage": 412_345}
    taken: list[float] = []
    for _ in range(rounds):
        began = time.perf_counter()
        for _ in range(_CALLS):
            scheme.assess(_MONTHS[0], 1_200_000, facts)
            scheme.benefit("old_age", _DAY).compute(career)
        taken.append((time.perf_counter() - began) / _CALLS * 1e6)
    return round(median(taken), 2)


def _wrong(found: Results, wanted: Results) -> int:
    """How many amounts differ from the floor's, over every person."""
    return sum(
        int((one != other).sum())
        for block, expected in zip(found, wanted, strict=True)
        for one, other in zip(block, expected, strict=True)
    )


def _wrong_alone(blocks: list[Block], found: Results) -> int:
    """How many amounts differ when one person is computed alone, over random persons."""
    here = country("CM")
    scheme = here.schemes["cnps"]
    pension = scheme.benefit("old_age", _DAY)
    drawn = random.Random(_SEED)  # noqa: S311 - a sample, not a secret
    wrong = 0
    for _ in range(_COMPARED):
        number = drawn.randrange(len(blocks))
        month, group, wage, months, average = blocks[number]
        row = drawn.randrange(wage.size)
        lines = scheme.assess(month, int(wage[row]), {"risk_group": group})
        alone = [line.amount for line in lines]
        career = {"insurance_months": int(months[row]), "average_wage": int(average[row])}
        alone.append(pension.compute(career).amount)
        wrong += sum(
            amount != int(column[row]) for amount, column in zip(alone, found[number], strict=True)
        )
    return wrong
