"""What the files that acts speak of are called, many at once."""

from collections.abc import Collection

from django.db import connection

_NAMES = """
    SELECT 'person', p.number, (SELECT btrim(s.family_name || ' ' || s.given_names)
      FROM person_civil_status s WHERE s.person_id = p.id ORDER BY s.valid DESC LIMIT 1)
    FROM person p WHERE p.number = ANY(%(person)s)
    UNION ALL
    SELECT 'employer', n.number, (SELECT e.legal_name FROM affiliated_employer e
      WHERE e.employer_id = n.employer_id ORDER BY e.valid DESC LIMIT 1)
    FROM affiliated_number n WHERE n.number = ANY(%(employer)s)
"""


def file_names(*, files: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The names last given to persons and employers, by kind and number; none for the others."""
    asked = {
        kind: sorted({number for each, number in files if each == kind and number})
        for kind in ("person", "employer")
    }
    if not any(asked.values()):
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, asked)
        return {(kind, number): name or "" for kind, number, name in cursor.fetchall()}
