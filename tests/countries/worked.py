"""What a worked case of contributions is held against: amounts, rates, bases and ceilings.

Keys: `family.employer` (an amount over the months of the case), `total_employer`, `total`,
`family.base`, `family.ceiling`, and for the rates `family.employer_pct`, `family_pct`,
`employer_pct`, `total_pct`, sums of the rates of the lines of one month.
"""

from fractions import Fraction
from typing import Any

from socle.countries.registry import Country
from socle.kernel.money import Money
from socle.kernel.months import Month
from socle.rules.contributions import ContributionLine

Found = dict[str, int | Fraction]


def wanted(key: str, printed: str, here: Country) -> int | Fraction:
    """The figure that a source printed, as the computation gives it."""
    if key == "rate" or key.endswith("_pct"):
        return Fraction(printed)
    return Money.parse(printed, here.currency).minor


def contributions(here: Country, case: dict[str, Any]) -> Found:
    """Sums over the months of the case."""
    scheme = here.schemes[case["scheme"]]
    wage = Money.parse(case["wage"], here.currency).minor
    found: Found = {}
    for month in case["months"]:
        lines = scheme.assess(Month.parse(month), wage, case["facts"])
        for line in lines:
            for key in _keys(line):
                found[key] = found.get(key, 0) + line.amount
        found |= _rates(lines)
    return found


def multiple(here: Country, case: dict[str, Any]) -> list[int]:
    """So many times each wage of the case, in minor units."""
    day = Month.parse(case["months"][0]).last_day
    times = here.parameters.whole(case["multiple"], day)
    return [times * Money.parse(wage, here.currency).minor for wage in case["wages"]]


def _keys(line: ContributionLine[int]) -> list[str]:
    keys = [f"{line.name or line.branch}.{line.payer}", f"total_{line.payer}", "total"]
    if line.payer == "employee" and line.branch != "health":
        keys.append("employee_but_health")
    return keys


def _rates(lines: list[ContributionLine[int]]) -> Found:
    found: Found = {}
    for line in lines:
        found[f"{line.branch}.base"] = line.base
        if line.ceiling is not None:
            found[f"{line.branch}.ceiling"] = line.ceiling
        for key in (f"{line.branch}.{line.payer}", line.branch, line.payer, "total"):
            found[f"{key}_pct"] = found.get(f"{key}_pct", 0) + line.rate * 100
    return found
