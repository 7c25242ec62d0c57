"""A file of persons in slices, and a slice written: one act, by sets."""

from collections.abc import Generator, Iterator

from socle.countries.clock import legal_day
from socle.platform.access.types import Desk
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActRequest
from socle.registry.importing import slices
from socle.registry.importing.checking import faults_of, keep_faults, opened_rows
from socle.registry.importing.persons import staged
from socle.registry.importing.progress import part
from socle.registry.importing.reading import RowsRead, read_ahead
from socle.registry.importing.slices import CLASHES, KNOWN
from socle.registry.models import ImportRun
from socle.registry.queries.imports import ACT_TYPE
from socle.registry.types.imports import ImportCounts

# The more rows are sorted into an index at once, the fewer times a page of it is touched.
LEAST_ROWS, MOST_ROWS = 8_192, 65_536


def sliced(*, run: ImportRun, desk: Desk) -> Generator[RowsRead, None, None]:
    """The rows of a run's file, an even number of slices of one length; the next read meanwhile."""
    rows = opened_rows(run=run, desk=desk, is_at_hand=True)
    yield from read_ahead(_cut(rows, _length(run.counts["rows"])))


def write_persons(*, run: ImportRun, desk: Desk, read: RowsRead) -> ImportCounts:
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
    # Two slices are written at once; whoever undoes the import waits until it is written.
    with performing(
        request, subject_kind="import", subject_number=run.number, is_alone=False
    ) as act:
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


def _length(rows: int) -> int:
    """How many rows a slice has: two are written at a time, and neither is to wait for long."""
    pairs = -(-rows // (2 * MOST_ROWS))
    return max(LEAST_ROWS, -(-rows // (2 * pairs)))


def _cut(blocks: Iterator[RowsRead], length: int) -> Iterator[RowsRead]:
    """Blocks of rows cut anew, wherever they ended."""
    rest: RowsRead | None = None
    for each in blocks:
        rest = each if rest is None else _joined(rest, each)
        while len(rest.lines) >= length:
            yield part(read=rest, begin=0, end=length)
            rest = part(read=rest, begin=length, end=len(rest.lines))
    if rest is not None and rest.lines:
        yield rest


def _joined(one: RowsRead, other: RowsRead) -> RowsRead:
    lines = one.lines + other.lines
    columns = {name: column + other.columns[name] for name, column in one.columns.items()}
    return RowsRead(lines, columns, [], len(lines))
