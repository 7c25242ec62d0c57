"""The work basket: what is kept to be completed, what waits, what was refused with a reason."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from tests import factories
from tests.conftest import NOW, TODAY
from tests.platform.acts.papers import paper, proved

from socle.kernel.errors import Conflict, Fault, NotKnown, Refused
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role
from socle.platform.acts import basket, drafts, operations, queries
from socle.platform.acts.errors import Invalid
from socle.platform.acts.preview import preview
from socle.platform.acts.types import ActAnswer
from socle.registry.queries import employer

EMPLOYER, PERSON = factories.CM_EMPLOYER, factories.CM_PERSON
TYPED = {"number": EMPLOYER, "input": "risk_group", "effective_on": "2020-01-01"}
WANTING = (Fault("acts.field_missing", field="value"),)


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    factories.employer(place)
    return place


def saved(by: Desk, **said: Any) -> str:
    given: dict[str, Any] = {
        "act_type_code": "classify_employer", "fields": TYPED, "evidence": (),
        "wanting": WANTING, "at": NOW,
    }  # fmt: skip
    with fund_scope(by.fund.id):
        return drafts.save_draft(desk=by, **(given | said))


def completed(
    by: Desk, number: str, *, key: str = "k", evidence: tuple[int, ...] = ()
) -> ActAnswer:
    with fund_scope(by.fund.id):
        return operations.complete(
            desk=by,
            draft=number,
            fields={"number": EMPLOYER, "input": "risk_group", "value": "C"},
            effective_on=TODAY,
            motive="",
            key=key,
            at=NOW,
            evidence=evidence,
        )


def proposed(by: Desk, value: str = "C", at: datetime = NOW) -> str:
    with fund_scope(by.fund.id):
        return operations.submit(
            desk=by,
            act_type_code="classify_employer",
            fields={"number": EMPLOYER, "input": "risk_group", "value": value},
            effective_on=factories.SINCE,
            motive="",
            key=uuid4().hex,
            at=at,
        ).act


def refused(place: factories.Agency) -> str:
    number = proposed(place.registration)
    with fund_scope(place.fund.id):
        operations.refuse(desk=place.verifier, number=number, reason="sans pièce", at=NOW)
    return number


def in_basket(desk: Desk) -> tuple[int, int, int]:
    with fund_scope(desk.fund.id):
        found = basket.counts(desk=desk)
    return found.to_complete, found.to_validate, found.refused


def test_an_act_to_complete_waits_for_anyone_who_may_do_it(place: factories.Agency) -> None:
    number = saved(place.registration)
    colleague = factories.desk(place.fund, Role.REGISTRATION_OFFICER)
    assert [in_basket(each)[0] for each in (place.registration, colleague, place.accounts)] == [
        1, 1, 0,
    ]  # fmt: skip
    with fund_scope(place.fund.id):
        found = basket.draft(number=number, desk=place.registration)
    assert (found.fields, found.wanting, found.author) == (TYPED, WANTING, place.registration.name)
    with pytest.raises(Refused, match="forbidden"):
        saved(place.accounts, number=number, seen_at=NOW)
    with fund_scope(place.fund.id), pytest.raises(Refused, match="forbidden"):
        basket.draft(number=number, desk=place.auditor)


def test_a_colleague_completes_it_with_the_files_it_was_kept_with(
    place: factories.Agency,
) -> None:
    kept, other = paper(place.registration), paper(place.registration, content=b"%PDF- autre")
    number = saved(place.registration, evidence=(kept,))
    colleague = factories.desk(place.fund, Role.REGISTRATION_OFFICER)
    with pytest.raises(NotKnown, match="document"):
        completed(colleague, number, evidence=(kept, other))
    done = completed(colleague, number, evidence=(kept,))
    assert done.status == "to_validate"
    assert in_basket(colleague)[0] == 0
    assert completed(colleague, number, evidence=(kept,)).act == done.act
    with pytest.raises(Conflict, match="draft_closed"):
        completed(place.registration, number, key="another")


def test_two_people_do_not_write_over_each_other(place: factories.Agency) -> None:
    number = saved(place.registration)
    later = NOW + timedelta(minutes=1)
    colleague = factories.desk(place.fund, Role.REGISTRATION_OFFICER)
    saved(colleague, number=number, seen_at=NOW, at=later)
    with pytest.raises(Conflict, match="draft_changed"):
        saved(place.registration, number=number, seen_at=NOW, at=later)


def test_an_act_is_given_up_with_a_reason_only(place: factories.Agency) -> None:
    number = saved(place.registration)
    with fund_scope(place.fund.id):
        with pytest.raises(Invalid):
            drafts.drop_draft(desk=place.registration, number=number, reason=" ", at=NOW)
        drafts.drop_draft(desk=place.registration, number=number, reason="doublon", at=NOW)
        with pytest.raises(NotKnown):
            drafts.drop_draft(desk=place.registration, number=number, reason="encore", at=NOW)


def test_what_was_refused_is_corrected_into_a_new_proposal_that_names_the_old(
    place: factories.Agency,
) -> None:
    old = refused(place)
    assert in_basket(place.registration) == (0, 0, 1)
    with fund_scope(place.fund.id):
        assert queries.proposal(number=old).refusal == "sans pièce"
        number = drafts.correct(desk=place.registration, proposal=old, at=NOW)
        assert drafts.correct(desk=place.registration, proposal=old, at=NOW) == number
        typed = basket.draft(number=number, desk=place.registration).fields
    assert (typed["value"], typed["effective_on"]) == ("C", factories.SINCE.isoformat())
    assert in_basket(place.registration) == (1, 0, 0)
    new = completed(place.registration, number).act
    with fund_scope(place.fund.id):
        assert queries.proposal(number=new).corrects == old
        with pytest.raises(Refused, match="nothing_to_correct"):
            drafts.correct(desk=place.registration, proposal=new, at=NOW)
    assert in_basket(place.registration) == (0, 0, 0)
    assert in_basket(place.verifier)[1] == 1


def test_a_preview_tells_the_change_and_leaves_nothing(place: factories.Agency) -> None:
    number = proposed(place.registration)
    with fund_scope(place.fund.id):
        acts = len(queries.acts(before=None, limit=50))
        shown = preview(desk=place.verifier, number=number)
        assert (shown.before, shown.after) == ({"value": "B"}, {"value": "C"})
        assert (shown.subject_kind, shown.subject_number) == ("employer", EMPLOYER)
        assert len(queries.acts(before=None, limit=50)) == acts
        found = employer(number=EMPLOYER, on=TODAY, known_at=None)
        assert found.classification["risk_group"] == "B"
        assert [each.number for each in queries.proposals()] == [number]
        told = preview(desk=place.registration, number=number)
        assert (told.fault, told.after) == (None, {})  # its author sees that it would pass
        assert len(queries.acts(before=None, limit=50)) == acts


def test_an_author_who_looks_while_somebody_validates_is_told_no_fault(
    place: factories.Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = proposed(place.registration)

    def meanwhile(*_of: Any) -> bool:
        return operations.validate(desk=place.verifier, number=number, at=NOW).status == "done"

    monkeypatch.setattr("socle.platform.acts.preview.is_own", meanwhile)
    with fund_scope(place.fund.id):
        assert preview(desk=place.registration, number=number).fault is None


def test_a_preview_tells_why_validating_would_be_refused(place: factories.Agency) -> None:
    number = factories.act(
        place.registration, "correct_civil_status", number=PERSON, family_name="X"
    ).act
    with fund_scope(place.fund.id):
        acts = len(queries.acts(before=None, limit=50))
        for desk in (place.verifier, place.registration):  # who decides, and who may correct it
            shown = preview(desk=desk, number=number)
            assert shown.fault is not None
            assert shown.fault.code == "registry.person_unknown"
        assert len(queries.acts(before=None, limit=50)) == acts


def flagged(place: factories.Agency, number: str, subject: str) -> set[str]:
    with fund_scope(place.fund.id):
        found = basket.flags(
            desk=place.verifier, proposal=queries.proposal(number=number), subject=subject, at=NOW
        )
    return {each.code.removeprefix("acts.flag_") for each in found}


def test_one_file_behind_two_persons_is_flagged(place: factories.Agency) -> None:
    by, other = place.registration, "9911223344C"
    factories.person(place)
    one = paper(by, "identity_document")
    again = paper(by, name="copie.pdf")
    proved(by, "register_person", one, number=other, family_name="ATEBA")
    said = {"number": PERSON, "family_name": "ALAWI"}
    number = proved(by, "correct_civil_status", again, **said).act
    assert "reused" in flagged(place, number, f"person:{PERSON}")
    fresh = proved(by, "correct_civil_status", paper(by, content=b"%PDF- neuf"), **said).act
    assert "reused" not in flagged(place, fresh, f"person:{PERSON}")
    with fund_scope(place.fund.id):
        done = operations.validate(desk=place.verifier, number=number, at=NOW)
        (told,) = basket.reused_evidence(act_number=done.act)
    assert told.facts["subject"] == other


def test_what_else_happens_in_the_file_is_flagged(place: factories.Agency) -> None:
    subject = f"employer:{EMPLOYER}"
    first = proposed(place.registration, at=datetime.now(UTC))
    assert flagged(place, first, subject) == set()
    proposed(place.registration, "A", at=datetime.now(UTC))
    assert flagged(place, first, subject) == {"also_waiting"}
    factories.act(place.registration, "update_employer", number=EMPLOYER, legal_name="Autre")
    assert flagged(place, first, subject) == {"also_waiting", "changed_since"}


def test_the_queue_tells_its_ages_and_its_neighbours(place: factories.Agency) -> None:
    numbers = [proposed(place.registration, value) for value in "ACB"]
    with fund_scope(place.fund.id):
        (age,) = basket.ages()
        assert (age.type, age.count) == ("classify_employer", 3)
        found = [
            basket.neighbours(desk=place.verifier, proposal=queries.proposal(number=number))
            for number in numbers
        ]
        assert basket.next_to_validate(desk=place.verifier) == numbers[0]
        assert basket.next_to_validate(desk=place.registration) is None
    assert found == [(None, numbers[1]), (numbers[0], numbers[2]), (numbers[1], None)]


REFUSED_BY_THE_DATABASE = [
    ("UPDATE act_draft SET outcome = '', reason = '', closed_at = now(), closed_by_id = author_id",
     IntegrityError, "closed_with_a_reason"),
    ("UPDATE act_draft SET author_id = author_id", ProgrammingError, "denied"),
    ("UPDATE act_draft SET corrects_id = NULL", ProgrammingError, "denied"),
    ("DELETE FROM act_draft", ProgrammingError, "denied"),
    ("TRUNCATE act_draft", ProgrammingError, "denied"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "error", "told"), REFUSED_BY_THE_DATABASE)
def test_the_database_keeps_what_is_to_complete(
    place: factories.Agency, statement: str, error: type[Exception], told: str
) -> None:
    saved(place.registration)
    with (
        fund_scope(place.fund.id),
        pytest.raises(error, match=told),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_database_opens_no_closed_draft_again(place: factories.Agency) -> None:
    number = saved(place.registration)
    completed(place.registration, number)
    with (
        fund_scope(place.fund.id),
        pytest.raises(IntegrityError, match="is closed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE act_draft SET closed_at = NULL, closed_by_id = NULL, outcome = ''")
