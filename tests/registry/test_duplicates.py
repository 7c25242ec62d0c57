"""Never twice: who looks like somebody known is in doubt, and the decision is kept."""

from datetime import date
from typing import Any

import pytest
from tests import factories
from tests.conftest import NOW, TODAY
from tests.registry.people import asked, done, undone

from socle.kernel.errors import Conflict, NotKnown, Refused
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role
from socle.platform.acts import queries as acts
from socle.platform.acts.errors import Invalid
from socle.platform.acts.operations import validate
from socle.platform.acts.preview import preview
from socle.platform.acts.types import ActStatus
from socle.registry.queries.duplicates import compare, declared_distinct
from socle.registry.types.duplicates import Agreement, Described

KNOWN: dict[str, Any] = {
    "family_name": "BENNANI",
    "given_names": "Mohamed",
    "birth_on": "1984-05-02",
    "father_name": "Ahmed Bennani",
    "mother_name": "Khadija Tazi",
}
LIKE = "registry.doubt_near_duplicate"
IDENTITY = "registry.doubt_same_identity"


@pytest.fixture
def place(db: None) -> factories.Agency:
    return factories.agency("MA")


def doubts(place: factories.Agency, **changed: str) -> list[str]:
    """The codes of what is in doubt in a registration; none when it was done at once."""
    try:
        answer = asked(place.registration, "register_person", **(KNOWN | changed))
    except Invalid as invalid:
        return [each.code for each in invalid.faults if "doubt_without" not in each.code]
    assert answer.status is ActStatus.DONE
    return []


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"family_name": "Mohammed", "given_names": "Bennany"},
        {"family_name": "بناني", "given_names": "محمد"},
        {"birth_on": "1984-02-05"},  # day and month exchanged
        {"birth_on": "1984-05-20"},
        {"birth_on": "1984-01-01", "birth_precision": "year"},
        {"birth_on": ""},
        {"family_name": "Benanni", "father_name": "", "mother_name": ""},
        {"mother_name": "Aïcha Filali"},  # one parent still agrees
    ],
)
def test_who_looks_like_somebody_known_is_in_doubt(
    place: factories.Agency, changed: dict[str, str]
) -> None:
    done(place, "register_person", **KNOWN)
    assert doubts(place, **changed) == [LIKE]


@pytest.mark.parametrize(
    "changed",
    [
        {"given_names": "Omar"},  # a brother, a twin
        {"birth_on": "1985-05-02"},
        {"birth_on": "1984-07-19"},
        {"father_name": "Driss Bennani", "mother_name": "Aïcha Filali"},  # a homonym
        {"birth_on": "", "father_name": "", "mother_name": ""},  # a name alone
    ],
)
def test_who_is_somebody_else_is_registered_at_once(
    place: factories.Agency, changed: dict[str, str]
) -> None:
    done(place, "register_person", **KNOWN)
    assert doubts(place, **changed) == []


def test_the_same_identity_document_is_in_doubt_whatever_the_name(place: factories.Agency) -> None:
    done(place, "register_person", **KNOWN, national_id="AB1234")
    other = {"family_name": "TAZI", "given_names": "Omar", "birth_on": "1970-01-09"}
    assert doubts(place, **other, national_id="AB1234") == [IDENTITY]
    assert doubts(place, **other, national_id="AB1235") == []


def test_the_doubt_says_who_and_a_second_persons_decision_is_kept(place: factories.Agency) -> None:
    known = done(place, "register_person", **KNOWN).subject
    waits = asked(place.registration, "register_person", **KNOWN, motive="deux extraits vus")
    assert waits.status is ActStatus.TO_VALIDATE
    with fund_scope(place.fund.id):
        shown = acts.proposal(number=waits.act).doubts
        assert [each.facts for each in shown] == [
            {"number": known, "name": "BENNANI Mohamed", "born": "1984-05-02", "likeness": 100}
        ]
        answer = validate(desk=place.verifier, number=waits.act, at=NOW)
        act = acts.act(number=answer.act)
    assert (act.author, act.validator) == (place.registration.name, place.verifier.name)
    assert act.motive == "deux extraits vus"
    assert apart(place, known) == [answer.subject]
    assert apart(place, answer.subject) == [known]
    undone(place, answer.act)
    assert apart(place, known) == []


def test_the_same_request_again_is_not_in_doubt_about_itself(place: factories.Agency) -> None:
    first = asked(place.registration, "register_person", key="once", **KNOWN)
    again = asked(place.registration, "register_person", key="once", **KNOWN)
    assert (again.act, again.status) == (first.act, ActStatus.ALREADY_DONE)
    with pytest.raises(Conflict, match="person_exists"):
        asked(place.registration, "register_person", **KNOWN, number=first.subject)
    homonym = asked(place.registration, "register_person", key="two", motive="vu", **KNOWN)
    with fund_scope(place.fund.id):
        done_by_two = validate(desk=place.verifier, number=homonym.act, at=NOW)
    again = asked(place.registration, "register_person", key="two", motive="vu", **KNOWN)
    assert (again.act, again.status) == (done_by_two.act, ActStatus.ALREADY_DONE)


def test_two_files_are_declared_distinct_once_and_that_is_taken_back(
    place: factories.Agency,
) -> None:
    one = done(place, "register_person", **KNOWN).subject
    other = done(place, "register_person", **(KNOWN | {"given_names": "Omar"})).subject
    said = {"number": other, "other": one, "difference": "jumeaux"}
    act = done(place, "declare_distinct", **said)
    assert apart(place, one) == [other]
    with pytest.raises(Conflict, match="distinct_already"):
        done(place, "declare_distinct", number=one, other=other, difference="encore")
    with pytest.raises(Refused, match="one_file"):
        done(place, "declare_distinct", number=one, other=one, difference="le même")
    with pytest.raises(NotKnown, match="person_unknown"):
        done(place, "declare_distinct", number=one, other="123456784", difference="personne")
    with pytest.raises(Invalid):
        done(place, "declare_distinct", number=one, other=other)
    undone(place, act.act)
    assert apart(place, one) == []


def test_an_employers_clerk_is_told_that_there_is_one_and_not_who(place: factories.Agency) -> None:
    employer = factories.employer(place)
    done(place, "register_person", **KNOWN)
    clerk = factories.desk(place.fund, Role.EMPLOYER_CLERK, employer)
    with pytest.raises(Invalid) as invalid:
        asked(clerk, "preregister_person", **KNOWN, employer=employer)
    first = invalid.value.faults[0]
    assert (first.code, dict(first.facts)) == ("registry.doubt_known_maybe", {})
    known = done(place, "register_person", **KNOWN, motive="jumeau").subject
    proposed = asked(clerk, "preregister_person", **KNOWN, employer=employer, motive="embauche")
    with fund_scope(place.fund.id):
        assert [each.code for each in acts.proposal(number=proposed.act).doubts] == [first.code]
        # Who decides is shown whom: they could not choose otherwise.
        shown = preview(desk=place.verifier, number=proposed.act).doubts
    assert known in {each.facts["number"] for each in shown}


def test_another_fund_is_not_searched(db: None) -> None:
    one, other = factories.agency("MA"), factories.agency("MA", code="other")
    done(one, "register_person", **KNOWN)
    assert doubts(other) == []


def apart(place: factories.Agency, number: str) -> list[str]:
    with fund_scope(place.fund.id):
        return declared_distinct(number=number, on=TODAY, known_at=None)


WHO = Described(("Diallo Fatoumata",), date(1990, 3, 4), sex="female", mother_name="Aïssatou Ba")


@pytest.mark.parametrize(
    ("other", "agreeing"),
    [
        ({}, (Agreement.NAME, Agreement.BIRTH, Agreement.MOTHER)),
        ({"names": ("Jallow Fatoumatta",)}, (Agreement.NAME, Agreement.BIRTH, Agreement.MOTHER)),
        (
            {"birth_on": date(1990, 4, 3)},
            (Agreement.NAME, Agreement.BIRTH_SWAPPED, Agreement.MOTHER),
        ),
        ({"names": ("Diallo Fatimata",)}, ()),
        ({"sex": "male"}, ()),
        ({"birth_on": None, "mother_name": ""}, ()),
    ],
)
def test_what_agrees_is_told(other: dict[str, Any], agreeing: tuple[Agreement, ...]) -> None:
    said = {"names": WHO.names, "birth_on": WHO.birth_on, "sex": WHO.sex}
    described = Described(**({**said, "mother_name": WHO.mother_name} | other))
    found, likeness = compare(one=WHO, other=described)
    assert found == agreeing
    assert compare(one=described, other=WHO) == (found, likeness)
    assert (likeness > 0) == bool(agreeing)
