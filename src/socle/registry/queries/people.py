"""Persons: as they were on a day, as the fund knew them at an instant."""

import json
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from socle.kernel.errors import NotKnown
from socle.platform.access.queries import current_fund
from socle.platform.temporal.queries import as_of
from socle.registry.facts import CIVIL_STATUS, DEATH, REGISTRATION
from socle.registry.models import Person
from socle.registry.queries.beliefs import belief_of, latest, one
from socle.registry.types import (
    Belief,
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


# Functions, whose plan the session keeps: what is asked of nine tables was planned for longer than
# it was read.
_PERSON = "SELECT * FROM registry_person(%s, %s, %s)"
_PERSON_NOW = "SELECT * FROM registry_person_now(%s, %s)"


def person(*, number: str, on: date, known_at: datetime | None) -> PersonView:
    """A person as they were on a day, as known at an instant (None: at present).

    Raises:
        NotKnown: there is no such person, or none was known then.
    """
    found = _found(number, on, known_at)
    status = found
    if found and found["valid"] is None and known_at is None:
        status = latest(CIVIL_STATUS, {"person_id": found["person_id"]})
    if not found or not status or status["valid"] is None:  # or the registration was reversed
        raise not_known(number=number, known_at=known_at)
    # A death is told whatever day is read: the page of a dead person must say so.
    died = found["death_valid"]
    return PersonView(
        number=number,
        family_name=status["family_name"],
        given_names=status["given_names"],
        birth_on=status["birth_on"],
        birth_precision=status["birth_precision"],
        sex=Sex(status["sex"]) if status["sex"] else None,
        national_id=status["national_id"],
        belief=_belief(status) if status is found else belief_of(status),
        on=on,
        known_at=known_at,
        names=_names(found["names"]),
        birth_place=found["birth_place"] or "",
        nationality=found["nationality"] or "",
        father_name=found["father_name"] or "",
        mother_name=found["mother_name"] or "",
        registration=_registration_found(found, on),
        died_on=died.lower if died else None,
        death=_belief(found, "death_") if died else None,
        awaits_linkage=found["awaits_linkage"] or "",
    )


def not_known(*, number: str, known_at: datetime | None) -> NotKnown:
    """That nobody has a number; or, of one that was given later, that the fund did not know yet."""
    if known_at is not None:
        later = Person.objects.filter(number=number, act__recorded_at__gt=known_at)
        if later.exists():
            at = known_at.isoformat(timespec="minutes")
            return NotKnown("registry.person_unknown_then", number=number, known_at=at)
    return NotKnown("registry.person_unknown", number=number)


def _found(number: str, on: date, known_at: datetime | None) -> dict[str, Any] | None:
    with connection.cursor() as cursor:
        if known_at is None:
            cursor.execute(_PERSON_NOW, [number, on])
        else:
            cursor.execute(_PERSON, [number, on, known_at])
        row = cursor.fetchone()
        names = [each.name for each in cursor.description]
        return dict(zip(names, row, strict=True)) if row else None


def _registration_found(row: dict[str, Any], on: date) -> RegistrationView:
    if row["registration_state"] is None:
        return RegistrationView(RegistrationState.REGISTERED)
    return _registration(
        row["registration_state"],
        row["registration_origin"],
        row["registration_source"],
        row["registration_since"],
        on,
    )


def _belief(row: dict[str, Any], of: str = "") -> Belief:
    valid = row[f"{of}valid"]
    return Belief(
        valid_from=valid.lower,
        valid_until=valid.upper,
        recorded_at=row[f"{of}recorded_at"],
        act_number=row[f"{of}act_number"] or "",
    )


def _names(told: str | None) -> tuple[NameView, ...]:
    found = [
        NameView(
            kind=NameKind(kind),
            script=Script(script),
            family_name=family_name,
            given_names=given_names,
            since=date.fromisoformat(since) if since else None,
        )
        for kind, script, family_name, given_names, since in json.loads(told or "[]")
    ]
    return tuple(sorted(found, key=lambda each: (_KINDS.index(each.kind), each.script)))


def registration(*, person_id: int, on: date, known_at: datetime | None) -> RegistrationView:
    """How far a person's registration has come on a day, as known at an instant."""
    row = one(REGISTRATION, on, known_at, {"person_id": person_id})
    if row is None:
        return RegistrationView(RegistrationState.REGISTERED)
    return _registration(row["state"], row["origin"], row["source"], row["valid"].lower, on)


def _registration(told: str, origin: str, source: str, since: date, on: date) -> RegistrationView:
    state, lapses_on = RegistrationState(told), None
    if state is RegistrationState.PREREGISTERED:
        lapses_on = lapse_day(since, current_fund().country)
        state = RegistrationState.LAPSED if on >= lapses_on else state
    return RegistrationView(
        state=state,
        origin=RegistrationOrigin(origin),
        source=source,
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
