"""Who has what, and from when: a calculation divided between beneficiaries, ahead in time.

Pure. A child's age is known beforehand: each day on which the number of children changes begins a
new term, computed by the same formula, so that a share changes on its day without anybody.
Conventions: heads of a group share it equally, what does not divide goes one unit each to the first
in order (spouses by rank, children by age); a right begins on the first day of a month.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from socle.benefits.types import Household, Member, Part, PlannedAward, PlannedTerm
from socle.kernel.months import Month
from socle.rules.benefits.definition import ONCE, Entitlement, Formula


@dataclass(frozen=True, slots=True)
class _Period:
    """A stretch of time with a constant family."""

    since: date
    until: date | None
    spouses: tuple[Member, ...]
    children: tuple[Member, ...]


def divided(
    formula: Formula,
    facts: Mapping[str, int],
    household: Household,
    *,
    insured: Member,
    since: date,
) -> tuple[PlannedAward, ...]:
    """The awards that a right gives, with their terms."""
    if not {"spouses", "children"} & set(formula.facts()):
        found = formula.compute(facts)
        until = _end_of_once(since) if formula.periodicity == ONCE else None
        return _of_one(insured, [PlannedTerm(since, until, found.amount)])
    periods = _periods(household, since, is_once=formula.periodicity == ONCE)
    if formula.parts.keys() >= {"spouses", "orphans"}:
        return _of_survivors(formula, facts, periods)
    terms = [
        PlannedTerm(each.since, each.until, _of_period(formula, facts, each).amount)
        for each in periods
    ]
    return _of_one(insured, terms)


def first_day(event: date) -> date:
    """The first day of the month after the event."""
    return (Month.of(event) + 1).first_day


def heads(amount: int, number: int) -> list[int]:
    """An amount by equal heads; what is left goes one unit each to the first.

    Example:
        >>> heads(100, 3)
        [34, 33, 33]
    """
    each, rest = divmod(amount, number)
    return [each + (place < rest) for place in range(number)]


def _of_one(insured: Member, terms: Sequence[PlannedTerm]) -> tuple[PlannedAward, ...]:
    kept = _joined(each for each in terms if each.amount > 0)
    return (_award(insured, Part.WHOLE, kept),) if kept else ()


def _of_survivors(
    formula: Formula, facts: Mapping[str, int], periods: Sequence[_Period]
) -> tuple[PlannedAward, ...]:
    """One award a spouse and one an orphan, each with its terms."""
    terms: dict[tuple[Part, int], list[PlannedTerm]] = {}
    people: dict[tuple[Part, int], Member] = {}
    for period in periods:
        found = _of_period(formula, facts, period)
        if not found.eligible:
            continue
        for part, members in ((Part.SPOUSES, period.spouses), (Part.ORPHANS, period.children)):
            shares = heads(found.parts[part.value], len(members)) if members else []
            for member, amount in zip(members, shares, strict=True):
                key = (part, member.person_id)
                people[key] = member
                if amount:
                    term = PlannedTerm(period.since, period.until, amount)
                    terms.setdefault(key, []).append(term)
    return tuple(_award(people[key], key[0], _joined(each)) for key, each in terms.items())


def _of_period(formula: Formula, facts: Mapping[str, int], period: _Period) -> Entitlement[int]:
    counted = {"spouses": len(period.spouses), "children": len(period.children)}
    return formula.compute(
        {**facts, **{name: n for name, n in counted.items() if name in formula.facts()}}
    )


def _periods(household: Household, since: date, *, is_once: bool) -> list[_Period]:
    members = (*household.spouses, *household.children)
    ends = {each.until for each in members if each.until is not None and each.until > since}
    starts = [since] if is_once else [since, *sorted(ends)]
    last = _end_of_once(since) if is_once else None
    return [
        _Period(
            start,
            until,
            tuple(each for each in household.spouses if _is_counted(each, start)),
            tuple(each for each in household.children if _is_counted(each, start)),
        )
        for start, until in zip(starts, [*starts[1:], last], strict=True)
    ]


def _is_counted(member: Member, on: date) -> bool:
    return member.until is None or on < member.until


def _end_of_once(since: date) -> date:
    return (Month.of(since) + 1).first_day


def _award(member: Member, part: Part, terms: tuple[PlannedTerm, ...]) -> PlannedAward:
    return PlannedAward(
        member.person_id,
        member.number,
        member.name,
        member.payee_id,
        member.payee_number,
        part.value,
        terms,
    )


def _joined(terms: Iterable[PlannedTerm]) -> tuple[PlannedTerm, ...]:
    """Terms that follow each other with one amount, as one."""
    kept: list[PlannedTerm] = []
    for each in terms:
        if kept and kept[-1].until == each.since and kept[-1].amount == each.amount:
            kept[-1] = replace(kept[-1], until=each.until)
        else:
            kept.append(each)
    return tuple(kept)
