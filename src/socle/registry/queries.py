"""Reading the register: as it was on a day, as the fund knew it at an instant."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection

from socle.kernel.errors import NotKnown
from socle.platform.acts.queries import acts_touching, numbers_of
from socle.platform.temporal.queries import as_of
from socle.platform.temporal.types import TemporalTable
from socle.registry.facts import (
    CIVIL_STATUS,
    CLASSIFICATION,
    ESTABLISHMENT,
    PROFILE,
)
from socle.registry.models import Employer, Person
from socle.registry.types import (
    ActOnSubject,
    Belief,
    EmployerStatus,
    EmployerView,
    EmploymentView,
    EstablishmentView,
    PersonView,
    Sex,
)


def person(*, number: str, on: date, known_at: datetime | None) -> PersonView:
    """A person as they were on a day, as known at an instant (None: at present).

    Raises:
        NotKnown: there is no such person, or none was known then.
    """
    found = Person.objects.filter(number=number).first()
    row = _one(CIVIL_STATUS, on, known_at, {"person_id": found.pk}) if found else None
    if found is None or (row is None and known_at is not None):
        raise NotKnown("registry.person_unknown", number=number)
    row = row or _latest(CIVIL_STATUS, {"person_id": found.pk})
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
        belief=_belief(row),
        on=on,
        known_at=known_at,
    )


def employer(*, number: str, on: date, known_at: datetime | None) -> EmployerView:
    """An employer as it was on a day, as known at an instant (None: at present).

    Raises:
        NotKnown: there is no such employer, or none was known then.
    """
    found = Employer.objects.filter(number=number).first()
    if found is None:
        raise NotKnown("registry.employer_unknown", number=number)
    where = {"employer_id": found.pk}
    row = _one(PROFILE, on, known_at, where)
    if row is None and known_at is not None:
        raise NotKnown("registry.employer_unknown", number=number)
    row = row or _latest(PROFILE, where)
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
        belief=_belief(row),
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


def person_id(number: str) -> int:
    """The key by which the modules above refer to a person.

    Raises:
        NotKnown: there is no such person.
    """
    found = Person.objects.filter(number=number).values_list("pk", flat=True).first()
    if found is None:
        raise NotKnown("registry.person_unknown", number=number)
    return int(found)


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


def search(
    *,
    text: str,
    limit: int,
    with_persons: bool = True,
    employer_numbers: frozenset[str] = frozenset(),
) -> list[tuple[str, str, str]]:
    """Persons and employers by number, or by words of the name: kind, number, name.

    Words of three letters and more are found inside names; a shorter one is a whole name: Ba, Ly.
    Without persons when asked so; only those employers when any is given.
    """
    statement = """
        (SELECT 'person', p.number, btrim(p.family_name || ' ' || p.given_names) AS name
         FROM insured_person p WHERE %(with_persons)s AND upper_inf(p.valid)
           AND (p.number = %(number)s
           OR (length(%(key)s) > 2 AND p.name_key LIKE ALL (%(words)s))
           OR (length(%(key)s) BETWEEN 1 AND 2 AND (p.name_key = %(key)s
             OR p.name_key LIKE %(key)s || ' %%' OR p.name_key LIKE '%% ' || %(key)s
             OR p.name_key LIKE '%% ' || %(key)s || ' %%')))
         ORDER BY p.name_key LIMIT %(limit)s)
        UNION ALL
        (SELECT 'employer', e.number, e.legal_name FROM affiliated_employer e
         WHERE upper_inf(e.valid) AND (cardinality(%(own)s::text[]) = 0 OR e.number = ANY(%(own)s))
           AND (e.number = %(number)s
           OR (length(%(key)s) > 2 AND upper(e.legal_name) LIKE '%%' || upper(%(text)s) || '%%')
           OR (length(%(key)s) BETWEEN 1 AND 2 AND (upper(e.legal_name) = upper(%(text)s)
             OR upper(e.legal_name) LIKE upper(%(text)s) || ' %%'
             OR upper(e.legal_name) LIKE '%% ' || upper(%(text)s)
             OR upper(e.legal_name) LIKE '%% ' || upper(%(text)s) || ' %%')))
         ORDER BY e.legal_name LIMIT %(limit)s)
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT name_key(%s, '')", [text])
        key = str(cursor.fetchone()[0])
        words = [f"%{word}%" for word in key.split()] or [key]
        number = "".join(text.split()).upper()
        escaped = text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_").strip()
        cursor.execute(
            statement,
            {
                "number": number,
                "key": key,
                "words": words,
                "text": escaped,
                "limit": limit,
                "with_persons": with_persons,
                "own": list(employer_numbers),
            },
        )
        found: list[tuple[str, str, str]] = cursor.fetchall()
    return found[:limit]


def acts_on(*, kind: str, number: str) -> list[ActOnSubject]:
    """The acts that touched a person or an employer, newest effect first."""
    files: type[Person] | type[Employer] = Person if kind == "person" else Employer
    opening = files.objects.filter(number=number).values_list("act_id", flat=True)
    return [
        ActOnSubject(
            act_number=each.number,
            act_type=each.type,
            effective_on=each.effective_on,
            recorded_at=each.recorded_at,
            author=each.author,
            motive=each.motive,
        )
        for each in acts_touching(kind=kind, number=number, opened_by=opening.first())
    ]


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
    return _employments("person_id", key, on, known_at, limit=500)


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
    return _employments("employer_id", key, on, known_at, limit=limit)


def _employments(
    column: str, key: int, on: date | None, known_at: datetime | None, limit: int
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
        WHERE w.{column} = %(key)s AND (%(on)s::date IS NULL OR w.valid @> %(on)s::date)
        ORDER BY 2, lower(w.valid) LIMIT %(limit)s
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, {"key": key, "on": on, "known_at": known_at, "limit": limit})
        return [EmploymentView(*row) for row in cursor.fetchall()]


def _employee_count(employer: int, on: date, known_at: datetime | None) -> int:
    source = "employment" if known_at is None else "employment_as_of(%(known_at)s)"
    statement = f"""
        SELECT count(*) FROM {source} w
        WHERE w.employer_id = %(employer)s AND w.valid @> %(on)s::date
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, {"employer": employer, "on": on, "known_at": known_at})
        return int(cursor.fetchone()[0])


def _one(
    table: TemporalTable, on: date, known_at: datetime | None, where: Mapping[str, object]
) -> dict[str, Any] | None:
    rows = as_of(table, on=on, known_at=known_at, where=where)
    return rows[0] if rows else None


def _latest(table: TemporalTable, where: Mapping[str, object]) -> dict[str, Any] | None:
    rows = as_of(table, on=None, known_at=None, where=where)
    return rows[-1] if rows else None


def _belief(row: dict[str, Any]) -> Belief | None:
    if not row:
        return None
    return Belief(
        valid_from=row["valid"].lower,
        valid_until=row["valid"].upper,
        recorded_at=row["recorded_at"],
        act_number=numbers_of(act_ids={row["act_id"]}).get(row["act_id"], ""),
    )
