"""A file of persons in slices, and a slice written: one act, by sets."""

from socle.countries.clock import legal_day
from socle.platform.access.types import Desk
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActRequest
from socle.registry.importing import pieces, slices
from socle.registry.importing.checking import (
    desk_of_run,
    faults_of,
    keep_faults,
    opened_rows,
    to_copy,
)
from socle.registry.importing.pieces import Slice
from socle.registry.importing.progress import after, end, reach
from socle.registry.importing.slices import CLASHES, KNOWN
from socle.registry.models import ImportRun
from socle.registry.queries.imports import ACT_TYPE
from socle.registry.types.imports import ImportCounts

# The more rows are sorted into an index at once, the fewer times a page of it is touched.
LEAST_ROWS, MOST_ROWS = 8_192, 65_536


def read_again(*, run: ImportRun) -> None:
    """Reads a file that an earlier release tried, which kept nothing of what it had read."""
    if pieces.has_pieces(run=run):
        return
    position = 0
    for read in opened_rows(run=run, desk=desk_of_run(run)):
        if read.lines and read.lines[-1] > run.reached_line:
            rest = to_copy(after(read=read, line=run.reached_line))
            position = pieces.keep_pieces(run=run, read=rest, begin=position)


def slices_left(*, run: ImportRun) -> list[Slice]:
    """What is left of a run's file, an even number of slices of one length."""
    return pieces.slices_left(run=run, least=LEAST_ROWS, most=MOST_ROWS)


def write_short(*, run: ImportRun) -> None:
    """Writes a short file, in the transaction in progress."""
    desk = desk_of_run(run)
    read_again(run=run)
    for each in slices_left(run=run):
        done = write_persons(run=run, desk=desk, of=each)
        reach(run=run, done=done, lines=(each.first_line, each.last_line))
    end(run=run)


def write_persons(*, run: ImportRun, desk: Desk, of: Slice) -> ImportCounts:
    """One act: the persons of a slice, without those at fault, known or in clash."""
    request = ActRequest(
        desk=desk,
        type=ACT_TYPE,
        fields={"import": run.number, "from_line": of.first_line, "source": run.source.name},
        effective_on=legal_day(run.received_at, desk.fund.country),
        motive="",
        key=f"import:{run.number}:{of.first_line}",
        evidence=(run.document_id,),
    )
    # Two slices are written at once; whoever undoes the import waits until it is written.
    with performing(
        request, subject_kind="import", subject_number=run.number, is_alone=False
    ) as act:
        slices.open_stage()
        for names, text in pieces.bodies(run=run, of=of):
            slices.stage_text(names=names, text=text)
        told = slices.leave_out_told(run_id=run.pk)
        found = slices.problems(on=request.effective_on)
        slices.raise_suspicions(act=act, run_id=run.pk, found=found)
        slices.take_out(found)
        good = slices.write(act=act, fund=desk.fund, effective_on=request.effective_on)
        act.after = {"persons": good, "to_line": of.last_line}
    keep_faults(run=run, found=faults_of(found))
    known = sum(each.code == KNOWN for each in found)
    clashing = sum(each.code in CLASHES for each in found)
    at_fault = told + len(found) - known - clashing
    return ImportCounts(of.rows, good, known, at_fault, clashing)
