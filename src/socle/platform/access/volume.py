"""How many persons somebody reads in an hour (volume de lecture): beyond it, no more are shown.

Counted for whoever signs in or holds a token of their own, whichever process answers. A person is
counted once an hour, however often their pages are opened. The limit is a convention of the house:
a counter's busiest hour passes, a copy of the register does not.
"""

import hashlib
import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from socle.kernel.errors import Refused
from socle.platform.access.types import Desk

log = logging.getLogger("socle.access")
_SPAN = timedelta(hours=1)
# On a replica nothing can be counted: reading goes on, as of then, while nobody can write.
_NEW = """
    SELECT array_agg(each ORDER BY each), current_setting('transaction_read_only')::bool
    FROM unnest(%s::text[]) each
    WHERE NOT EXISTS (SELECT FROM asked_lately WHERE subject = each AND since > %s)
"""
# One statement, so that processes that count at once are counted one after the other.
_TAKE = """
    INSERT INTO asked_lately AS a (subject, asked, since) VALUES (%(who)s, %(more)s, %(at)s)
    ON CONFLICT (subject) DO UPDATE SET
      asked = CASE WHEN a.since <= %(begun)s THEN excluded.asked ELSE a.asked + excluded.asked END,
      since = CASE WHEN a.since <= %(begun)s THEN excluded.since ELSE a.since END
    WHERE a.since <= %(begun)s OR a.asked + excluded.asked <= %(most)s
    RETURNING asked
"""
_REMEMBER = """
    INSERT INTO asked_lately (subject, asked, since)
    SELECT each, 1, %(at)s FROM unnest(%(new)s::text[]) each
    ON CONFLICT (subject) DO UPDATE SET since = excluded.since
"""


def count_persons_read(*, desk: Desk, numbers: Iterable[str], at: datetime) -> None:
    """Counts the persons who are about to be shown, those of the last hour left out.

    Raises:
        Refused: `access.too_many_persons`: they are more than an hour allows. It is logged.
    """
    subjects = sorted({_subject(desk, number) for number in numbers})
    if not subjects:
        return
    begun = at - _SPAN
    with connection.cursor() as cursor:
        cursor.execute(_NEW, [subjects, begun])
        new, is_read_only = cursor.fetchone() or (None, True)
        if not new or is_read_only:
            return
        who = f"persons:{desk.fund.id}:{desk.user_id}"
        most = settings.PERSONS_READ_PER_HOUR
        said = {"who": who, "more": len(new), "at": at, "begun": begun, "most": most, "new": new}
        cursor.execute(_TAKE, said)
        if cursor.fetchone() is None:
            log.warning("fund %s: account %s reads too many persons", desk.fund.id, desk.user_id)
            seconds = int(_SPAN.total_seconds())
            raise Refused("access.too_many_persons", most=most, seconds=seconds)
        cursor.execute(_REMEMBER, said)


def note_refusal(*, desk: Desk | None, code: str) -> None:
    """Leaves a line in the log where somebody was stopped by what they may not, and not by a slip.

    Whoever watches sees the account that knocks at every door; the line names no file.
    """
    if code.startswith("access.") and code != "access.too_many_persons":
        fund, account = (desk.fund.id, desk.user_id) if desk else ("–", "–")
        log.warning("fund %s: account %s was refused: %s", fund, account, code)


def _subject(desk: Desk, number: str) -> str:
    """A person whom somebody read, as a digest: the table of counts names nobody."""
    told = f"{desk.fund.id}:{desk.user_id}:{number.strip().upper()}"
    return f"read:{hashlib.sha256(told.encode()).hexdigest()[:40]}"
