"""Facts as acts of the register state them, from a day on, with what the act keeps of them."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from psycopg.types.range import DateRange

from socle.platform.acts.progress import ActInProgress
from socle.platform.acts.types import ActRequest
from socle.platform.temporal.operations import assign
from socle.platform.temporal.queries import as_of
from socle.platform.temporal.types import TemporalTable

_DAY = timedelta(days=1)


def state(
    request: ActRequest, table: Any, key: dict[str, Any], values: dict[str, Any], since: date
) -> None:
    """States a fact from a day on, until another is stated."""
    period = DateRange(since, None)
    assign(table, fund_id=request.desk.fund.id, key=key, values=values, valid=period)


def supersede(
    request: ActRequest, act: ActInProgress, table: Any, key: dict[str, Any], values: dict[str, Any]
) -> None:
    """States values from the effective date on, and keeps before and after on the act.

    Told late, they hold until what is known to come next: an old address does not become today's.
    """
    on, fund_id = request.effective_on, request.desk.fund.id
    now = as_of(table, on=on, known_at=None, where=key)
    if now:
        act.before = shown({name: now[0][name] for name in table.values})
    valid = DateRange(on, next_stated(table, key, on))
    act.note(changes=not is_said(table, key, values, valid))
    assign(table, fund_id=fund_id, key=key, values=values, valid=valid)
    act.after = shown(values)
    if valid.upper:
        act.after["until"] = day_text(valid.upper - _DAY)


def is_said(
    table: TemporalTable, key: Mapping[str, Any], values: Mapping[str, Any], valid: DateRange
) -> bool:
    """Whether exactly this is believed already on every day of a period."""
    return any(
        row["valid"].lower <= valid.lower
        and (row["valid"].upper is None or (valid.upper and valid.upper <= row["valid"].upper))
        and all(row[name] == value for name, value in values.items())
        for row in as_of(table, on=valid.lower, known_at=None, where=dict(key))
    )


def next_stated(table: TemporalTable, key: Mapping[str, Any], on: date) -> date | None:
    """The first day after a day from which something is stated already; None where nothing is."""
    rows = as_of(table, on=None, known_at=None, where=dict(key))
    return min((row["valid"].lower for row in rows if on < row["valid"].lower), default=None)


def shown(values: dict[str, Any]) -> dict[str, Any]:
    """Values as an act keeps them: days as text."""
    return {
        name: day_text(value) if isinstance(value, date) else value
        for name, value in values.items()
    }


def day_text(value: date | None) -> str | None:
    """A day as an act keeps it: `2026-03-16`."""
    return None if value is None else value.isoformat()


def amend(
    request: ActRequest,
    act: ActInProgress,
    table: TemporalTable,
    key: Mapping[str, Any],
    changes: Mapping[str, Any],
    *,
    until: date | None = None,
) -> None:
    """States some values from the day of effect on, and leaves the others as they are.

    A later period keeps what these values do not say: a name that changes does not reopen an
    affiliation closed since.
    """
    since, fund_id = request.effective_on, request.desk.fund.id
    taken = DateRange(since, until)
    before: dict[str, Any] = {}
    for row in as_of(table, on=None, known_at=None, where=key):
        both = _both(row["valid"], taken)
        if both is None:
            continue
        values = {name: row[name] for name in table.values}
        before = before or {name: values[name] for name in changes}
        act.note(changes=any(values[name] != value for name, value in changes.items()))
        assign(table, fund_id=fund_id, key=key, values=values | dict(changes), valid=both)
    act.before |= shown(before)
    act.after |= shown(dict(changes))


def _both(one: DateRange, other: DateRange) -> DateRange | None:
    """The days that two periods share. What is believed has a first day."""
    lower = max(one.lower or date.min, other.lower or date.min)
    ends = [each for each in (one.upper, other.upper) if each is not None]
    upper = min(ends, default=None)
    return None if upper is not None and upper <= lower else DateRange(lower, upper)
