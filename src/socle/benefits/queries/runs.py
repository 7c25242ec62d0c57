"""Reading runs: the list, one with all that its cockpit shows, the anomalies of its awards."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import connection

from socle.benefits.models import RunChange, RunTotal
from socle.benefits.types.runs import (
    Anomaly,
    AnomalyKind,
    AnomalyView,
    Cause,
    Change,
    DueKind,
    RunState,
    RunSummary,
    RunView,
    Total,
)
from socle.kernel.errors import NotKnown
from socle.platform.access.queries import names_of_users
from socle.platform.sql import statements

SQL = statements(Path(__file__).parent.parent)
_MOST_SHOWN = 200


def benefit_runs(*, before: int = 0, limit: int = 50) -> list[RunSummary]:
    """The runs of the fund, the latest first; `before` is the id of the last one of a page."""
    return _summaries(number="", before=before, limit=limit)


def benefit_run(*, number: str) -> RunView:
    """One run, with its totals, what changed and what is unusual (the first two hundred).

    Raises:
        NotKnown: there is none.
    """
    found = _summaries(number=number, before=0, limit=1) if number else []
    if not found:
        raise NotKnown("runs.unknown", number=number)
    (summary,) = found
    return RunView(
        summary=summary,
        totals=_totals(summary.id),
        changes=_changes(summary.id),
        anomalies=_anomalies(summary.id),
        payees=int(_rows("run_payees", run=summary.id)[0][0]),
    )


def shown_anomalies(found: Iterable[Anomaly]) -> tuple[AnomalyView, ...]:
    """Anomalies that are not stored, as of a simulation, with the names of their awards."""
    shown = list(found)[:_MOST_SHOWN]
    names = {
        award: (number, person, name)
        for award, number, person, name in _rows(
            "awards_named", awards=[each.award_id for each in shown]
        )
    }
    return tuple(
        AnomalyView(
            0,
            *names[each.award_id],
            kind=each.kind,
            is_held=each.is_held,
            amount=each.amount,
            detail=each.detail,
            accepted_by="",
        )
        for each in shown
    )


def _summaries(*, number: str, before: int, limit: int) -> list[RunSummary]:
    rows = _rows("runs", number=number, before=before, limit=limit)
    names = names_of_users(ids={person for row in rows for person in (row[7], row[11])})

    def name(person: int) -> str:
        return names[person][1] if person else ""

    return [
        RunSummary(
            *(run, number, month, tuple(benefits), RunState(state), dues, amount),
            *(name(by), at, act, step_act, name(step_by)),
        )
        for run, number, month, benefits, state, dues, amount, by, at, *said in rows
        for act, step_act, step_by in [said]
    ]


def _totals(run_id: int) -> tuple[Total, ...]:
    return tuple(
        Total(each.benefit, each.branch, each.month, DueKind(each.kind), each.dues, each.amount)
        for each in RunTotal.objects.filter(run_id=run_id).order_by(
            "benefit", "branch", "month", "kind"
        )
    )


def _changes(run_id: int) -> tuple[Change, ...]:
    return tuple(
        Change(each.benefit, Cause(each.cause), each.awards, each.amount)
        for each in RunChange.objects.filter(run_id=run_id).order_by("benefit", "cause")
    )


def _anomalies(run_id: int) -> tuple[AnomalyView, ...]:
    return tuple(
        AnomalyView(
            id=key,
            award=award,
            beneficiary=person,
            beneficiary_name=name,
            kind=AnomalyKind(kind),
            is_held=is_held,
            amount=amount,
            detail=detail,
            accepted_by=accepted,
        )
        for key, award, person, name, kind, is_held, amount, detail, accepted in _rows(
            "run_anomalies", run=run_id, limit=_MOST_SHOWN
        )
    )


def _rows(name: str, **said: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(SQL[name], said)
        return list(cursor.fetchall())
