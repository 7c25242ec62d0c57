"""Children told one by one: who of them counts on a day, until when, and what each brings.

French: enfants ouvrant droit, selon l'âge et le rang. The age is law: that of the benefit, else
that of what a child does (scolarité, apprentissage, handicap). What an age ends lasts to the end of
the month begun (convention), and ranks are those of the children who count, the eldest first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from socle.kernel.months import after_month_begun, months_after
from socle.rules.benefits.definition import BenefitDefinition, Formula
from socle.rules.parameters import Parameters, Value

CHILDREN, CHILDREN_BORN = "children", "children_born"
GROUNDS = ("alone", "student", "apprentice", "disabled")
# By benefit: the one age of any child where the law has one, else the ages by what a child does.
_AGES = {
    "family_allowance": ("family_allowance.child_age", "dependants.family_child_age"),
    "survivors": ("survivors.orphan_age", "dependants.survivors_child_age"),
    "survivors_lump_sum": ("survivors.orphan_age", "dependants.survivors_child_age"),
}
_UNREAD = ("benefit.child_age", "benefit.child_age")  # no rule of any country says such an age
OWN_AGES: Mapping[str, str] = {benefit: own for benefit, (own, _by_ground) in _AGES.items()}


@dataclass(frozen=True, slots=True)
class Child:
    """What is told of a child. `ground`: one of `GROUNDS`."""

    born_on: date
    ground: str = GROUNDS[0]


class Counted(NamedTuple):
    """A child on the day of a right. Units: `amount` in minor units.

    `rank` is 0 where the child does not count. `until` is the first day on which it counts no more,
    none where its age never ends it. `amount` is what its rank adds; none where the law does not
    divide what children bring.
    """

    child: Child
    rank: int
    until: date | None
    amount: int | None
    limit: Value


class Ahead(NamedTuple):
    """What is due from a day on, while nothing but the children's ages changes."""

    since: date
    amount: int


def are_told_apart(definition: BenefitDefinition, scheme: str, parameters: Parameters) -> bool:
    """Whether the ages of a benefit's children are known, so that they may be told one by one."""
    names = _AGES.get(definition.code, ())
    return any(f"{scheme}.{name}" in parameters for name in names)


def age_limit(parameters: Parameters, scheme: str, benefit: str, ground: str, on: date) -> Value:
    """The age from which a child is counted no more, or `none`.

    Raises:
        ParameterUnknown: no source gives it for this benefit, or for what the child does.
    """
    own, by_ground = (f"{scheme}.{name}" for name in _AGES.get(benefit, _UNREAD))
    if own not in parameters and by_ground in parameters:
        return parameters.value(by_ground, on, ground)
    return parameters.value(own, on)


def counted(
    formula: Formula,
    facts: Mapping[str, int],
    children: Sequence[tuple[Child, Value]],
    on: date,
) -> tuple[Counted, ...]:
    """Each child with its rank, its end and what it brings, the eldest first."""
    found: list[Counted] = []
    rank, before = 0, _amount(formula, facts, 0)
    for child, limit in sorted(children, key=lambda each: each[0].born_on):
        until = _until(child, limit)
        counts = child.born_on <= on and (until is None or on < until)
        rank += counts
        amount = None
        if counts and not formula.parts:
            due = _amount(formula, facts, rank)
            before, amount = due, due - before
        found.append(Counted(child, rank if counts else 0, until, amount, limit))
    return tuple(found)


def ahead(
    formula: Formula, facts: Mapping[str, int], children: Sequence[Counted], on: date
) -> tuple[Ahead, ...]:
    """What is due from now on, and from each day on which a child stops counting."""
    ends = [each.until for each in children if each.rank]
    days = [on, *sorted({end for end in ends if end is not None})]
    found: list[Ahead] = []
    for day in days:
        left = sum(end is None or day < end for end in ends)
        amount = _amount(formula, facts, left)
        if not found or found[-1].amount != amount:
            found.append(Ahead(day, amount))
    return tuple(found)


def _amount(formula: Formula, facts: Mapping[str, int], number: int) -> int:
    return formula.compute({**facts, CHILDREN: number}).amount


def _until(child: Child, limit: Value) -> date | None:
    if not isinstance(limit.value, int):
        return None
    return after_month_begun(months_after(child.born_on, 12 * limit.value))
