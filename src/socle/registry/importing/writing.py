"""Writing a confirmed import, slice by slice: each one transaction, so that a loss costs one.

Whoever goes on after a loss begins after the last line that was reached, which each transaction
moves together with what it writes.
"""

from collections.abc import Iterator
from itertools import islice

from socle.countries.clock import legal_day
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActRequest
from socle.registry.importing import slices
from socle.registry.importing.checking import (
    desk_of_run,
    faults_of,
    keep_faults,
    kept,
    located,
    opened_rows,
)
from socle.registry.importing.persons import staged
from socle.registry.importing.reading import RowsRead, read_ahead
from socle.registry.importing.rows import do_row, rows_of
from socle.registry.importing.slices import CLASHES, KNOWN
from socle.registry.models import ImportFault, ImportRun
from socle.registry.queries.imports import ACT_TYPE
from socle.registry.types.imports import ImportCounts, ImportKind, ImportState

_SLICE_ACTS = 50  # rows that are acts, in one transaction
_SLICE_BLOCKS = 4  # blocks of a file whose rows are written by sets


def write_import(*, number: str, fund_id: int) -> None:
    """Writes the rows without fault of a confirmed import, from where it stopped.

    Called again it goes on, and does nothing once all is written.
    """
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
            desk = desk_of_run(run)
            if rows is None:
                rows = _pieces(run, desk)
            read = next((each for each in rows if each.lines[-1] > run.reached_line), None)
            if read is None:
                run.state = ImportState.DONE.value
                run.save(update_fields=["state"])
                return
            _write_slice(run, desk, _after(read, run.reached_line))


def _pieces(run: ImportRun, desk: Desk) -> Iterator[RowsRead]:
    """The rows by slices: many where they are written by sets, else few."""
    if ImportKind(run.source.kind) is ImportKind.PERSONS:
        yield from read_ahead(_many(opened_rows(run=run, desk=desk, is_at_hand=True)))
        return
    for read in opened_rows(run=run, desk=desk):
        for begin in range(0, len(read.lines), _SLICE_ACTS):
            yield _part(read, begin, begin + _SLICE_ACTS)


def _many(blocks: Iterator[RowsRead]) -> Iterator[RowsRead]:
    """Blocks of rows together, until they are a slice: the more are sorted into an index at once,
    the fewer times a page of it is touched.
    """
    while some := list(islice(blocks, _SLICE_BLOCKS)):
        lines = [line for each in some for line in each.lines]
        columns = {
            name: [text for each in some for text in each.columns[name]] for name in some[0].columns
        }
        if lines:
            yield RowsRead(lines, columns, [], len(lines))


def _part(read: RowsRead, begin: int, end: int) -> RowsRead:
    columns = {name: column[begin:end] for name, column in read.columns.items()}
    lines = read.lines[begin:end]
    return RowsRead(lines, columns, [], len(lines))


def _after(read: RowsRead, line: int) -> RowsRead:
    """The rows of a slice that follow a line: all of them, unless another worker came first."""
    begin = next(at for at, each in enumerate(read.lines) if each > line)
    return read if begin == 0 else _part(read, begin, len(read.lines))


def _write_slice(run: ImportRun, desk: Desk, read: RowsRead) -> None:
    if ImportKind(run.source.kind) is ImportKind.PERSONS:
        done = _write_persons(run, desk, read)
    else:
        done = _write_rows(run, desk, read)
    before = ImportCounts(**run.written)
    run.written = {name: value + kept(before)[name] for name, value in kept(done).items()}
    run.reached_line = read.lines[-1]
    run.save(update_fields=["written", "reached_line"])


def _write_persons(run: ImportRun, desk: Desk, read: RowsRead) -> ImportCounts:
    """One act: the persons of a slice, without those at fault, known or in clash."""
    request = ActRequest(
        desk=desk,
        type=ACT_TYPE,
        fields={"import": run.number, "from_line": read.lines[0], "source": run.source.name},
        effective_on=legal_day(run.received_at, desk.fund.country),
        motive="",
        key=f"import:{run.number}:{read.lines[0]}",
        evidence=(run.document_id,),
    )
    with performing(request, subject_kind="import", subject_number=run.number) as act:
        slices.open_stage()
        slices.stage_columns(lines=read.lines, columns=staged(read))
        told = slices.leave_out_told(run_id=run.pk)
        found = slices.problems()
        slices.raise_suspicions(act=act, run_id=run.pk, found=found)
        slices.take_out(found)
        good = slices.write(act=act, fund=desk.fund, effective_on=request.effective_on)
        act.after = {"persons": good, "to_line": read.lines[-1]}
    keep_faults(run=run, found=faults_of(found))
    known = sum(each.code == KNOWN for each in found)
    clashing = sum(each.code in CLASHES for each in found)
    at_fault = told + len(found) - known - clashing
    return ImportCounts(len(read.lines), good, known, at_fault, clashing)


def _write_rows(run: ImportRun, desk: Desk, read: RowsRead) -> ImportCounts:
    """An act a row, but for those that could not be done when they were tried."""
    kind, wrong = ImportKind(run.source.kind), 0
    told = set(
        ImportFault.objects.filter(run=run, line__in=read.lines).values_list("line", flat=True)
    )
    for line, fields in rows_of(read):
        if line in told:
            wrong += 1
            continue
        said = do_row(
            kind=kind,
            desk=desk,
            fields=fields,
            key=f"import:{run.number}:{line}",
            document_id=run.document_id,
        )
        if said:
            wrong += 1
            keep_faults(run=run, found=[located(each, line=line, fields=fields) for each in said])
    return ImportCounts(len(read.lines), len(read.lines) - wrong, 0, wrong, 0)
