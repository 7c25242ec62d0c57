"""Agreeing an instalment plan (moratoire)."""

from datetime import date

from socle.arrears.models import PaymentPlan, PlanInstalment
from socle.arrears.queries.plans import months_left, plans, proposed
from socle.arrears.queries.rules import figure
from socle.arrears.types import PlanState
from socle.kernel.errors import Refused
from socle.platform.acts.fields import amount_of, months_of, require_past, shown_amount, whole
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.sql import next_ids
from socle.registry.queries import employer_id

_HUNDRED = 100


def agree_plan(request: ActRequest) -> ActAnswer:
    """Agrees that a debt is paid by a down payment and monthly instalments.

    Raises:
        Refused: nothing is due, a plan holds already, or the figures do not fit.
    """
    number, on = request.fields["employer"], request.effective_on
    with performing(request, subject_kind="employer", subject_number=number) as act:
        require_past(on, act)
        key = employer_id(number)
        left = months_left(employer_id=key)
        months = tuple(
            month for month in months_of(request.fields["months"]) if left.get(month, 0) > 0
        )
        debt = sum(left[month] for month in months)
        if not debt:
            raise Refused("arrears.plan_nothing_due")
        _require_free(key, months, on)
        first_on: date = request.fields["first_on"]
        if first_on < on:
            facts = {"read": first_on.isoformat(), "on": on.isoformat()}
            raise Refused("arrears.plan_dates", **facts)
        down = _down_payment(request, debt)
        count = _count(request, debt - down)
        instalments = proposed(
            amount=debt, down_payment=down, count=count, down_on=on, first_on=first_on
        )
        (new_id,) = next_ids("payment_plan")
        plan = PaymentPlan.objects.create(
            id=new_id,
            fund_id=request.desk.fund.id,
            number=f"M-{on.year}-{new_id:06d}",
            act_id=act.id,
            employer_id=key,
            agreed_on=on,
            months=list(months),
            amount=debt,
        )
        PlanInstalment.objects.bulk_create(
            PlanInstalment(
                fund_id=request.desk.fund.id,
                plan=plan,
                act_id=act.id,
                rank=each.rank,
                due_on=each.due_on,
                amount=each.amount,
            )
            for each in instalments
        )
        act.after = {
            "plan": plan.number,
            "amount": debt,
            "down_payment": down,
            "instalments": count,
            "months": [f"{month:%Y-%m}" for month in months],
            "until": instalments[-1].due_on.isoformat(),
        }
        return act.answer()


def _require_free(key: int, months: tuple[date, ...], on: date) -> None:
    for each in plans(on=on, employer_id=key):
        runs = each.state in {PlanState.IN_FORCE, PlanState.LATE}
        if runs and set(each.months) & set(months):
            raise Refused("arrears.plan_overlaps", number=each.number)


def _down_payment(request: ActRequest, debt: int) -> int:
    """The down payment: what was said, or the least that the fund asks, rounded up."""
    percent = figure("plan_down_payment_percent", on=request.effective_on)
    least = -(-debt * percent // _HUNDRED)
    said = request.fields.get("down_payment")
    down = least if said is None else amount_of(request, said)
    if not least <= down < debt:
        raise Refused(
            "arrears.plan_down_payment",
            read=shown_amount(request, down),
            least=shown_amount(request, least),
            debt=shown_amount(request, debt),
        )
    return down


def _count(request: ActRequest, rest: int) -> int:
    most = figure("plan_most_instalments", on=request.effective_on)
    count = whole(request.fields["count"])
    if not 1 <= count <= min(most, rest):
        raise Refused("arrears.plan_count", read=count, most=most)
    return count
