"""Persons whose name sounds like another, by the keys that the database keeps of each name.

Equality on keys only: under row-level security no other comparison of texts uses an index.
"""

from typing import Any

from django.db import connection

from socle.registry.types.finding import Candidate, Heard

UNKNOWN_YEAR = 0
_WHOLE_WORD = "1"  # a key of one word; the others are of two
_YEARS_AROUND = 1  # what a declared year may be wrong by

_HEARD = """
    SELECT name_key(%(name)s, ''), coalesce(max(told), ''), coalesce(array_agg(key), '{}')
    FROM name_finding_keys(name_key(%(name)s, ''))
"""
# Who shares most keys first: the whole name, then all but one word, then one slip apart.
_CANDIDATES = """
    SELECT person_id, bool_or(told = %(told)s) AS is_whole FROM person_finding
    WHERE key = ANY(%(keys)s) {of_years}
    GROUP BY person_id
    ORDER BY is_whole DESC, count(*) DESC, max(similarity(told, %(told)s)) DESC, person_id
    LIMIT %(limit)s
"""


def heard(*, name: str) -> Heard:
    """A name as the database compares it: folded, and what it is found by."""
    with connection.cursor() as cursor:
        cursor.execute(_HEARD, {"name": name})
        folded, told, keys = cursor.fetchone()
    return Heard(folded, told, tuple(keys))


def candidates(*, name: Heard, year: int | None, limit: int) -> list[Candidate]:
    """Persons whose name is heard like this one, its words in whatever order or script.

    With a year of birth: those born then, a year around, or nobody knows when.
    """
    if not name.keys:
        return []
    # One word alone is borne by thousands, unless a year goes with it.
    pairs = [key for key in name.keys if not key.startswith(_WHOLE_WORD)]
    around = range(-_YEARS_AROUND, _YEARS_AROUND + 1)
    asked: dict[str, Any] = {
        "keys": list(name.keys) if year or not pairs else pairs,
        "told": name.told,
        "years": [UNKNOWN_YEAR, *((year or 0) + each for each in around)],
        "limit": limit,
    }
    of_years = "AND born = ANY(%(years)s::smallint[])" if year else ""
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES.format(of_years=of_years), asked)
        return [Candidate(*row) for row in cursor.fetchall()]
