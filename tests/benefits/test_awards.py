"""Awards through their life: shares that change on their day, suspended, lifted, ended, revised."""

from datetime import date

import pytest
from tests import factories
from tests.benefits.bordering import ELSEWHERE, sheet, taken
from tests.benefits.claiming import decided, done, filed, liquidator, read, told
from tests.benefits.test_claims import computed
from tests.conftest import TODAY
from tests.contributions.files import JANUARY, dipe, handed_in
from tests.registry import families

from socle.benefits.liaison import document_of
from socle.benefits.queries.letters import decision_letter
from socle.benefits.types import AwardView, ClaimView, Origin, Stage
from socle.kernel.errors import Conflict, Refused
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk
from socle.platform.printing.checks import as_written

BORN, WED, DIED = "1970-02-01", date(2005, 6, 1), "2026-03-10"


@pytest.fixture
def home(db: None) -> families.Household:
    """A man who died, his widow, and three children of whom one turns 21 in 2027."""
    home = families.household("CM")
    father = home.person("ABENA", BORN, "male")
    mother = home.person("MBIDA", "1975-05-05", "female")
    home.done("marry", WED, husband=father, wife=mother)
    for name, born in (("AINE", "2006-07-15"), ("CADET", "2012-01-20"), ("BENJAMIN", "2018-09-09")):
        child = home.person(name, born, "female")
        born_on = date.fromisoformat(born)
        home.done("declare_filiation", born_on, child=child, father=father, mother=mother)
    home.dies(father, DIED)
    return home


@pytest.fixture
def by(home: families.Household) -> Desk:
    return liquidator(home.place)


def survivors(home: families.Household, by: Desk) -> ClaimView:
    claim = filed(home.place, by, home.by_name["ABENA"], "survivors", date.fromisoformat(DIED))
    told(home.place, by, claim, pension_of_deceased="100000")
    return decided(home.place, by, claim)


def amounts(claim: ClaimView, on: date) -> dict[str, int]:
    """What each beneficiary has on a day, by name."""
    return {
        each.beneficiary_name: term.amount
        for each in claim.awards
        if (term := each.term_on(on)) is not None
    }


def test_shares_of_survivors_change_on_the_day_a_child_comes_of_age(
    home: families.Household, by: Desk
) -> None:
    found = survivors(home, by)
    # 50 % and three times 25 % pass the whole: reduced in proportion.
    assert amounts(found, date(2026, 4, 1)) == {
        "MBIDA": 40_000, "AINE": 20_000, "CADET": 20_000, "BENJAMIN": 20_000,
    }  # fmt: skip
    assert amounts(found, date(2026, 3, 31)) == {}
    # The month begun is whole: the eldest turns 21 on 15 July 2027.
    assert amounts(found, date(2027, 7, 31))["AINE"] == 20_000
    assert amounts(found, date(2027, 8, 1)) == {
        "MBIDA": 50_000, "CADET": 25_000, "BENJAMIN": 25_000,
    }  # fmt: skip
    assert amounts(found, date(2050, 1, 1)) == {"MBIDA": 50_000}
    mother = home.by_name["MBIDA"]
    assert {each.terms[0].payee_number for each in found.awards} == {mother}


def award_of(claim: ClaimView, name: str) -> AwardView:
    return next(each for each in claim.awards if each.beneficiary_name == name)


def test_an_award_is_suspended_lifted_and_ended_from_the_first_of_a_month(
    home: families.Household, by: Desk
) -> None:
    place, found = home.place, survivors(home, by)
    number = award_of(found, "MBIDA").number
    on = date(2026, 6, 15)
    done(place, by, "suspend_award", on=on, award=number, reason="life_proof_missing")

    def states() -> list[str]:
        award = award_of(read(place, found.number), "MBIDA")
        return [award.state_on(day) for day in (date(2026, 6, 30), date(2026, 7, 1))]

    assert states() == ["active", "suspended"]
    with pytest.raises(Conflict, match="nothing_to_suspend"):
        done(place, by, "suspend_award", on=on, award=number, reason="other")
    done(place, by, "lift_suspension", on=date(2026, 7, 1), award=number)
    assert states() == ["active", "active"]
    # She marries again: her part ends, and a revision gives it to the orphans' division.
    with pytest.raises(Refused, match="end_without_death"):
        done(place, by, "end_award", on=date(2026, 9, 1), award=number, reason="death")
    done(place, by, "end_award", on=date(2026, 9, 1), award=number, reason="remarriage")
    assert award_of(read(place, found.number), "MBIDA").state_on(date(2026, 9, 1)) == "ended"
    done(place, by, "revise_award", on=date(2026, 9, 1), award=award_of(found, "CADET").number)
    revised = read(place, found.number)
    assert amounts(revised, date(2026, 8, 1))["CADET"] == 20_000
    assert amounts(revised, date(2026, 9, 1)) == {
        "AINE": 25_000, "CADET": 25_000, "BENJAMIN": 25_000,
    }  # fmt: skip
    with pytest.raises(Conflict, match="nothing_changes"):
        done(place, by, "revise_award", on=date(2026, 9, 1),
             award=award_of(found, "CADET").number)  # fmt: skip


def test_a_payee_is_changed_by_two_people(home: families.Household, by: Desk) -> None:
    place, found = home.place, survivors(home, by)
    aunt = home.person("NGONO", "1980-01-01", "female")
    number = award_of(found, "CADET").number
    done(place, by, "change_payee", on=date(2026, 8, 1), award=number, payee=aunt)
    award = award_of(read(place, found.number), "CADET")
    paid = [award.term_on(day).payee_number for day in (date(2026, 7, 1), date(2026, 8, 1))]  # type: ignore[union-attr]
    assert paid == [home.by_name["MBIDA"], aunt]
    # Who is paid one share reads nobody else's in the letter.
    with fund_scope(place.fund.id):
        letter = decision_letter(number=found.number, is_whole=False, of_awards={number})
    assert {row[0] for row in letter.listings[0].rows} == {as_written("CADET")}
    with pytest.raises(Refused, match="payee_dead"):
        done(place, by, "change_payee", on=TODAY, award=number, payee=home.by_name["ABENA"])


def test_a_decision_is_taken_back_with_its_awards(home: families.Household, by: Desk) -> None:
    found = survivors(home, by)
    decision = found.last_decision
    assert decision is not None
    home.officer = by
    home.undone(decision.act_number)
    back = read(home.place, found.number)
    assert (back.stage, back.awards, back.last_decision) == (Stage.READY, (), None)
    again = decided(home.place, by, found.number)
    assert len(again.awards) == 4


def test_survivors_of_a_career_in_two_funds_have_this_funds_share(
    home: families.Household, by: Desk
) -> None:
    place, dead = home.place, home.by_name["ABENA"]
    factories.employer(place)
    for month in (1, 2):
        content = dipe([350_000], persons=[dead], month=JANUARY + month - 1)
        handed_in(place.accounts, content, key=f"m{month}", on=date(2026, month + 1, 8))
    claim = filed(place, by, dead, "survivors", date.fromisoformat(DIED))
    # Two months open nothing: what the deceased would have had is not known.
    assert computed(place, claim).missing == ("pension_of_deceased",)
    taken(place, by, dead, document_of(sheet(ELSEWHERE, birth_on=BORN)))
    found = computed(place, claim)
    across = found.totalisation
    assert across is not None
    assert (across.own, across.total, found.missing) == (2, 254, ())
    (pension,) = (each for each in found.facts if each.name == "pension_of_deceased")
    assert pension.origin is Origin.COMPUTED
    # Together they have no more than the deceased: the whole pension, of which 2 months in 254.
    assert across.theoretical == pension.value > 0
    assert found.amount == (2 * pension.value * 2 + 254) // 508
    granted = decided(place, by, claim, judged="actes de mariage vus")
    had = amounts(granted, date(2026, 4, 1))
    widow, orphan = pension.value * 2 // 5, pension.value // 5
    assert had.keys() == {"MBIDA", "AINE", "CADET", "BENJAMIN"}
    assert abs(had["MBIDA"] - widow * 2 / 254) <= 1
    assert abs(had["AINE"] - orphan * 2 / 254) <= 1


def test_survivors_ask_for_a_death_that_the_register_knows(
    home: families.Household, by: Desk
) -> None:
    day = date.fromisoformat(DIED)
    with pytest.raises(Refused, match="death_unknown"):
        filed(home.place, by, home.by_name["MBIDA"], "survivors", day)
    with pytest.raises(Refused, match="death_otherwise"):
        filed(home.place, by, home.by_name["ABENA"], "survivors", date(2026, 3, 11))
    with pytest.raises(Refused, match="person_dead"):
        filed(home.place, by, home.by_name["ABENA"], "old_age", date(2026, 6, 1))
    filed(home.place, by, home.by_name["ABENA"], "survivors", day)
    with pytest.raises(Conflict, match="claim_open"):
        filed(home.place, by, home.by_name["ABENA"], "survivors", day)


def test_a_condition_of_the_widow_that_no_file_proves_is_judged_by_a_person(db: None) -> None:
    home = families.household("CM")
    father = home.person("ABENA", BORN, "male")
    for name, born, wed in (
        ("MBIDA", "1985-05-05", WED),
        ("NGONO", "1970-05-05", date(2025, 9, 1)),
    ):
        wife = home.person(name, born, "female")
        home.done("marry", wed, husband=father, wife=wife, regime="polygamy")
    home.dies(father, DIED)
    by = liquidator(home.place)
    with pytest.raises(Refused, match="judgment_missing") as missing:
        survivors(home, by)
    asked = str(missing.value.facts["values"])
    assert asked == "cnps.survivors.widow_age, cnps.survivors.marriage_years"
    claim = str(missing.value.facts["claim"])
    found = decided(home.place, by, claim, judged="certificats d'invalidité et de grossesse vus")
    assert found.last_decision is not None
    steps = found.last_decision.calculation.steps
    unchecked = {each.label: str(each.value) for each in steps if each.label.endswith("_unchecked")}
    assert "MBIDA" in unchecked["widow_age_unchecked"]
    assert "NGONO" in unchecked["marriage_years_unchecked"]
