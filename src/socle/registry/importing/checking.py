"""Trying a file on the register: everything that would be, counted, and nothing written of it."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import nullcontext

from django.db import transaction

from socle.countries.clock import legal_day
from socle.countries.tabular import BrokenFile
from socle.kernel.errors import Fault
from socle.platform.access.queries import desk as desk_of
from socle.platform.access.types import Desk
from socle.registry.importing import slices
from socle.registry.importing.kinds import BY_SETS
from socle.registry.importing.persons import staged
from socle.registry.importing.pieces import RowsToCopy, forget_pieces, keep_pieces
from socle.registry.importing.reading import (
    RowsRead,
    SourceReader,
    at_hand,
    read_ahead,
    reader_of,
    unwatched,
)
from socle.registry.importing.rows import also_wrong, rows_of, try_row
from socle.registry.importing.slices import CLASHES, KNOWN, Problem
from socle.registry.models import ImportFault, ImportRun
from socle.registry.queries.import_sources import source
from socle.registry.types.imports import ImportCounts, ImportKind, ImportState

MOST_FAULTS = 200_000
_AT_ONCE = 5_000
# What a sentence calls the other row or file, where it has no better name.
_OTHER = defaultdict(lambda: "other", employer="number")


def check_import(*, number: str) -> None:
    """Tries a file that was handed in, in one transaction. Called again, it changes nothing."""
    with transaction.atomic():
        run = ImportRun.objects.select_for_update(of=("self",)).get(number=number)
        if run.state != ImportState.RECEIVED:
            return
        try:
            with transaction.atomic():
                counts = _tried(run)
        except BrokenFile as broken:
            _refuse(run, broken.fault)
            return
        run.counts = kept(counts)
        wrong = counts.at_fault + counts.clashing
        if not counts.rows:
            _refuse(run, Fault("import.no_row"))
        elif run.is_whole and wrong:
            _refuse(run, Fault("import.whole_refused", facts={"rows": wrong}))
        else:
            run.state = ImportState.CHECKED.value
            run.save(update_fields=["state", "counts"])


def kept(counts: ImportCounts) -> dict[str, int]:
    """Counts as they are stored."""
    return {name: getattr(counts, name) for name in counts.__slots__}


def opened_rows(*, run: ImportRun, desk: Desk, is_at_hand: bool = False) -> Iterator[RowsRead]:
    """The rows of a run's file, by the columns its source had on the day it was handed in.

    `is_at_hand`: the file is had whole before the first row, and what follows asks the database
    nothing.
    """
    on = legal_day(run.received_at, desk.fund.country)
    found = source(number=run.source.number, on=on)
    reader = SourceReader(found.kind, found.mapping, desk.fund, on)
    stream, is_workbook = reader_of(document_id=run.document_id, name=run.document.name)
    with at_hand(stream) if is_at_hand else nullcontext(stream) as held:
        yield from unwatched(reader.rows(held, is_workbook=is_workbook))


def desk_of_run(run: ImportRun) -> Desk:
    """Who handed the file in."""
    return desk_of(user_id=run.received_by_id, fund_code=run.fund.code, at=run.received_at)


def to_copy(read: RowsRead) -> RowsToCopy:
    """Rows of a file of persons as the stage takes them."""
    names, rows = slices.rows_to_copy(lines=read.lines, columns=staged(read))
    return RowsToCopy(names, rows, read.lines, read.columns.get("number", ()))


def keep_faults(*, run: ImportRun, found: list[Fault]) -> None:
    """Keeps what is wrong with rows; told twice, it is kept once."""
    ImportFault.objects.bulk_create(
        (
            ImportFault(
                fund_id=run.fund_id,
                run=run,
                line=each.line or 0,
                cell=each.record or "",
                field=(each.field or "")[:60],
                read=(each.read or "").replace("\x00", "␀")[:100],
                code=each.code,
                facts=dict(each.facts),
            )
            for each in found
        ),
        batch_size=_AT_ONCE,
        ignore_conflicts=True,
    )


def faults_of(found: list[Problem]) -> list[Fault]:
    """What is wrong with staged rows, as faults; who is known as they stand is none."""
    return [
        Fault(each.code, each.line, "", each.field, each.read, {_OTHER[each.field]: each.other})
        for each in found
        if each.code != KNOWN
    ]


def _tried(run: ImportRun) -> ImportCounts:
    desk = desk_of_run(run)
    if ImportKind(run.source.kind) is ImportKind.PERSONS:
        return _tried_persons(run, desk)
    return _tried_rows(run, desk)


def _tried_persons(run: ImportRun, desk: Desk) -> ImportCounts:
    rows, at_fault, position = 0, 0, 0
    said: list[Problem] = []
    on = legal_day(run.received_at, desk.fund.country)
    slices.open_stage()
    for read in read_ahead(opened_rows(run=run, desk=desk, is_at_hand=True)):
        rows += read.rows
        at_fault += _keep_unread(run, read, at_fault)
        rest = to_copy(read)
        slices.stage_text(names=rest.names, text="\n".join(rest.rows))
        position = keep_pieces(run=run, read=rest, begin=position)
        said += slices.try_staged(on=on)  # the server works while what comes next is read
    found = slices.first_of([*said, *slices.said_twice()])
    keep_faults(run=run, found=faults_of(found))
    known = sum(each.code == KNOWN for each in found)
    clashing = sum(each.code in CLASHES for each in found)
    at_fault += len(found) - known - clashing
    good = rows - at_fault - known - clashing
    return ImportCounts(rows, good, known, at_fault, clashing)


def _tried_rows(run: ImportRun, desk: Desk) -> ImportCounts:
    kind, today = ImportKind(run.source.kind), legal_day(run.received_at, desk.fund.country)
    rows, at_fault = 0, 0
    for read in opened_rows(run=run, desk=desk):
        rows += read.rows
        at_fault += _keep_unread(run, read, at_fault)
        for row in read.unread:
            also = also_wrong(kind=kind, desk=desk, row=row, today=today)
            keep_faults(
                run=run, found=[located(each, line=row.line, fields=row.fields) for each in also]
            )
        told = list(rows_of(read))
        plain = BY_SETS[kind].plain_lines(desk=desk, rows=told, today=today)
        for line, fields in told:
            if line in plain:
                continue  # sure to be done
            said = try_row(
                kind=kind,
                desk=desk,
                fields=fields,
                today=today,
                key=f"try:{run.number}:{line}",
                document_id=run.document_id,
            )
            if said:
                keep_faults(
                    run=run, found=[located(each, line=line, fields=fields) for each in said]
                )
                at_fault += 1
    return ImportCounts(rows, rows - at_fault, 0, at_fault, 0)


def located(fault: Fault, *, line: int, fields: dict[str, str]) -> Fault:
    """A fault of an act, with the row that it is of."""
    read = fault.read or fields.get(fault.field or "", "")
    return Fault(fault.code, line, "", fault.field, read, fault.facts)


def _keep_unread(run: ImportRun, read: RowsRead, before: int) -> int:
    """Keeps the faults of rows that cannot be read; how many rows they are.

    Raises:
        BrokenFile: too many are: the file is wrong for one reason.
    """
    lines = {each.line for each in read.faults}
    if before + len(lines) > MOST_FAULTS:
        raise BrokenFile("import.too_many_faults", most=MOST_FAULTS)
    keep_faults(run=run, found=read.faults)
    return len(lines)


def _refuse(run: ImportRun, fault: Fault) -> None:
    run.state = ImportState.REFUSED.value
    run.why = {
        "code": fault.code,
        "line": fault.line,
        "read": fault.read,
        "facts": dict(fault.facts),
    }
    run.save(update_fields=["state", "why", "counts"])
    forget_pieces(run=run)
