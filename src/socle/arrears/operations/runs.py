"""Letters of a whole fund, sent by the worker: a run is asked for, then prepared in one act.

French: envoi de relances. Asking writes no letter. The worker performs the act `issue_notices` in
the name of who asked, under a key of the run's own: killed in the middle it leaves nothing, and
done again it finds the act.
"""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from socle.arrears.models import Notice, NoticeRun
from socle.kernel.errors import Conflict, NotKnown, Refused
from socle.platform.access.queries import desk as desk_of
from socle.platform.access.queries import require
from socle.platform.access.types import Desk, Permission
from socle.platform.acts.operations import submit
from socle.platform.jobs.queue import defer
from socle.platform.sql import next_ids

RUN_JOB = "socle.arrears.send_letters"


def ask_notices(*, desk: Desk, on: date, key: str, at: datetime) -> str:
    """Asks for the letters due on a day, all employers'; the number of the run that sends them.

    Nothing is sent yet. The same key again answers with the same run.

    Raises:
        Refused: the desk may not recover, or the day has not come.
        Conflict: a run is under way, or the key was used for another day.
    """
    require(desk, Permission.RECOVER)
    held = _asked(key, on)
    if held is not None:
        return held
    (new_id,) = next_ids("notice_run")
    number = f"N-{on.year}-{new_id:06d}"
    try:
        with transaction.atomic():
            NoticeRun.objects.create(
                id=new_id,
                fund_id=desk.fund.id,
                number=number,
                key=key,
                due_on=on,
                asked_by_id=desk.user_id,
                asked_at=at,
            )
            defer(RUN_JOB, number=number, fund_id=desk.fund.id)
    except IntegrityError:
        # Another request came first: this same one, or another run that is not over.
        held = _asked(key, on)
        if held is not None:
            return held
        raise Conflict("arrears.run_under_way", number=_under_way()) from None
    return number


def start_run(*, number: str, at: datetime) -> None:
    """Notes that a run is being prepared, for who looks at it meanwhile."""
    _pending().filter(number=number).update(started_at=at)


def send_letters(*, number: str, at: datetime) -> None:
    """Sends the letters of a run, in one act. Called again, it does nothing more.

    What a rule refuses is kept with the run: no letter is due, or whoever asked may no more.
    """
    with transaction.atomic():
        run = (
            _pending()
            .select_for_update(of=("self",), no_key=True)
            .select_related("fund")
            .filter(number=number)
            .first()
        )
        if run is None:
            return
        try:
            answer = submit(
                desk=desk_of(user_id=run.asked_by_id, fund_code=run.fund.code, at=at),
                act_type_code="issue_notices",
                fields={},
                effective_on=run.due_on,
                motive="",
                key=f"run:{number}",
                at=at,
            )
        except (Refused, NotKnown) as refused:
            run.refusal, run.refusal_facts = refused.code, dict(refused.facts)
        else:
            written = Notice.objects.filter(act__number=answer.act)
            run.act_id = written.values_list("act_id", flat=True)[:1].get()
        run.save(update_fields=["act", "refusal", "refusal_facts"])


def left_run(*, before: datetime) -> str | None:
    """A run asked for before an instant that nobody has finished or is preparing."""
    found = (
        _pending()
        .select_for_update(skip_locked=True, no_key=True)
        .filter(asked_at__lt=before)
        .first()
    )
    return found.number if found else None


def _pending() -> "QuerySet[NoticeRun]":
    return NoticeRun.objects.filter(act__isnull=True, refusal="").order_by("id")


def _asked(key: str, on: date) -> str | None:
    found = NoticeRun.objects.filter(key=key).first()
    if found is None:
        return None
    if found.due_on != on:
        raise Conflict("acts.key_reused", key=key)
    return found.number


def _under_way() -> str:
    found = _pending().first()
    return found.number if found else ""
