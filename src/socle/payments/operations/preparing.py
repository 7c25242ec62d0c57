"""Orders made of what validated runs owe, and lots of orders: sets, never one payee at a time."""

from datetime import date
from typing import Any

from django.db import connection

from socle.kernel.check_digits import LAYOUTS
from socle.kernel.errors import NotKnown, Refused
from socle.kernel.money import Money
from socle.payments.lots import step, written_by
from socle.payments.models import PaymentLot
from socle.payments.operations.carrying import CHECK_JOB
from socle.payments.posting import SQL
from socle.payments.types import Channel, Form, LotKind, Stage
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.jobs.queue import defer
from socle.platform.sql import next_ids

_ALL = "payments:prepare"
_TEST_LABEL = "Essai de compte"


def prepare_orders(request: ActRequest) -> ActAnswer:
    """Makes an order of each due of a run that has none (préparer les paiements), and lots of them.

    One lot a paying account. A payee without a usable account waits in a queue, or is paid in cash
    where the request says so. Orders that came back and are to be replayed are made again here.

    Raises:
        NotKnown: no such validated run.
        Refused: there is nothing to prepare.
    """
    run = request.fields["run"]
    in_cash = request.fields.get("without_account") == "cash"
    locks = (_ALL, f"run:{run}")
    with performing(request, subject_kind="run", subject_number=run, locks=locks) as act:
        with connection.cursor() as cursor:
            cursor.execute("SELECT run_month FROM payee_due WHERE run_number = %s LIMIT 1", [run])
            month = cursor.fetchone()
            if month is None:
                raise NotKnown("payments.run_unknown", number=run[:40])
            cursor.execute(SQL["stage_payable"], _said(request) | {"run": run})
            if not in_cash:
                cursor.execute("DELETE FROM payable_stage WHERE account IS NULL")
        made = _lots(act, request, LotKind.REGULAR, f"{run} {month[0]:%m/%Y}")
        if not made:
            raise Refused("payments.nothing_to_prepare", number=run)
        act.after = {"lots": ", ".join(made), "orders": _count(act)}
        return act.answer()


def prepare_tests(request: ActRequest) -> ActAnswer:
    """Makes an order of the smallest amount on each new account that nothing has proved yet.

    French: virement d'essai. Its confirmation makes the account the one that is paid; until then
    the account that was paid last goes on.

    Raises:
        Refused: there is no such account.
    """
    fund = request.desk.fund
    amount = Money.parse(str(request.fields["amount"]), fund.currency).minor
    if amount <= 0:
        raise Refused("payments.amount_not_payable", read=str(request.fields["amount"])[:40])
    with performing(request, subject_kind="lot", subject_number=request.key, locks=(_ALL,)) as act:
        with connection.cursor() as cursor:
            cursor.execute(SQL["stage_tests"], _said(request) | {"amount": amount})
        made = _lots(act, request, LotKind.TEST, _TEST_LABEL)
        if not made:
            raise Refused("payments.nothing_to_test")
        act.subject_number = made[0]
        act.after = {"lots": ", ".join(made), "orders": _count(act)}
        return act.answer()


def _said(request: ActRequest) -> dict[str, Any]:
    country = request.desk.fund.country
    layout = LAYOUTS.get(country)
    width = sum(layout.groups) if layout else 0
    return {
        "day": request.effective_on,
        "country": country,
        "iban_length": width + 4 if layout and layout.has_iban else 0,
        "bank_length": layout.groups[0] if layout else 0,
    }


def _lots(act: ActInProgress, request: ActRequest, kind: LotKind, label: str) -> list[str]:
    """A lot of the staged orders of each paying account; their numbers."""
    agencies: dict[tuple[str, str, str], list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(SQL["stage_agencies"], {"day": request.effective_on})
        for channel, agency, payer, form in cursor.fetchall():
            if form is not None:
                agencies.setdefault((channel, payer, form), []).append(agency)
    made: list[str] = []
    for (channel, payer, form), ones in agencies.items():
        lot = _lot(act, request, kind, label, Channel(channel), payer, Form(form))
        with connection.cursor() as cursor:
            said: dict[str, Any] = {
                "fund": lot.fund_id,
                "act": act.id,
                "at": act.recorded_at,
                "lot": lot.pk,
            }
            said |= {"channel": channel, "agencies": ones}
            cursor.execute(SQL["add_orders"], said)
        step(act, request, lot, Stage.CALCULATED)
        if lot.form == Form.GSMA:
            defer(CHECK_JOB, fund_id=lot.fund_id, lot=lot.number)
        made.append(lot.number)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE payable_stage")  # one transaction may prepare several runs
    return made


def _lot(
    act: ActInProgress,
    request: ActRequest,
    kind: LotKind,
    label: str,
    channel: Channel,
    agency: str,
    form: Form,
) -> PaymentLot:
    (new_id,) = next_ids("payment_lot")
    pay_on: date = request.effective_on
    return PaymentLot.objects.create(
        id=new_id,
        number=f"LP-{act.recorded_at.year}-{new_id:07d}",
        kind=kind.value,
        channel=channel.value,
        agency=agency,
        form=form.value,
        label=label[:60],
        pay_on=pay_on,
        **written_by(act, request),
    )


def _count(act: ActInProgress) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM payment_order WHERE act_id = %s", [act.id])
        return int(cursor.fetchone()[0])
