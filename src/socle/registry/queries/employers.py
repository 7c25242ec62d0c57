"""Employers: as they were on a day, as the fund knew them at an instant."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import connection

from socle.kernel.errors import NotKnown
from socle.platform.temporal.queries import as_of
from socle.registry.facts import CLASSIFICATION, ESTABLISHMENT, PROFILE
from socle.registry.models import Employer
from socle.registry.queries.beliefs import belief_of, latest, one
from socle.registry.types import EmployerStatus, EmployerView, EstablishmentView


def employer(*, number: str, on: date, known_at: datetime | None) -> EmployerView:
    """An employer as it was on a day, as known at an instant (None: at present).

    Raises:
        NotKnown: there is no such employer, or none was known then.
    """
    found = Employer.objects.filter(number=number).first()
    if found is None:
        raise NotKnown("registry.employer_unknown", number=number)
    where = {"employer_id": found.pk}
    row = one(PROFILE, on, known_at, where)
    if row is None and known_at is not None:
        raise NotKnown("registry.employer_unknown", number=number)
    row = row or latest(PROFILE, where)
    if row is None:  # the affiliation was reversed
        raise NotKnown("registry.employer_unknown", number=number)
    classes = as_of(CLASSIFICATION, on=on, known_at=known_at, where=where)
    places = as_of(ESTABLISHMENT, on=on, known_at=known_at, where=where)
    return EmployerView(
        number=found.number,
        legal_name=row.get("legal_name", ""),
        company_number=row.get("company_number", ""),
        address=row.get("address", ""),
        city=row.get("city", ""),
        status=EmployerStatus(row.get("status", "active")),
        filing_regime=row.get("filing_regime", "monthly"),
        classification={each["input"]: each["value"] for each in classes},
        establishments=tuple(
            EstablishmentView(each["number"], each["name"], each["city"]) for each in places
        ),
        employee_count=_employee_count(found.pk, on, known_at),
        belief=belief_of(row),
        on=on,
        known_at=known_at,
    )


def employer_id(number: str) -> int:
    """The key by which the modules above refer to an employer.

    Raises:
        NotKnown: there is no such employer.
    """
    found = Employer.objects.filter(number=number).values_list("pk", flat=True).first()
    if found is None:
        raise NotKnown("registry.employer_unknown", number=number)
    return int(found)


def employer_name(number: str, known_at: datetime | None = None) -> str:
    """The legal name last given to an employer, as known at an instant; empty when none was."""
    key = {"employer_id": employer_id(number)}
    rows = as_of(PROFILE, on=None, known_at=known_at, where=key)
    return str(rows[-1]["legal_name"]) if rows else ""


def names_of(*, employer_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """The number and the legal name last given to each of several employers."""
    statement = """
        SELECT n.employer_id, n.number, coalesce((SELECT e.legal_name FROM affiliated_employer e
            WHERE e.employer_id = n.employer_id ORDER BY e.valid DESC LIMIT 1), '')
        FROM affiliated_number n WHERE n.employer_id = ANY(%s)
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(employer_ids)])
        return {key: (number, name) for key, number, name in cursor.fetchall()}


def employer_ids_of(*, numbers: Collection[str]) -> dict[str, int]:
    """The keys of several employers by number; those not known are left out."""
    found = Employer.objects.filter(number__in=numbers).values_list("number", "pk")
    return {str(number): int(key) for number, key in found}


def employer_ids_in(*, area: str, on: date) -> frozenset[int]:
    """The employers whose seat or an establishment is in a place on a day."""
    statement = """
        SELECT employer_id FROM employer_profile
        WHERE valid @> %(on)s::date AND name_key(city, '') = name_key(%(area)s, '')
        UNION SELECT employer_id FROM establishment
        WHERE valid @> %(on)s::date AND name_key(city, '') = name_key(%(area)s, '')
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, {"area": area, "on": on})
        return frozenset(int(row[0]) for row in cursor.fetchall())


def employers(
    *, numbers: frozenset[str], after: str, limit: int, on: date
) -> list[tuple[str, str, str]]:
    """Employers by number: number, legal name, status on a day; limited when numbers are given."""
    statement = """
        SELECT n.number, coalesce(e.legal_name, ''), coalesce(e.status, '')
        FROM affiliated_number n
        LEFT JOIN affiliated_employer e ON e.employer_id = n.employer_id AND e.valid @> %s::date
        WHERE n.number > %s AND (%s = 0 OR n.number = ANY(%s)) ORDER BY n.number LIMIT %s
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [on, after, len(numbers), list(numbers), limit])
        found: list[tuple[str, str, str]] = cursor.fetchall()
    return found


def employee_counts(*, employer_id: int, days: Collection[date]) -> dict[date, int]:
    """How many people an employer had on each of several days, as believed now."""
    statement = """
        SELECT d.day, (SELECT count(*) FROM employment w
            WHERE w.employer_id = %s AND w.valid @> d.day)
        FROM unnest(%s::date[]) d (day)
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [employer_id, list(days)])
        return {day: int(count) for day, count in cursor.fetchall()}


def _employee_count(employer: int, on: date, known_at: datetime | None) -> int:
    source = "employment" if known_at is None else "employment_as_of(%(known_at)s)"
    statement = f"""
        SELECT count(*) FROM {source} w
        WHERE w.employer_id = %(employer)s AND w.valid @> %(on)s::date
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, {"employer": employer, "on": on, "known_at": known_at})
        return int(cursor.fetchone()[0])
