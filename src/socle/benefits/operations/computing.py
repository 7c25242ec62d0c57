"""Computing a run in sets: the dues of a month, and what its controls tell of them.

French: calcul de l’échéance. The same statements serve a run and a simulation; a simulation's dues
go to a table of the session's own. Steps are named statements of `sql/runs.sql`.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg import sql

from socle.benefits.keeping import figure
from socle.benefits.queries.worked import asked_work
from socle.benefits.types.retentions import Debt, Kept, retained
from socle.benefits.types.runs import (
    Anomaly,
    AnomalyKind,
    Cause,
    Change,
    Computed,
    DueKind,
    Total,
)
from socle.kernel.months import Month
from socle.platform.sql import statements

SQL = statements(Path(__file__).parent.parent)
DUES = "award_due"
TRIED = "tried_due"
_STAGES = (
    *("run_base", "run_month", "run_work_asked", "run_worked", "run_held", "run_fresh"),
    "run_touched",
)
_LOOKED_UP = frozenset({"run_worked", "run_held"})
_NO_WORK = "CREATE TEMPORARY TABLE run_worked (award_id bigint, month date) ON COMMIT DROP"
_MANY = 20_000
# A million awards are joined and sorted in memory, not on disk.
_MEMORY = "SET LOCAL work_mem = '192MB'"


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose dues are computed, for which month. `dues` is the table that takes them."""

    fund_id: int
    run_id: int
    month: date
    benefits: tuple[str, ...]
    dues: str = DUES

    def arguments(self) -> dict[str, Any]:
        return {
            **asked_work(benefits=self.benefits, month=Month.of(self.month)),
            "fund": self.fund_id,
            "run": self.run_id,
            "month": self.month,
            "after": (Month.of(self.month) + 1).first_day,
            "benefits": list(self.benefits),
            "long": figure("long_arrears_months").value,
        }


def compute(asked: Asked) -> Computed:
    """Writes the dues of a run and tells its totals, changes and anomalies.

    The same facts give the same dues, to the franc.
    """
    said = asked.arguments()
    _execute(_MEMORY)
    _stage(said)
    with _whole_tables():
        steady = [
            row for name in ("steady_dues", "fresh_dues") for row in _rows(_on(asked, name), said)
        ]
    with _whole_tables() if _are_many() else nullcontext():
        _execute("DROP TABLE IF EXISTS pg_temp.run_looked")
        for name in ("touched_dues", "overpaid_dues", "looked_dues"):
            _execute(_on(asked, name), said)
        _execute("ANALYZE run_looked")
        kept = _retained(asked, said)
        changes = _rows(_on(asked, "changes"), said)
        anomalies = _rows(_on(asked, "anomalies"), said)
        looked = _rows(SQL["looked_totals"], {})
    return Computed(
        totals=_summed([*steady, *looked]),
        changes=tuple(
            Change(benefit, Cause(cause), awards, amount)
            for benefit, cause, awards, amount in changes
        ),
        anomalies=tuple(
            Anomaly(award, AnomalyKind(kind), is_held, int(amount), detail or "")
            for award, kind, is_held, amount, detail in anomalies
        ),
        retentions=tuple((each.overpayment_id, each.award_id, each.amount) for each in kept),
    )


def _summed(rows: Iterable[tuple[Any, ...]]) -> tuple[Total, ...]:
    """Totals by benefit, branch, month and kind, of the awards untouched and of those looked at."""
    sums: dict[tuple[str, str, date, str], tuple[int, int]] = {}
    for *key, dues, amount in rows:
        count, total = sums.get(tuple(key), (0, 0))
        sums[tuple(key)] = (count + dues, total + amount)
    return tuple(
        Total(benefit, branch, month, DueKind(kind), dues, amount)
        for (benefit, branch, month, kind), (dues, amount) in sorted(sums.items())
    )


def known_horizon() -> datetime:
    """Until when everything recorded is seen by what is computed from now on."""
    instant: datetime = _rows("SELECT socle_known_horizon()", {})[0][0]
    return instant


def open_run(benefits: Iterable[str]) -> str | None:
    """A run of one of these benefits that waits for its validation."""
    found = _rows(SQL["run_open"], {"benefits": list(benefits)})
    return str(found[0][0]) if found else None


def last_month(benefits: Iterable[str]) -> date | None:
    """The latest month that a counted run of one of these benefits has."""
    found: date | None = _rows(SQL["last_month"], {"benefits": list(benefits)})[0][0]
    return found


def benefits_awarded() -> tuple[str, ...]:
    """The benefits of which the fund has awards."""
    return tuple(str(row[0]) for row in _rows(SQL["benefits_awarded"], {}))


def make_tried_table() -> None:
    """A table of this session for the dues of a simulation."""
    _execute(f"DROP TABLE IF EXISTS pg_temp.{TRIED}")
    _execute(f"CREATE TEMPORARY TABLE {TRIED} (LIKE {DUES}) ON COMMIT DROP")


@contextmanager
def _whole_tables() -> Iterator[None]:
    """Statements that read every award join whole tables, whatever the planner believes of them.

    Of what was written a moment ago it knows nothing, and would look up a million one by one.
    """
    _execute("SET LOCAL enable_nestloop = off")
    yield
    _execute("SET LOCAL enable_nestloop = on")


def _are_many() -> bool:
    """Whether so many awards were touched that none is looked up by itself, as in a first run."""
    return int(_rows("SELECT count(*) FROM run_touched", {})[0][0]) > _MANY


def _stage(said: Mapping[str, Any]) -> None:
    for name in _STAGES:
        _execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
        if name == "run_worked" and not said["asked_benefits"]:
            _execute(_NO_WORK)
            continue
        # The dead are few beside the awards, and so is the work of who is paid beside all that was
        # ever declared: theirs is looked up one by one.
        with nullcontext() if name in _LOOKED_UP else _whole_tables():
            _execute(SQL[name], said)
        _execute(f"ANALYZE {name}")


def _retained(asked: Asked, said: Mapping[str, Any]) -> list[Kept]:
    """Keeps the shares agreed for overpayments, payee by payee."""
    kept: list[Kept] = []
    by_award: dict[tuple[int, int], int] = {}
    for payee, rows in groupby(_rows(_on(asked, "debtors"), said), key=lambda row: row[1]):
        debts, dues = {}, {}
        for overpayment, _payee, rest, percent, award, amount in rows:
            debts[overpayment] = Debt(overpayment, rest, percent)
            dues[award] = amount
        most = figure("retention_percent").value
        for each in retained(list(debts.values()), list(dues.items()), most_percent=most):
            kept.append(each)
            key = (each.award_id, payee)
            by_award[key] = by_award.get(key, 0) + each.amount
    if by_award:
        awards = {
            "awards": [award for award, _payee in by_award],
            "payees": [payee for _award, payee in by_award],
            "amounts": list(by_award.values()),
        }
        _execute(_on(asked, "retained_dues"), {**said, **awards})
    return kept


def _on(asked: Asked, name: str) -> sql.Composed:
    return sql.SQL(SQL[name]).format(dues=sql.Identifier(asked.dues))


def _execute(statement: Any, said: Mapping[str, Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, said)


def _rows(statement: Any, said: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, said)
        return list(cursor.fetchall())
