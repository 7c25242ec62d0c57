"""Who bears an identifier that another registry knows: an identity document, a company's number."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from socle.registry.queries.merging import merge_of

_MOST = 20
_PERSONS = """
    SELECT p.number, btrim(s.family_name || ' ' || s.given_names), s.birth_on, s.birth_precision,
      s.sex
    FROM person_civil_status s JOIN person p ON p.id = s.person_id
    WHERE upper_inf(s.valid) AND s.national_id = ANY(%(values)s) AND s.national_id <> ''
    ORDER BY p.number LIMIT %(most)s
"""
_EMPLOYERS = """
    SELECT number FROM (
      SELECT e.number FROM employer_profile p JOIN employer e ON e.id = p.employer_id
      WHERE upper_inf(p.valid) AND p.company_number = ANY(%(values)s) AND p.company_number <> ''
      UNION
      SELECT e.number FROM employer_identifier i JOIN employer e ON e.id = i.employer_id
      WHERE upper_inf(i.valid) AND i.value = ANY(%(values)s) AND i.value <> ''
    ) AS found ORDER BY number LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Identified:
    """A person who bears an identity document, as the register writes them."""

    number: str
    name: str
    birth_on: date | None
    birth_precision: str
    sex: str


def persons_identified(*, national_ids: Collection[str]) -> list[Identified]:
    """Who bears one of several identity documents, under the number that is kept."""
    found: dict[str, Identified] = {}
    for row in _rows(_PERSONS, national_ids):
        kept = merge_of(number=row[0], known_at=None).kept
        found.setdefault(kept, Identified(kept, *row[1:]))
    return list(found.values())


def employers_identified(*, values: Collection[str]) -> list[str]:
    """The affiliates that bear one of several legal identifiers, by number."""
    return [row[0] for row in _rows(_EMPLOYERS, values)]


def _rows(statement: str, values: Collection[str]) -> list[tuple[Any, ...]]:
    compact = ["".join(each.split()).upper() for each in values if each.strip()]
    if not compact:
        return []
    said: dict[str, Any] = {"values": sorted({*compact, *values}), "most": _MOST}
    with connection.cursor() as cursor:
        cursor.execute(statement, said)
        return list(cursor.fetchall())
