"""Writing a confirmed import, slice by slice: each one transaction, so that a loss costs one.

Whoever goes on after a loss begins after the last line that was reached, which each transaction
moves together with what it writes. Of a long file of persons two slices are written at a time.
"""

from collections.abc import Iterator

from django.db import connection

from socle.countries.clock import legal_day
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk
from socle.registry.importing.checking import desk_of_run, keep_faults, located, opened_rows
from socle.registry.importing.kinds import BY_SETS
from socle.registry.importing.person_slices import write_short
from socle.registry.importing.progress import after, end, part, reach
from socle.registry.importing.reading import RowsRead
from socle.registry.importing.rows import do_row, rows_of
from socle.registry.importing.sets import AT_ONCE
from socle.registry.importing.two_at_a_time import write_two_at_a_time
from socle.registry.models import ImportFault, ImportRun
from socle.registry.types.imports import ImportCounts, ImportKind, ImportState


def write_import(*, number: str, fund_id: int) -> None:
    """Writes the rows without fault of a confirmed import, from where it stopped.

    Called again it goes on, and does nothing once all is written.
    """
    is_of_persons = _is_of_persons(number, fund_id)
    # A short file is written in the transaction that confirms it: no other would see it confirmed.
    if is_of_persons and not connection.in_atomic_block:
        write_two_at_a_time(number=number, fund_id=fund_id)
        return
    rows: Iterator[RowsRead] | None = None
    while True:
        with fund_scope(fund_id):
            # In a transaction of its own: what was written before is not lost with what follows.
            run = (
                ImportRun.objects.select_related("source", "document", "fund")
                .select_for_update(of=("self",))
                .get(number=number)
            )
            if run.state != ImportState.WRITING:
                return
            if is_of_persons:
                write_short(run=run)
                return
            desk = desk_of_run(run)
            if rows is None:
                rows = _pieces(run, desk)
            read = next((each for each in rows if each.lines[-1] > run.reached_line), None)
            if read is None:
                end(run=run)
                return
            rest = after(read=read, line=run.reached_line)
            done = _write_rows(run, desk, rest)
            reach(run=run, done=done, lines=(rest.lines[0], rest.lines[-1]))


def _is_of_persons(number: str, fund_id: int) -> bool:
    with fund_scope(fund_id):
        kind = ImportRun.objects.values_list("source__kind", flat=True).get(number=number)
        return ImportKind(kind) is ImportKind.PERSONS


def _pieces(run: ImportRun, desk: Desk) -> Iterator[RowsRead]:
    """The rows by slices."""
    for read in opened_rows(run=run, desk=desk):
        for begin in range(0, len(read.lines), AT_ONCE):
            yield part(read=read, begin=begin, end=begin + AT_ONCE)


def _write_rows(run: ImportRun, desk: Desk, read: RowsRead) -> ImportCounts:
    """What can be by sets, then an act a row; not those that could not be done when tried."""
    kind = ImportKind(run.source.kind)
    told = set(
        ImportFault.objects.filter(run=run, line__in=read.lines).values_list("line", flat=True)
    )
    rows = [(line, fields) for line, fields in rows_of(read) if line not in told]
    wrong = len(read.lines) - len(rows)
    written = frozenset[int]()
    if rows:
        written = BY_SETS[kind].write_slice(run=run, desk=desk, rows=rows)
    for line, fields in rows:
        if line in written:
            continue
        said = do_row(
            kind=kind,
            desk=desk,
            fields=fields,
            today=legal_day(run.received_at, desk.fund.country),
            key=f"import:{run.number}:{line}",
            document_id=run.document_id,
        )
        if said:
            wrong += 1
            keep_faults(run=run, found=[located(each, line=line, fields=fields) for each in said])
    return ImportCounts(len(read.lines), len(read.lines) - wrong, 0, wrong, 0)
