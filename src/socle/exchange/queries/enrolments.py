"""In which programmes of the fund a person is: the benefits awarded, the health cover held.

The answer to another institution is the least that answers: which programme, since when, in which
state; no amount, no name, and nothing of what is over.
"""

from collections.abc import Sequence
from datetime import date, datetime

from socle.benefits.queries.awards import awards
from socle.benefits.types import AwardView
from socle.countries.registry import Country, country
from socle.coverage.queries import right
from socle.exchange.dci.records import Enrolment, EnrolmentStatus, Function, Programme
from socle.kernel.errors import NotKnown, Refused
from socle.platform.access.types import FundView
from socle.registry.queries import died_on, person_id
from socle.registry.queries.merging import ids_of_person

_LANGUAGE = "fr"
_STATES = {
    "active": EnrolmentStatus.ACTIVE,
    "suspended": EnrolmentStatus.SUSPENDED,
    "ended": EnrolmentStatus.GRADUATED,
}
# What each benefit protects from, in the words of the standard; a benefit not named has none.
_FUNCTIONS = {
    "old_age": Function.OLD_AGE,
    "early_old_age": Function.OLD_AGE,
    "old_age_lump_sum": Function.OLD_AGE,
    "invalidity": Function.INVALIDITY_SURVIVORS,
    "survivors": Function.INVALIDITY_SURVIVORS,
    "survivors_lump_sum": Function.INVALIDITY_SURVIVORS,
    "death_grant": Function.INVALIDITY_SURVIVORS,
    "sickness": Function.SICKNESS,
    "maternity": Function.MATERNITY,
    "maternity_daily": Function.MATERNITY,
    "prenatal": Function.FAMILY,
    "family_allowance": Function.FAMILY,
    "unemployment": Function.UNEMPLOYMENT,
    "work_injury": Function.EMPLOYMENT_INJURY,
    "work_injury_daily": Function.EMPLOYMENT_INJURY,
    "health": Function.HEALTH,
}


def enrolments(*, fund: FundView, person: str, on: date) -> list[Enrolment]:
    """The programmes that a person is in on a day, as known at present.

    Raises:
        NotKnown: there is no such person.
    """
    here = country(fund.country)
    held = awards(person_ids=ids_of_person(person_id=person_id(person), known_at=None))
    found = [_awarded(each, fund, here, on) for each in held if _state(each, on) in _LIVE]
    return found + _covered(fund, here, person, on)


_LIVE = frozenset({EnrolmentStatus.ACTIVE, EnrolmentStatus.SUSPENDED})


def changes(
    *, fund: FundView, person: str, on: date, after: datetime
) -> list[tuple[str, Enrolment]]:
    """What acts changed since an instant of a person's enrolments, each under a name of its own.

    The name says the award, its state and since when: the same change has the same name.

    Raises:
        NotKnown: there is no such person.
    """
    here, key = country(fund.country), person_id(person)
    is_dead = died_on(person_id=key) is not None
    found = []
    for each in awards(person_ids=ids_of_person(person_id=key, known_at=None)):
        stated = max((term.recorded_at for term in each.terms), default=None)
        if stated is None or stated <= after or _state(each, on) is None:
            continue
        one = _awarded(each, fund, here, on)
        if is_dead:
            one = Enrolment(one.programme, one.since, EnrolmentStatus.DECEASED, one.changed_on)
        found.append((f"{each.number}:{one.status}:{one.changed_on or one.since}", one))
    return found


def _state(award: AwardView, on: date) -> EnrolmentStatus | None:
    return _STATES.get(award.state_on(on))


def _awarded(award: AwardView, fund: FundView, here: Country, on: date) -> Enrolment:
    since = min(each.since for each in award.terms)
    status = _state(award, on) or EnrolmentStatus.ACTIVE
    return Enrolment(
        programme=_programme(fund, here, award.benefit, award.benefit),
        since=since,
        status=status,
        changed_on=_changed_on(award, on),
    )


def _changed_on(award: AwardView, on: date) -> date | None:
    """Since when the award is in its state; nothing while it is in its first."""
    past = [each for each in award.terms if each.since <= on]
    term = award.term_on(on)
    if term is None:
        return max((each.until for each in past if each.until), default=None)
    since = term.since
    for before in reversed(past):
        if before.until == since and before.status is term.status:
            since = before.since
    return since if since > min(each.since for each in past) else None


def _covered(fund: FundView, here: Country, person: str, on: date) -> list[Enrolment]:
    """The health cover that is retained that day, where the law of cover was read."""
    if here.coverage is None:
        return []
    try:
        cover = right(fund=fund, person=person, on=on, known_at=None).right.cover
    except (NotKnown, Refused):
        return []
    if cover is None:
        return []
    named = _programme(fund, here, cover.scheme, "health")
    return [Enrolment(named, cover.since, EnrolmentStatus.ACTIVE)]


def _programme(fund: FundView, here: Country, code: str, benefit: str) -> Programme:
    named = here.label("benefit", benefit, _LANGUAGE)
    return Programme(
        code=f"{fund.code}.{code}",
        name=named if named != benefit else benefit.replace("_", " "),
        institution=fund.name,
        function=_FUNCTIONS.get(benefit),
    )


def is_enrolled(found: Sequence[Enrolment], programme: str) -> bool:
    """Whether somebody is in a programme, or in any when none is named."""
    if not programme:
        return bool(found)
    return any(each.programme.code == programme for each in found)
