"""Up to when the batch linkage has looked."""

from datetime import datetime

from django.db import connection

LINK = "link_duplicates"
_LAST = """
    SELECT max(recorded_at) FROM act
    WHERE subject_kind = 'linkage' AND type = %s AND after->>'is_whole' = 'true'
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
