"""How many persons somebody reads in an hour and a day (volume de lecture): beyond, no more.

Counted for whoever signs in or holds a token of their own, whichever process answers. A person is
counted once an hour, however often their pages are opened. The limits are conventions of the house:
a counter's busiest hour passes, a copy of the register does not. Of a fund nobody is stopped for
what others read: its administrator is alarmed, as by an account that comes near its limit.
"""

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from socle.kernel.errors import Refused
from socle.platform.access.types import Desk

log = logging.getLogger("socle.access")
_SPAN, _DAY = timedelta(hours=1), timedelta(days=1)
# From this part of a limit on, whoever keeps the fund's accounts is shown it.
_MUCH_PERCENT = 80
# On a replica nothing can be counted: reading goes on, as of then, while nobody can write.
_NEW = """
    SELECT array_agg(each ORDER BY each), current_setting('transaction_read_only')::bool
    FROM unnest(%s::text[]) each
    WHERE NOT EXISTS (SELECT FROM asked_lately WHERE subject = each AND since > %s)
"""
_OF_DAY = "persons-day"
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
        for kind, span, most, code in (
            ("persons", _SPAN, settings.PERSONS_READ_PER_HOUR, "access.too_many_persons"),
            (_OF_DAY, _DAY, settings.PERSONS_READ_PER_DAY, "access.too_many_persons_today"),
        ):
            who = f"{kind}:{desk.fund.id}:{desk.user_id}"
            said: dict[str, Any] = {"who": who, "more": len(new), "at": at, "begun": at - span}
            said["most"] = most
            cursor.execute(_TAKE, said)
            if cursor.fetchone() is None:
                account = (desk.fund.id, desk.user_id)
                log.warning("fund %s: account %s reads too many persons", *account)
                raise Refused(code, most=most, seconds=int(span.total_seconds()))
        cursor.execute(_REMEMBER, {"new": new, "at": at})


@dataclass(frozen=True, slots=True)
class Read:
    """How many persons an account has read in its day."""

    user_id: int
    persons: int

    @property
    def is_much(self) -> bool:
        """Whether that is near what the day allows."""
        return self.persons * 100 >= settings.PERSONS_READ_PER_DAY * _MUCH_PERCENT


def read_today(*, fund_id: int, at: datetime) -> list[Read]:
    """What each account of a fund has read in its day, who read most first."""
    prefix = f"{_OF_DAY}:{fund_id}:"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject, asked FROM asked_lately WHERE subject ^@ %s AND since > %s"
            " ORDER BY asked DESC, subject",
            [prefix, at - _DAY],
        )
        rows = cursor.fetchall()
    return [Read(int(subject.removeprefix(prefix)), int(asked)) for subject, asked in rows]


def fund_percent(found: Iterable[Read]) -> int:
    """What a fund's accounts have read together, in hundredths of what alarms."""
    return sum(each.persons for each in found) * 100 // settings.FUND_PERSONS_PER_DAY


def note_refusal(*, desk: Desk | None, code: str) -> None:
    """Leaves a line in the log where somebody was stopped by what they may not, and not by a slip.

    Whoever watches sees the account that knocks at every door; the line names no file.
    """
    if code.startswith("access.") and not code.startswith("access.too_many_persons"):
        fund, account = (desk.fund.id, desk.user_id) if desk else ("–", "–")
        log.warning("fund %s: account %s was refused: %s", fund, account, code)


def _subject(desk: Desk, number: str) -> str:
    """A person whom somebody read, as a digest: the table of counts names nobody."""
    told = f"{desk.fund.id}:{desk.user_id}:{number.strip().upper()}"
    return f"read:{hashlib.sha256(told.encode()).hexdigest()[:40]}"
