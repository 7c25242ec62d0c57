"""Persons: as they were on a day, as the fund knew them at an instant."""

from datetime import date, datetime

from socle.kernel.errors import NotKnown
from socle.registry.facts import CIVIL_STATUS
from socle.registry.models import Person
from socle.registry.queries.common import belief_of, latest, one
from socle.registry.types import PersonView, Sex


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
    )


def person_id(number: str) -> int:
    """The key by which the modules above refer to a person.

    Raises:
        NotKnown: there is no such person.
    """
    found = Person.objects.filter(number=number).values_list("pk", flat=True).first()
    if found is None:
        raise NotKnown("registry.person_unknown", number=number)
    return int(found)
