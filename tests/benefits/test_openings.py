"""What the register suggests to open: births, ages, deaths, each once; the dead who are paid."""

from datetime import date

import pytest
from tests import factories
from tests.benefits import awarded
from tests.benefits.campaigning import a_family, allowance
from tests.benefits.claiming import done, liquidator
from tests.benefits.running import Office
from tests.conftest import NOW, TODAY
from tests.registry import families

from socle.benefits.queries.claims import claims
from socle.benefits.queries.openings import openings
from socle.kernel.errors import Refused
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk
from socle.platform.acts.operations import submit

BORN = date(2026, 9, 1)


@pytest.fixture
def home(db: None) -> families.Household:
    return families.household("CM")


@pytest.fixture
def by(home: families.Household) -> Desk:
    return liquidator(home.place)


def suggested(home: families.Household, on: date = TODAY) -> list[tuple[str, str, str, date, bool]]:
    """Cause, benefit, insured, event, whether an award is to be revised."""
    with fund_scope(home.place.fund.id):
        found = openings(fund=home.place.fund, on=on, limit=50)
    return [
        (each.cause.value, each.benefit, each.name, each.event_on, bool(each.award))
        for each in found
    ]


def a_birth(home: families.Household, father: str, name: str) -> None:
    child = home.person(name, BORN.isoformat())
    home.done("declare_filiation", BORN, child=child, father=father)
    home.done("take_charge", BORN, dependant=child, bearer=father, benefit="family")


def test_an_age_is_suggested_beforehand_and_opened_once(home: families.Household, by: Desk) -> None:
    worker = home.person("ABENA", "1967-03-10", "male")  # 60 in less than six months
    home.person("MBIDA", "1967-03-10", "female")  # never worked
    later = home.person("ETOA", "1967-12-10", "male")
    for each in (worker, later):
        home.works(each, date(2016, 1, 1))
    line = ("age", "old_age", "ABENA", date(2027, 3, 10), False)
    assert suggested(home) == [line]
    asked = {"person": worker, "benefit": "old_age", "event_on": "2027-03-10"}
    with pytest.raises(Refused, match="not_suggested"):
        done(home.place, by, "open_claim", **asked | {"person": later})
    done(home.place, by, "open_claim", **asked)
    assert suggested(home) == []
    with fund_scope(home.place.fund.id):
        (claim,) = claims(limit=5)
    assert (claim.person_number, claim.event_on) == (worker, date(2027, 3, 10))
    with pytest.raises(Refused, match="not_suggested"):
        done(home.place, by, "open_claim", **asked)


@pytest.mark.usefixtures("db")
def test_the_self_employed_are_suggested_their_age_too() -> None:
    home = families.household("MA")
    person = home.person("BENNANI", "1967-03-10", "male")
    assert suggested(home) == []
    affiliate = {"affiliate_kind": "self_employed", "person": person, "legal_name": "Bennani"}
    factories.act(home.place.registration, "affiliate_employer", number="1234567", **affiliate)
    assert suggested(home) == [("age", "old_age", "BENNANI", date(2027, 3, 10), False)]


def test_a_child_opens_a_claim_or_a_revision_and_may_be_set_aside(
    home: families.Household, by: Desk
) -> None:
    father = home.person("ABENA", "1990-01-01", "male")
    home.works(father, date(2020, 1, 1))
    other = a_family(home, "ETOA", {"AINE": "2015-01-01"})
    a_birth(home, father, "UN")
    a_birth(home, other, "DEUX")
    assert suggested(home) == [
        ("birth", "family_allowance", "ABENA", BORN, False),
        ("birth", "family_allowance", "ETOA", BORN, True),
    ]
    asked = {"person": other, "benefit": "family_allowance", "event_on": BORN}
    with pytest.raises(Refused, match="to_revise"):
        done(home.place, by, "open_claim", **asked)
    done(home.place, by, "open_claim", **asked | {"person": father})
    silent = {"fields": {key: str(said) for key, said in asked.items()}, "effective_on": TODAY}
    with fund_scope(home.place.fund.id), pytest.raises(Refused, match="motive_missing"):
        submit(desk=by, act_type_code="dismiss_opening", motive="", key="k", at=NOW, **silent)
    done(home.place, by, "dismiss_opening", **asked)
    assert suggested(home) == []


def test_the_dead_leave_claims_to_open_and_awards_to_end(
    home: families.Household, by: Desk
) -> None:
    him = home.person("ABENA", "1950-01-01", "male")
    her = home.person("MBIDA", "1955-01-01", "female")
    home.done("marry", families.WED, husband=him, wife=her)
    awarded.granted(by, him, [(date(2026, 6, 1), None, 80_000)])
    office = Office(home.place)
    for month in ("2026-06", "2026-07"):
        office.run(month)
    home.dies(him, "2026-06-15")
    lines = [
        ("death", benefit, "ABENA", date(2026, 6, 15), False)
        for benefit in ("funeral", "survivors")
    ]
    assert suggested(home) == lines
    with pytest.raises(Refused, match="list_moved"):
        done(home.place, by, "end_for_death", awards="2")
    done(home.place, by, "end_for_death", awards="1")
    with pytest.raises(Refused, match="none_dead"):
        done(home.place, by, "end_for_death", awards="1")
    # July was paid after the death: it is to be given back.
    assert office.dues(office.run("2026-08")) == [
        ("2026-07", "correction", -80_000),
        ("2026-08", "overpaid", 80_000),
    ]
    done(home.place, by, "open_claim", person=him, benefit="survivors", event_on="2026-06-15")
    assert suggested(home) == lines[:1]


def test_an_allowance_given_since_is_not_suggested(home: families.Household, by: Desk) -> None:
    father = home.person("ABENA", "1990-01-01", "male")
    home.works(father, date(2020, 1, 1))
    a_birth(home, father, "UN")
    allowance(by, father, date(2026, 10, 1))
    assert suggested(home) == []
