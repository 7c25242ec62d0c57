"""Who worked where, on a day, as the fund knew it at an instant."""

from datetime import date, datetime

from django.db import connection

from socle.kernel.errors import NotKnown
from socle.platform.temporal.queries import as_of
from socle.registry.facts import CIVIL_STATUS, PROFILE
from socle.registry.queries.employers import employer_id
from socle.registry.queries.merging import ids_of_person
from socle.registry.queries.people import person_id
from socle.registry.types import EmploymentView


def employments_of_person(
    *, number: str, on: date | None, known_at: datetime | None
) -> list[EmploymentView]:
    """Where a person worked on a day (None: ever), as known at an instant.

    Raises:
        NotKnown: there is no such person, or none was known then.
    """
    key = person_id(number)
    if not as_of(CIVIL_STATUS, on=None, known_at=known_at, where={"person_id": key}):
        raise NotKnown("registry.person_unknown", number=number)
    keys = ids_of_person(person_id=key, known_at=known_at)
    return _employments("person_id", keys, on, known_at, limit=500)


def employees_of_employer(
    *, number: str, on: date | None, known_at: datetime | None, limit: int = 50
) -> list[EmploymentView]:
    """Who worked for an employer on a day (None: ever), as known at an instant; by name.

    Raises:
        NotKnown: there is no such employer, or none was known then.
    """
    key = employer_id(number)
    if not as_of(PROFILE, on=None, known_at=known_at, where={"employer_id": key}):
        raise NotKnown("registry.employer_unknown", number=number)
    return _employments("employer_id", [key], on, known_at, limit=limit)


def _employments(
    column: str, keys: list[int], on: date | None, known_at: datetime | None, limit: int
) -> list[EmploymentView]:
    # Names too are those known then: a list printed last year reads the same today.
    work, status, profile = (
        table if known_at is None else f"{table}_as_of(%(known_at)s)"
        for table in ("employment", "person_civil_status", "employer_profile")
    )
    statement = f"""
        SELECT p.number, coalesce((SELECT btrim(s.family_name || ' ' || s.given_names)
                 FROM {status} s WHERE s.person_id = w.person_id
                 ORDER BY s.valid DESC LIMIT 1), ''),
               e.number, coalesce((SELECT a.legal_name FROM {profile} a
                 WHERE a.employer_id = w.employer_id ORDER BY a.valid DESC LIMIT 1), ''),
               w.occupation, lower(w.valid), upper(w.valid)
        FROM {work} w JOIN person p ON p.id = w.person_id
        JOIN employer e ON e.id = w.employer_id
        WHERE w.{column} = ANY(%(keys)s) AND (%(on)s::date IS NULL OR w.valid @> %(on)s::date)
        ORDER BY 2, lower(w.valid) LIMIT %(limit)s
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, {"keys": keys, "on": on, "known_at": known_at, "limit": limit})
        return [EmploymentView(*row) for row in cursor.fetchall()]
