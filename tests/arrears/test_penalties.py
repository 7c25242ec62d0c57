"""Surcharges at a date: simulated, charged once, remitted, taken back."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from tests import factories
from tests.arrears.scenes import ONE, OWED, act, agreed, owing, taken_back
from tests.conftest import TODAY
from tests.contributions.files import dipe, handed_in

from socle.arrears.queries.penalties import parts, penalties, surcharges_left
from socle.arrears.types import Penalties
from socle.kernel.errors import Refused
from socle.ledger.queries import contributor_balance
from socle.platform.access.scope import fund_scope
from socle.platform.acts.errors import Invalid
from socle.registry.queries import employer_id
from socle.web import clock

AT_FIRST = date(2026, 2, 16)


def computed(place: factories.Agency, on: date = TODAY) -> Penalties:
    with fund_scope(place.fund.id):
        return penalties(employer_number=ONE, on=on)


def left(place: factories.Agency) -> int:
    with fund_scope(place.fund.id):
        return sum(each.amount for each in surcharges_left(employer_id=employer_id(ONE)))


def test_each_part_of_a_month_bears_its_own_delay() -> None:
    paid = [(date(2026, 2, 10), 60), (date(2026, 3, 1), 30), (date(2026, 4, 1), 50)]
    assert parts(100, paid) == [
        (date(2026, 2, 10), 60),
        (date(2026, 3, 1), 30),
        (date(2026, 4, 1), 10),
    ]
    assert parts(100, paid[:1]) == [(date(2026, 2, 10), 60), (None, 40)]


def test_a_month_unpaid_bears_ten_per_cent_then_three_a_quarter_begun(db: None) -> None:
    place = owing(1, 10)
    on_time = computed(place, date(2026, 2, 15))
    assert on_time.months == ()
    first = computed(place, AT_FIRST)
    assert [each.total for each in first.months] == [6_265]
    # Three quarters begun since 15 May: 19 %, 11,903.5 rounded up.
    later = computed(place)
    january, october = later.months
    assert (january.total, january.unpaid) == (11_904, OWED)
    assert {step.value for step in january.slices[0].steps} >= {Fraction(19, 100), 3}
    steps = {step.label: step for step in january.slices[0].steps}
    assert steps["initial_rate"].source.startswith("décret 2015/2517/PM")
    assert steps["initial_rate"].status == "provisional"
    assert october.total == 6_265
    assert later.to_charge == 11_904 + 6_265


def test_a_simulation_writes_nothing_and_charging_posts_the_difference_only(db: None) -> None:
    place = owing(1)
    act(place.accounts, "charge_penalties", on=AT_FIRST, employer=ONE)
    again = computed(place)
    assert (again.charged, again.to_charge) == (6_265, 11_904 - 6_265)
    act(place.accounts, "charge_penalties", employer=ONE)
    assert (left(place), computed(place).to_charge) == (11_904, 0)
    with pytest.raises(Refused, match="nothing_to_charge"):
        act(place.accounts, "charge_penalties", employer=ONE)
    with fund_scope(place.fund.id):
        lines = contributor_balance(employer_id=employer_id(ONE), known_at=None)
    assert sum(line.owed for line in lines) == OWED + 11_904


def test_a_charge_is_taken_back_by_its_inverse_and_can_be_made_again(db: None) -> None:
    place = owing(1)
    done = act(place.accounts, "charge_penalties", employer=ONE)
    taken_back(place, done.act)
    assert (left(place), computed(place).to_charge) == (0, 11_904)
    act(place.accounts, "charge_penalties", employer=ONE)
    assert left(place) == 11_904


def test_an_act_charges_no_day_to_come_and_no_month_that_is_not_late(db: None) -> None:
    place = owing(1)
    with pytest.raises(Refused, match="future_day"):
        act(
            place.accounts,
            "charge_penalties",
            on=clock.today("CM") + timedelta(days=3),
            employer=ONE,
        )
    with pytest.raises(Refused, match="month_not_late"):
        act(place.accounts, "charge_penalties", employer=ONE, months="2026-02")


def test_an_employer_that_closes_is_shown_with_what_it_leaves(db: None) -> None:
    place = owing(8)
    with pytest.raises(Invalid) as told:
        act(place.registration, "close_employer", number=ONE)
    debt, undeclared, *_motive = told.value.faults
    assert (debt.code, debt.facts["amount"]) == ("arrears.closing_owes", "62\u202f650\u202fFCFA")
    assert undeclared.code == "arrears.closing_undeclared"
    assert undeclared.facts == {"count": 2, "months": "2026-09, 2026-10"}
    # Planned ahead, it is not held for months that are not due yet.
    with pytest.raises(Invalid) as told:
        act(place.registration, "close_employer", on=date(2027, 2, 1), number=ONE)
    later, *_motive = [each.facts for each in told.value.faults[1:]]
    assert later == undeclared.facts
    # Told late, what was declared since says that it worked: it closed in May, declared August.
    with pytest.raises(Invalid) as told:
        act(place.registration, "close_employer", on=date(2026, 5, 12), number=ONE)
    since, debt, *_motive = told.value.faults
    assert since.code == "arrears.declared_since"
    assert since.facts == {"count": 1, "months": "2026-08"}
    assert debt.facts["amount"] == "62\u202f650\u202fFCFA"
    with pytest.raises(Invalid) as told:
        act(place.registration, "suspend_employer", on=date(2026, 8, 1), number=ONE)
    assert [each.code for each in told.value.faults[:1]] == ["arrears.declared_since"]
    asleep = {"on": date(2026, 8, 2), "until": "2026-08-31"}
    assert act(place.registration, "suspend_employer", number=ONE, **asleep).status == "done"


def test_a_month_whose_law_is_unknown_is_refused_by_its_name(db: None) -> None:
    place = owing(1)
    # March 2015: the surcharge of before 16 July 2015 was not read.
    file = dipe([250_000], month=2015 * 12 + 2)
    done = handed_in(place.accounts, file, key="old")
    assert done.status == "posted", done.faults
    old, _january = computed(place).months
    assert old.gap is not None
    assert old.gap.code == "parameter_unknown"
    assert (old.total, old.to_charge) == (0, 0)
    with pytest.raises(Refused, match="parameter_unknown"):
        act(place.accounts, "charge_penalties", employer=ONE, months="2015-03")
    act(place.accounts, "charge_penalties", employer=ONE)
    assert left(place) == 11_904


def test_a_remission_needs_two_people_and_part_of_the_contributions_paid(db: None) -> None:
    place = owing(1)
    act(place.accounts, "charge_penalties", employer=ONE)
    with pytest.raises(Refused, match="remission_before_payment"):
        agreed(place, "remit_penalties", employer=ONE)
    agreed(place, "set_recovery_rule", rule="remission_paid_percent", value="0")
    with pytest.raises(Refused, match="remission_too_large"):
        agreed(place, "remit_penalties", employer=ONE, amount="11905")
    partial = agreed(place, "remit_penalties", employer=ONE, amount="904")
    assert left(place) == 11_000
    agreed(place, "remit_penalties", employer=ONE)
    assert left(place) == 0
    assert computed(place).to_charge == 0  # remitted is not charged again
    taken_back(place, partial.act)
    assert left(place) == 904


def test_a_charge_that_was_remitted_since_stays(db: None) -> None:
    place = owing(1)
    charge = act(place.accounts, "charge_penalties", employer=ONE)
    agreed(place, "set_recovery_rule", rule="remission_paid_percent", value="0")
    agreed(place, "remit_penalties", employer=ONE, amount="1000")
    with pytest.raises(Refused, match="remission_rests"):
        taken_back(place, charge.act)


def test_cameroon_has_no_fine_that_was_read_and_says_so(db: None) -> None:
    place = owing(1, 3)
    found = computed(place)
    assert found.fines == ()
    assert found.fine_gap is not None
    assert found.fine_gap.facts["kind"] == "late_declaration"
    with pytest.raises(Refused, match="penalty_unknown"):
        act(place.accounts, "charge_fine", employer=ONE, month="2026-02", heads="3")
