"""One key, one act: repeated, doubled, failed in the middle, or used for something else."""

from datetime import date
from typing import Any

import pytest
from tests import factories
from tests.conftest import NOW
from tests.platform.sessions import at_once

from socle.kernel.errors import Conflict, Refused, SocleError
from socle.platform.access.scope import fund_scope
from socle.platform.acts import queries
from socle.platform.acts.models import Act, ActClaim, ActProposal
from socle.platform.acts.operations import reverse, submit, validate
from socle.platform.acts.types import ActAnswer


def register(place: factories.Agency, key: str, **changed: Any) -> ActAnswer:
    fields = {"number": factories.CM_PERSON, "family_name": "ABENA"}
    return factories.act(place.registration, "register_person", key=key, **(fields | changed))


def classify(place: factories.Agency, key: str, value: str) -> ActAnswer:
    fields = {"number": factories.CM_EMPLOYER, "input": "risk_group", "value": value}
    return factories.act(place.registration, "classify_employer", key=key, **fields)


def rows() -> tuple[int, int]:
    return Act.objects.count(), ActClaim.objects.count()


def test_the_same_request_again_answers_with_the_act_that_was_done(db: None) -> None:
    place = factories.agency("CM")
    first, again = register(place, "k"), register(place, "k")
    assert (first.status, again.status) == ("done", "already_done")
    assert (again.act, again.subject) == (first.act, factories.CM_PERSON)
    with fund_scope(place.fund.id):
        assert rows() == (1, 1)


@pytest.mark.parametrize(
    "changed",
    [{"family_name": "ATEBA"}, {"number": "9911223344C"}, {"on": date(2016, 1, 1)}],
)
def test_a_key_is_not_used_for_another_request(db: None, changed: dict[str, Any]) -> None:
    place = factories.agency("CM")
    register(place, "k")
    with pytest.raises(Conflict, match="key_reused"):
        register(place, "k", **changed)


def test_two_funds_may_use_one_key(db: None) -> None:
    first, second = factories.agency("CM"), factories.agency("CM")
    assert register(first, "k").status == register(second, "k").status == "done"


def test_a_key_of_an_act_is_not_used_for_a_proposal_nor_the_other_way(db: None) -> None:
    place = factories.agency("CM")
    factories.employer(place)
    register(place, "act")
    with pytest.raises(Conflict, match="key_reused"):
        classify(place, "act", "C")
    classify(place, "proposal", "C")
    with pytest.raises(Conflict, match="key_reused"):
        register(place, "proposal", number="9911223344C")


def test_a_proposal_is_made_once_and_its_key_proposes_nothing_else(db: None) -> None:
    place = factories.agency("CM")
    factories.employer(place)
    first, again = classify(place, "k", "C"), classify(place, "k", "C")
    assert first == again
    with pytest.raises(Conflict, match="key_reused"):
        classify(place, "k", "A")
    with fund_scope(place.fund.id):
        done = validate(desk=place.verifier, number=first.act, at=NOW)
        assert ActProposal.objects.count() == 1
    after = classify(place, "k", "C")
    assert (after.act, after.status) == (done.act, "already_done")


def test_keys_that_begin_alike_are_different_proposals(db: None) -> None:
    """The number of a proposal was once cut from its key."""
    place = factories.agency("CM")
    factories.employer(place)
    long = "x" * 100
    assert classify(place, long + "1", "A").act != classify(place, long + "2", "A").act


def test_validating_twice_acts_once_and_keeps_who_decided(db: None) -> None:
    place = factories.agency("CM")
    factories.employer(place)
    other = factories.desk(place.fund, next(iter(place.verifier.roles)))
    number = classify(place, "k", "C").act
    with fund_scope(place.fund.id):
        first = validate(desk=place.verifier, number=number, at=NOW)
        again = validate(desk=other, number=number, at=NOW)
        assert (again.act, again.status) == (first.act, "already_done")
        assert ActProposal.objects.get().decided_by_id == place.verifier.user_id
        assert queries.act(number=first.act).validator == place.verifier.name


def test_an_act_that_fails_leaves_nothing_and_its_key_can_be_used_again(db: None) -> None:
    place = factories.agency("CM")
    factories.person(place)
    with fund_scope(place.fund.id):
        before = rows()
    hiring = {"person": factories.CM_PERSON, "employer": factories.CM_EMPLOYER}
    with pytest.raises(SocleError):
        factories.act(place.registration, "hire", key="k", **hiring)
    with fund_scope(place.fund.id):
        assert rows() == before
    factories.employer(place)
    assert factories.act(place.registration, "hire", key="k", **hiring).status == "done"


@pytest.mark.parametrize("count", [2, 4])
def test_requests_with_one_key_that_arrive_together_act_once(own_database: str, count: int) -> None:
    place = factories.agency("CM")
    answers = at_once(*[lambda: register(place, "k")] * count)
    assert sorted(answer.status for answer in answers) == ["already_done"] * (count - 1) + ["done"]
    assert len({answer.act for answer in answers}) == 1
    with fund_scope(place.fund.id):
        assert rows() == (1, 1)


def test_two_keys_for_one_number_register_one_person(own_database: str) -> None:
    place = factories.agency("CM")
    answers = at_once(lambda: register(place, "one"), lambda: register(place, "two"))
    done = [answer for answer in answers if isinstance(answer, ActAnswer)]
    assert len(done) == 1
    assert [answer.code for answer in answers if isinstance(answer, Conflict)] == [
        "registry.person_exists"
    ]
    with fund_scope(place.fund.id):
        assert rows() == (1, 1)


def test_two_proposals_with_one_key_that_arrive_together_are_one(own_database: str) -> None:
    place = factories.agency("CM")
    factories.employer(place)
    answers = at_once(*[lambda: classify(place, "k", "C")] * 3)
    assert len({answer.act for answer in answers}) == 1
    with fund_scope(place.fund.id):
        assert ActProposal.objects.count() == 1


def test_one_proposal_validated_by_two_at_once_is_done_once(own_database: str) -> None:
    place = factories.agency("CM")
    factories.employer(place)
    other = factories.desk(place.fund, next(iter(place.verifier.roles)))
    number = classify(place, "k", "C").act

    def decide(desk: Any) -> ActAnswer:
        with fund_scope(place.fund.id):
            return validate(desk=desk, number=number, at=NOW)

    answers = at_once(lambda: decide(place.verifier), lambda: decide(other))
    assert sorted(answer.status for answer in answers) == ["already_done", "done"]
    assert len({answer.act for answer in answers}) == 1


def test_one_act_reversed_by_two_at_once_is_reversed_once(own_database: str) -> None:
    place = factories.agency("CM")
    number = register(place, "k").act

    def undo(key: str) -> ActAnswer:
        with fund_scope(place.fund.id):
            return reverse(desk=place.registration, number=number, motive="x", key=key, at=NOW)

    answers = at_once(lambda: undo("one"), lambda: undo("two"))
    assert sorted(getattr(answer, "status", "refused") for answer in answers) == ["done", "refused"]
    assert [each.code for each in answers if isinstance(each, Conflict)] == [
        "acts.already_reversed"
    ]


def test_the_same_hire_at_once_from_two_desks_is_one(own_database: str) -> None:
    place = factories.agency("CM")
    factories.employer(place)
    factories.person(place)
    hiring = {"person": factories.CM_PERSON, "employer": factories.CM_EMPLOYER}

    def hire(key: str) -> ActAnswer:
        return factories.act(place.registration, "hire", key=key, **hiring)

    answers = at_once(lambda: hire("one"), lambda: hire("two"))
    assert sorted(getattr(answer, "status", "refused") for answer in answers) == ["done", "refused"]
    assert [each.code for each in answers if isinstance(each, Refused)] == [
        "registry.already_employed"
    ]


def test_evidence_must_be_a_document_of_the_same_fund(db: None) -> None:
    place = factories.agency("CM")
    with fund_scope(place.fund.id), pytest.raises(SocleError, match=r"document\.unknown"):
        submit(
            desk=place.registration,
            act_type_code="register_person",
            fields={"number": factories.CM_PERSON, "family_name": "ABENA"},
            effective_on=factories.SINCE,
            motive="",
            key="k",
            at=NOW,
            evidence=(404,),
        )
