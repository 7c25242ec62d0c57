"""Filiation, care, charges, contests and papers: what is recorded, refused, doubted, reversed."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.conftest import NOW, TODAY
from tests.registry.families import Household, forge, household

from socle.kernel.errors import Conflict, Refused
from socle.platform.access.scope import fund_scope
from socle.platform.acts.errors import Invalid
from socle.platform.acts.operations import reverse
from socle.platform.acts.queries import act as act_in_full
from socle.platform.acts.types import ActStatus
from socle.registry.queries.families import family
from socle.registry.queries.families_dates import family_dates

D = date
WED, BORN = D(2010, 6, 1), D(2016, 5, 20)


@pytest.fixture
def home(db: None) -> Household:
    """Morocco: a couple, the father insured, their child at his charge for both benefits."""
    home = household("MA")
    home.person("RACHID", "1980-01-01", "male")
    home.person("SALMA", "1985-01-01", "female")
    home.person("INES", BORN.isoformat(), "female")
    home.done("marry", WED, husband=home.by_name["RACHID"], wife=home.by_name["SALMA"])
    home.done("declare_filiation", BORN, child=home.by_name["INES"],
              father=home.by_name["RACHID"], mother=home.by_name["SALMA"])  # fmt: skip
    return home


def charge(home: Household, name: str = "INES", bearer: str = "RACHID", benefit: str = "family",
           on: date = BORN) -> str:  # fmt: skip
    return home.done("take_charge", on, dependant=home.by_name[name],
                     bearer=home.by_name[bearer], benefit=benefit)  # fmt: skip


def standing(home: Household, bearer: str, name: str, benefit: str, on: date = TODAY) -> str:
    found = home.dependants(home.by_name[bearer], on)[home.by_name[name], benefit]
    return f"{found.judgement.standing} {found.judgement.reason}"


def test_a_family_is_read_whole_and_as_it_was_known(home: Household) -> None:
    with fund_scope(home.place.fund.id):
        found = family(number=home.by_name["INES"], on=TODAY, known_at=None)
        assert [(kin.role, kin.who.name) for kin in found.parents] == [
            ("father", "RACHID"),
            ("mother", "SALMA"),
        ]
        of_father = family(number=home.by_name["RACHID"], on=TODAY, known_at=None)
        [child] = of_father.children
        assert (child.who.name, child.beside) == ("INES", home.by_name["SALMA"])
        recorded = act_in_full(number=child.act_number).recorded_at
        before = recorded - timedelta(microseconds=1)
        assert family(number=home.by_name["RACHID"], on=TODAY, known_at=before).children == ()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "family.no_parent_named"),
        ({"father": "INES"}, "family.own_parent"),
        ({"father": "YOUNGER"}, "family.elder_child"),
        ({"father": "SALMA"}, "family.wrong_sex"),
        ({"father": "OTHER"}, "family.parent_known"),
        ({"mother": "DEAD"}, "family.mother_dead"),
    ],
)
def test_what_cannot_be_a_filiation_is_refused(
    home: Household, fields: dict[str, str], code: str
) -> None:
    home.person("YOUNGER", "2016-05-20", "male")
    home.person("OTHER", "1970-01-01", "male")
    home.person("DEAD", "1970-01-01", "female", died="2000-01-01")
    named = {role: home.by_name[name] for role, name in fields.items()}
    with pytest.raises((Refused, Conflict), match=code):
        home.done("declare_filiation", BORN, child=home.by_name["INES"], **named)


def test_nobody_is_their_own_ancestor_by_acts_or_by_hand(home: Household) -> None:
    # Without birth dates nothing but the circle itself can tell.
    one, two = home.person("UN", "", "male"), home.person("DEUX", "", "male")
    three = home.person("TROIS", "", "male")
    home.done("declare_filiation", BORN, child=two, father=one)
    home.done("declare_filiation", BORN, child=three, father=two)
    with pytest.raises(Refused, match=r"family.circle"):
        home.done("declare_filiation", BORN, child=one, father=three)
    with pytest.raises(IntegrityError, match=r"their own ancestor"):
        forge(
            home,
            "INSERT INTO filiation (fund_id, child_id, role, parent_id, judgment, valid)"
            " SELECT c.fund_id, c.id, 'father', p.id, '', '[2016-01-01,)'"
            " FROM person c, person p WHERE c.number = %s AND p.number = %s",
            one,
            three,
        )


def test_a_birth_long_after_the_fathers_death_or_of_a_child_mother_is_in_doubt(
    home: Household,
) -> None:
    father = home.person("FEU", "1970-01-01", "male", died="2015-01-01")
    child = home.person("TARDIF", "2015-12-01")
    with pytest.raises(Invalid) as told:
        home.act("declare_filiation", BORN, child=child, father=father)
    assert told.value.faults[0].code == "family.doubt_late_birth"
    girl = home.person("ENFANT", "2006-01-01", "female")
    answer = home.act("declare_filiation", BORN, motive="Jugement vu", child=child, mother=girl)
    assert answer.status is ActStatus.TO_VALIDATE


def test_one_bearer_a_benefit_and_a_day_by_acts_and_in_the_database(home: Household) -> None:
    charge(home)
    with pytest.raises(Conflict, match=r"family.two_bearers"):
        charge(home, bearer="SALMA", on=D(2020, 1, 1))
    with pytest.raises(Conflict, match=r"family.already_borne"):
        charge(home, on=D(2020, 1, 1))
    charge(home, bearer="SALMA", benefit="health")
    with pytest.raises(IntegrityError, match=r"dependency_no_overlap"):
        forge(
            home,
            "INSERT INTO dependency (fund_id, dependant_id, benefit, bearer_id, ended_for, valid)"
            " SELECT c.fund_id, c.id, 'family', p.id, '', '[2018-01-01,2019-01-01)'"
            " FROM person c, person p WHERE c.number = %s AND p.number = %s",
            home.by_name["INES"],
            home.by_name["SALMA"],
        )


def test_nobody_bears_a_stranger_or_themselves_or_the_dead(home: Household) -> None:
    home.person("VOISIN", "1970-01-01", "male")
    with pytest.raises(Refused, match=r"family.no_bond"):
        charge(home, bearer="VOISIN")
    with pytest.raises(Refused, match=r"family.own_charge"):
        charge(home, bearer="INES")
    home.dies(home.by_name["RACHID"], "2019-01-01")
    with pytest.raises(Refused, match=r"family.dead"):
        charge(home, on=D(2020, 1, 1))


def test_the_standing_follows_age_paper_marriage_death_and_transfer(home: Household) -> None:
    charge(home)
    charge(home, benefit="health")
    assert standing(home, "RACHID", "INES", "family") == "active under_age"
    at_13 = D(2029, 6, 1)
    assert standing(home, "RACHID", "INES", "family", at_13) == "waiting certificate_missing"
    assert standing(home, "RACHID", "INES", "health", at_13) == "active under_age"
    home.done("record_schooling", D(2028, 9, 1), person=home.by_name["INES"], level="school",
              until="2029-07-31")  # fmt: skip
    assert standing(home, "RACHID", "INES", "family", at_13) == "active school"
    assert (
        standing(home, "RACHID", "INES", "family", D(2029, 8, 1)) == "suspended certificate_expired"
    )
    home.done("move_charge", D(2028, 11, 1), dependant=home.by_name["INES"],
              bearer=home.by_name["SALMA"], benefit="family")  # fmt: skip
    assert standing(home, "RACHID", "INES", "family", D(2030, 2, 1)) == "transferred transferred"
    assert standing(home, "SALMA", "INES", "family", D(2030, 2, 1)).startswith("suspended")
    home.dies(home.by_name["INES"], "2031-01-01")
    assert standing(home, "SALMA", "INES", "family", D(2031, 1, 1)) == "deceased died"


def test_a_spouse_is_borne_until_the_divorce(home: Household) -> None:
    charge(home, name="SALMA", benefit="health", on=WED)
    with pytest.raises(Refused, match=r"family.mutual_charge"):
        charge(home, name="RACHID", bearer="SALMA", benefit="health", on=D(2015, 1, 1))
    home.done("divorce", D(2020, 1, 1), husband=home.by_name["RACHID"], wife=home.by_name["SALMA"])
    assert standing(home, "RACHID", "SALMA", "health", D(2019, 1, 1)) == "active marriage"
    assert standing(home, "RACHID", "SALMA", "health", D(2020, 1, 1)) == "divorced divorced"


def test_a_charge_ends_for_a_reason_and_is_taken_again(home: Household) -> None:
    charge(home)
    home.done("end_charge", D(2020, 1, 1), dependant=home.by_name["INES"], benefit="family",
              reason="on_request")  # fmt: skip
    assert standing(home, "RACHID", "INES", "family", D(2020, 1, 1)) == "ended on_request"
    charge(home, on=D(2021, 1, 1))
    assert standing(home, "RACHID", "INES", "family", D(2020, 6, 1)) == "ended on_request"
    assert standing(home, "RACHID", "INES", "family", D(2021, 1, 1)) == "active under_age"


def test_both_parents_insured_the_other_bearer_needs_a_second_person(home: Household) -> None:
    home.works(home.by_name["RACHID"], D(2015, 1, 1))
    home.works(home.by_name["SALMA"], D(2015, 1, 1))
    said = {"dependant": home.by_name["INES"], "benefit": "family"}
    with pytest.raises(Invalid) as told:
        home.act("take_charge", BORN, bearer=home.by_name["SALMA"], **said)
    doubt = told.value.faults[0]
    assert (doubt.code, doubt.facts["usual"]) == ("family.doubt_bearer", home.by_name["RACHID"])
    assert "65-00" in str(doubt.facts["rule"])
    # After a divorce, it is who has custody that the rule names.
    home.done("divorce", D(2020, 1, 1), husband=home.by_name["RACHID"], wife=home.by_name["SALMA"])
    home.done("give_custody", D(2020, 1, 1), child=home.by_name["INES"],
              holder=home.by_name["SALMA"], given_by="judge")  # fmt: skip
    answer = home.act("take_charge", D(2020, 2, 1), bearer=home.by_name["SALMA"], **said)
    assert answer.status is ActStatus.DONE


def test_a_contest_freezes_the_bearer_until_two_people_decide(home: Household) -> None:
    charge(home)
    about = {"dependant": home.by_name["INES"], "benefit": "family"}
    with pytest.raises(Conflict, match=r"family.already_borne"):
        home.done("contest_bearer", D(2024, 1, 1), claimant=home.by_name["RACHID"], **about)
    home.done("contest_bearer", D(2024, 1, 1), claimant=home.by_name["SALMA"], **about)
    found = home.dependants(home.by_name["RACHID"])[home.by_name["INES"], "family"]
    assert found.is_contested
    for code, more in (
        ("move_charge", {"bearer": home.by_name["SALMA"]}),
        ("end_charge", {"reason": "on_request"}),
        ("contest_bearer", {"claimant": home.by_name["SALMA"]}),
    ):
        with pytest.raises(Refused, match=r"family.contested"):
            home.done(code, D(2024, 6, 1), **about, **more)
    home.person("TIERS", "1970-01-01", "male")
    with pytest.raises(Refused, match=r"family.not_in_contest"):
        home.done("decide_contest", D(2024, 6, 1), bearer=home.by_name["TIERS"], **about)
    proposed = home.act("decide_contest", D(2024, 6, 1), bearer=home.by_name["SALMA"], **about)
    assert proposed.status is ActStatus.TO_VALIDATE
    home.done("decide_contest", D(2024, 6, 1), bearer=home.by_name["SALMA"], **about)
    assert standing(home, "SALMA", "INES", "family").startswith("active")
    with pytest.raises(Refused, match=r"family.no_contest"):
        home.done("decide_contest", D(2024, 7, 1), bearer=home.by_name["SALMA"], **about)


def test_care_moves_and_a_kafala_needs_its_judgment_and_its_country(home: Household) -> None:
    orphan = home.person("ADAM", "2018-01-01", "male")
    said = {"child": orphan, "holder": home.by_name["SALMA"]}
    with pytest.raises(Invalid):
        home.act("give_kafala", D(2020, 1, 1), **said)
    home.done("give_kafala", D(2020, 1, 1), **said, judgment="TPI Rabat 12/2020")
    charge(home, name="ADAM", bearer="SALMA", benefit="health", on=D(2020, 1, 1))
    found = home.dependants(home.by_name["SALMA"])[orphan, "health"]
    assert (found.bond, found.judgement.standing) == ("kafala", "active")
    # A judgment that is told late does not undo the one that came after it.
    first = home.person("TANTE", "1970-01-01", "female")
    late = {"child": orphan, "holder": first, "judgment": "TPI Rabat 3/2019"}
    home.done("give_kafala", D(2019, 1, 1), **late)
    with fund_scope(home.place.fund.id):
        held = [family(number=orphan, on=D(year, 6, 1), known_at=None) for year in (2019, 2021)]
    assert [each.carers[0].who.name for each in held] == ["TANTE", "SALMA"]
    home.done("end_care", D(2023, 1, 1), child=orphan, title="kafala")
    assert standing(home, "SALMA", "ADAM", "health") == "ended tie_ended"
    with pytest.raises(Refused, match=r"family.no_such_care"):
        home.done("end_care", D(2024, 1, 1), child=orphan, title="kafala")
    with pytest.raises(Refused, match=r"family.judgment_missing"):
        home.done("appoint_guardian", D(2023, 1, 1), **said, given_by="judge")


def test_the_payee_is_named_by_two_people_and_is_not_the_insured(home: Household) -> None:
    said = {"dependant": home.by_name["INES"], "benefit": "family", "payee": home.by_name["SALMA"]}
    # Nor by the act that takes charge.
    borne = said | {"bearer": home.by_name["RACHID"]}
    assert home.act("take_charge", BORN, motive="Vu", **borne).status is ActStatus.TO_VALIDATE
    charge(home)
    assert home.act("name_payee", D(2020, 1, 1), **said).status is ActStatus.TO_VALIDATE
    home.done("name_payee", D(2020, 1, 1), **said)
    found = home.dependants(home.by_name["RACHID"])[home.by_name["INES"], "family"]
    assert found.payee is not None
    assert (found.payee.name, found.bearer.name) == ("SALMA", "RACHID")


def test_a_filiation_on_which_a_charge_rests_is_not_reversed(home: Household) -> None:
    child = home.person("YASSINE", "2020-01-01", "male")
    filiation = home.done("declare_filiation", D(2020, 1, 1), child=child,
                          father=home.by_name["RACHID"])  # fmt: skip
    rests = charge(home, name="YASSINE", on=D(2020, 1, 1))
    for name, born in (("YASSINE", "1979-01-01"), ("RACHID", "2021-01-01")):
        with pytest.raises(Refused, match=r"family.elder_child"):
            home.done("correct_civil_status", TODAY, by=home.place.registration,
                      number=home.by_name[name], birth_on=born)  # fmt: skip
    with fund_scope(home.place.fund.id):
        with pytest.raises(Refused, match=rf"acts.later_act.*{rests}"), transaction.atomic():
            reverse(desk=home.officer, number=filiation, motive="Erreur", key="r1", at=NOW)
        reverse(desk=home.officer, number=rests, motive="Erreur", key="r2", at=NOW)
        reverse(desk=home.officer, number=filiation, motive="Erreur", key="r3", at=NOW)
        assert not family(number=child, on=TODAY, known_at=None).parents


def test_families_are_told_ninety_days_before(home: Household) -> None:
    soon = TODAY + timedelta(days=60)
    turning = home.person("AMINE", soon.replace(year=soon.year - 12).isoformat(), "male")
    later = home.person(
        "NADA", (soon + timedelta(days=60)).replace(year=soon.year - 12).isoformat()
    )
    student = home.person("OMAR", "2010-01-01", "male")
    disabled = home.person("HIBA", "2000-01-01", "female")
    for name in ("AMINE", "NADA", "OMAR", "HIBA"):
        home.done("declare_filiation", BORN, child=home.by_name[name],
                  father=home.by_name["RACHID"])  # fmt: skip
        charge(home, name=name, on=D(2017, 1, 1))
    home.done("record_schooling", TODAY - timedelta(days=100), person=student, level="school",
              until=(soon - timedelta(days=1)).isoformat())  # fmt: skip
    home.done("record_disability", D(2017, 1, 1), person=disabled, review_on=soon.isoformat())
    with fund_scope(home.place.fund.id):
        found = family_dates(on=TODAY, limit=50)
        assert {(each.kind, each.who.number, each.due_on) for each in found} == {
            ("age", turning, soon),
            ("certificate", student, soon),
            ("review", disabled, soon),
        }
        assert later not in {each.who.number for each in found}
        [only] = family_dates(on=TODAY, kind="review", limit=50)
        assert (only.bearer.name, only.benefit) == ("RACHID", "family")
        first = family_dates(on=TODAY, limit=1)[0]
        rest = family_dates(on=TODAY, after=(first.due_on, first.person_id), limit=50)
        assert [first, *rest] == found


def test_another_fund_sees_nothing_of_a_family(home: Household) -> None:
    other = household("MA")
    with fund_scope(other.place.fund.id), pytest.raises(Exception, match=r"person_unknown"):
        family(number=home.by_name["INES"], on=TODAY, known_at=None)
