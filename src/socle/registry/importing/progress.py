"""How far an import is: who writes it, the line that it reached, what became of its rows."""

from django.db import connection

from socle.kernel.errors import Conflict
from socle.registry.importing.checking import kept
from socle.registry.importing.pieces import forget_pieces
from socle.registry.importing.reading import RowsRead
from socle.registry.models import ImportRun
from socle.registry.types.imports import ImportCounts, ImportState

_NAME = "import-writing:"


def hold(*, number: str, fund_id: int) -> None:
    """Waits until nobody writes a run; from then on, until this transaction ends, nobody else."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [_NAME + number, fund_id]
        )


def is_held(*, number: str, fund_id: int) -> bool:
    """Whether another transaction writes a run; if not, none begins before this one ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, %s))", [_NAME + number, fund_id]
        )
        return not cursor.fetchone()[0]


def part(*, read: RowsRead, begin: int, end: int) -> RowsRead:
    """Some of the rows that were read."""
    columns = {name: column[begin:end] for name, column in read.columns.items()}
    lines = read.lines[begin:end]
    return RowsRead(lines, columns, [], len(lines))


def after(*, read: RowsRead, line: int) -> RowsRead:
    """The rows that follow a line, and there are some: all, unless another worker came first."""
    begin = next(at for at, each in enumerate(read.lines) if each > line)
    return read if begin == 0 else part(read=read, begin=begin, end=len(read.lines))


def end(*, run: ImportRun) -> None:
    """Says of a run that all of it is written."""
    run.state = ImportState.DONE.value
    run.save(update_fields=["state"])
    forget_pieces(run=run)


def reach(*, run: ImportRun, done: ImportCounts, lines: tuple[int, int]) -> None:
    """Says of a run, locked and as it is now, that the rows from a line to another are written too.

    Raises:
        Conflict: another worker has been there.
    """
    if lines[0] <= run.reached_line:
        raise Conflict("acts.try_again")
    before = kept(ImportCounts(**run.written))
    run.written = {name: value + before[name] for name, value in kept(done).items()}
    run.reached_line = lines[1]
    run.save(update_fields=["written", "reached_line"])
