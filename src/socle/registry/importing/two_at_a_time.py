"""Slices of a long file of persons written two at a time, committed in the order of the file.

A slice keeps one processor of the server busy, by one connection. Two are written at once, each by
a connection and in a transaction of its own; the later one commits once the earlier one has. So
nothing is ever written beyond the line reached, whichever of them is lost.

What the two could wait for each other on is no part of a slice: a number or an identity document
that a file says twice was told when it was tried, and its later row stays out. The server would
not see such a circle, since one of them waits here: so no slice waits for a lock for ever.
"""

from concurrent.futures import Future, ThreadPoolExecutor

from django.db import connection

from socle.platform.access.scope import fund_scope
from socle.registry.importing.checking import desk_of_run
from socle.registry.importing.person_slices import read_again, slices_left, write_persons
from socle.registry.importing.pieces import Slice
from socle.registry.importing.progress import end, hold, reach
from socle.registry.models import ImportRun
from socle.registry.types.imports import ImportState

_Written = Future[None]
_LONGEST_WAIT = "2min"  # for a lock; a slice takes seconds


def write_two_at_a_time(*, number: str, fund_id: int) -> None:
    """Writes the persons of a confirmed import, from where it stopped to its end."""
    with fund_scope(fund_id):
        if run := _held(number, fund_id):
            read_again(run=run)
    # This transaction only holds the run. It writes nothing, and keeps no instant from being known.
    with fund_scope(fund_id):
        if run := _held(number, fund_id):
            _write_all(run, slices_left(run=run))
            end(run=run)


def _held(number: str, fund_id: int) -> ImportRun | None:
    """The run, which nobody else writes until this transaction ends; None once it is written."""
    hold(number=number, fund_id=fund_id)
    run = ImportRun.objects.select_related("source", "document", "fund").get(number=number)
    return run if run.state == ImportState.WRITING else None


def _write_all(run: ImportRun, left: list[Slice]) -> None:
    """Has each slice written, at most two at a time; those without numbers, alone.

    Numbers are given in the order of the file.
    """
    with ThreadPoolExecutor(max_workers=2) as writers:
        before: _Written | None = None
        last: _Written | None = None
        for each in left:
            # There is room for one more once the slice before the last is written.
            for earlier in (before, None if each.is_numbered else last):
                if earlier is not None:
                    earlier.result()
            before, last = last, writers.submit(_write, run.number, run.fund_id, each, last)
            if not each.is_numbered:
                last.result()
        for earlier in (before, last):
            if earlier is not None:
                earlier.result()


def _write(number: str, fund_id: int, of: Slice, before: _Written | None) -> None:
    """One slice in a transaction of its own, which ends once the slice before is written.

    Raises:
        django.db.OperationalError: it waited too long for a lock; nothing of it is written.
    """
    try:
        with fund_scope(fund_id):
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [_LONGEST_WAIT])
            run = ImportRun.objects.select_related("source", "document", "fund").get(number=number)
            done = write_persons(run=run, desk=desk_of_run(run), of=of)
            if before is not None:
                before.result()
            # Not more than that: what another slice's faults refer to is not waited for.
            run = ImportRun.objects.select_for_update(no_key=True).get(number=number)
            reach(run=run, done=done, lines=(of.first_line, of.last_line))
    finally:
        connection.close()
