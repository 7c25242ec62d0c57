"""Persons of the fund who may be somebody about to be registered (doublons possibles).

A name alone is borne by many: beside it the birth agrees, or a parent where the birth says less.
An identity document with the same number is enough by itself.
"""

from datetime import date, datetime
from typing import Any

from django.db import connection

from socle.kernel.names import SAME_SKELETON, SAME_SOUND, name_agreement
from socle.platform.temporal.queries import as_of
from socle.registry.facts import DISTINCT
from socle.registry.models import Person
from socle.registry.queries.candidates import candidates, heard
from socle.registry.types.duplicates import Agreement, Described, NearDuplicate

_MOST_READ = 40
_READ = """
    SELECT p.id, p.number, s.family_name || ' ' || s.given_names, s.birth_on, s.birth_precision,
      s.sex, s.national_id, coalesce(o.father_name, ''), coalesce(o.mother_name, ''),
      ARRAY(SELECT n.family_name || ' ' || n.given_names FROM person_name n
            WHERE n.person_id = p.id AND upper_inf(n.valid))
    FROM person p JOIN person_civil_status s ON s.person_id = p.id AND upper_inf(s.valid)
    LEFT JOIN person_origin o ON o.person_id = p.id AND upper_inf(o.valid)
    WHERE p.id = ANY(%(ids)s)
    UNION
    SELECT p.id, p.number, s.family_name || ' ' || s.given_names, s.birth_on, s.birth_precision,
      s.sex, s.national_id, '', '', '{}'
    FROM person_civil_status s JOIN person p ON p.id = s.person_id
    WHERE upper_inf(s.valid) AND s.national_id = %(national_id)s AND s.national_id <> ''
      AND NOT s.person_id = ANY(%(ids)s)
    ORDER BY 2
"""
# What each agreement weighs: the birth tells two people apart better than a name does.
_OF_NAME, _OF_BIRTH, _OF_PARENT = 5, 3, 1
_WHOLE, _PART = 100, 60


def near_duplicates(*, of: Described) -> list[NearDuplicate]:
    """Who of the fund may be this person, the likest first."""
    ids = {
        each.person_id
        for name in of.names
        for each in candidates(
            name=heard(name=name),
            year=of.birth_on.year if of.birth_on else None,
            limit=_MOST_READ,
        )
    }
    if not ids and not of.national_id:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_READ, {"ids": sorted(ids), "national_id": of.national_id})
        rows = cursor.fetchall()
    found = [each for row in rows if (each := _compared(of, row)) is not None]
    return sorted(found, key=lambda each: (not each.has_same_identity, -each.likeness, each.number))


def _compared(of: Described, row: tuple[Any, ...]) -> NearDuplicate | None:
    person_id, number, name, *rest, others = row
    other = Described((name, *others), *rest)
    agreeing, likeness = compare(one=of, other=other)
    if not agreeing:
        return None
    return NearDuplicate(person_id, number, name.strip(), other.birth_on, likeness, agreeing)


def compare(*, one: Described, other: Described) -> tuple[tuple[Agreement, ...], int]:
    """What agrees between two persons, and how much in percent; nothing where they are two."""
    if one.national_id and one.national_id == other.national_id:
        return (Agreement.IDENTITY, *_birth(one, other)), _WHOLE
    if one.sex and other.sex and one.sex != other.sex:
        return (), 0
    name = max(name_agreement(a, b) for a in one.names for b in other.names)
    birth = _birth(one, other)
    parents = _parents(one, other)
    if not name or not _is_near(one, other, name, birth, parents):
        return (), 0
    of_birth = {Agreement.BIRTH: _WHOLE, None: 0}.get(birth[0] if birth else None, _PART)
    known = sum(bool(a and b) for a, b in _declared(one, other))
    weight = _OF_NAME + _OF_BIRTH + _OF_PARENT * known
    said = _OF_NAME * name + _OF_BIRTH * of_birth + _OF_PARENT * _WHOLE * len(parents)
    return (Agreement.NAME, *birth, *parents), said // weight


def _is_near(
    one: Described,
    other: Described,
    name: int,
    birth: tuple[Agreement, ...],
    parents: tuple[Agreement, ...],
) -> bool:
    both_known = all(a and b for a, b in _declared(one, other))
    if both_known and not parents:
        return False  # of another father and another mother: a homonym
    if birth and birth[0] is not Agreement.BIRTH_NEARLY:
        return True
    if birth:
        return name >= SAME_SOUND and (bool(parents) or not any(map(all, _declared(one, other))))
    is_birth_known = one.birth_on is not None and other.birth_on is not None
    return not is_birth_known and name >= SAME_SKELETON and bool(parents)


def _birth(one: Described, other: Described) -> tuple[Agreement, ...]:
    a, b = one.birth_on, other.birth_on
    if a is None or b is None:
        return ()
    if a == b:
        return (Agreement.BIRTH,)
    if a.year != b.year:
        return ()
    if "year" in (one.birth_precision, other.birth_precision):
        return (Agreement.BIRTH,)
    if (a.day, a.month) == (b.month, b.day):
        return (Agreement.BIRTH_SWAPPED,)
    return (Agreement.BIRTH_NEARLY,) if a.month == b.month or a.day == b.day else ()


def _declared(one: Described, other: Described) -> tuple[tuple[str, str], tuple[str, str]]:
    return (one.father_name, other.father_name), (one.mother_name, other.mother_name)


def _parents(one: Described, other: Described) -> tuple[Agreement, ...]:
    which = (Agreement.FATHER, Agreement.MOTHER)
    return tuple(
        said
        for said, (a, b) in zip(which, _declared(one, other), strict=True)
        if a and b and name_agreement(a, b) >= SAME_SKELETON
    )


def day_words(day: date | None) -> str:
    """A day as a doubt tells it; a dash where it is not known."""
    return day.isoformat() if day else "–"


def declared_distinct(*, number: str, on: date | None, known_at: datetime | None) -> list[str]:
    """The numbers of those who look like a person and were declared to be somebody else."""
    found = Person.objects.filter(number=number).first()
    if found is None:
        return []
    sides = (("person_id", "other_id"), ("other_id", "person_id"))
    others = [
        row[other]
        for own, other in sides
        for row in as_of(DISTINCT, on=on, known_at=known_at, where={own: found.pk})
    ]
    return sorted(Person.objects.filter(pk__in=others).values_list("number", flat=True))
