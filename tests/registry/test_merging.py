"""Two files of one person: merged by two people, read as one, parted again as they were."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from tests import factories
from tests.conftest import NOW, TODAY
from tests.contributions.files import JANUARY, dipe, handed_in
from tests.registry.families import Household, forge
from tests.registry.people import done, undone, validated

from socle.contributions.careers import career, view
from socle.kernel.errors import SocleError
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role
from socle.platform.acts.operations import submit
from socle.platform.acts.queries import act, proposal
from socle.platform.acts.types import ActAnswer, ActStatus
from socle.registry import queries
from socle.registry.importing.filiations import FILIATIONS
from socle.registry.queries.cards import cards
from socle.registry.queries.details import payable_account
from socle.registry.queries.families import family
from socle.registry.queries.history import acts_on
from socle.registry.queries.merging import merge_of
from socle.registry.types.cards import CardState
from socle.web.clock import today

KEPT, OLD, THIRD, CHILD = factories.CM_PERSON, "1122334466C", "1122334477D", "1122334411G"
ON = date(2026, 1, 5)


@pytest.fixture
def place(db: None) -> factories.Agency:
    agency = factories.agency("CM")
    factories.employer(agency)
    for number in (KEPT, OLD, THIRD):
        done(agency, "register_person", motive="homonyme vu", number=number, family_name="NGONO",
             given_names="Marie", birth_on="1980-01-01")  # fmt: skip
    return agency


def asked(place: factories.Agency, kept: str = KEPT, merged: str = OLD) -> ActAnswer:
    evidence = (factories.document(place.registration),)
    with fund_scope(place.fund.id):
        return submit(
            desk=place.registration,
            act_type_code="merge_persons",
            fields={"kept": kept, "merged": merged},
            effective_on=ON,
            motive="deux cartes de la même personne",
            key=f"m-{kept}-{merged}",
            at=NOW,
            evidence=evidence,
        )


def merged(place: factories.Agency, kept: str = KEPT, old: str = OLD) -> str:
    return validated(place, asked(place, kept, old)).act


def parted(place: factories.Agency, old: str = OLD) -> str:
    return done(place, "unmerge_persons", merged=old).act


def doubts(place: factories.Agency, kept: str = KEPT, old: str = OLD) -> list[str]:
    with fund_scope(place.fund.id):
        return [each.code for each in proposal(number=asked(place, kept, old).act).doubts]


def work(place: factories.Agency, number: str) -> list[str]:
    with fund_scope(place.fund.id):
        found = queries.employments_of_person(number=number, on=None, known_at=None)
    return [each.person_number for each in found]


def months(place: factories.Agency, number: str) -> list[str]:
    with fund_scope(place.fund.id):
        return [each.month for each in career(person_number=number, known_at=None)]


def declared(place: factories.Agency, number: str, month: int) -> None:
    file = dipe([100_000], month=JANUARY + month, persons=[number])
    handed_in(place.accounts, file, key=f"{number}-{month}")


def born(place: factories.Agency, number: str = CHILD) -> str:
    """A child, registered."""
    done(place, "register_person", motive="vu", number=number, family_name="ATEBA",
         birth_on="2015-03-01")  # fmt: skip
    return number


def refusal(place: factories.Agency, kind: str, **fields: str) -> str:
    with pytest.raises(SocleError) as error:
        done(place, kind, motive="vu", **fields)
    return error.value.code


def test_a_merge_takes_evidence_and_two_people(place: factories.Agency) -> None:
    said = {"kept": KEPT, "merged": OLD}
    assert refusal(place, "merge_persons", **said) == "acts.invalid"
    assert asked(place).status is ActStatus.TO_VALIDATE
    with fund_scope(place.fund.id):
        assert merge_of(number=OLD, known_at=None).kept == OLD


def test_both_numbers_read_the_months_and_employments_of_both(place: factories.Agency) -> None:
    done(place, "hire", person=KEPT, employer=factories.CM_EMPLOYER)
    done(place, "hire", person=OLD, employer=factories.CM_EMPLOYER)
    declared(place, KEPT, 0)
    declared(place, OLD, 1)
    assert months(place, KEPT) == ["2026-01"]
    merged(place)
    declared(place, OLD, 2)  # a file that names the old number still
    whole = ["2026-01", "2026-02", "2026-03"]
    assert months(place, KEPT) == months(place, OLD) == whole
    assert len(work(place, KEPT)) == len(work(place, OLD)) == 2
    with fund_scope(place.fund.id):
        found = view(person_number=KEPT, on=TODAY, known_at=None)
    assert [each.month for each in found.months] == whole
    parted(place)
    # What named a number stays with it, before the merge and since.
    assert months(place, KEPT) == ["2026-01"]
    assert months(place, OLD) == ["2026-02", "2026-03"]
    assert len(work(place, KEPT)) == len(work(place, OLD)) == 1


def test_what_was_known_before_a_merge_is_read_as_it_was(place: factories.Agency) -> None:
    with connection.cursor() as cursor, fund_scope(place.fund.id):
        cursor.execute("SELECT max(recorded_at) FROM act")
        before = cursor.fetchone()[0]
    merged(place)
    with fund_scope(place.fund.id):
        assert merge_of(number=OLD, known_at=before).kept == OLD
        assert merge_of(number=OLD, known_at=None).kept == KEPT
        assert merge_of(number=KEPT, known_at=None).merged == (OLD,)


def test_acts_are_done_under_the_kept_number_and_stay_with_it(place: factories.Agency) -> None:
    merged(place)
    hire = {"employer": factories.CM_EMPLOYER}
    assert refusal(place, "hire", person=OLD, **hire) == "merging.merged_already"
    since = done(place, "hire", person=KEPT, **hire).act
    number = parted(place)
    with fund_scope(place.fund.id):
        assert act(number=number).after["stay_with_kept"] == [since]
    done(place, "hire", person=OLD, **hire)


def test_merges_make_no_chain_and_no_circle(place: factories.Agency) -> None:
    merged(place)
    for kept, old, code in (
        (KEPT, OLD, "merging.merged_already"),
        (OLD, KEPT, "merging.merged_already"),
        (THIRD, KEPT, "merging.holds_merged"),
        (THIRD, OLD, "merging.merged_already"),
        (KEPT, KEPT, "merging.same_number"),
    ):
        with pytest.raises(SocleError) as error:
            merged(place, kept, old)
        assert error.value.code == code, (kept, old)
    merged(place, KEPT, THIRD)
    assert refusal(place, "unmerge_persons", merged=KEPT) == "merging.not_merged"


def test_the_database_itself_refuses_a_chain(place: factories.Agency) -> None:
    merged(place)
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute("SELECT socle_begin_act(nextval('act_id_seq'))")
        with pytest.raises(DatabaseError, match="would lead"), transaction.atomic():
            cursor.execute(
                "INSERT INTO person_alias (fund_id, person_id, kept_id, valid)"
                " SELECT k.fund_id, k.id, t.id, '(,)' FROM person k, person t"
                " WHERE k.number = %s AND t.number = %s",
                [KEPT, THIRD],
            )
        cursor.execute("SELECT socle_end_act()")


def test_what_speaks_against_one_person_is_shown_to_the_second(place: factories.Agency) -> None:
    # Registered with a motive beside somebody alike: they were said to be two.
    assert doubts(place) == ["merging.doubt_distinct"]
    home = Household(place, factories.desk(place.fund, Role.FAMILY_OFFICER))
    home.done("declare_filiation", ON, child=born(place), mother=OLD)
    assert doubts(place, OLD, CHILD) == ["merging.doubt_birth_on", "merging.doubt_kin"]


def test_a_family_is_read_under_both_numbers(place: factories.Agency) -> None:
    home = Household(place, factories.desk(place.fund, Role.FAMILY_OFFICER))
    home.done("declare_filiation", ON, child=born(place), mother=OLD)
    home.done("take_charge", ON, bearer=OLD, dependant=CHILD, benefit="family")

    def read(number: str) -> tuple[list[str], list[str]]:
        with fund_scope(place.fund.id):
            found = family(number=number, on=TODAY, known_at=None)
        borne = {who for who, _benefit in home.dependants(number)}
        return [each.who.number for each in found.children], sorted(borne)

    assert read(KEPT) == ([], [])
    merged(place)
    assert read(KEPT) == read(OLD) == ([CHILD], [CHILD])
    with fund_scope(place.fund.id):
        [mother] = family(number=CHILD, on=TODAY, known_at=None).parents
    assert mother.who.number == KEPT
    # So is the child: who bears them stays known, and is acted on where it stands.
    twin = born(place, "1122334499J")
    merged(place, twin, CHILD)
    borne = {"dependant": twin, "benefit": "family"}
    with pytest.raises(SocleError) as twice:
        home.done("take_charge", ON, bearer=KEPT, **borne)
    assert twice.value.code == "family.already_borne"
    ended = home.done("end_charge", ON, reason="on_request", **borne)
    assert home.dependants(KEPT)[twin, "family"].judgement.standing == "ended"
    with fund_scope(place.fund.id):
        assert ended in {each.act_number for each in acts_on(kind="person", number=CHILD)}
    home.undone(ended)
    parted(place, CHILD)
    parted(place)
    assert read(KEPT) == ([], [])
    assert read(OLD) == ([CHILD], [CHILD])


def test_circles_ages_disabilities_and_a_search_follow_both_numbers(
    place: factories.Agency,
) -> None:
    home = Household(place, factories.desk(place.fund, Role.FAMILY_OFFICER))
    home.done("declare_filiation", ON, child=born(place), mother=OLD)
    home.done("record_disability", ON, person=OLD)
    merged(place)
    below = home.person("PETITE", "")
    home.done("declare_filiation", ON, child=below, mother=CHILD)
    with pytest.raises(SocleError) as circle:
        home.done("declare_filiation", ON, child=KEPT, mother=below)
    assert circle.value.code == "family.circle"
    # Nor by hand, nor by a file of which each person has one number alone.
    above = home.person("AIEULE", "")
    home.done("declare_filiation", ON, child=KEPT, mother=above)
    row = {"effective_on": ON.isoformat(), "child": above, "mother": below}
    with fund_scope(place.fund.id):
        assert not FILIATIONS.plain_lines(desk=home.officer, rows=[(2, row)], today=TODAY)
    with pytest.raises(IntegrityError, match="their own ancestor"):
        forge(
            home,
            "INSERT INTO filiation (fund_id, child_id, role, parent_id, judgment, valid)"
            " SELECT c.fund_id, c.id, 'mother', p.id, '', '(,)' FROM person c, person p"
            " WHERE c.number = %s AND p.number = %s",
            above,
            below,
        )
    # Who is a mother by the merged number alone is not made younger than her child.
    younger = {"number": KEPT, "birth_on": "2016-01-01"}
    assert refusal(place, "correct_civil_status", **younger) == "family.elder_child"
    home.done("end_disability", ON + timedelta(days=9), person=KEPT)
    with pytest.raises(SocleError) as over:
        home.done("end_disability", ON + timedelta(days=9), person=KEPT)
    assert over.value.code == "family.nothing_to_end"
    with fund_scope(place.fund.id):
        found = queries.search(text="Ngono Marie", limit=9)
    assert {each.number: each.merged_into for each in found} == {KEPT: "", OLD: KEPT, THIRD: ""}


def test_a_death_is_one_of_every_number(place: factories.Agency) -> None:
    def dead() -> set[str]:
        statement = "SELECT n.number FROM insured_death d JOIN insured_number n USING (person_id)"
        with fund_scope(place.fund.id), connection.cursor() as cursor:
            cursor.execute(statement)
            return {number for (number,) in cursor.fetchall()}

    done(place, "hire", person=OLD, employer=factories.CM_EMPLOYER)
    done(place, "declare_death", on=ON, number=THIRD)
    with pytest.raises(SocleError) as refused:
        merged(place, KEPT, THIRD)
    assert refused.value.code == "merging.death_first"
    merged(place)
    done(place, "declare_death", on=ON, number=KEPT)
    assert dead() == {KEPT, OLD, THIRD}
    with fund_scope(place.fund.id):
        [job] = queries.employments_of_person(number=OLD, on=None, known_at=None)
        shown = {each.act_type for each in acts_on(kind="person", number=OLD)}
    assert job.valid_until == ON + timedelta(days=1)
    assert "declare_death" in shown
    parted(place)
    assert dead() == {KEPT, THIRD}


def test_cards_and_the_account_of_a_merged_number_are_reached(place: factories.Agency) -> None:
    for number in (KEPT, OLD):
        done(place, "issue_card", number=number)
    merged(place)
    for _card in range(2):
        done(place, "report_card", number=KEPT, loss="lost", motive="perdue")
    assert refusal(place, "report_card", number=KEPT, loss="lost") == "cards.none_in_state"
    with fund_scope(place.fund.id):
        found = cards(person_number=KEPT, on=TODAY, known_at=None)
    assert [each.state for each in found] == [CardState.LOST] * 2
    done(place, "change_account", motive="vu", number=OLD, account_kind="wallet",
         account="677000001")  # fmt: skip
    with fund_scope(place.fund.id):
        paid = payable_account(kind="person", number=OLD, on=today("CM"), known_at=None)
    assert paid.waiting


def test_files_that_differ_are_a_doubt(place: factories.Agency) -> None:
    one, other = "1122334488E", "1122334499F"
    for number, sex, paper in ((one, "female", "111222333"), (other, "male", "444555666")):
        done(place, "register_person", motive="vu", number=number, family_name="ATEBA", sex=sex,
             national_id=paper, birth_on="1985-05-05")  # fmt: skip
    done(place, "declare_death", on=date(2026, 1, 2), number=one)
    assert doubts(place, one, other) == [
        "merging.doubt_sex",
        "merging.doubt_national_id",
        "merging.doubt_dead",
    ]


def test_a_merge_is_undone_by_its_own_act_alone(place: factories.Agency) -> None:
    number = merged(place)
    with pytest.raises(SocleError) as error:
        undone(place, number)
    assert error.value.code == "acts.not_reversible"
