"""Fixing how long data are kept (durée de conservation), ordering a purge, carrying it out.

A period is the fund's own, by two people, with the text or decision that it rests on; no text
that was read gives one, and without it a kind is kept. A period takes nothing by itself: two people
order each purge over the rows that were counted, and the database takes no other.
"""

import io
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.db import connection
from psycopg.types.range import DateRange

from socle.countries.clock import legal_day, start_of
from socle.kernel.errors import Conflict, Fault, Refused
from socle.platform.access.operations import automatic_desk
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import FundView
from socle.platform.acts.errors import Invalid
from socle.platform.acts.progress import AlreadyDone, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.documents.operations import store_document
from socle.platform.printing import pdf
from socle.platform.purging.models import DataPurge
from socle.platform.purging.paper import keeping_report
from socle.platform.purging.queries import (
    PURGE,
    REPORTED,
    SUBJECT,
    activities_held,
    counted,
    data_kept,
    kept_since,
    months_kept,
    purges,
    unfinished,
)
from socle.platform.purging.tables import DATA_KEEPING
from socle.platform.purging.types import MOST_MONTHS, DataKind, PeriodStanding
from socle.platform.temporal.operations import assign, clear
from socle.platform.temporal.queries import as_of

# Rows that one act takes: nobody waits for a transaction that is longer.
MOST_ROWS = 10_000
_REPORT_LIMIT_BYTES = 8 * 1024 * 1024
_PURGES_TOLD = 50


def set_data_keeping(request: ActRequest) -> ActAnswer:
    """Sets for how many months a kind is kept, from a day on; without months, for ever again.

    Raises:
        Invalid: the months are none, or nothing says what they rest on.
    """
    kind, months, values = _period(request)
    key, valid = {"kind": kind.value}, DateRange(request.effective_on, None)
    fund_id = request.desk.fund.id
    with performing(request, subject_kind=SUBJECT, subject_number=kind.value) as act:
        known = as_of(DATA_KEEPING, on=request.effective_on, known_at=None, where=key)
        act.before = _said(known[0]) if known else {}
        if months is None:
            clear(DATA_KEEPING, fund_id=fund_id, key=key, valid=valid)
        else:
            assign(DATA_KEEPING, fund_id=fund_id, key=key, values=values, valid=valid)
        act.after = _said(values) if values else {}
        return act.answer()


def period_looked_over(request: ActRequest) -> tuple[Fault, ...]:
    """Nothing is doubted; what is wrong with a period is told before it is proposed.

    Raises:
        Invalid: as `set_data_keeping`.
    """
    _period(request)
    return ()


def order_purge(request: ActRequest) -> ActAnswer:
    """Orders a purge of what is older than a day, of so many rows as were counted.

    Raises:
        Invalid: the count is none.
        Refused: nobody fixed a period, it is not over on that day, or there is nothing to take.
        Conflict: other rows are past it than were counted.
    """
    kind, before, rows = _ordered(request)
    with performing(request, subject_kind=SUBJECT, subject_number=kind.value) as act:
        months = _require_past(kind, before, rows)
        DataPurge.objects.create(
            fund_id=request.desk.fund.id,
            act_id=act.id,
            kind=kind.value,
            months=months,
            before=before,
            rows=rows,
        )
        act.after = {"kept_months": months, "rows": rows}
        return act.answer()


def purge_looked_over(request: ActRequest) -> tuple[Fault, ...]:
    """Nothing is doubted in a purge; what is wrong with one is told before it is proposed.

    Raises:
        As `order_purge`.
    """
    kind, before, rows = _ordered(request)
    _require_past(kind, before, rows)
    return ()


def carry_out(*, fund: FundView, purge: int, kind: DataKind, on: date, key: str) -> int:
    """Takes what a purge ordered, an act a batch, for the worker; returns the rows.

    Each batch is a transaction of its own and says which is the last: what was stopped goes on.
    """
    taken = batch = 0
    while True:
        with fund_scope(fund.id):
            if (purge, kind) not in unfinished():
                return taken
            fields = {"data_kind": kind.value, "purge": purge, "batch": batch}
            desk = automatic_desk(fund=fund)
            request = ActRequest(desk, PURGE, fields, on, "", f"{key}:{purge}:{batch}")
            with suppress(AlreadyDone):
                taken += _take(request, purge, kind)
        batch += 1


def report_keeping(request: ActRequest) -> ActAnswer:
    """Keeps a report of what is kept, what is past its period and what was purged, as a paper."""
    fund = request.desk.fund
    with performing(request, subject_kind=SUBJECT, subject_number=REPORTED) as act:
        on = legal_day(act.recorded_at, fund.country)
        kept = data_kept(on=on, country=fund.country)
        letter = keeping_report(
            fund=fund,
            act=act.number,
            on=on,
            kept=kept,
            held=activities_held(),
            purged=purges(limit=_PURGES_TOLD),
        )
        stored = store_document(
            fund_id=fund.id,
            stream=io.BytesIO(pdf.letter(letter)),
            name=f"{act.number}.pdf",
            limit_bytes=_REPORT_LIMIT_BYTES,
            at=act.recorded_at,
        )
        act.evidence.append(stored.id)
        act.after = {each.period.kind.value: each.past for each in kept}
        return act.answer()


def _take(request: ActRequest, purge: int, kind: DataKind) -> int:
    with performing(request, subject_kind=SUBJECT, subject_number=kind.value) as act:
        with connection.cursor() as cursor:
            cursor.execute("SELECT data_purge_some(%s, %s)", [purge, MOST_ROWS])
            taken = int(cursor.fetchone()[0])
        ordered = DataPurge.objects.values_list("act__number", flat=True).get(pk=purge)
        act.after = {"rows": taken, "ordered_by": ordered}
        return taken


def _require_past(kind: DataKind, before: datetime, rows: int) -> int:
    """The present period, in months, that is over for all that is older than an instant."""
    since = kept_since(kind=kind)
    if since is None:
        raise Refused("purging.kept_for_ever")
    if before > since:
        raise Refused("purging.still_kept", since=since.date().isoformat())
    found = counted(kind=kind, before=before)[2]
    if not found:
        raise Refused("purging.nothing_past")
    if found != rows:
        raise Conflict("purging.count_differs", found=found, rows=rows)
    return months_kept(kind=kind)


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    """A period as the fields of its act name it."""
    return {
        "kept_months": values["months"],
        "standing": values["standing"],
        "kept_source": values["source"],
    }


def _ordered(request: ActRequest) -> tuple[DataKind, datetime, int]:
    said = "".join(str(request.fields["rows"]).split())
    if not re.fullmatch(r"[1-9]\d{0,11}", said, re.ASCII):
        raise Invalid([Fault("acts.number_wrong", field="rows", read=said[:40])])
    day = date.fromisoformat(str(request.fields["older_than"]))
    return (
        DataKind(request.fields["data_kind"]),
        start_of(day, request.desk.fund.country),
        int(said),
    )


def _period(request: ActRequest) -> tuple[DataKind, int | None, dict[str, Any]]:
    kind = DataKind(request.fields["data_kind"])
    said = str(request.fields.get("kept_months", "")).strip()
    if not said:
        return kind, None, {}
    faults = []
    if not re.fullmatch(r"[1-9]\d{0,3}", said, re.ASCII) or int(said) > MOST_MONTHS:
        facts = {"most": MOST_MONTHS}
        faults.append(
            Fault("keeping.months_invalid", field="kept_months", read=said[:40], facts=facts)
        )
    named = {
        name: str(request.fields.get(name, "")).strip() for name in ("standing", "kept_source")
    }
    faults += [Fault("acts.field_missing", field=name) for name in named if not named[name]]
    if faults:
        raise Invalid(faults)
    standing = PeriodStanding(named["standing"]).value
    return (
        kind,
        int(said),
        {"months": int(said), "standing": standing, "source": named["kept_source"]},
    )
