"""Up to when the batch linkage has looked, and who waits for it."""

from datetime import datetime

from django.db import connection

from socle.registry.queries.imports import ACT_TYPE

LINK = "link_duplicates"
_LAST = """
    SELECT max(recorded_at) FROM act
    WHERE subject_kind = 'linkage' AND type = %s AND after->>'is_whole' = 'true'
"""
# Who was registered one by one was compared then; whoever a file brought, by no act before linkage.
_AWAITS = """
    SELECT r.number FROM person p
    JOIN act a ON a.id = p.act_id AND a.type = %(imported)s AND a.subject_kind = 'import'
    JOIN import_run r ON r.number = a.subject_number
    WHERE p.number = %(number)s AND NOT EXISTS (
      SELECT FROM act l WHERE l.subject_kind = 'linkage' AND l.type = %(link)s
        AND l.after->>'is_whole' = 'true' AND l.recorded_at > a.recorded_at
        AND l.recorded_at <= coalesce(%(known_at)s::timestamptz, 'infinity'))
"""


def linked_until() -> datetime | None:
    """The instant of the last linkage that compared all that was new; None where none did."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [LINK])
        found: datetime | None = cursor.fetchone()[0]
    return found


def waits_for_linkage(*, imported_at: datetime) -> bool:
    """Whether somebody imported then was not compared with the register yet."""
    last = linked_until()
    return last is None or last < imported_at


def awaited_linkage(*, number: str, known_at: datetime | None) -> str:
    """The import that brought a person who was not compared with the register yet; else empty."""
    asked = {"number": number, "known_at": known_at, "imported": ACT_TYPE, "link": LINK}
    with connection.cursor() as cursor:
        cursor.execute(_AWAITS, asked)
        row = cursor.fetchone()
    return str(row[0]) if row else ""
