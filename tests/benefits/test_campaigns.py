"""A campaign from its definition to the money: who is given, who is left out, nobody twice."""

from datetime import date

import pytest
from django.db import IntegrityError
from tests.benefits.campaigning import a_family, allowance, defined, latest, standings
from tests.benefits.claiming import done, liquidator
from tests.benefits.running import Office
from tests.registry import families

from socle.benefits.queries.awards import awards
from socle.benefits.queries.campaigns import lines
from socle.benefits.types import AwardView
from socle.benefits.types.campaigns import CampaignState, CampaignView, ChildStanding
from socle.kernel.errors import Conflict, Refused
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk
from socle.registry.queries import person_id

GIVEN_ON = date(2025, 10, 5)
FAMILY = {
    "ELEVE": "2012-05-01",  # certified
    "BEBE": "2021-05-01",
    "GRAND": "2004-09-30",  # 21 on the eve
    "JUSTE": "2004-10-02",  # 20 years on the day, certified
    "SANS": "2014-01-01",  # no certificate
}


@pytest.fixture
def home(db: None) -> families.Household:
    home = families.household("CM")
    a_family(home, "ABENA", FAMILY, certified="ELEVE,JUSTE")
    return home


@pytest.fixture
def by(home: families.Household) -> Desk:
    return liquidator(home.place)


def closed(home: families.Household, by: Desk, found: CampaignView, children: int) -> None:
    fields = {"campaign": found.number, "children": children}
    done(home.place, by, "close_campaign_list", on=GIVEN_ON, **fields)


def award_of(home: families.Household, child: str) -> AwardView:
    with fund_scope(home.place.fund.id):
        (found,) = awards(person_ids=[person_id(home.by_name[child])])
    return found


def test_a_list_is_read_closed_by_two_paid_by_a_run_and_claimed_for_since(
    home: families.Household, by: Desk
) -> None:
    found = defined(home, by)
    told = {"eligible": 2, "too_young": 1, "too_old": 1, "no_certificate": 1}
    assert standings(home, found) == told
    assert found.state_on(GIVEN_ON) is CampaignState.DEFINED
    with pytest.raises(Refused, match="list_moved"):
        closed(home, by, found, 3)
    closed(home, by, found, 2)
    assert standings(home, found) == {"given": 2} | {
        name: number for name, number in told.items() if name != "eligible"
    }
    with pytest.raises(Conflict, match="given_already"):
        closed(home, by, found, 2)
    award = award_of(home, "ELEVE")
    (term,) = award.terms
    assert (award.benefit, award.branch, award.campaign_number, award.claim_number) == (
        *("exceptional_allowance", "family"),
        *(found.number, ""),
    )
    father = home.by_name["ABENA"]
    assert (term.amount, term.since, term.payee_number) == (54_000, date(2025, 10, 1), father)
    # The paper comes within the window.
    claim = {"campaign": found.number, "child": home.by_name["SANS"], "piece": "certificat"}
    done(home.place, by, "claim_campaign", on=date(2025, 12, 31), **claim)
    with pytest.raises(Conflict, match="child_given"):
        done(home.place, by, "claim_campaign", on=date(2025, 12, 31), **claim)
    young = claim | {"child": home.by_name["BEBE"]}
    stranger = claim | {"child": home.person("AUTRE", "2012-01-01")}
    with pytest.raises(Refused, match="left_out"):
        done(home.place, by, "claim_campaign", on=GIVEN_ON, **young)
    with pytest.raises(Refused, match="no_family_right"):
        done(home.place, by, "claim_campaign", on=GIVEN_ON, **stranger)
    with pytest.raises(Refused, match="window"):
        done(home.place, by, "claim_campaign", on=date(2026, 1, 1), **claim)
    office = Office(home.place)
    run = office.run("2025-12", "exceptional_allowance")
    assert sorted(office.dues(run)) == [
        ("2025-10", "arrears", 54_000),
        ("2025-10", "arrears", 54_000),
        ("2025-12", "regular", 54_000),
    ]
    assert office.paid() == [("2025-12", 162_000)]
    found = latest(home)
    assert (found.listed, found.claimed, found.total, found.paid) == (2, 1, 162_000, 162_000)
    # Given wrongly: ended, and the next run finds what was paid too much.
    done(home.place, by, "end_award", on=date(2025, 10, 1), award=award.number, reason="other")
    run = office.run("2026-01", "exceptional_allowance")
    assert ("2025-10", "correction", -54_000) in office.dues(run)
    with pytest.raises(Refused, match="not_revised"):
        done(home.place, by, "revise_award", award=award.number)


def test_a_child_of_two_holders_or_in_nobody_s_charge_is_told_once(
    home: families.Household, by: Desk
) -> None:
    child, mother = home.by_name["ELEVE"], home.person("MBIDA", "1985-01-01", "female")
    allowance(by, mother)
    alone = home.person("SEUL", "2013-01-01")
    for each in (child, alone):
        born = date(2013, 1, 1) if each == alone else date(2012, 5, 1)
        home.done("declare_filiation", born, child=each, mother=mother)
    found = defined(home, by)
    told = standings(home, found)
    assert (told["eligible"], told["not_borne"]) == (2, 1)
    with fund_scope(home.place.fund.id):
        listed = lines(campaign_id=found.id, standing=ChildStanding.ELIGIBLE, limit=10)
    assert {each.child: each.insured_name for each in listed}[child] == "ABENA"
    closed(home, by, found, 2)
    # Whatever code forgets the rule.
    with pytest.raises(IntegrityError, match="campaign_child_once"):
        families.forge(
            home,
            "INSERT INTO campaign_child (fund_id, campaign_id, child_id, award_id, act_id, origin)"
            " SELECT fund_id, campaign_id, child_id, (SELECT min(id) FROM award), socle_act(),"
            " origin FROM campaign_child LIMIT 1",
        )


def test_a_campaign_is_taken_back_until_it_gave(home: families.Household, by: Desk) -> None:
    back = families.Household(home.place, by)
    found = defined(home, by)
    closed(home, by, found, 2)
    with pytest.raises(Conflict, match="given_already"):
        back.undone(found.act)
    for wrong in ({"age_to": "5"}, {"claims_until": "2025-09-01"}, {"amount": "0"}):
        with pytest.raises(Refused, match="campaigns"):
            defined(home, by, **wrong)
    other = defined(home, by, label="Deuxième")
    back.undone(other.act)
    assert latest(home).number == found.number
