"""How long a log is kept (durée de conservation), and the purge of what is older.

The fund sets it, two people for each change; no text read gives one, so without it a log is kept
for ever. The database lets nothing but a purge delete, within an act, and only what is older than
the fund's own value on the present day.
"""

import re
from contextlib import suppress
from datetime import date
from typing import Any

from django.db import connection
from psycopg.types.range import DateRange

from socle.kernel.errors import Fault
from socle.platform.access.operations import automatic_desk
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import FundView
from socle.platform.acts.errors import Invalid
from socle.platform.acts.progress import AlreadyDone, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.keeping.queries import PURGE
from socle.platform.keeping.tables import KEEPING
from socle.platform.keeping.types import MOST_MONTHS, Log
from socle.platform.temporal.operations import assign, clear
from socle.platform.temporal.queries import as_of

SUBJECT = "log"
# Rows that one act purges: the transactions of everybody else wait for none that is longer.
MOST_ROWS = 50_000


def set_log_keeping(request: ActRequest) -> ActAnswer:
    """Sets for how many months a log is kept, from a day on; without months, for ever again.

    Raises:
        Invalid: the months are no number of months.
    """
    log, months = Log(request.fields["log"]), _months(request)
    key, valid = {"log": log.value}, DateRange(request.effective_on, None)
    fund_id = request.desk.fund.id
    with performing(request, subject_kind=SUBJECT, subject_number=log.value) as act:
        act.before = _said(as_of(KEEPING, on=request.effective_on, known_at=None, where=key))
        if months is None:
            clear(KEEPING, fund_id=fund_id, key=key, valid=valid)
        else:
            assign(KEEPING, fund_id=fund_id, key=key, values={"months": months}, valid=valid)
        act.after = {"months": months} if months else {}
        return act.answer()


def keeping_doubts(request: ActRequest) -> tuple[Fault, ...]:
    """Nothing is doubted; months that are none are told before they are proposed.

    Raises:
        Invalid: as `set_log_keeping`.
    """
    _months(request)
    return ()


def purge_log(*, fund: FundView, log: Log, on: date, key: str) -> int:
    """Purges what is older than a fund keeps, an act a batch, for the worker; returns the rows.

    Each batch is a transaction of its own. `key` starts each act's key: a run that is repeated
    after a failure goes on where that one stopped.
    """
    purged = batch = 0
    while True:
        with fund_scope(fund.id):
            if not _has_older(log):
                return purged
            fields = {"log": log.value, "batch": batch}
            desk = automatic_desk(fund=fund)
            request = ActRequest(desk, PURGE, fields, on, "", f"{key}:{log}:{batch}")
            with suppress(AlreadyDone):
                purged += _purge(request, log)
        batch += 1


def _purge(request: ActRequest, log: Log) -> int:
    with performing(request, subject_kind=SUBJECT, subject_number=log.value) as act:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM log_purge(%s, %s)", [log.value, MOST_ROWS])
            rows, kept_since = cursor.fetchone()
        act.after = {"rows": rows, "kept_since": kept_since.isoformat()}
        return int(rows)


def _has_older(log: Log) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT log_has_older(%s)", [log.value])
        return bool(cursor.fetchone()[0])


def _months(request: ActRequest) -> int | None:
    said = str(request.fields.get("months", "")).strip()
    if not said:
        return None
    if re.fullmatch(r"[1-9]\d{0,3}", said, re.ASCII) and int(said) <= MOST_MONTHS:
        return int(said)
    facts = {"most": MOST_MONTHS}
    raise Invalid([Fault("keeping.months_invalid", field="months", read=said[:40], facts=facts)])


def _said(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"months": rows[0]["months"]} if rows else {}
