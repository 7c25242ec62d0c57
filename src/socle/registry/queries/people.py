"""Persons: as they were on a day, as the fund knew them at an instant."""

from datetime import date, datetime, timedelta
from typing import Any

from socle.kernel.errors import NotKnown
from socle.platform.access.queries import current_fund
from socle.platform.temporal.queries import as_of
from socle.registry.facts import CIVIL_STATUS, DEATH, NAME, ORIGIN, REGISTRATION
from socle.registry.models import Person
from socle.registry.queries.beliefs import belief_of, latest, one
from socle.registry.queries.linkage import awaited_linkage
from socle.registry.types import (
    NameKind,
    NameView,
    PersonView,
    RegistrationOrigin,
    RegistrationState,
    RegistrationView,
    Script,
    Sex,
)
from socle.registry.types.conventions import convention

_KINDS = list(NameKind)


def person(*, number: str, on: date, known_at: datetime | None) -> PersonView:
    """A person as they were on a day, as known at an instant (None: at present).

    Raises:
        NotKnown: there is no such person, or none was known then.
    """
    found = Person.objects.filter(number=number).first()
    row = one(CIVIL_STATUS, on, known_at, {"person_id": found.pk}) if found else None
    if found is None or (row is None and known_at is not None):
        raise NotKnown("registry.person_unknown", number=number)
    row = row or latest(CIVIL_STATUS, {"person_id": found.pk})
    if row is None:  # the registration was reversed
        raise NotKnown("registry.person_unknown", number=number)
    where = {"person_id": found.pk}
    origin = one(ORIGIN, on, known_at, where) or {}
    # A death is told whatever day is read: the page of a dead person must say so.
    deaths = as_of(DEATH, on=None, known_at=known_at, where=where)
    return PersonView(
        number=found.number,
        family_name=row.get("family_name", ""),
        given_names=row.get("given_names", ""),
        birth_on=row.get("birth_on"),
        birth_precision=row.get("birth_precision", "day"),
        sex=Sex(row["sex"]) if row.get("sex") else None,
        national_id=row.get("national_id", ""),
        belief=belief_of(row),
        on=on,
        known_at=known_at,
        names=_names(found.pk, on, known_at),
        birth_place=origin.get("birth_place", ""),
        nationality=origin.get("nationality", ""),
        father_name=origin.get("father_name", ""),
        mother_name=origin.get("mother_name", ""),
        registration=registration(person_id=found.pk, on=on, known_at=known_at),
        died_on=deaths[0]["valid"].lower if deaths else None,
        death=belief_of(deaths[0]) if deaths else None,
        awaits_linkage=awaited_linkage(number=found.number, known_at=known_at),
    )


def _names(key: int, on: date, known_at: datetime | None) -> tuple[NameView, ...]:
    rows = as_of(NAME, on=on, known_at=known_at, where={"person_id": key})
    found = [
        NameView(
            kind=NameKind(row["kind"]),
            script=Script(row["script"]),
            family_name=row["family_name"],
            given_names=row["given_names"],
            since=row["valid"].lower,
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda each: (_KINDS.index(each.kind), each.script)))


def registration(*, person_id: int, on: date, known_at: datetime | None) -> RegistrationView:
    """How far a person's registration has come on a day, as known at an instant."""
    row = one(REGISTRATION, on, known_at, {"person_id": person_id})
    if row is None:
        return RegistrationView(RegistrationState.REGISTERED)
    return _registration(row, on)


def _registration(row: dict[str, Any], on: date) -> RegistrationView:
    state, since = RegistrationState(row["state"]), row["valid"].lower
    lapses_on = None
    if state is RegistrationState.PREREGISTERED:
        lapses_on = lapse_day(since, current_fund().country)
        state = RegistrationState.LAPSED if on >= lapses_on else state
    return RegistrationView(
        state=state,
        origin=RegistrationOrigin(row["origin"]),
        source=row["source"],
        since=since,
        lapses_on=lapses_on,
    )


def lapse_day(since: date, country: str) -> date:
    """The first day on which a registration announced on a day is lapsed (caduque)."""
    return since + timedelta(days=convention("preregistration_days", country).value)


def died_on(*, person_id: int) -> date | None:
    """The day of a person's death, as known at present; None for the living."""
    deaths = as_of(DEATH, on=None, known_at=None, where={"person_id": person_id})
    day: date | None = deaths[0]["valid"].lower if deaths else None
    return day


def person_id(number: str) -> int:
    """The key by which the modules above refer to a person.

    Raises:
        NotKnown: there is no such person.
    """
    found = Person.objects.filter(number=number).values_list("pk", flat=True).first()
    if found is None:
        raise NotKnown("registry.person_unknown", number=number)
    return int(found)
