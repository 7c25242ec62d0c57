"""Monthly runs: what is due is due once, whatever was learned late, and equals what was decided."""

from datetime import date
from typing import Any

import pytest
from tests import factories
from tests.benefits import awarded
from tests.benefits.running import FEB, JAN, Office
from tests.registry.people import done

from socle.benefits.operations import computing
from socle.benefits.operations.runs import simulate_run
from socle.benefits.queries.runs import benefit_runs
from socle.benefits.types.runs import AnomalyKind, Cause, RunState
from socle.kernel.errors import Conflict, Refused
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role
from socle.platform.acts.types import ActStatus

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def office(db: None) -> Office:
    return Office()


@pytest.fixture
def pension(office: Office) -> str:
    """An award of 100,000 a month since January."""
    person = factories.person(office.place)
    return awarded.granted(office.liquidator, person, [(JAN, None, 100_000)])


@pytest.mark.usefixtures("pension")
def test_a_month_is_due_once_whoever_asks_again(office: Office) -> None:
    first = office.act(office.liquidator, "compute_run", key="jan", month="2026-01")
    again = office.act(office.liquidator, "compute_run", key="jan", month="2026-01")
    assert (again.status, again.subject) == (ActStatus.ALREADY_DONE, first.subject)
    with pytest.raises(Conflict) as told:
        office.compute("2026-01")
    assert told.value.code == "runs.run_open"
    assert office.paid() == []  # nothing is paid before it is validated
    office.act(office.officer, "validate_run", run=first.subject)
    assert office.dues(office.run("2026-01")) == []
    assert office.dues(office.run("2026-02")) == [("2026-02", "regular", 100_000)]
    assert office.paid() == [("2026-01", 100_000), ("2026-02", 100_000)]


@pytest.mark.usefixtures("pension")
def test_a_month_that_no_run_had_comes_as_arrears_with_the_next(office: Office) -> None:
    office.run("2026-01")
    assert office.dues(office.run("2026-03")) == [
        ("2026-02", "arrears", 100_000),
        ("2026-03", "regular", 100_000),
    ]


def test_a_first_run_is_the_same_whether_each_award_is_looked_at_or_not(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    march, may = date(2026, 3, 1), date(2026, 5, 1)
    decided: list[list[awarded.Term]] = [
        [(JAN, None, 100_000)],
        [(date(2026, 1, 20), march, 90_000)],  # over before: arrears alone
        [(date(2026, 4, 30), may, 80_000)],
        [(may, None, 70_000)],
        [(JAN, march, 60_000), (march, None, 65_000)],
        [(date(2024, 5, 1), None, 50_000)],
        [(date(2026, 2, 1), None, 40_000)],
    ]
    for rank, terms in enumerate(decided):
        person = factories.person(office.place, number=f"{2_233_445_500 + rank}B")
        awarded.granted(office.liquidator, person, terms)
    awarded.granted(office.liquidator, person, [(march, None, 30_000)])  # a second of one person

    def told() -> tuple[Any, ...]:
        number = office.compute("2026-04")
        found = office.read(number)
        unusual = sorted(
            (each.award, each.kind, each.amount, each.detail) for each in found.anomalies
        )
        dues = office.ask(
            "SELECT d.award_id, d.line, d.payee_id, d.month, d.kind, d.amount FROM award_due d"
            f" JOIN benefit_run r ON r.id = d.run_id AND r.number = '{number}' ORDER BY 1, 2"
        )
        office.act(office.liquidator, "discard_run", run=number)
        return found.totals, found.changes, unusual, dues

    first = told()
    looked = computing.SQL["run_fresh"].replace("ORDER BY t.award_id", "LIMIT 0")
    monkeypatch.setitem(computing.SQL, "run_fresh", looked)
    assert told() == first
    totals, changes, unusual, dues = first
    assert [(each.cause, each.awards, each.amount) for each in changes] == [
        (Cause.NEW, 6, 100_000 + 80_000 + 65_000 + 50_000 + 40_000 + 30_000)
    ]
    assert {kind for _award, kind, *_said in unusual} == {
        AnomalyKind.TWICE,
        AnomalyKind.LONG_ARREARS,
    }
    assert len(dues) == 4 + 2 + 1 + 4 + 24 + 3 + 2
    assert sum(each.amount for each in totals) == (
        (4 * 100_000 + 2 * 90_000 + 80_000 + 2 * 60_000 + 2 * 65_000)
        + (24 * 50_000 + 3 * 40_000 + 2 * 30_000)
    )


@pytest.mark.usefixtures("pension")
def test_who_computed_a_run_does_not_validate_it(office: Office) -> None:
    both = factories.desk(office.place.fund, Role.LIQUIDATOR)
    from socle.platform.access import operations
    from socle.platform.access.queries import desk_of_login

    code = office.place.fund.code
    operations.grant_role(login=both.login, fund_code=code, role=Role.AUTHORISING_OFFICER)
    both = desk_of_login(login=both.login, fund_code=code)
    number = office.act(both, "compute_run", month="2026-01").subject
    with pytest.raises(Refused) as told:
        office.act(both, "validate_run", run=number)
    assert told.value.code == "runs.own_run"


def test_lifting_a_suspension_pays_its_months_exactly(office: Office, pension: str) -> None:
    office.run("2026-01")
    awarded.told(office.liquidator, pension, "suspend", FEB)
    february = office.run("2026-02")
    assert office.dues(february) == []
    (change,) = office.read(february).changes
    assert (change.cause, change.awards, change.amount) == (Cause.SUSPENDED, 1, -100_000)
    awarded.told(office.liquidator, pension, "lift", FEB)
    march = office.run("2026-03")
    assert office.dues(march) == [
        ("2026-02", "arrears", 100_000),
        ("2026-03", "regular", 100_000),
    ]
    (change,) = office.read(march).changes
    assert (change.cause, change.amount) == (Cause.RESUMED, 100_000)


def test_a_death_known_late_leaves_exactly_the_months_paid_after_it(
    office: Office, pension: str
) -> None:
    for month in ("2026-01", "2026-02", "2026-03"):
        office.run(month)
    awarded.told(office.liquidator, pension, "end", FEB)
    april = office.run("2026-04")
    assert office.dues(april) == [
        ("2026-02", "correction", -100_000),
        ("2026-03", "correction", -100_000),
        ("2026-04", "overpaid", 200_000),
    ]
    assert office.ask("SELECT amount, rest FROM overpayment_state") == [(200_000, 200_000)]
    assert office.ask(
        "SELECT account, sum(amount)::bigint FROM account_posting GROUP BY 1 ORDER BY 1"
    ) == [("beneficiary", -300_000), ("benefit", 100_000), ("overpayment", 200_000)]


def test_an_award_of_the_dead_is_held_and_the_run_goes_on(office: Office, pension: str) -> None:
    other = factories.person(office.place, number="2233445566B")
    awarded.granted(office.liquidator, other, [(JAN, None, 50_000)])
    office.run("2026-01")
    ((person,),) = office.ask(
        "SELECT n.number FROM award a JOIN insured_number n ON n.person_id = a.person_id"
        " WHERE a.number = %s",
        pension,
    )
    done(office.place, "declare_death", on=date(2026, 1, 20), motive="acte vu", number=person)
    february = office.run("2026-02")
    assert office.dues(february) == [("2026-02", "regular", 50_000)]
    (held,) = office.read(february).anomalies
    assert (held.kind, held.is_held, held.award) == (AnomalyKind.DEAD, True, pension)
    # Once it was ended, nothing more is due, nor held.
    awarded.told(office.liquidator, pension, "end", FEB)
    march = office.run("2026-03")
    assert office.dues(march) == [("2026-03", "regular", 50_000)]
    assert not office.read(march).anomalies


def test_what_is_unusual_waits_for_somebody_with_a_motive(office: Office, pension: str) -> None:
    office.run("2026-01")
    awarded.decided_again(office.liquidator, pension, [(JAN, FEB, 100_000), (FEB, None, 300_000)])
    number = office.compute("2026-02")
    (unusual,) = office.read(number).open_anomalies
    assert (unusual.kind, unusual.amount, unusual.detail) == ("tripled", 300_000, "100000")
    with pytest.raises(Refused) as told:
        office.act(office.officer, "validate_run", run=number)
    assert told.value.code == "runs.anomalies_wait"
    with pytest.raises(Refused):
        office.act(office.liquidator, "accept_anomaly", run=number, kind="tripled")
    office.act(
        office.liquidator, "accept_anomaly", run=number, kind="tripled", motive="jugement vu"
    )
    office.act(office.officer, "validate_run", run=number)
    assert office.read(number).summary.state is RunState.VALIDATED


@pytest.mark.usefixtures("pension")
def test_a_discarded_run_counts_no_more_and_computed_again_it_is_the_same(office: Office) -> None:
    number = office.compute("2026-01")
    dues = office.dues(number)
    office.act(office.liquidator, "discard_run", run=number)
    assert office.dues(office.run("2026-01")) == dues
    with pytest.raises(Conflict):
        office.act(office.officer, "validate_run", run=number)


def test_a_simulation_finds_the_run_and_leaves_nothing(office: Office, pension: str) -> None:
    office.run("2026-01")
    awarded.told(office.liquidator, pension, "suspend", JAN)
    with fund_scope(office.place.fund.id):
        found = simulate_run(desk=office.liquidator, month=FEB, benefits=(), on=date(2026, 2, 1))
        assert len(benefit_runs()) == 1
    computed = office.read(office.compute("2026-02"))
    assert (found.benefits, found.changes) == (computed.benefits, computed.changes)


def test_two_awards_of_one_benefit_to_one_person_are_seen(office: Office, pension: str) -> None:
    ((person,),) = office.ask(
        "SELECT n.number FROM award a JOIN insured_number n ON n.person_id = a.person_id"
        " WHERE a.number = %s",
        pension,
    )
    office.run("2026-01")
    second = awarded.granted(office.liquidator, person, [(FEB, None, 40_000)])
    (seen,) = office.read(office.compute("2026-02")).open_anomalies
    assert (seen.kind, seen.award, seen.detail) == (AnomalyKind.TWICE, second, pension)


@pytest.mark.parametrize(
    ("periodicity", "due"),
    [
        ("once", {"2026-01": [("2026-01", "regular", 90_000)]}),
        ("quarterly", {"2026-03": [("2026-03", "regular", 90_000)]}),
    ],
)
def test_what_is_not_monthly_is_due_when_its_period_says(
    office: Office, periodicity: str, due: dict[str, list[tuple[str, str, int]]]
) -> None:
    person = factories.person(office.place)
    awarded.granted(office.liquidator, person, [(JAN, None, 90_000)], periodicity=periodicity)
    for month in ("2026-01", "2026-02", "2026-03", "2026-04"):
        assert office.dues(office.run(month)) == due.get(month, [])
