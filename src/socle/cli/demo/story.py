"""Who does what in the demonstration: how each employer declares and pays. All of it invented.

Nothing here reads the clock or the database: the same day, size and seed give the same story.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise
from math import isqrt

from socle.cli.demo_people import DemoEmployer, Worker, employers
from socle.kernel.months import Month

SEED = 2026
# The file of the tutorial is for this month: its employer has not declared it.
TUTORIAL_MONTH = Month(2026, 7)
_WHOLE, _SHORT, _MANY_PERSONS = 24, 3, 1000
_MANDATED = 20  # employers of one accounting firm
_MOVERS = 24


class Part(StrEnum):
    """What an employer is in the story; the first dozen ranks have one each."""

    IN_DEBT = "in_debt"  # pays a part of each month; its clerk signs in
    EXEMPLARY = "exemplary"  # its clerk signs in
    LATE = "late"  # pays weeks after the day; its surcharges are remitted
    SILENT = "silent"  # declares no more
    PLAN_KEPT = "plan_kept"
    PLAN_BROKEN = "plan_broken"
    CLOSED = "closed"
    SPREADSHEET = "spreadsheet"
    SMALL_FORM = "small_form"
    COUNTER = "counter"  # pays in cash
    MOBILE = "mobile"  # pays by telephone
    SPOILT = "spoilt"  # its last file is refused, its newcomers are not registered
    MANDATED = "mandated"  # a mandatary declares for it
    USUAL = "usual"


_CAST = tuple(Part)[:12]


@dataclass(frozen=True, slots=True)
class Employer:
    """An employer of the story, with the part it plays."""

    who: DemoEmployer
    part: Part

    @property
    def number(self) -> str:
        return self.who.number


@dataclass(frozen=True, slots=True)
class Story:
    """One fund's story up to a day."""

    law: str
    today: date
    months: tuple[Month, ...]  # declared, the oldest first
    employers: tuple[Employer, ...]
    strangers: frozenset[str]  # insured numbers that employers use and nobody registered
    moves: tuple["Move", ...]

    def of(self, part: Part) -> tuple[Employer, ...]:
        return tuple(each for each in self.employers if each.part is part)

    def mandated(self) -> list[tuple[Employer, ...]]:
        """The employers of each mandatary."""
        found = self.of(Part.MANDATED)
        return [found[at : at + _MANDATED] for at in range(0, len(found), _MANDATED)]

    @property
    def mandate_ends_on(self) -> date:
        """The day from which an employer that had a mandatary declares by itself again."""
        return (self.months[len(self.months) // 2] + 1).first_day

    def one(self, part: Part) -> Employer | None:
        found = self.of(part)
        return found[0] if found else None

    def chance(self, *about: object) -> random.Random:
        """Chance that depends on what it is about alone, so that a story can be taken up again."""
        return random.Random(f"{SEED}{self.law}{about}")  # noqa: S311 - a story, not a secret

    def steady(self) -> list[Worker]:
        """Registered persons at one employer from the first month until today, beside the first's.

        Nothing else happens to them: what is told of them contradicts nothing.
        """
        moved = {move.person for move in self.moves} | self.strangers
        return [
            worker
            for each in self.employers[1:]
            if each.part is not Part.CLOSED
            for worker in each.who.staff
            if worker.person.number not in moved
            and worker.works(self.months[0])
            and worker.last is None
        ]

    def last_month_of(self, employer: Employer) -> Month:
        """The last month that an employer declares."""
        last = self.months[-1]
        if employer.part is Part.SILENT:
            return last - min(5, len(self.months) - 1)
        if employer.part is Part.CLOSED:
            return last - len(self.months) // 3
        return last


@dataclass(frozen=True, slots=True)
class Move:
    """A person who leaves one employer, and joins another unless it is empty."""

    person: str
    leaves: str
    joins: str
    last: Month


def story(law: str, *, persons: int, today: date) -> Story:
    """The story of a country's fund."""
    span = _WHOLE if persons >= _MANY_PERSONS else _SHORT
    this_month = Month.of(today)
    months = tuple(this_month - back for back in range(span, 0, -1))
    staffed = employers(law, persons=persons, count=_count(persons), months=months, seed=SEED)
    mandataries = max(1, len(staffed) * 6 // 10 // _MANDATED)
    cast = [Employer(who, _part(who.rank, mandataries)) for who in staffed]
    told = Story(law, today, months, tuple(cast), frozenset(), ())
    moves = _moves(told)
    everybody = {worker.person.number: worker for each in cast for worker in each.who.staff}
    return replace(
        told,
        employers=tuple(_moved(each, moves, everybody) for each in cast),
        strangers=_strangers(told),
        moves=moves,
    )


def _count(persons: int) -> int:
    """Employers for so many persons: a hundred for four thousand."""
    if persons < 60:
        return max(1, persons // 4)
    if persons < _MANY_PERSONS:
        return 15
    return isqrt(100 * 100 * persons // 4000)


def _part(rank: int, mandataries: int) -> Part:
    if rank < len(_CAST):
        return _CAST[rank]
    return Part.MANDATED if rank < len(_CAST) + mandataries * _MANDATED else Part.USUAL


def _moves(told: Story) -> tuple[Move, ...]:
    """Departures, most of them for another employer; none from the employers told apart."""
    rng = told.chance("moves")
    free = [each for each in told.employers if each.part in {Part.USUAL, Part.MANDATED}]
    moves: list[Move] = []
    for giver, taker in list(pairwise(free))[:_MOVERS]:
        worker = rng.choice(giver.who.staff)
        last = rng.choice(told.months[:-1])
        if worker.works(told.months[0]):
            joins = taker.number if rng.random() < 0.6 else ""
            moves.append(Move(worker.person.number, giver.number, joins, last))
    return tuple(moves)


def _moved(employer: Employer, moves: Sequence[Move], everybody: Mapping[str, Worker]) -> Employer:
    """The employer with those who leave it and those who join it."""
    leaving = {move.person: move.last for move in moves if move.leaves == employer.number}
    joining = {move.person: move.last for move in moves if move.joins == employer.number}
    staff = [
        replace(worker, last=leaving[number])
        if (number := worker.person.number) in leaving
        else worker
        for worker in employer.who.staff
    ]
    staff += [
        Worker(everybody[number].person, everybody[number].wage, last + 1)
        for number, last in joining.items()
    ]
    return replace(employer, who=replace(employer.who, staff=staff))


def _strangers(told: Story) -> frozenset[str]:
    """The newcomers of some employers, whom nobody has registered."""
    some = [
        each
        for each in told.employers
        if each.part is Part.SPOILT or (each.part is Part.USUAL and each.who.rank % 7 == 0)
    ]
    found = some or list(told.employers[1:])[-1:]
    return frozenset(worker.person.number for each in found for worker in each.who.staff[-2:])
