"""Plans: their instalments, and a state that payments alone decide."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import factories
from tests.arrears.scenes import ONE, OWED, agreed, owing, pays, taken_back

from socle.arrears.queries.plans import plans, proposed, stood
from socle.arrears.types import Instalment, PlanState, PlanView
from socle.kernel.errors import Refused
from socle.platform.access.scope import fund_scope
from socle.registry.queries import employer_id

AGREED = date(2026, 3, 1)
PLAN = PlanView(
    *("M-1", "A-1", ONE, "Savonnerie"),
    agreed_on=AGREED,
    months=(date(2026, 1, 1),),
    amount=100,
    instalments=(
        Instalment(0, AGREED, 10),
        Instalment(1, date(2026, 4, 1), 45),
        Instalment(2, date(2026, 5, 1), 45),
    ),
    paid=0,
    state=PlanState.IN_FORCE,
    breach_days=15,
)


@given(amount=st.integers(1, 10**12), percent=st.integers(0, 99), count=st.integers(1, 120))
def test_instalments_sum_to_the_debt_and_the_last_takes_the_rest(
    amount: int, percent: int, count: int
) -> None:
    down = amount * percent // 100
    found = proposed(
        amount=amount, down_payment=down, count=count, down_on=AGREED, first_on=date(2026, 1, 31)
    )
    assert sum(each.amount for each in found) == amount
    months = [each for each in found if each.rank]
    assert len({each.amount for each in months[:-1]}) <= 1
    assert 0 <= months[-1].amount - months[0].amount < count


@pytest.mark.parametrize(
    ("paid", "on", "state"),
    [
        ([], date(2026, 3, 1), PlanState.IN_FORCE),
        ([], date(2026, 3, 2), PlanState.LATE),
        ([], date(2026, 3, 16), PlanState.LATE),
        ([], date(2026, 3, 17), PlanState.BROKEN),
        ([(date(2026, 3, 16), 10)], date(2026, 3, 17), PlanState.IN_FORCE),
        ([(date(2026, 3, 17), 10)], date(2026, 3, 18), PlanState.BROKEN),
        ([(date(2026, 3, 1), 55)], date(2026, 5, 1), PlanState.IN_FORCE),
        ([(date(2026, 3, 1), 55)], date(2026, 5, 17), PlanState.BROKEN),
        ([(date(2026, 3, 1), 100)], date(2026, 3, 1), PlanState.COMPLETED),
        # What is paid later does not mend a broken plan, unless everything is.
        ([(date(2026, 6, 1), 60)], date(2026, 6, 2), PlanState.BROKEN),
        ([(date(2026, 6, 1), 100)], date(2026, 6, 2), PlanState.COMPLETED),
        # A cheque that came back is as if it had never been paid.
        ([(date(2026, 3, 1), 10), (date(2026, 3, 1), -10)], date(2026, 3, 17), PlanState.BROKEN),
    ],
)
def test_payments_alone_decide_where_a_plan_stands(
    paid: list[tuple[date, int]], on: date, state: PlanState
) -> None:
    assert stood(PLAN, paid=paid, on=on).state is state


def agree(place: factories.Agency, **fields: str) -> str:
    said = {"months": "2026-01", "count": "2", "first_on": "2026-04-01", "employer": ONE}
    return agreed(place, "agree_plan", on=AGREED, **(said | fields)).act


def state(place: factories.Agency, on: date) -> list[PlanView]:
    with fund_scope(place.fund.id):
        return plans(on=on, employer_id=employer_id(ONE))


def test_what_is_paid_of_its_months_since_pays_the_instalments_at_value_dates(db: None) -> None:
    place = owing(1)
    agree(place)
    pays(place, 10_000, "2026-03-05")
    (plan,) = state(place, date(2026, 3, 20))
    assert (plan.amount, plan.instalments[0].amount) == (OWED, 6_265)
    assert [each.paid for each in plan.instalments] == [6_265, 3_735, 0]
    assert plan.state is PlanState.IN_FORCE
    (late,) = state(place, date(2026, 4, 10))
    assert late.state is PlanState.LATE
    (broken,) = state(place, date(2026, 4, 17))
    assert (broken.state, broken.broken_on) == (PlanState.BROKEN, date(2026, 4, 17))
    pays(place, OWED, "2026-03-15")  # known later, credited in time
    assert state(place, date(2026, 4, 17))[0].state is PlanState.COMPLETED


def test_a_plan_is_refused_where_its_figures_do_not_fit(db: None) -> None:
    place = owing(1, 2)
    for wrong, code in (
        ({"down_payment": "100"}, "plan_down_payment"),
        ({"down_payment": "62650"}, "plan_down_payment"),
        ({"count": "0"}, "plan_count"),
        ({"count": "25"}, "plan_count"),
        ({"count": "2x"}, "number_wrong"),
        ({"first_on": "2026-02-01"}, "plan_dates"),
        ({"months": "2026-07"}, "plan_nothing_due"),
    ):
        with pytest.raises(Refused, match=code):
            agree(place, **wrong)
    first = agree(place)
    with pytest.raises(Refused, match="plan_overlaps"):
        agree(place, months="2026-01, 2026-02")
    taken_back(place, first)
    assert state(place, AGREED) == []
    agree(place, months="2026-01, 2026-02")


def test_a_plan_known_later_is_not_in_the_account_as_known_before(db: None) -> None:
    place = owing(1)
    with fund_scope(place.fund.id):
        from socle.platform.temporal.queries import horizon

        before = horizon()
    agree(place)
    with fund_scope(place.fund.id):
        assert plans(on=AGREED, known_at=before) == []
        assert len(plans(on=AGREED)) == 1
