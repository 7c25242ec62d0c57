"""Unions: ranks, one husband, divorce and annulment, what a death ends, what a reversal meets."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.conftest import NOW, TODAY
from tests.registry.families import WED, Household, forge, household
from tests.registry.people import done as declared

from socle.kernel.errors import Conflict, Refused
from socle.platform.access.scope import fund_scope
from socle.platform.acts.errors import Invalid
from socle.platform.acts.operations import reverse, validate
from socle.platform.acts.types import ActStatus
from socle.registry.queries.families import family
from socle.registry.types import FamilyView

D = date


@pytest.fixture
def home(db: None) -> Household:
    home = household("CM")
    home.person("MBALLA", "1975-03-02", "male")
    home.person("NGONO", "1980-04-05", "female")
    home.person("ATEBA", "1985-09-09", "female")
    return home


def couple(home: Household, wife: str = "NGONO") -> dict[str, str]:
    return {"husband": home.by_name["MBALLA"], "wife": home.by_name[wife]}


def seen(home: Household, name: str, on: date) -> FamilyView:
    with fund_scope(home.place.fund.id):
        return family(number=home.by_name[name], on=on, known_at=None)


def test_wives_have_ranks_and_a_divorce_frees_one(home: Household) -> None:
    home.done("marry", WED, **couple(home))
    home.done("marry", D(2015, 1, 1), **couple(home, "ATEBA"))
    shown = [
        (each.who.name, each.rank, each.state)
        for each in seen(home, "MBALLA", D(2016, 1, 1)).spouses
    ]
    assert shown == [("NGONO", 1, "married"), ("ATEBA", 2, "married")]
    home.done("divorce", D(2018, 1, 1), **couple(home))
    third = home.person("BIYA", "1990-01-01", "female")
    with pytest.raises(Invalid) as told:
        home.act("marry", D(2019, 1, 1), husband=home.by_name["MBALLA"], wife=third,
                 regime="polygamy")  # fmt: skip
    assert [each.code for each in told.value.faults] == [
        "family.doubt_second_wife",
        "acts.doubt_without_motive",
    ]
    home.done("marry", D(2019, 1, 1), husband=home.by_name["MBALLA"], wife=third)
    after = [
        (each.who.name, each.rank, each.state)
        for each in seen(home, "MBALLA", D(2020, 1, 1)).spouses
    ]
    assert sorted(after) == [
        ("ATEBA", 2, "married"),
        ("BIYA", 1, "married"),
        ("NGONO", 1, "divorced"),
    ]


def test_a_death_ends_a_marriage_and_frees_the_widow(home: Household) -> None:
    home.done("marry", WED, **couple(home))
    died = declared(home.place, "declare_death", on=D(2020, 5, 5), number=home.by_name["MBALLA"])
    [before] = seen(home, "NGONO", D(2020, 5, 4)).spouses
    [since] = seen(home, "NGONO", D(2020, 5, 5)).spouses
    assert (before.state, since.state) == ("married", "widowed")
    other = home.person("FOUDA", "1970-01-01", "male")
    home.done("marry", D(2022, 1, 1), husband=other, wife=home.by_name["NGONO"])
    states = {each.who.name: each.state for each in seen(home, "NGONO", D(2023, 1, 1)).spouses}
    assert states == {"MBALLA": "widowed", "FOUDA": "married"}
    # Nor does he come back to life beside the marriage that followed.
    with fund_scope(home.place.fund.id):
        back = reverse(
            desk=home.place.registration, number=died.act, motive="Erreur", key="r", at=NOW
        )
        with pytest.raises(Refused, match=r"acts.later_act"), transaction.atomic():
            validate(desk=home.place.verifier, number=back.act, at=NOW)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"wife": "MBALLA"}, "family.self_marriage"),
        ({"husband": "NGONO", "wife": "MBALLA"}, "family.wrong_sex"),
        ({"rank": "0"}, "family.rank_wrong"),
        ({"rank": "II"}, "family.rank_wrong"),
    ],
)
def test_what_cannot_be_a_marriage_is_refused(
    home: Household, said: dict[str, str], code: str
) -> None:
    fields = {"husband": "MBALLA", "wife": "NGONO"} | said
    named = {name: home.by_name.get(value, value) for name, value in fields.items()}
    with pytest.raises(Refused, match=code):
        home.done("marry", WED, **named)


def test_a_taken_rank_a_married_wife_and_the_same_pair_again_are_refused(home: Household) -> None:
    home.done("marry", WED, **couple(home))
    with pytest.raises(Conflict, match=r"family.already_married"):
        home.done("marry", D(2012, 1, 1), **couple(home))
    with pytest.raises(Refused, match=r"family.rank_taken"):
        home.done("marry", D(2012, 1, 1), **couple(home, "ATEBA"), rank="1")
    other = home.person("FOUDA", "1970-01-01", "male")
    with pytest.raises(Refused, match=r"family.wife_married"):
        home.done("marry", D(2012, 1, 1), husband=other, wife=home.by_name["NGONO"])
    with pytest.raises(Refused, match=r"acts.future_day"):
        home.done("marry", TODAY + timedelta(days=9), husband=other, wife=home.by_name["ATEBA"])
    # Before the wedding too: it would run into the marriage that follows.
    with pytest.raises(Refused, match=r"family.wife_married"):
        home.done("marry", D(2009, 1, 1), husband=other, wife=home.by_name["NGONO"])


def test_the_dead_and_the_unborn_do_not_marry_and_kin_do_not(home: Household) -> None:
    dead = home.person("MORTE", "1970-01-01", "female", died="2009-01-01")
    with pytest.raises(Refused, match=r"family.dead"):
        home.done("marry", WED, husband=home.by_name["MBALLA"], wife=dead)
    with pytest.raises(Refused, match=r"family.unborn"):
        home.done("marry", D(1979, 1, 1), **couple(home))
    girl = home.person("FILLE", "1995-01-01", "female")
    home.done("declare_filiation", D(1995, 1, 1), child=girl, father=home.by_name["MBALLA"])
    with pytest.raises(Refused, match=r"family.near_kin"):
        home.done("marry", D(2020, 1, 1), husband=home.by_name["MBALLA"], wife=girl)


def test_a_minor_many_wives_and_a_second_wife_beside_monogamy_need_a_second_person(
    home: Household,
) -> None:
    with pytest.raises(Refused, match=r"acts.future_day"):
        home.done("marry", D(2027, 1, 1), **couple(home))
    home.done("marry", WED, **couple(home), regime="monogamy")
    answer = home.act("marry", D(2015, 1, 1), motive="Jugement vu", **couple(home, "ATEBA"))
    assert answer.status is ActStatus.TO_VALIDATE
    for rank in range(4):
        wife = home.person(f"EPOUSE{rank}", "1980-01-01", "female")
        home.done("marry", D(2016, 1, 1), husband=home.by_name["MBALLA"], wife=wife)
    minor = home.person("MINEURE", "2004-01-01", "female")
    free = home.person("FOUDA", "1970-01-01", "male")
    with pytest.raises(Refused) as told:
        home.act("marry", D(2020, 1, 1), husband=free, wife=minor)
    assert isinstance(told.value, Invalid)
    assert told.value.faults[0].code == "family.doubt_minor"


def test_a_divorce_needs_a_marriage_and_an_annulment_may_reach_back(home: Household) -> None:
    with pytest.raises(Refused, match=r"family.not_married"):
        home.done("divorce", WED, **couple(home))
    home.done("marry", WED, **couple(home))
    home.done(
        "annul_marriage", D(2014, 1, 1), **couple(home), judgment="TPI 1/2014", effect="from_start"
    )
    [spouse] = seen(home, "NGONO", D(2011, 1, 1)).spouses
    assert spouse.state == "annulled"
    with pytest.raises(Refused, match=r"family.not_married"):
        home.done("divorce", D(2012, 1, 1), **couple(home))


def test_a_divorce_is_not_reversed_under_a_later_marriage(home: Household) -> None:
    home.done("marry", WED, **couple(home))
    ended = home.done("divorce", D(2015, 1, 1), **couple(home))
    other = home.person("FOUDA", "1970-01-01", "male")
    later = home.done("marry", D(2016, 1, 1), husband=other, wife=home.by_name["NGONO"])
    with fund_scope(home.place.fund.id):
        with pytest.raises(Refused, match=rf"acts.later_act.*{later}"), transaction.atomic():
            reverse(desk=home.officer, number=ended, motive="Erreur", key="r1", at=NOW)
        reverse(desk=home.officer, number=later, motive="Erreur", key="r2", at=NOW)
        reverse(desk=home.officer, number=ended, motive="Erreur", key="r3", at=NOW)
    [spouse] = seen(home, "NGONO", D(2020, 1, 1)).spouses
    assert (spouse.who.name, spouse.state) == ("MBALLA", "married")


@pytest.mark.parametrize("columns", ["husband_id, rank", "wife_id"])
def test_the_database_itself_holds_ranks_and_one_husband(home: Household, columns: str) -> None:
    home.done("marry", WED, **couple(home))
    other = home.person("FOUDA", "1970-01-01", "male")
    third = home.person("BIYA", "1990-01-01", "female")
    pair = (
        (home.by_name["MBALLA"], third)
        if columns == "husband_id, rank"
        else (other, home.by_name["NGONO"])
    )
    with pytest.raises(IntegrityError, match=r"exclusion constraint"):
        forge(
            home,
            "INSERT INTO marriage (fund_id, husband_id, wife_id, rank, regime, state, valid)"
            " SELECT h.fund_id, h.id, w.id, 1, '', 'married', '[2012-01-01,)'"
            " FROM person h, person w WHERE h.number = %s AND w.number = %s",
            *pair,
        )
