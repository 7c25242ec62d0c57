"""Rows by sets: those that no control of the counter could stop are one act a slice.

Each row is read as the act that it would be at the counter, and held by the counter's own controls
on facts asked for all rows at once. Whatever row is not certain is that act: the counter decides,
and words it. So is a row that names what such a row names before it: the two keep their order.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from socle.countries.clock import legal_day
from socle.platform.access.types import Desk, FundView
from socle.platform.acts.progress import ActInProgress, hold, performing
from socle.platform.acts.types import ActRequest, ActType, always, among
from socle.platform.temporal.operations import assign_many
from socle.platform.temporal.types import TemporalTable
from socle.registry.importing.rows import request_of
from socle.registry.models import ImportRun
from socle.registry.operations.import_kinds import act_of
from socle.registry.types.imports import ImportKind

# Each file of a slice is locked, and shows its act: slices are not long.
AT_ONCE = 500
Rows = Sequence[tuple[int, Mapping[str, str]]]


class Asked(NamedTuple):
    """A row, as the act that it would be at the counter."""

    line: int
    request: ActRequest


class Stated(NamedTuple):
    """A fact that a row states: its key, its values, and its period."""

    table: TemporalTable
    row: Mapping[str, Any]


class Plain(NamedTuple):
    """A row that nothing stops: what it states, whose files show it, which one it opens."""

    line: int
    stated: tuple[Stated, ...]
    touched: tuple[str, ...]
    opens: str = ""


@dataclass(frozen=True, slots=True)
class SetKind:
    """What a kind of row says of itself.

    `names`: the files that a row is of, all of which its act locks. `lock`: what acts of the kind
    wait for each other on. `opened`: opens the files of rows, and says of what their facts are.
    """

    kind: ImportKind
    act_type: str
    names: Callable[[ActRequest], tuple[str, ...]]
    plain: Callable[[Sequence[Asked]], list[Plain]]
    lock: str = ""
    opened: Callable[[ActInProgress, FundView, Sequence[Plain]], list[Plain]] | None = None

    def plain_lines(self, *, desk: Desk, rows: Rows, today: date) -> frozenset[int]:
        """The lines of a file that are sure to be written, tried as slices of it."""
        slices = [rows[begin : begin + AT_ONCE] for begin in range(0, len(rows), AT_ONCE)]
        return frozenset(
            each.line for some in slices for each in self.plain(self._asked(desk, some, today))
        )

    def write_slice(self, *, run: ImportRun, desk: Desk, rows: Rows) -> frozenset[int]:
        """Writes the plain rows of a slice by one act; their lines.

        The files of all its rows are held until the slice is over, for the acts of the others too.
        """
        first, last = rows[0][0], rows[-1][0]
        today = legal_day(run.received_at, desk.fund.country)
        request = ActRequest(
            desk=desk,
            type=self.act_type,
            fields={"import": run.number, "from_line": first, "source": run.source.name},
            effective_on=today,
            motive="",
            key=f"import:{run.number}:set:{first}",
            evidence=(run.document_id,),
        )
        asked = self._asked(desk, rows, today)
        named = {name for each in asked for name in self.names(each.request)}
        own = f"import:{run.number}"
        hold(fund_id=desk.fund.id, locks=set(filter(None, (self.lock, own, *named))))
        try:
            with performing(request, subject_kind="import", subject_number=run.number) as act:
                plain = self.plain(asked)
                if not plain:
                    raise _Nothing
                _write(desk.fund, self.opened(act, desk.fund, plain) if self.opened else plain)
                act.touched |= {name for each in plain for name in each.touched}
                act.after = {"rows": len(plain), "to_line": last}
        except _Nothing:
            return frozenset()
        return frozenset(each.line for each in plain)

    def _asked(self, desk: Desk, rows: Rows, today: date) -> list[Asked]:
        act = _asked_once(act_of(self.kind), desk.fund)
        found = [
            (line, request_of(act=act, desk=desk, fields=fields, today=today))
            for line, fields in rows
        ]
        return [Asked(line, request) for line, (request, faults) in found if not faults]


class _Nothing(Exception):  # noqa: N818 - not a failure
    """No row is plain: there is no act."""


def in_order(
    *,
    asked: Sequence[Asked],
    named: Callable[[ActRequest], Collection[str]],
    judge: Callable[[Asked], Plain | None],
    changed: Callable[[ActRequest], Collection[str]] | None = None,
) -> list[Plain]:
    """The plain rows, none of which names what a row left to the counter names before it.

    `changed`: of what it names, what such a row may change; all, where nothing is said.
    """
    left, found = set[str](), list[Plain]()
    for each in asked:
        names = named(each.request)
        plain = None if left.intersection(names) else judge(each)
        if plain is None:
            left.update(changed(each.request) if changed else names)
        else:
            found.append(plain)
    return found


def _write(fund: FundView, plain: Sequence[Plain]) -> None:
    """Writes what rows state, a table at a time."""
    by_table: dict[str, list[Stated]] = defaultdict(list)
    for each in plain:
        for fact in each.stated:
            by_table[fact.table.name].append(fact)
    for found in by_table.values():
        assign_many(found[0].table, fund_id=fund.id, rows=(each.row for each in found))


def _asked_once(act: ActType, fund: FundView) -> ActType:
    """The same act, with what it asks in a fund worked out once for many rows."""
    fields = [
        replace(each, choices=among(*each.choices(fund))) if each.choices else each
        for each in act.fields(fund)
    ]
    return replace(act, fields=always(*fields))
