"""Every act of the register, performed and reversed: the register answers again as before."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from tests import factories
from tests.conftest import NOW, TODAY
from tests.registry import affiliated, people
from tests.registry.walk import Answers, everything, strip_known_at

from socle.kernel.errors import Conflict, Refused, SocleError
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Permission
from socle.platform.acts import queries as acts
from socle.platform.acts.catalogue import act_type, catalogue
from socle.platform.acts.operations import reverse, validate
from socle.platform.acts.types import ActAnswer, ActStatus
from socle.platform.temporal.queries import as_of
from socle.registry import queries
from socle.registry.facts import EMPLOYMENT

Place = factories.Agency
LATER = date(2020, 4, 1)
EMPLOYER, PERSON = factories.CM_EMPLOYER, factories.CM_PERSON
NEW_EMPLOYER, NEW_PERSON = "3210100565S", "9911223344C"


@pytest.fixture
def place(db: None) -> Place:
    place = factories.agency("CM")
    factories.employer(place)
    factories.person(place)
    return place


def done(place: Place, kind: str, **fields: Any) -> str:
    """The number of an act performed, by two people where it needs two."""
    on, by = fields.pop("on", LATER), place.registration
    evidence = (factories.document(by),) if act_type(kind).needs_evidence else ()
    if kind in people.PAPERS:
        with fund_scope(place.fund.id):
            evidence = (people.paper(by, people.PAPERS[kind]),)
    return finished(place, factories.act(by, kind, on=on, evidence=evidence, **fields))


def undone(place: Place, number: str) -> str:
    with fund_scope(place.fund.id):
        answer = reverse(
            desk=place.registration, number=number, motive="erreur", key=uuid4().hex, at=NOW
        )
    return finished(place, answer)


def finished(place: Place, answer: ActAnswer) -> str:
    if answer.status is ActStatus.TO_VALIDATE:
        with fund_scope(place.fund.id):
            answer = validate(desk=place.verifier, number=answer.act, at=NOW)
    assert answer.status == "done"
    return answer.act


def hired(place: Place) -> None:
    done(place, "hire", on=factories.SINCE, person=PERSON, employer=EMPLOYER)


def sent(place: Place) -> None:
    said = {"number": NEW_PERSON, "family_name": "ATEBA"}
    done(place, "register_for_body", on=factories.SINCE, body="Chambre des métiers", **said)


def announced(place: Place) -> None:
    done(place, "preregister_person", number=NEW_PERSON, family_name="ATEBA")


def named(place: Place) -> None:
    done(place, "record_name", on=factories.SINCE, **NAME)


def reached(place: Place) -> None:
    done(place, "change_contact", number=PERSON, phone="677000009")
    done(place, "change_employer_contact", number=EMPLOYER, phone="677000008")


def paid(place: Place) -> None:
    reached(place)
    done(place, "change_account", **ACCOUNT)


def stopped(place: Place) -> None:
    paid(place)
    factories.act(place.registration, "stop_account", number=PERSON)


def paid_back(place: Place) -> None:
    reached(place)
    done(place, "change_employer_account", **(ACCOUNT | {"number": EMPLOYER}))


def stopped_back(place: Place) -> None:
    paid_back(place)
    factories.act(place.registration, "stop_employer_account", number=EMPLOYER)


def nothing(_place: Place) -> None:
    """Most acts need only the employer and the person that every test has."""


WORK: dict[str, str] = {"person": PERSON, "employer": EMPLOYER}
KIND_OF_NAME: dict[str, str] = {"number": PERSON, "name_kind": "marriage", "script": "latin"}
NAME = KIND_OF_NAME | {"family_name": "ONANA"}
ACCOUNT = {"number": PERSON, "account_kind": "bank", "account": "10002000300277976315008"}
PERFORMED: dict[str, tuple[Callable[[Place], None], dict[str, str]]] = {
    "register_person": (nothing, {"number": NEW_PERSON, "family_name": "ATEBA"}),
    "preregister_person": (nothing, {"number": NEW_PERSON, "family_name": "ATEBA"}),
    "register_for_body": (
        nothing,
        {"number": NEW_PERSON, "family_name": "ATEBA", "body": "Chambre des métiers"},
    ),
    "confirm_registration": (announced, {"number": NEW_PERSON}),
    "activate_registration": (sent, {"number": NEW_PERSON}),
    "declare_distinct": (
        announced,
        {"number": PERSON, "other": NEW_PERSON, "difference": "deux extraits de naissance vus"},
    ),
    "record_name": (nothing, NAME),
    "withdraw_name": (named, KIND_OF_NAME),
    "change_contact": (nothing, {"number": PERSON, "phone": "677000001"}),
    "change_account": (reached, ACCOUNT),
    "decide_account": (stopped, {"number": PERSON, "decision": "drop"}),
    "change_employer_account": (reached, ACCOUNT | {"number": EMPLOYER}),
    "decide_employer_account": (stopped_back, {"number": EMPLOYER, "decision": "keep"}),
    "declare_death": (hired, {"number": PERSON}),
    "set_numbering": (nothing, {"scheme": "mod_97_10"}),
    "correct_civil_status": (nothing, {"number": PERSON, "family_name": "ATEBA", "sex": "female"}),
    "affiliate_employer": (
        nothing,
        {"number": NEW_EMPLOYER, "legal_name": "Scierie", "risk_group": "C"},
    ),
    "update_employer": (nothing, {"number": EMPLOYER, "legal_name": "Savonnerie nouvelle"}),
    "classify_employer": (nothing, {"number": EMPLOYER, "input": "risk_group", "value": "C"}),
    "close_employer": (nothing, {"number": EMPLOYER}),
    "open_establishment": (nothing, {"number": EMPLOYER, "establishment": "1", "name": "Dépôt"}),
    "hire": (nothing, WORK | {"occupation": "soudeuse"}),
    "end_employment": (hired, WORK),
    **affiliated.PERFORMED,
}

# What they change is no part of these answers: test_cards and test_imports undo them.
UNDONE_ELSEWHERE = {
    *("issue_card", "hand_over_card", "report_card", "duplicate_card", "cancel_card"),
    "settle_import_clash",
    "set_exchange_policy",  # tests/exchange
}
_BELIEFS = {"belief", "death"}


def told(place: Place) -> Answers:
    with fund_scope(place.fund.id):
        found = everything([EMPLOYER, NEW_EMPLOYER], [PERSON, NEW_PERSON], None)
    # Whose act brought a belief back, and when, is what a reversal changes.
    return {
        name: {column: value for column, value in each.items() if column not in _BELIEFS}
        if isinstance(each := strip_known_at(answer), dict)
        else each
        for name, answer in found.items()
    }


def facts(answers: Answers) -> Answers:
    """What is believed, of the persons and employers of whom anything is."""
    return {name: each for name, each in answers.items() if each != []}


def test_the_list_has_every_act_of_the_register_that_can_be_reversed() -> None:
    """Acts of other modules change other answers: they are undone in their own tests."""
    reversible = [kind for kind in catalogue() if kind.is_reversible]
    assert set(PERFORMED) | UNDONE_ELSEWHERE == {
        kind.code
        for kind in reversible
        if kind.permission in {Permission.PERFORM_REGISTRATION, Permission.PREREGISTER}
    }


@pytest.mark.parametrize("kind", sorted(PERFORMED))
def test_an_act_changes_answers_and_its_reversal_brings_them_back(place: Place, kind: str) -> None:
    prepare, fields = PERFORMED[kind]
    prepare(place)
    before = told(place)
    number = done(place, kind, **fields)
    changed = told(place)
    assert changed != before
    counter = undone(place, number)
    assert facts(told(place)) == facts(before)
    with fund_scope(place.fund.id):
        original, reversal = acts.act(number=number), acts.act(number=counter)
    assert (original.reversed_by, reversal.reverses) == (counter, number)
    assert (reversal.before, reversal.after) == (original.after, original.before)
    with pytest.raises(SocleError):
        undone(place, number)
    with pytest.raises(Refused, match="not_reversible"):
        undone(place, counter)
    again = done(place, kind, **fields)
    assert facts(told(place)) == facts(changed)
    undone(place, again)
    assert facts(told(place)) == facts(before)


def test_an_act_superseded_since_is_reversed_only_after_what_superseded_it(place: Place) -> None:
    first = done(place, "update_employer", number=EMPLOYER, legal_name="Un")
    before = told(place)
    second = done(place, "update_employer", number=EMPLOYER, legal_name="Deux")
    with pytest.raises(Refused, match="later_act") as refused:
        undone(place, first)
    assert refused.value.facts["later"] == second
    undone(place, second)
    assert told(place) == before
    # Once the later act is reversed, the first can be: it was once refused for good.
    undone(place, first)
    with fund_scope(place.fund.id):
        found = queries.employer(number=EMPLOYER, on=TODAY, known_at=None)
    assert found.legal_name == "Savonnerie du Wouri"


def test_a_pile_of_acts_is_reversed_from_the_top_again_and_again(place: Place) -> None:
    states = [told(place)]
    numbers = []
    for rank in range(4):
        on = date(2020 - rank, 1, 1)
        numbers.append(
            done(place, "update_employer", on=on, number=EMPLOYER, legal_name=f"Nom {rank}")
        )
        states.append(told(place))
    for _round in range(2):
        for number in numbers[:-1]:
            with pytest.raises(Refused, match="later_act"):
                undone(place, number)
        undone(place, numbers.pop())
        states.pop()
        assert told(place) == states[-1]
    numbers.append(done(place, "update_employer", number=EMPLOYER, legal_name="Autre"))
    while numbers:
        undone(place, numbers.pop())
    assert told(place) == states[0]


def test_an_end_is_not_reversed_over_a_later_hire_which_is_named(place: Place) -> None:
    """The belief it would bring back overlaps: once a conflict that no second try could cure."""
    hired(place)
    end = done(place, "end_employment", **WORK)
    again = done(place, "hire", on=date(2021, 1, 1), **WORK)
    with pytest.raises(Refused, match="later_act") as refused:
        undone(place, end)
    assert refused.value.facts["later"] == again
    # The same when the belief in the way was brought back by a counter-act.
    undone(place, done(place, "end_employment", on=date(2022, 1, 1), **WORK))
    with pytest.raises(Refused, match="later_act") as refused:
        undone(place, end)
    assert refused.value.facts["later"] == again
    undone(place, again)
    undone(place, end)
    with fund_scope(place.fund.id):
        rows = as_of(EMPLOYMENT, on=None, known_at=None, where={"person_id": _person_id(place)})
    assert [(row["valid"].lower, row["valid"].upper) for row in rows] == [(factories.SINCE, None)]


def _person_id(place: Place) -> int:
    with fund_scope(place.fund.id):
        return queries.person_id(PERSON)


@pytest.mark.parametrize(
    ("kind", "subject"), [("register_person", PERSON), ("affiliate_employer", EMPLOYER)]
)
def test_a_file_is_not_closed_again_while_acts_rest_on_it(
    place: Place, kind: str, subject: str
) -> None:
    with fund_scope(place.fund.id):
        first = next(each for each in acts.acts(before=None, limit=9) if each.type == kind)
    hire = done(place, "hire", **WORK)
    with pytest.raises(Refused, match="later_act") as refused:
        undone(place, first.number)
    assert refused.value.facts["later"] == hire
    undone(place, hire)
    undone(place, first.number)
    assert first.subject_number == subject


def test_a_person_registered_by_mistake_is_unknown_and_may_be_registered_again(
    place: Place,
) -> None:
    number = done(place, "register_person", number=NEW_PERSON, family_name="ERREUR")
    undone(place, number)
    with fund_scope(place.fund.id), pytest.raises(SocleError, match="person_unknown"):
        queries.person(number=NEW_PERSON, on=TODAY, known_at=None)
    for kind, fields in (
        ("correct_civil_status", {"number": NEW_PERSON, "family_name": "X"}),
        ("hire", {"person": NEW_PERSON, "employer": EMPLOYER}),
    ):
        with pytest.raises(SocleError, match="person_unknown"):
            done(place, kind, **fields)
    done(place, "register_person", number=NEW_PERSON, family_name="JUSTE")
    with fund_scope(place.fund.id):
        found = queries.person(number=NEW_PERSON, on=TODAY, known_at=None)
    assert found.family_name == "JUSTE"
    with pytest.raises(Conflict, match="person_exists"):
        done(place, "register_person", number=NEW_PERSON, family_name="ENCORE")


def test_a_number_whose_key_is_wrong_is_refused(db: None) -> None:
    place = factories.agency("MA")
    for kind, fields in (
        ("register_person", {"family_name": "ALAOUI", "number": "123456784"}),
        ("affiliate_employer", {"legal_name": "Atlas", "number": "1234568"}),
    ):
        with pytest.raises(Refused, match="number_wrong"):
            factories.act(place.registration, kind, **fields)


def test_a_number_nobody_can_check_is_taken(db: None) -> None:
    place = factories.agency("CM")
    fields = {"family_name": "ABENA", "number": "1122334455Z"}
    assert factories.act(place.registration, "register_person", **fields).status == "done"


def test_one_works_for_an_employer_once_at_a_time_and_for_none_that_is_closed(
    place: Place,
) -> None:
    hired(place)
    with pytest.raises(Refused, match="already_employed"):
        done(place, "hire", **WORK)
    done(place, "end_employment", on=date(2019, 12, 31), **WORK)
    with pytest.raises(Refused, match="not_employed"):
        done(place, "end_employment", on=date(2020, 1, 1), **WORK)
    done(place, "hire", on=date(2020, 1, 1), **WORK)
    done(place, "end_employment", on=date(2020, 2, 1), **WORK)
    done(place, "close_employer", number=EMPLOYER)
    with pytest.raises(Refused, match="employer_not_active"):
        done(place, "hire", **WORK)
