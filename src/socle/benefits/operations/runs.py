"""Acts on runs: computing a month's dues, letting anomalies pass, validating, discarding.

One transaction each: what is lost on the way leaves nothing, and done again finds its act.
"""

from collections.abc import Iterable
from datetime import date

from django.db import connection, transaction

from socle.benefits.models import (
    AnomalyAcceptance,
    BenefitRun,
    Retention,
    RunAnomaly,
    RunChange,
    RunStep,
    RunTotal,
)
from socle.benefits.operations.computing import (
    SQL,
    TRIED,
    Asked,
    benefits_awarded,
    compute,
    known_horizon,
    last_month,
    make_tried_table,
    open_run,
)
from socle.benefits.queries.runs import shown_anomalies
from socle.benefits.types.runs import Computed, DueKind, RunState, Simulated, Total, by_benefit
from socle.kernel.errors import Conflict, NotKnown, Refused
from socle.kernel.months import Month
from socle.ledger.operations import post_entries
from socle.ledger.types import Account, Entry, EntryKind, Posting
from socle.platform.access.queries import require
from socle.platform.access.types import Desk, Permission
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.sql import insert_rows, next_ids

_LOCK = "benefit_runs"  # one run at a time in a fund
_SUBJECT = "benefit_run"


def compute_run(request: ActRequest) -> ActAnswer:
    """Computes what awards are due for a month (calcul de l’échéance).

    Raises:
        Refused: the month is too far ahead or before one already run, or no award is of these
            benefits.
        Conflict: a run of one of these benefits waits for its validation.
    """
    fund_id = request.desk.fund.id
    with performing(request, subject_kind=_SUBJECT, subject_number="", locks=(_LOCK,)) as act:
        month, benefits = require_run(
            month=request.fields["month"],
            benefits=request.fields.get("benefits", ""),
            on=request.effective_on,
        )
        known_at = min(known_horizon(), act.recorded_at)
        run_id = next_ids("benefit_run")[0]
        number = f"E-{month:%Y-%m}-{run_id:06d}"
        run = BenefitRun.objects.create(
            id=run_id,
            fund_id=fund_id,
            number=number,
            act_id=act.id,
            month=month,
            benefits=list(benefits),
            known_at=known_at,
            asks_work=True,
        )
        found = compute(Asked(fund_id, run_id, month, benefits))
        _keep(run, found)
        act.subject_number = number
        act.after = {
            "month": f"{month:%Y-%m}",
            "benefits": list(benefits),
            "dues": found.dues,
            "amount": found.amount,
            "anomalies": len(found.anomalies),
        }
        return act.answer()


def require_run(*, month: str, benefits: str, on: date) -> tuple[date, tuple[str, ...]]:
    """The month of a run and its benefits, where it may be computed now.

    Raises:
        Refused: as `compute_run`.
        Conflict: a run of one of these benefits waits for its validation.
    """
    asked = _month(month, on)
    chosen = _benefits(benefits)
    _require_next(asked, chosen)
    return asked, chosen


def simulate_run(*, desk: Desk, month: date, benefits: tuple[str, ...], on: date) -> Simulated:
    """What a run would find, with nothing written: the dues go to a table that is thrown away.

    Raises:
        Refused: the desk may not, or as a run of that month would be.
    """
    require(desk, Permission.RUN_BENEFITS)
    day = _month(f"{month:%Y-%m}", on)
    chosen = _benefits(",".join(benefits))
    last = last_month(chosen)
    if last is not None and day < last:
        raise Refused("runs.month_before", month=f"{day:%Y-%m}", last=f"{last:%Y-%m}")
    with transaction.atomic():
        make_tried_table()
        found = compute(Asked(desk.fund.id, 0, day, chosen, dues=TRIED))
        simulated = Simulated(
            month=day,
            dues=found.dues,
            amount=found.amount,
            benefits=by_benefit(found.totals, found.changes),
            changes=found.changes,
            anomalies=shown_anomalies(found.anomalies),
        )
        transaction.set_rollback(True)
    return simulated


def accept_anomaly(request: ActRequest) -> ActAnswer:
    """Lets the anomalies of one kind pass, all of them or those of one award.

    The motive is what an auditor will read.

    Raises:
        NotKnown: no such run, or nothing of that kind waits.
        Conflict: the run was validated or discarded.
    """
    fields, number = request.fields, request.fields["run"]
    with performing(request, subject_kind=_SUBJECT, subject_number=number) as act:
        run = _open(number)
        waiting = RunAnomaly.objects.filter(
            run=run, kind=fields["kind"], is_held=False, anomalyacceptance__isnull=True
        )
        if award := fields.get("award"):
            waiting = waiting.filter(award__number=award)
        ids = list(waiting.order_by("id").values_list("id", flat=True))
        if not ids:
            raise NotKnown("runs.anomaly_unknown", number=number)
        AnomalyAcceptance.objects.bulk_create(
            AnomalyAcceptance(fund_id=request.desk.fund.id, anomaly_id=each, act_id=act.id)
            for each in ids
        )
        act.after = {"kind": fields["kind"], "anomalies": len(ids)}
        return act.answer()


def validate_run(request: ActRequest) -> ActAnswer:
    """Validates a run (validation par l’ordonnateur): it is posted, and may be paid.

    Raises:
        NotKnown: no such run.
        Refused: the same person computed it, or an anomaly waits.
        Conflict: it was validated or discarded.
    """
    number, fund_id = request.fields["run"], request.desk.fund.id
    with performing(request, subject_kind=_SUBJECT, subject_number=number, locks=(_LOCK,)) as act:
        run = _open(number)
        if run.act.author_id == request.desk.user_id:
            raise Refused("runs.own_run", number=number)
        waiting = RunAnomaly.objects.filter(
            run=run, is_held=False, anomalyacceptance__isnull=True
        ).count()
        if waiting:
            raise Refused("runs.anomalies_wait", number=number, count=waiting)
        _step(act, run, RunState.VALIDATED, fund_id)
        entry = _entry(run)
        posted = ""
        if entry.postings:
            posted = post_entries(
                [entry],
                fund_id=fund_id,
                act_id=act.id,
                occurred_on=request.effective_on,
                recorded_at=act.recorded_at,
            )[0].number
        overpaid = _find_overpayments(act, run, request.effective_on)
        act.after = {"state": RunState.VALIDATED, "entry": posted, "overpayments": overpaid}
        return act.answer()


def discard_run(request: ActRequest) -> ActAnswer:
    """Discards a run that nobody has validated: its dues count no more.

    Raises:
        NotKnown: no such run.
        Conflict: it was validated or discarded.
    """
    number = request.fields["run"]
    with performing(request, subject_kind=_SUBJECT, subject_number=number, locks=(_LOCK,)) as act:
        _step(act, _open(number), RunState.DISCARDED, request.desk.fund.id)
        act.after = {"state": RunState.DISCARDED}
        return act.answer()


def _month(text: str, on: date) -> date:
    asked = Month.parse(text)
    if asked > Month.of(on) + 1:
        raise Refused("runs.month_ahead", month=text, on=on.isoformat())
    return asked.first_day


def _benefits(text: str) -> tuple[str, ...]:
    """The benefits named, each once in order; all that the fund has awarded where none is."""
    known = benefits_awarded()
    named = sorted({part.strip() for part in text.split(",") if part.strip()})
    for each in named:
        if each not in known:
            raise Refused("runs.benefit_unknown", benefit=each)
    chosen = tuple(named) or known
    if not chosen:
        raise Refused("runs.no_award")
    return chosen


def _require_next(month: date, benefits: tuple[str, ...]) -> None:
    if number := open_run(benefits):
        raise Conflict("runs.run_open", number=number)
    last = last_month(benefits)
    if last is not None and month < last:
        raise Refused("runs.month_before", month=f"{month:%Y-%m}", last=f"{last:%Y-%m}")


def _open(number: str) -> BenefitRun:
    run = BenefitRun.objects.select_related("act", "runstep").filter(number=number).first()
    if run is None:
        raise NotKnown("runs.unknown", number=number)
    if hasattr(run, "runstep"):
        raise Conflict("runs.closed", number=number)
    return run


def _step(act: ActInProgress, run: BenefitRun, state: RunState, fund_id: int) -> None:
    RunStep.objects.create(fund_id=fund_id, run=run, act_id=act.id, step=state)


def _keep(run: BenefitRun, found: Computed) -> None:
    same = {"fund_id": run.fund_id, "run": run, "act_id": run.act_id}
    RunTotal.objects.bulk_create(
        RunTotal(
            **same,
            benefit=each.benefit,
            branch=each.branch,
            month=each.month,
            kind=each.kind,
            dues=each.dues,
            amount=each.amount,
        )
        for each in found.totals
    )
    RunChange.objects.bulk_create(
        RunChange(
            **same, benefit=each.benefit, cause=each.cause, awards=each.awards, amount=each.amount
        )
        for each in found.changes
    )
    _keep_anomalies(run, found)
    Retention.objects.bulk_create(
        Retention(**same, overpayment_id=overpayment, award_id=award, amount=amount)
        for overpayment, award, amount in found.retentions
    )


def _keep_anomalies(run: BenefitRun, found: Computed) -> None:
    columns = (
        *(("fund_id", "bigint"), ("run_id", "bigint"), ("act_id", "bigint")),
        *(("award_id", "bigint"), ("kind", "text"), ("is_held", "boolean")),
        *(("amount", "bigint"), ("detail", "text")),
    )
    insert_rows(
        "run_anomaly",
        columns,
        (
            (
                *(run.fund_id, run.pk, run.act_id, each.award_id, each.kind.value),
                *(each.is_held, each.amount, each.detail),
            )
            for each in found.anomalies
        ),
    )


def _entry(run: BenefitRun) -> Entry:
    """What a run is in the ledger: benefits granted, what is owed to payees, what comes back."""
    totals = [
        Total(each.benefit, each.branch, each.month, DueKind(each.kind), each.dues, each.amount)
        for each in RunTotal.objects.filter(run=run)
    ]
    return Entry(EntryKind.BENEFIT_DUE, tuple(_postings(totals)))


def _postings(totals: Iterable[Total]) -> list[Posting]:
    sums: dict[tuple[date, str, Account], int] = {}
    for each in totals:
        back = each.kind in {DueKind.OVERPAID, DueKind.RETENTION}
        account = Account.OVERPAYMENT if back else Account.BENEFIT
        for one, amount in ((account, each.amount), (Account.BENEFICIARY, -each.amount)):
            key = (each.month, each.branch, one)
            sums[key] = sums.get(key, 0) + amount
    return [
        Posting(account, month, amount, branch=branch)
        for (month, branch, account), amount in sorted(sums.items())
        if amount
    ]


def _find_overpayments(act: ActInProgress, run: BenefitRun, on: date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            SQL["overpayments_found"], {"run": run.pk, "act": act.id, "prefix": f"I-{on.year}-"}
        )
        return int(cursor.rowcount)
