"""Acts on overpayments (indus): by which share they are taken back, and giving one up."""

from socle.benefits.keeping import figure
from socle.benefits.models import Overpayment, OverpaymentRemission, RecoveryPlan
from socle.benefits.queries.overpayments import overpayments
from socle.benefits.types.overpayments import OverpaymentView
from socle.kernel.errors import NotKnown, Refused
from socle.ledger.operations import post_entries
from socle.ledger.types import Account, Entry, EntryKind, Posting
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest


def plan_recovery(request: ActRequest) -> ActAnswer:
    """Has an overpayment taken back by a share of later dues (plan de recouvrement de l’indu).

    Raises:
        NotKnown: no such overpayment.
        Refused: nothing is left of it, who owes it has died, or the share is above the fund's.
    """
    number = request.fields["overpayment"]
    with performing(request, subject_kind="overpayment", subject_number=number) as act:
        found = _owed(number)
        if found.is_of_dead:
            raise Refused("overpayments.of_dead", number=number)
        percent = _percent(request.fields.get("percent", ""))
        RecoveryPlan.objects.create(
            fund_id=request.desk.fund.id,
            overpayment_id=found.id,
            act_id=act.id,
            percent=percent,
        )
        act.after = {"percent": percent, "rest": found.rest}
        return act.answer()


def remit_overpayment(request: ActRequest) -> ActAnswer:
    """Gives up what is left of an overpayment (remise de l’indu), by two persons.

    Raises:
        NotKnown: no such overpayment.
        Refused: nothing is left of it.
    """
    number, fund_id = request.fields["overpayment"], request.desk.fund.id
    with performing(request, subject_kind="overpayment", subject_number=number) as act:
        found = _owed(number)
        OverpaymentRemission.objects.create(
            fund_id=fund_id, overpayment_id=found.id, act_id=act.id, amount=found.rest
        )
        row = Overpayment.objects.select_related("run", "award").get(pk=found.id)
        month, branch = row.run.month, row.award.branch
        entry = Entry(
            EntryKind.OVERPAID,
            (
                Posting(Account.LOSS, month, found.rest, branch=branch),
                Posting(Account.OVERPAYMENT, month, -found.rest, branch=branch),
            ),
        )
        posted = post_entries(
            [entry],
            fund_id=fund_id,
            act_id=act.id,
            occurred_on=request.effective_on,
            recorded_at=act.recorded_at,
        )
        act.after = {"amount": found.rest, "entry": posted[0].number}
        return act.answer()


def _owed(number: str) -> OverpaymentView:
    found = overpayments(number=number)
    if not found:
        raise NotKnown("overpayments.unknown", number=number)
    if found[0].rest <= 0:
        raise Refused("overpayments.settled", number=number)
    return found[0]


def _percent(said: str) -> int:
    most = figure("retention_percent").value
    if not said:
        return most
    if not (said.isascii() and said.isdigit() and 1 <= int(said) <= most):
        raise Refused("overpayments.share", read=said, most=most)
    return int(said)
