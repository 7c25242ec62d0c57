"""Large runs, computed by a worker: asked for on the screen, done once whatever is lost on the way.

The act is that of whoever asked, under the key of their form: done again after a crash, it finds
itself. A run is one transaction: a worker that is killed leaves nothing of it, and the next begins.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import connection

from socle.benefits.models import RunAsked
from socle.benefits.operations.runs import require_run
from socle.benefits.types.runs import RunAwaited
from socle.kernel.errors import Conflict, SocleError
from socle.kernel.months import Month
from socle.platform.access import queries as access
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, FundView, Permission
from socle.platform.acts.operations import submit
from socle.platform.jobs.queue import defer

RUN_JOB = "socle.benefits.compute_asked_run"
# Above so many awards nobody waits for the answer: some seconds of a page that does not come.
LARGE = 50_000
_HOW_MANY = "SELECT count(*) FROM (SELECT FROM award LIMIT %s) AS counted"


def is_large() -> bool:
    """Whether the fund's runs are computed by a worker."""
    with connection.cursor() as cursor:
        cursor.execute(_HOW_MANY, [LARGE + 1])
        return int(cursor.fetchone()[0]) > LARGE


def ask_run(*, desk: Desk, month: str, on: date, key: str, at: datetime) -> None:
    """Has a worker compute the run of a month; asked twice with one key it is asked once.

    Raises:
        Refused: as `compute_run`, as far as that is known before computing.
        Conflict: as `compute_run`, or a run is being computed already.
    """
    access.require(desk, Permission.RUN_BENEFITS)
    if RunAsked.objects.filter(key=key).exists():
        return
    first_day, _benefits = require_run(month=month, benefits="", on=on)
    waiting = RunAsked.objects.select_for_update().filter(run_number="", refusal="").first()
    if waiting is not None:
        raise Conflict("runs.being_computed", month=f"{waiting.month:%Y-%m}")
    asked = RunAsked.objects.create(
        fund_id=desk.fund.id,
        key=key,
        month=first_day,
        effective_on=on,
        asked_by_id=desk.user_id,
        asked_at=at,
    )
    defer(RUN_JOB, asked_id=asked.pk, fund_id=desk.fund.id)


def compute_asked_run(*, fund: FundView, asked_id: int, at: datetime) -> None:
    """Computes a run that was asked for, in the name of who asked; a refusal is kept to be read."""
    with fund_scope(fund.id):
        asked = RunAsked.objects.filter(pk=asked_id, run_number="", refusal="").first()
    if asked is None:
        return
    try:
        desk = access.desk(user_id=asked.asked_by_id, fund_code=fund.code, at=at)
        with fund_scope(fund.id):
            done = submit(
                desk=desk,
                act_type_code="compute_run",
                fields={"month": str(Month.of(asked.month))},
                effective_on=asked.effective_on,
                motive="",
                key=asked.key,
                at=at,
            )
            asked.run_number = done.subject
            asked.save(update_fields=["run_number"])
    except SocleError as error:
        with fund_scope(fund.id):
            asked.refusal, asked.facts = error.code, _plain(error.facts)
            asked.save(update_fields=["refusal", "facts"])


def awaited_run() -> RunAwaited | None:
    """The last run that was asked for; None where a worker was never asked."""
    asked = RunAsked.objects.order_by("-id").first()
    if asked is None:
        return None
    return RunAwaited(
        id=asked.pk,
        month=asked.month,
        asked_at=asked.asked_at,
        run=asked.run_number,
        refusal=asked.refusal,
        facts=asked.facts,
    )


def left_runs(*, before: datetime) -> list[int]:
    """Runs asked for before an instant that nobody has computed: their job was lost."""
    found = RunAsked.objects.filter(run_number="", refusal="", asked_at__lt=before)
    return list(found.values_list("pk", flat=True))


def _plain(facts: Mapping[str, object]) -> dict[str, str | int]:
    return {name: value if isinstance(value, int) else str(value) for name, value in facts.items()}
