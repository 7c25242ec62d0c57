"""A pension that is paid covers its holder, while it is paid, and the past follows the award."""

from datetime import date
from uuid import uuid4

import pytest
from tests import factories
from tests.benefits import awarded
from tests.benefits.claiming import decided, done, filed, liquidator, told
from tests.conftest import NOW

from socle.benefits.operations.pensioners import cover_all
from socle.benefits.queries.awards import awards
from socle.coverage.queries import right, stated_covers
from socle.kernel.errors import Refused
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role
from socle.platform.acts.operations import reverse, validate
from socle.platform.acts.types import ActStatus
from socle.registry.queries import person_id

BORN, ON = date(1960, 1, 1), date(2026, 6, 30)
JULY, MAY = date(2026, 7, 1), date(2026, 5, 31)
MARCH, SEPTEMBER = date(2024, 3, 1), date(2026, 9, 1)


class Pensioner:
    """Somebody of Morocco whose old-age pension was granted from July."""

    def __init__(self, *, before: str = "") -> None:
        self.place = factories.agency("MA")
        self.person = factories.person(self.place, birth_on=BORN.isoformat())
        self.by = liquidator(self.place)
        if before:
            said = {"person": self.person, "category": before, "monthly_amount": "200"}
            self.covered = done(
                self.place, factories.desk(self.place.fund, Role.FAMILY_OFFICER),
                "open_coverage", on=MAY, **said,
            )  # fmt: skip
        claim = filed(self.place, self.by, self.person, "old_age", ON, on=ON)
        told(self.place, self.by, claim, insured_days="7560", average_wage="6000")
        (award,) = decided(self.place, self.by, claim).awards
        self.award = award.number

    def covers(self, on: date) -> tuple[bool | None, str]:
        with fund_scope(self.place.fund.id):
            found = right(fund=self.place.fund, person=self.person, on=on, known_at=None).right
        return found.is_open, found.cover.category if found.cover else ""

    def act(self, code: str, on: date, **said: str) -> str:
        return done(self.place, self.by, code, on=on, award=self.award, **said).act


def undone(place: factories.Agency, by: Desk, number: str) -> None:
    with fund_scope(place.fund.id):
        back = reverse(desk=by, number=number, motive="erreur", key=uuid4().hex, at=NOW)
        if back.status is ActStatus.TO_VALIDATE:
            validate(desk=place.verifier, number=back.act, at=NOW)


@pytest.mark.usefixtures("db")
def test_a_pension_covers_from_its_first_day_and_not_while_it_is_suspended() -> None:
    pensioner = Pensioner()
    assert pensioner.covers(MAY) == (False, "")
    assert pensioner.covers(JULY) == (True, "pensioner")
    september = date(2026, 9, 1)
    act = pensioner.act("suspend_award", september, reason="inquiry")
    assert pensioner.covers(date(2026, 8, 31)) == (True, "pensioner")
    assert pensioner.covers(september) == (False, "")
    # Taken back, what it closed is open again; so is it when the suspension is lifted.
    undone(pensioner.place, pensioner.by, act)
    assert pensioner.covers(september) == (True, "pensioner")
    pensioner.act("suspend_award", september, reason="inquiry")
    pensioner.act("lift_suspension", september)
    assert pensioner.covers(september) == (True, "pensioner")
    # Ended from the past: those days are covered no more.
    pensioner.act("end_award", JULY, reason="other")
    assert pensioner.covers(JULY) == (False, "")


@pytest.mark.usefixtures("db")
def test_pensions_awarded_before_acts_stated_covers_are_covered_since_their_first_day() -> None:
    place = factories.agency("MA")
    by = liquidator(place)
    old, other, covered = (
        factories.person(place, number, birth_on=f"{year}-01-01", family_name=name)
        for number, year, name in (
            ("123456785", 1958, "ALAOUI"),
            ("198765434", 1959, "BENNANI"),
            ("145678929", 1960, "CHRAIBI"),
        )
    )
    first = awarded.granted(by, old, [(MARCH, JULY, 100_000), (JULY, None, 120_000)])
    awarded.granted(by, old, [(date(2024, 1, 1), None, 9_000)], benefit="survivors")
    late = awarded.granted(by, other, [(MARCH, None, 50_000)])
    awarded.told(by, late, "suspend", SEPTEMBER)
    awarded.granted(by, covered, [(MARCH, None, 50_000)])
    said = {"person": covered, "category": "achamil", "monthly_amount": "200"}
    officer = factories.desk(place.fund, Role.FAMILY_OFFICER)
    done(place, officer, "open_coverage", on=JULY, **said)
    assert cover_all(fund=place.fund, at=NOW) == 1
    assert covers(place, old) == [
        ("pensioner", date(2024, 1, 1), MARCH, False),
        ("pensioner", MARCH, JULY, True),
        ("pensioner", JULY, None, True),
    ]
    assert [each[:3] for each in covers(place, other)] == [("pensioner", MARCH, SEPTEMBER)]
    assert [each[:3] for each in covers(place, covered)] == [
        ("pensioner", MARCH, JULY),
        ("achamil", JULY, None),
    ]
    # Nobody is left, and the next act on an award finds its cover as it would have stated it.
    assert cover_all(fund=place.fund, at=NOW) == 0
    with pytest.raises(Refused, match="pensioners_covered"):
        done(place, by, "cover_pensioners")
    done(place, by, "suspend_award", on=SEPTEMBER, award=first, reason="inquiry")
    assert [each[1:3] for each in covers(place, old)] == [
        (date(2024, 1, 1), MARCH),
        (MARCH, JULY),
        (JULY, SEPTEMBER),
        (SEPTEMBER, None),
    ]


def covers(place: factories.Agency, person: str) -> list[tuple[str, date, date | None, bool]]:
    """Category, days, and whether the number is that of the first award."""
    with fund_scope(place.fund.id):
        found = stated_covers(person=person, branch="health", known_at=None)
        first = min(award.id for award in awards(person_ids=[person_id(person)]))
        numbers = {each.number: each.id for each in awards(person_ids=[person_id(person)])}
    rows = sorted(found, key=lambda each: each.since)
    return [
        (each.category, each.since, each.until, numbers.get(each.reference) == first)
        for each in rows
    ]


@pytest.mark.usefixtures("db")
def test_what_another_act_stated_stays() -> None:
    pensioner = Pensioner(before="achamil")
    assert pensioner.covers(JULY)[1] == "achamil"


@pytest.mark.usefixtures("db")
def test_a_country_without_rules_of_cover_states_none() -> None:
    place = factories.agency("CM")
    person = factories.person(place, birth_on="1966-05-01")
    by = liquidator(place)
    claim = filed(place, by, person, "old_age", ON)
    proved = {"insurance_months": 180, "months_in_last_10_years": 60, "years_registered": 20}
    told(place, by, claim, **proved, average_wage="200000")
    assert len(decided(place, by, claim).awards) == 1
