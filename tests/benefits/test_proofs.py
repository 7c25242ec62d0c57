"""What keeps a right, and what was overpaid: windows, suspension, lifting, retention, remission."""

from datetime import UTC, date, datetime

import pytest
from tests import factories
from tests.benefits import awarded, claiming
from tests.benefits.campaigning import a_family
from tests.benefits.running import FEB, JAN, Office, done
from tests.registry import families

from socle.benefits.keeping import window_rule
from socle.benefits.operations.schooling import restore_all
from socle.benefits.queries.awards import award as award_view
from socle.benefits.queries.household import household
from socle.benefits.queries.overpayments import overpayments
from socle.benefits.queries.proofs import awaited_proofs, every_proof
from socle.benefits.queries.reminders import reminders
from socle.benefits.types.proofs import ProofState, Window
from socle.countries.registry import country
from socle.kernel.errors import Refused
from socle.platform.access.scope import fund_scope


def test_a_window_is_the_country_s_or_the_month_in_which_the_right_began() -> None:
    cameroon = window_rule("CM")
    assert cameroon.closed(JAN, 5) == Window(date(2025, 10, 1), date(2025, 12, 31), JAN)
    assert cameroon.closed(date(2025, 12, 31), 5).suspended_on == date(2025, 1, 1)
    elsewhere = window_rule("MA")
    assert elsewhere.closed(date(2026, 7, 1), 5) == Window(
        date(2026, 5, 1), date(2026, 5, 31), date(2026, 7, 1)
    )
    assert elsewhere.closed(date(2026, 6, 30), 5).first == date(2025, 5, 1)
    assert elsewhere.following(date(2026, 6, 30), 5).first == date(2026, 5, 1)


def states(office: Office, on: date) -> list[ProofState]:
    with fund_scope(office.place.fund.id):
        return [each.state for each in awaited_proofs(country="CM", on=on)]


@pytest.mark.usefixtures("db")
def test_who_proves_nothing_is_suspended_and_a_proof_pays_every_month_since() -> None:
    office = Office()
    person = factories.person(office.place)
    awarded.granted(office.liquidator, person, [(date(2025, 3, 1), None, 80_000)])
    assert states(office, date(2025, 9, 30)) == []
    assert states(office, date(2025, 11, 5)) == [ProofState.DUE]
    assert states(office, JAN) == [ProofState.LATE]
    office.run("2025-12")
    done(office, office.liquidator, "suspend_unproved", JAN)
    assert states(office, JAN) == [ProofState.SUSPENDED]
    with pytest.raises(Refused):
        done(office, office.liquidator, "suspend_unproved", JAN)
    assert office.dues(office.run("2026-01")) == []
    proof = {"person": person, "kind": "life", "method": "home_visit"}
    done(office, office.liquidator, "record_proof", date(2026, 2, 10), **proof)
    assert states(office, date(2026, 2, 10)) == []
    assert office.dues(office.run("2026-02")) == [
        ("2026-01", "arrears", 80_000),
        ("2026-02", "regular", 80_000),
    ]


@pytest.mark.usefixtures("db")
def test_an_overpayment_is_kept_by_its_share_then_given_up_whole() -> None:
    office = Office()
    person = factories.person(office.place)
    lost = awarded.granted(
        office.liquidator,
        person,
        [(JAN, None, 30_000)],
        benefit="work_injury",
        branch="work_injury",
    )
    awarded.granted(office.liquidator, person, [(JAN, None, 100_000)])
    office.run("2026-01")
    awarded.told(office.liquidator, lost, "end", JAN)
    office.run("2026-02")
    with fund_scope(office.place.fund.id):
        (found,) = overpayments()
    assert (found.amount, found.rest, found.percent) == (30_000, 30_000, None)
    with pytest.raises(Refused) as told:
        done(
            office, office.liquidator, "plan_recovery", FEB, overpayment=found.number, percent="21"
        )
    assert told.value.code == "overpayments.share"
    done(office, office.liquidator, "plan_recovery", FEB, overpayment=found.number)
    assert office.dues(office.run("2026-03")) == [
        ("2026-03", "regular", 100_000),
        ("2026-03", "retention", -20_000),
    ]
    assert office.paid()[-1] == ("2026-03", 80_000)
    done(office, office.liquidator, "remit_overpayment", FEB, overpayment=found.number)
    with fund_scope(office.place.fund.id):
        (found,) = overpayments()
    assert (found.kept, found.remitted, found.rest) == (20_000, 10_000, 0)
    assert office.dues(office.run("2026-04")) == [("2026-04", "regular", 100_000)]
    assert office.ask(
        "SELECT account, sum(amount)::bigint FROM account_posting"
        " WHERE account IN ('loss', 'overpayment') GROUP BY 1 ORDER BY 1"
    ) == [("loss", 10_000), ("overpayment", 0)]


@pytest.mark.usefixtures("db")
def test_a_school_certificate_is_awaited_of_each_child_who_must_study() -> None:
    home = families.household("CM")
    children = {"ELEVE": "2012-05-01", "SANS": "2019-05-01", "BEBE": "2023-01-01"}
    father = a_family(home, "ABENA", children, certified="ELEVE")

    def told(on: date) -> list[tuple[str, str]]:
        with fund_scope(home.place.fund.id):
            found = every_proof(fund=home.place.fund, on=on)
        return [(each.child_name, each.state.value) for each in found]

    assert told(date(2025, 9, 30)) == []
    assert told(date(2025, 11, 5)) == [("SANS", "due")]
    assert told(JAN) == [("SANS", "late")]
    # Next year's window asks both again: the certificate ends with the school year.
    assert told(date(2026, 11, 5)) == [("ELEVE", "due"), ("SANS", "late")]
    study = {"level": "school", "until": "2026-09-30"}
    home.done("record_schooling", JAN, person=home.by_name["SANS"], **study)
    assert told(JAN) == []
    contact = {"number": father, "phone": "677000001", "language": "en"}
    home.done("change_contact", date(2025, 1, 1), by=home.place.registration, **contact)
    with fund_scope(home.place.fund.id):
        lines = every_proof(fund=home.place.fund, on=date(2026, 11, 5))
        (letter,) = reminders(
            fund=home.place.fund, lines=lines, on=date(2026, 11, 5), language="fr"
        )
    assert (letter.language, len(letter.listings[0].rows)) == ("en", 2)
    assert "ELEVE" in letter.listings[0].rows[0][1]
    assert "01/01/2027" not in letter.body[0]
    assert "31/12/2026" in letter.listings[0].rows[0][2]


class School:
    """A family whose allowances were decided by the law, each child by their age and papers."""

    def __init__(self) -> None:
        self.home = families.household("CM")
        self.place = self.home.place
        self.office = Office(self.place)
        home = self.home
        self.father = home.person("ABENA", "1980-01-01", "male")
        for name, born in (("GRANDE", "2008-05-01"), ("PETIT", "2024-01-01")):
            number = home.person(name, born)
            day = date.fromisoformat(born)
            home.done("declare_filiation", day, child=number, father=self.father)
            home.done("take_charge", day, dependant=number, bearer=self.father, benefit="family")
        self.certified(date(2024, 9, 15), "2025-07-15")
        by = claiming.liquidator(self.place)
        event = date(2025, 2, 1)
        claim = claiming.filed(self.place, by, self.father, "family_allowance", event, on=event)
        work = {"days_in_month": 20, "monthly_wage": "60000"}
        claiming.told(self.place, by, claim, **work)
        (award,) = claiming.decided(self.place, by, claim).awards
        self.award = award.number

    def certified(self, on: date, until: str) -> None:
        study = {"level": "school", "until": until}
        self.home.done("record_schooling", on, person=self.home.by_name["GRANDE"], **study)

    def terms(self) -> list[tuple[date, date | None, int]]:
        with fund_scope(self.place.fund.id):
            found = award_view(number=self.award).terms
        return [(each.since, each.until, each.amount) for each in found]

    def told(self, on: date) -> list[tuple[str, str]]:
        with fund_scope(self.place.fund.id):
            found = every_proof(fund=self.place.fund, on=on)
        return [(each.child_name, each.state.value) for each in found]

    def restored(self) -> int:
        return restore_all(fund=self.place.fund, at=datetime.now(UTC))


@pytest.mark.usefixtures("db")
def test_a_child_is_counted_until_the_window_of_certificates_closes_and_again_once_one_comes() -> (
    None
):
    school = School()
    march, new_year, of_age = date(2025, 3, 1), date(2026, 1, 1), date(2029, 5, 1)
    # The certificate ended in July; the fund asks the next one until December.
    assert school.terms()[:2] == [(march, new_year, 9_000), (new_year, date(2031, 1, 1), 4_500)]
    assert school.told(date(2025, 11, 5)) == [("GRANDE", "due")]
    assert school.told(new_year) == [("GRANDE", "suspended")]
    assert school.restored() == 0
    # Given in February, for the school year: January is owed too.
    school.certified(date(2025, 9, 15), "2026-07-15")
    assert school.restored() == 1
    assert school.restored() == 0
    assert school.told(date(2026, 2, 10)) == []
    assert school.terms()[1:3] == [
        (date(2025, 10, 1), date(2027, 1, 1), 9_000),
        (date(2027, 1, 1), date(2031, 1, 1), 4_500),
    ]
    school.certified(date(2026, 9, 15), "2029-07-15")
    assert school.restored() == 1
    assert (school.terms()[2][1], school.terms()[2][2]) == (of_age, 9_000)


@pytest.mark.usefixtures("db")
def test_a_newborn_is_not_lost_when_a_certificate_restores_from_before_the_birth() -> None:
    school = School()
    home = school.home
    baby = home.person("BEBE", "2025-11-03")
    day = date(2025, 11, 3)
    home.done("declare_filiation", day, child=baby, father=school.father)
    home.done("take_charge", day, dependant=baby, bearer=school.father, benefit="family")
    school.certified(date(2025, 9, 15), "2026-07-15")
    assert school.restored() == 2
    assert school.terms()[2][2] == 13_500


@pytest.mark.usefixtures("db")
def test_children_late_are_left_out_by_one_act_and_come_back_with_their_certificate() -> None:
    school = School()
    march, on = date(2025, 3, 1), date(2026, 4, 1)
    # Decided as others once did: for ever, whatever the certificate says.
    by = school.office.liquidator
    awarded.decided_again(by, school.award, [(march, None, 9_000)], on=date(2025, 2, 1))
    school.home.dies(school.home.by_name["PETIT"], "2026-02-02")
    assert school.told(on) == [("GRANDE", "late")]
    done(school.office, by, "suspend_unproved", on)
    assert school.told(on) == []
    # Nobody is counted any more: the award ended by itself, and a paper brings it back.
    assert school.terms() == [(march, on, 9_000)]
    school.certified(date(2025, 9, 15), "2026-07-15")
    # From the school year on, then from the day on which the family lost a child.
    assert school.restored() == 2
    assert school.terms()[-1][1:] == (date(2027, 1, 1), 4_500)


@pytest.mark.usefixtures("db")
def test_a_certificate_of_the_year_keeps_the_child_until_the_next_window_has_closed() -> None:
    school = School()
    # Late for the window before, then in: the fund asks the next one, and pays until its end.
    school.certified(date(2026, 2, 10), "2026-07-15")
    assert school.restored() == 1
    assert (date(2026, 3, 1), date(2027, 1, 1), 9_000) in school.terms()
    assert school.told(date(2026, 11, 5)) == [("GRANDE", "due")]
    with fund_scope(school.place.fund.id):
        fund = school.place.fund
        scheme = country(fund.country).scheme(fund.scheme)
        seen = household(
            fund=fund,
            scheme=scheme,
            number=school.father,
            benefit="family_allowance",
            on=date(2026, 11, 1),
        )
    assert next((each.name, each.until) for each in seen.children) == (
        "GRANDE",
        date(2027, 1, 1),
    )
