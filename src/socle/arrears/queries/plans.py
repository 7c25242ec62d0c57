"""Instalment plans, and where each stands: worked out from what was paid, never written down.

French: moratoire, échéancier. What the employer paid of the months that a plan covers, known since
it was agreed, pays its instalments in their order, each at its value date.
"""

from collections import defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import connection

from socle.arrears.models import PaymentPlan, PlanInstalment
from socle.arrears.queries.due_dates import known
from socle.arrears.queries.rules import figure
from socle.arrears.types import Instalment, PlanState, PlanView
from socle.kernel.errors import NotKnown
from socle.kernel.months import months_after
from socle.platform.sql import statements
from socle.registry.queries import names_of

SQL = statements(Path(__file__).parents[1])
Paid = list[tuple[date, int]]


def plans(
    *,
    on: date,
    known_at: datetime | None = None,
    employer_id: int | None = None,
    number: str = "",
) -> list[PlanView]:
    """The plans known at an instant and where they stand on a day, the latest first.

    All, those of one employer, or one by its number.
    """
    found = PaymentPlan.objects.filter(known(known_at)).select_related("act").order_by("-id")
    if employer_id is not None:
        found = found.filter(employer_id=employer_id)
    if number:
        found = found.filter(number=number)
    rows = list(found)
    asked: dict[int, list[Instalment]] = defaultdict(list)
    instalments = PlanInstalment.objects.filter(plan__in=rows).order_by("plan_id", "rank")
    for each in instalments:
        asked[each.plan_id].append(Instalment(each.rank, each.due_on, each.amount))
    paid = _paid([each.pk for each in rows], known_at)
    names = names_of(employer_ids={each.employer_id for each in rows})
    borne = {day: figure("plan_breach_days", on=day) for day in {each.agreed_on for each in rows}}
    return [
        stood(
            PlanView(
                number=each.number,
                act_number=each.act.number,
                employer_number=names[each.employer_id][0],
                employer_name=names[each.employer_id][1],
                agreed_on=each.agreed_on,
                months=tuple(each.months),
                amount=each.amount,
                instalments=tuple(asked[each.pk]),
                paid=0,
                state=PlanState.IN_FORCE,
                breach_days=borne[each.agreed_on],
            ),
            paid=paid[each.pk],
            on=on,
        )
        for each in rows
    ]


def plan(*, number: str, on: date, known_at: datetime | None = None) -> PlanView:
    """One plan, where it stands on a day.

    Raises:
        NotKnown: there is none, or its act was reversed.
    """
    found = plans(on=on, known_at=known_at, number=number)
    if not found:
        raise NotKnown("arrears.plan_unknown", number=number)
    return found[0]


def _paid(plan_ids: list[int], known_at: datetime | None) -> dict[int, Paid]:
    """What came in for each plan since it was agreed, by value date."""
    found: dict[int, Paid] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(SQL["paid_of_plans"], [plan_ids, known_at, known_at])
        for plan_id, value_on, amount in cursor.fetchall():
            found[plan_id].append((value_on, amount))
    return found


def stood(agreed: PlanView, *, paid: Paid, on: date) -> PlanView:
    """A plan with its instalments paid as far as the money goes, and its state on a day.

    It is broken when an instalment is still not wholly paid so many days after it fell due; what
    is paid later does not mend it, unless everything is paid.
    """
    total = sum(amount for day, amount in paid if day <= on)
    left, instalments = total, []
    for each in agreed.instalments:
        covered = max(min(each.amount, left), 0)
        left -= covered
        instalments.append(Instalment(each.rank, each.due_on, each.amount, covered))
    broken_on = _broken_on(agreed, paid, on)
    state = PlanState.IN_FORCE
    if total >= agreed.amount:
        state = PlanState.COMPLETED
    elif broken_on is not None:
        state = PlanState.BROKEN
    elif any(each.due_on < on and each.unpaid for each in instalments):
        state = PlanState.LATE
    return PlanView(
        *(agreed.number, agreed.act_number, agreed.employer_number, agreed.employer_name),
        *(agreed.agreed_on, agreed.months, agreed.amount, tuple(instalments)),
        paid=min(max(total, 0), agreed.amount),
        state=state,
        breach_days=agreed.breach_days,
        broken_on=broken_on if state is PlanState.BROKEN else None,
        next_due=next((each for each in instalments if each.unpaid), None),
    )


def _broken_on(agreed: PlanView, paid: Paid, on: date) -> date | None:
    """The first day on which an instalment had stayed unpaid too long, if it is reached."""
    asked = 0
    for each in agreed.instalments:
        asked += each.amount
        last = each.due_on + timedelta(days=agreed.breach_days)
        if last >= on:
            return None
        if sum(amount for day, amount in paid if day <= last) < asked:
            return last + timedelta(days=1)
    return None


def proposed(
    *, amount: int, down_payment: int, count: int, down_on: date, first_on: date
) -> tuple[Instalment, ...]:
    """A down payment, then equal instalments a month apart; the last takes the rest.

    Example:
        >>> [each.amount for each in proposed(
        ...     amount=1000, down_payment=100, count=4, down_on=date(2026, 1, 1),
        ...     first_on=date(2026, 1, 31))]
        [100, 225, 225, 225, 225]
        >>> proposed(amount=100, down_payment=0, count=3, down_on=date(2026, 1, 1),
        ...     first_on=date(2026, 1, 31))[1].due_on
        datetime.date(2026, 2, 28)
    """
    each = (amount - down_payment) // count
    found = [Instalment(0, down_on, down_payment)] if down_payment else []
    for rank in range(1, count + 1):
        is_last = rank == count
        share = amount - down_payment - each * (count - 1) if is_last else each
        found.append(Instalment(rank, months_after(first_on, rank - 1), share))
    return tuple(found)


def months_left(*, employer_id: int, known_at: datetime | None = None) -> dict[date, int]:
    """What is left to pay of each month of an employer, surcharges included."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["months_left"], [employer_id, known_at, known_at])
        return dict(cursor.fetchall())
