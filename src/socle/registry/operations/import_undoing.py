"""An import taken back whole (annulation d'une reprise), by one act that two people see.

What was written by sets is taken back by sets; a row that was an act of its own, by its
counter-act. Nothing is taken back while anything stands on what a row brought.

More files are taken back than could be locked, and for minutes: nobody waits meanwhile. What others
did on them while it worked is looked for at the end, in a moment that no act shares; then nothing
is taken back, and whoever asks again is told what stands.
"""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from socle.kernel.errors import Conflict, Fault, Refused
from socle.platform.acts.operations import reverse_one_of_many
from socle.platform.acts.progress import (
    ActInProgress,
    act_of_key,
    hold_all_acts,
    performing,
)
from socle.platform.acts.queries import (
    acts_by_key,
    files_of,
    later_act_on,
    numbers_of,
    touched_since,
)
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.sql import statements
from socle.platform.temporal.queries import horizon
from socle.registry.errors import ImportStoodOn
from socle.registry.models import ImportRun
from socle.registry.queries.imports import ACT_TYPE, import_row, stands_on_import
from socle.registry.types.imports import ImportKind, ImportState

_SQL = statements(Path(__file__).parents[1])
_TABLES = ("employment", "person_name", "person_origin", "person_civil_status")
_MOST_TOLD = 200
_MOST_LOCKED = 1_000  # rows of which each file is locked: the server has some thousand locks


def undo_import(request: ActRequest) -> ActAnswer:
    """Takes back all that an import wrote. The same file may be handed in again afterwards.

    Raises:
        NotKnown: there is no such import.
        Refused: it is not written to its end, or was taken back.
        ImportStoodOn: something stands on what rows of it brought; each is told.
        Conflict: somebody acted on one of its files meanwhile, or acts never paused.
    """
    if done := act_of_key(fund_id=request.desk.fund.id, key=request.key):
        return done
    number = request.fields["import_number"]
    with transaction.atomic():
        # Later than this an act may be seen by no check here, for it was not written to its end.
        settled = horizon()
        run = _to_undo(number)
        if ImportKind(run.source.kind) is not ImportKind.PERSONS:
            with_locks = int(run.written["good"]) <= _MOST_LOCKED
            own = _reverse_rows(request, run, with_locks=with_locks)
            with performing(request, subject_kind="import", subject_number=number) as act:
                act.before, act.after = {"rows": run.written["good"]}, {"rows": 0}
            if not with_locks:
                _require_nobody_acted(request, files_of(numbers=own), settled, [*own, act.number])
        else:
            with performing(request, subject_kind="import", subject_number=number) as act:
                persons = _take_persons_back(number)
                act.before, act.after = {"persons": len(persons)}, {"persons": 0}
            if _require_nobody_acted(request, persons, settled, [act.number]) and (
                stands_on_import(number=number, limit=1)
            ):
                raise Conflict("acts.try_again")
        run.state = ImportState.UNDONE.value
        run.save(update_fields=["state"])
        return act.answer()


def whole_undone(request: ActRequest) -> tuple[Fault, ...]:
    """What whoever validates is told: how many rows go at once.

    Raises:
        ImportStoodOn: told before anybody is asked to validate.
    """
    run = _to_undo(request.fields["import_number"])
    written = int(run.written.get("good", 0))
    return (Fault("import.undone_whole", facts={"number": run.number, "rows": written}),)


def undo_affiliates(act: ActInProgress, reversed_id: int) -> None:
    """Files that an act opened are closed again only while nothing was done in any of them.

    A file of persons employs people without showing in the files of their employers.

    Raises:
        Refused: a later act touched one, or somebody works there.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SQL["affiliates_taken_back"], [act.id])
        files = {number: key for key, number in cursor.fetchall()}
        cursor.execute(_SQL["last_hiring"], [list(files.values())])
        hiring = cursor.fetchone()
    subjects = [f"employer:{number}" for number in files]
    if later := later_act_on(subjects=subjects, act_id=reversed_id) or (hiring and hiring[0]):
        own = numbers_of(act_ids={reversed_id})[reversed_id]
        raise Refused("acts.later_act", number=own, later=later)


def _to_undo(number: str) -> ImportRun:
    import_row(number)
    run = (
        ImportRun.objects.select_related("source")
        .select_for_update(of=("self",))
        .get(number=number)
    )
    if run.state != ImportState.DONE:
        raise Refused("import.not_to_undo", number=number)
    if ImportKind(run.source.kind) is ImportKind.PERSONS and (
        found := stands_on_import(number=number, limit=_MOST_TOLD)
    ):
        raise ImportStoodOn(number, found)
    return run


def _take_persons_back(number: str) -> set[str]:
    """Takes back what is believed of the persons that an import brought; their files."""
    asked = {"run": number, "type": ACT_TYPE}
    with connection.cursor() as cursor:
        cursor.execute(_SQL["brought_by_import"], asked)
        brought = dict(cursor.fetchall())
        for table in _TABLES:
            cursor.execute(f"DELETE FROM {table} WHERE person_id = ANY(%s)", [list(brought)])
    return {f"person:{each}" for each in brought.values()}


def _require_nobody_acted(
    request: ActRequest, files: Collection[str], since: datetime, own: Collection[str]
) -> bool:
    """Has all acts wait until what was taken back is committed, if nobody acted on it meanwhile.

    Gives whether any came that may write of persons whom it does not name, as a file of wages does.

    Raises:
        Conflict: somebody did, or acts never paused for a moment.
    """
    hold_all_acts(fund_id=request.desk.fund.id)
    meanwhile = touched_since(since=since, but=own).keys()
    if not meanwhile.isdisjoint(files):
        raise Conflict("acts.try_again")
    return any(not file.startswith(("person:", "employer:")) for file in meanwhile)


def _reverse_rows(request: ActRequest, run: ImportRun, *, with_locks: bool) -> list[str]:
    """Reverses the acts of rows, the latest first; tells every one that cannot be.

    Gives the acts of both.
    """
    acts = acts_by_key(prefix=f"import:{run.number}:")
    own = [number for number, _key in acts]
    faults: list[Fault] = []
    for number, key in acts:
        line = int(key.rpartition(":")[2])
        try:
            with transaction.atomic():
                done = reverse_one_of_many(
                    desk=request.desk,
                    number=number,
                    motive=request.motive,
                    key=f"undo:{key}",
                    with_locks=with_locks,
                )
                own.append(done.act)
        except Refused as refused:
            faults.append(Fault(refused.code, line, facts=refused.facts))
    if faults:
        raise ImportStoodOn(run.number, faults[:_MOST_TOLD])
    return own
