"""The contribution formula, written once for one wage and for a column of wages.

French: cotisation = taux x assiette, l'assiette étant le salaire entre plancher et plafond.

A *plan* is what the law says for a month and a set of facts: rates, ceilings, floor, sources,
looked up once. Applying it is whole-number arithmetic only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Generic, NamedTuple

from socle.kernel.errors import Refused
from socle.kernel.months import Month
from socle.kernel.rounding import LARGEST, W, half_up_positive, sign, smallest_and_largest
from socle.rules.bases import Base, raised_to
from socle.rules.certainty import least_sure
from socle.rules.inputs import Input, as_rate_told
from socle.rules.parameters import Parameters, Value, as_rate, as_text, as_whole
from socle.rules.trace import Trace, rate_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

PAYERS = ("employee", "employer", "state")
_ENDS = ("least", "most")  # the selectors of a rate that is told between two


@dataclass(frozen=True, slots=True)
class Levy:
    """What one payer owes one branch, as names of parameters.

    The rate is one value; or, with `chosen_by`, the value of the fact that this input tells; or,
    with `told_by`, the rate that this input tells itself, between the parameter's values for
    `least` and `most`. A rate of `none` says that the law had no such levy. Instead of a rate,
    `flat` is an amount for each of the persons that the input `persons` counts. `above` and
    `ceiling` are the limits of a slice.

    `when` are the facts that make the levy due; `name` tells apart levies of one branch and payer.
    """

    branch: str
    payer: str
    rate: str = ""
    chosen_by: str = ""
    told_by: str = ""
    flat: str = ""
    persons: str = ""
    ceiling: str = ""
    above: str = ""
    has_floor: bool = False
    when: Mapping[str, str] = field(default_factory=dict)
    name: str = ""

    def is_due(self, facts: Mapping[str, str]) -> bool:
        return all(facts.get(name) == said for name, said in self.when.items())

    @property
    def asks(self) -> tuple[str, ...]:
        """The inputs that must be known when it is due."""
        return tuple(name for name in (self.chosen_by, self.told_by, self.persons) if name)

    def wanted(self, inputs: Mapping[str, Input]) -> tuple[tuple[str, str], ...]:
        """The parameters it rests on, each with a selector: one for each value of its input."""
        selectors: tuple[str, ...] = ("",)
        if self.told_by:
            selectors = _ENDS
        elif self.chosen_by:
            selectors = inputs[self.chosen_by].allowed
        rates = ((self.rate or self.flat, selector) for selector in selectors)
        limits = ((name, "") for name in (self.above, self.ceiling) if name)
        return (*rates, *limits)


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
class PlannedLine:
    """A levy with the law's values for a month."""

    levy: Levy
    base: Base
    rate: Fraction
    status: str
    status_at_floor: str
    source: str
    values: tuple[tuple[str, Value], ...]  # label and value, for the trace


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the law says for a month and some facts; `largest` is the wage it can hold.

    Bases and amounts that several lines share are computed once: `bases` are the distinct
    bases, `products` the distinct amounts as (place of the base, numerator, denominator), and
    `places` says, for each line, its base and its amount.
    """

    lines: tuple[PlannedLine, ...]
    bases: tuple[Base, ...]
    products: tuple[tuple[int, int, int], ...]
    places: tuple[tuple[int, int], ...]
    floor: int
    largest: int


@dataclass(frozen=True, slots=True)
class FloorRule:
    """Where a scheme says what the least base is, and since when there is one.

    `amount` is the minimum wage, or an amount of the scheme's own. `rule`, where the law changed,
    is a text: `none`, or `minimum_wage`.
    """

    amount: str
    rule: str = ""


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
    for name in (name for levy in due for name in levy.asks if name not in facts):
        raise inputs[name].refuse_missing()
    due = [levy for levy in due if _exists(parameters, levy, month, facts)]
    least = _floor(parameters, floor, month) if any(levy.has_floor for levy in due) else None
    lines = tuple(_planned(parameters, levy, least, month, facts) for levy in due)
    bases = tuple(dict.fromkeys(line.base for line in lines))
    wanted = [(bases.index(line.base), *line.rate.as_integer_ratio()) for line in lines]
    products = tuple(dict.fromkeys(wanted))
    steepest = max((numerator for _, numerator, _ in products), default=1)
    widest = max((denominator for _, _, denominator in products), default=1)
    return Plan(
        lines=lines,
        bases=bases,
        products=products,
        places=tuple((product[0], products.index(product)) for product in wanted),
        floor=max((base.floor for base in bases), default=0),
        largest=(LARGEST - widest) // max(steepest, 1),
    )


def _exists(parameters: Parameters, levy: Levy, month: Month, facts: Mapping[str, str]) -> bool:
    """Whether the law had the levy then: a rate of `none` says that it had not."""
    if levy.flat or levy.told_by:
        return True
    rate = parameters.for_month(levy.rate, month, facts.get(levy.chosen_by, ""))
    return rate.value is not None


def _floor(parameters: Parameters, floor: FloorRule | None, month: Month) -> Value | None:
    if floor is None:
        return None
    if floor.rule and as_text(parameters.for_month(floor.rule, month)) == "none":
        return None
    return parameters.for_month(floor.amount, month)


def _planned(
    parameters: Parameters, levy: Levy, least: Value | None, month: Month, facts: Mapping[str, str]
) -> PlannedLine:
    values, rate, flat = _owed(parameters, levy, month, facts)
    limits = {
        label: parameters.for_month(name, month)
        for label, name in (("above", levy.above), ("ceiling", levy.ceiling))
        if name
    }
    values += limits.items()
    status = least_sure(value.status for _, value in values)
    source = _cited([value for _, value in values])
    floor = 0
    at_floor = status
    if levy.has_floor and least is not None and isinstance(least.value, int):
        floor, at_floor = least.value, least_sure((status, least.status))
        values.append(("floor", least))
    ceiling = limits["ceiling"].value if levy.ceiling else None
    return PlannedLine(
        levy=levy,
        base=Base(
            floor=floor,
            ceiling=ceiling if isinstance(ceiling, int) else None,
            above=as_whole(limits["above"]) if levy.above else 0,
            flat=flat,
        ),
        rate=rate,
        status=status,
        status_at_floor=at_floor,
        source=source,
        values=tuple(values),
    )


def _owed(
    parameters: Parameters, levy: Levy, month: Month, facts: Mapping[str, str]
) -> tuple[list[tuple[str, Value]], Fraction, int | None]:
    """The values of the law that say how much: the rate, and the flat base where there is one."""
    if levy.flat:
        each = parameters.for_month(levy.flat, month)
        persons = int(facts[levy.persons])
        return [("amount_per_person", each)], Fraction(1), as_whole(each) * persons
    if levy.told_by:
        ends = [parameters.for_month(levy.rate, month, end) for end in _ENDS]
        told = replace(ends[1], value=_told_between(levy, facts, *map(as_rate, ends)))
        labels = ("rate", "least_rate", "most_rate")
        return list(zip(labels, (told, *ends), strict=True)), as_rate(told), None
    rate = parameters.for_month(levy.rate, month, facts.get(levy.chosen_by, ""))
    return [("rate", rate)], as_rate(rate), None


def _told_between(
    levy: Levy, facts: Mapping[str, str], least: Fraction, most: Fraction
) -> Fraction:
    """The rate notified to the employer, which the law holds between two others."""
    said = facts[levy.told_by]
    rate = as_rate_told(said)
    if not least <= rate <= most:
        allowed = f"{rate_text(least)} - {rate_text(most)}"
        raise Refused("fact_not_allowed", fact=levy.told_by, read=said, allowed=allowed)
    return rate


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
    # A floor may stand above a ceiling: raised wages are cut too.
    highest = max(largest, plan.floor) if is_raised else largest
    bases = [base.of(wage, raised, highest) for base in plan.bases]
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
            planned.base.ceiling,
            planned.levy.name,
        )
        for planned, (base, amount) in zip(plan.lines, plan.places, strict=True)
    ]
    if trace is not None:
        for planned, line in zip(plan.lines, lines, strict=True):
            _explain(trace, planned, line.base, line.amount)
    return lines


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
