"""The contribution formula, written once for one wage and for a column of wages.

French: cotisation = taux x assiette, l'assiette étant le salaire entre plancher et plafond.

A *plan* is what the law says for a month and a set of facts: rates, ceilings, floor, sources,
looked up once. Applying it is whole-number arithmetic only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Generic, NamedTuple

from socle.kernel.errors import Refused
from socle.kernel.months import Month
from socle.kernel.rounding import LARGEST, W, half_up_positive, sign, smallest_and_largest
from socle.rules.certainty import least_sure
from socle.rules.inputs import Input
from socle.rules.parameters import Parameters, Value, as_rate, as_text
from socle.rules.trace import Trace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

PAYERS = ("employee", "employer", "state")


@dataclass(frozen=True, slots=True)
class Levy:
    """What one payer owes one branch, as names of parameters.

    `chosen_by` is the input whose fact selects the rate; `when` are the facts that make the levy
    due; `name` tells apart levies of one branch and payer.
    """

    branch: str
    payer: str
    rate: str
    chosen_by: str = ""
    ceiling: str = ""
    has_floor: bool = False
    when: Mapping[str, str] = field(default_factory=dict)
    name: str = ""

    def is_due(self, facts: Mapping[str, str]) -> bool:
        return all(facts.get(name) == said for name, said in self.when.items())


class ContributionLine(NamedTuple, Generic[W]):
    """What one payer owes one branch for one wage, or for each wage of a column.

    Units: `base`, `amount`, `ceiling` in minor units. `base` may be the very column that was
    given, and lines alike share theirs: columns are to be read, not written. A named tuple,
    because making four frozen dataclasses took longer than computing what they hold.
    """

    branch: str
    payer: str
    base: W
    rate: Fraction
    amount: W
    status: str
    source: str
    ceiling: int | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """The least and most that a base can be. French: plancher et plafond de l'assiette."""

    floor: int = 0
    ceiling: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A levy with the law's values for a month."""

    levy: Levy
    limit: Limit
    rate: Fraction
    status: str
    status_at_floor: str
    source: str
    values: tuple[tuple[str, Value], ...]  # label and value, for the trace


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the law says for a month and some facts; `largest` is the wage it can hold.

    Bases and amounts that several lines share are computed once: `limits` are the distinct
    bases, `products` the distinct amounts as (place of the base, numerator, denominator), and
    `places` says, for each line, its base and its amount.
    """

    lines: tuple[PlannedLine, ...]
    limits: tuple[Limit, ...]
    products: tuple[tuple[int, int, int], ...]
    places: tuple[tuple[int, int], ...]
    floor: int
    largest: int


@dataclass(frozen=True, slots=True)
class FloorRule:
    """Where a scheme says whether the wage has a floor, and where the minimum wage is.

    The first parameter is a text: `none`, or `minimum_wage`.
    """

    rule: str
    minimum_wage: str


def plan_for(
    parameters: Parameters,
    levies: tuple[Levy, ...],
    inputs: Mapping[str, Input],
    floor: FloorRule | None,
    month: Month,
    facts: Mapping[str, str],
) -> Plan:
    """The law of a month for some facts, which already hold their defaults.

    Raises:
        ParameterUnknown: a value is not known for that month.
        Refused: `fact_missing`.
    """
    due = [levy for levy in levies if levy.is_due(facts)]
    for levy in due:
        if levy.chosen_by and levy.chosen_by not in facts:
            raise inputs[levy.chosen_by].refuse_missing()
    least = _floor(parameters, floor, month) if any(levy.has_floor for levy in due) else None
    lines = tuple(_planned(parameters, levy, least, month, facts) for levy in due)
    limits = tuple(dict.fromkeys(line.limit for line in lines))
    wanted = [(limits.index(line.limit), *line.rate.as_integer_ratio()) for line in lines]
    products = tuple(dict.fromkeys(wanted))
    steepest = max((numerator for _, numerator, _ in products), default=1)
    widest = max((denominator for _, _, denominator in products), default=1)
    return Plan(
        lines=lines,
        limits=limits,
        products=products,
        places=tuple((product[0], products.index(product)) for product in wanted),
        floor=max((limit.floor for limit in limits), default=0),
        largest=(LARGEST - widest) // max(steepest, 1),
    )


def _floor(parameters: Parameters, floor: FloorRule | None, month: Month) -> Value | None:
    if floor is None or as_text(parameters.for_month(floor.rule, month)) == "none":
        return None
    return parameters.for_month(floor.minimum_wage, month)


def _planned(
    parameters: Parameters, levy: Levy, least: Value | None, month: Month, facts: Mapping[str, str]
) -> PlannedLine:
    rate = parameters.for_month(levy.rate, month, facts.get(levy.chosen_by, ""))
    values = [("rate", rate)]
    if levy.ceiling:
        values.append(("ceiling", parameters.for_month(levy.ceiling, month)))
    ceiling = values[-1][1].value if levy.ceiling else None
    status = least_sure(value.status for _, value in values)
    source = _cited([value for _, value in values])
    floor = 0
    at_floor = status
    if levy.has_floor and least is not None and isinstance(least.value, int):
        floor, at_floor = least.value, least_sure((status, least.status))
        values.append(("floor", least))
    return PlannedLine(
        levy=levy,
        limit=Limit(floor, ceiling if isinstance(ceiling, int) else None),
        rate=as_rate(rate),
        status=status,
        status_at_floor=at_floor,
        source=source,
        values=tuple(values),
    )


def _cited(values: list[Value]) -> str:
    laws = dict.fromkeys(value.law for value in values if value.law)
    sources = dict.fromkeys(source for value in values for source in value.source)
    return " · ".join((*laws, ", ".join(sources)))


def assess(plan: Plan, wage: W, trace: Trace | None = None) -> list[ContributionLine[W]]:
    """The lines owed on a wage, or on each wage of a column, amounts rounded half up.

    A negative wage, as a correction has, owes the opposite of what its magnitude owes. A
    zero wage owes nothing, whatever the floor.

    Raises:
        Refused: `amount_too_large` when a product would leave 64 bits. The limit is the same
            for one wage, so that one and a column never differ.
    """
    smallest, largest = smallest_and_largest(wage)
    if max(largest, -smallest) > plan.largest:
        raise Refused("amount_too_large", read=max(largest, -smallest))
    if smallest >= 0:
        return _lines(plan, wage, smallest, largest, trace)
    magnitude = abs(wage)
    direction = sign(wage)
    return [
        line._replace(base=line.base * direction, amount=line.amount * direction)
        for line in _lines(plan, magnitude, *smallest_and_largest(magnitude), trace)
    ]


def _lines(
    plan: Plan, wage: W, smallest: int, largest: int, trace: Trace | None
) -> list[ContributionLine[W]]:
    is_raised = largest > 0 and smallest < plan.floor
    raised = raised_to(plan.floor, wage, smallest) if is_raised else wage
    bases = [
        base_under(limit.ceiling, raised if limit.floor else wage, largest) for limit in plan.limits
    ]
    amounts = [
        half_up_positive(bases[place] * numerator, denominator)
        for place, numerator, denominator in plan.products
    ]
    lines = [
        ContributionLine(
            planned.levy.branch,
            planned.levy.payer,
            bases[base],
            planned.rate,
            amounts[amount],
            planned.status_at_floor if is_raised else planned.status,
            planned.source,
            planned.limit.ceiling,
            planned.levy.name,
        )
        for planned, (base, amount) in zip(plan.lines, plan.places, strict=True)
    ]
    if trace is not None:
        for planned, line in zip(plan.lines, lines, strict=True):
            _explain(trace, planned, line.base, line.amount)
    return lines


def raised_to(floor: int, wage: W, smallest: int) -> W:
    """The wage, at least the floor: it raises a wage that exists, it makes none of nothing.

    French: plancher de l'assiette.
    """
    raised = _at_least(wage, floor)
    if smallest == 0:
        raised *= sign(wage)
    return raised


def base_under(ceiling: int | None, wage: W, largest: int) -> W:
    """The contributory base: the wage, at most the ceiling. French: assiette plafonnée.

    The largest wage is known, so a ceiling that binds nobody costs nothing.
    """
    return wage if ceiling is None or largest <= ceiling else _at_most(wage, ceiling)


def _at_most(amount: W, limit: int) -> W:
    if isinstance(amount, int):
        return min(amount, limit)
    return amount.clip(max=limit)


def _at_least(amount: W, limit: int) -> W:
    if isinstance(amount, int):
        return max(amount, limit)
    return amount.clip(min=limit)


def _explain(trace: Trace, planned: PlannedLine, base: object, amount: object) -> None:
    if not (isinstance(base, int) and isinstance(amount, int)):
        raise TypeError("a column has no trace: explain one wage at a time")
    levy = planned.levy
    trace.add(f"{levy.branch}.{levy.payer}", levy.name)
    for label, value in planned.values:
        trace.add_value(label, value)
    trace.add_amount("base", base)
    trace.add_rounding("half_up")
    trace.add_amount("amount", amount)
