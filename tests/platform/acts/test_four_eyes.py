"""Nobody approves their own act, and no administrator acts at all."""

from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from tests import factories
from tests.conftest import NOW, TODAY

from socle.kernel.errors import NotKnown, Refused
from socle.platform.access import operations as access
from socle.platform.access.queries import desk_of_login
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import PERMISSIONS, Desk, Permission, Role
from socle.platform.acts import catalogue, operations, queries
from socle.platform.acts.types import ActRequest
from socle.registry.queries import employer


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    factories.employer(place)
    return place


def both_roles(place: factories.Agency) -> Desk:
    """A person who may propose and validate: the rule is about persons, not about roles."""
    login = place.registration.login
    access.grant_role(login=login, fund_code=place.fund.code, role=Role.VERIFIER)
    return desk_of_login(login=login, fund_code=place.fund.code)


def classify(desk: Desk, value: str = "C") -> str:
    fields = {"number": factories.CM_EMPLOYER, "input": "risk_group", "value": value}
    answer = factories.act(desk, "classify_employer", **fields)
    assert answer.status == "to_validate"
    return answer.act


def risk_group(place: factories.Agency) -> str:
    with fund_scope(place.fund.id):
        found = employer(number=factories.CM_EMPLOYER, on=TODAY, known_at=None)
    return found.classification["risk_group"]


def test_an_author_does_not_validate_their_own_proposal(place: factories.Agency) -> None:
    desk = both_roles(place)
    number = classify(desk)
    with fund_scope(place.fund.id):
        with pytest.raises(Refused, match="own_act"):
            operations.validate(desk=desk, number=number, at=NOW)
        with pytest.raises(Refused, match="own_act"):
            operations.refuse(desk=desk, number=number, reason="non", at=NOW)
    assert risk_group(place) == "B"


def test_a_second_person_does_and_is_recorded(place: factories.Agency) -> None:
    number = classify(place.registration)
    assert risk_group(place) == "B"
    with fund_scope(place.fund.id):
        done = operations.validate(desk=place.verifier, number=number, at=NOW)
        found = queries.act(number=done.act)
    assert (found.author, found.validator) == (place.registration.name, place.verifier.name)
    assert risk_group(place) == "C"


def test_a_refused_proposal_stays_refused(place: factories.Agency) -> None:
    number = classify(place.registration)
    with fund_scope(place.fund.id):
        operations.refuse(desk=place.verifier, number=number, reason="sans pièce", at=NOW)
        with pytest.raises(Refused, match="proposal_refused"):
            operations.validate(desk=place.verifier, number=number, at=NOW)
        with pytest.raises(NotKnown):
            operations.refuse(desk=place.verifier, number=number, reason="encore", at=NOW)
        assert queries.proposals() == []
    assert risk_group(place) == "B"


def test_what_two_people_did_one_does_not_undo(place: factories.Agency) -> None:
    with fund_scope(place.fund.id):
        done = operations.validate(desk=place.verifier, number=classify(place.registration), at=NOW)
        asked = operations.reverse(
            desk=place.registration, number=done.act, motive="erreur", key="undo", at=NOW
        )
    assert asked.status == "to_validate"
    assert risk_group(place) == "C"
    with fund_scope(place.fund.id):
        undone = operations.validate(desk=place.verifier, number=asked.act, at=NOW)
        assert queries.act(number=undone.act).reverses == done.act
    assert risk_group(place) == "B"


def test_the_database_refuses_an_author_as_validator(place: factories.Agency) -> None:
    classify(place.registration)
    own = place.registration.user_id
    with fund_scope(place.fund.id):
        for statement in (
            "UPDATE act_proposal SET decided_by_id = author_id, decided_at = now()",
            "INSERT INTO act SELECT (jsonb_populate_record(a, jsonb_build_object("
            f"'id', -1, 'number', 'X', 'author_id', {own}, 'validator_id', {own}))).* FROM act a",
        ):
            with (
                pytest.raises(IntegrityError, match="four_eyes"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)


# Opens the account of a partner's system and gives it its secret, as one does for a person: it
# reads and writes no file. What that account may do, it does under its own role.
# How long the logs of who read and printed what are kept is no file either.
# Nor is how to speak with a partner, nor the secret by which it knows us.
ACCOUNTS = {"register_partner", "agree_with_partner", "end_agreement", "set_log_keeping"}
# Nor is how people sign in.
ACCOUNTS |= {"reset_factor", "set_factor_policy", "state_identity_provider"}
ACCOUNTS |= {"end_identity_provider", "link_identity", "unlink_identity"}
ACCOUNTS |= {"state_link", "end_link", "keep_credential"}
# Nor is that data were lost: the register of breaches tells what happened, and opens no file.
ACCOUNTS |= {"report_breach"}
BREACHES = {Permission.READ_BREACHES, Permission.REPORT_BREACH}


def test_an_administrator_has_no_permission_that_an_act_or_a_file_asks_for() -> None:
    held = PERMISSIONS[Role.ADMINISTRATOR]
    assert held == {Permission.MANAGE_USERS} | BREACHES
    managing = {each.code for each in catalogue.catalogue() if each.permission in held}
    assert managing == ACCOUNTS
    others = [PERMISSIONS[role] for role in Role if role is not Role.ADMINISTRATOR]
    assert all(Permission.MANAGE_USERS not in each for each in others)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.ACCOUNTS_OFFICER])
def test_who_may_not_register_performs_no_act_of_the_register(
    place: factories.Agency, role: Role
) -> None:
    desk = factories.desk(place.fund, role)
    asked: dict[str, Any] = {"fields": {}, "effective_on": TODAY, "motive": "", "key": "k"}
    of_the_register = [
        kind for kind in catalogue.catalogue() if kind.permission is Permission.PERFORM_REGISTRATION
    ]
    for kind in of_the_register:
        with fund_scope(place.fund.id), pytest.raises(Refused, match="forbidden"):
            operations.submit(desk=desk, act_type_code=kind.code, at=NOW, **asked)
    with fund_scope(place.fund.id):
        number = classify(place.registration)
        with pytest.raises(Refused, match="forbidden"):
            operations.validate(desk=desk, number=number, at=NOW)
        (first,) = queries.acts(before=None, limit=1)
        with pytest.raises(Refused, match="forbidden"):
            operations.reverse(desk=desk, number=first.number, motive="x", key="r", at=NOW)


@pytest.mark.parametrize(
    "role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.VERIFIER, Role.ACCOUNTS_OFFICER]
)
def test_another_role_does_not_free_a_clerk_of_their_employer(
    place: factories.Agency, role: Role
) -> None:
    """A clerk who was also an administrator once had a clerk's rights on every employer."""
    clerk = factories.desk(place.fund, Role.EMPLOYER_CLERK, factories.CM_EMPLOYER)
    access.grant_role(login=clerk.login, fund_code=place.fund.code, role=role)
    desk = desk_of_login(login=clerk.login, fund_code=place.fund.code)
    assert desk.employer_numbers == {factories.CM_EMPLOYER}
    # What a fund's agent may do is on every account: suspense, statements, everybody's files.
    assert desk.roles == {Role.EMPLOYER_CLERK}


def test_the_database_records_no_such_act_without_its_validator(place: factories.Agency) -> None:
    """Whatever code forgets the rule: here the operation is called past the one door."""
    fields = {"number": factories.CM_EMPLOYER, "input": "risk_group", "value": "C"}
    request = ActRequest(
        desk=place.registration,
        type="classify_employer",
        fields=fields,
        effective_on=TODAY,
        motive="",
        key="alone",
    )
    alone = pytest.raises(IntegrityError, match="recorded with its validator")
    with fund_scope(place.fund.id), alone, transaction.atomic():
        catalogue.act_type("classify_employer").perform(request)
    assert risk_group(place) == "B"


def test_the_database_knows_the_catalogue_and_the_site_cannot_change_it(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM act_type WHERE needs_validator ORDER BY code")
        known = [code for (code,) in cursor.fetchall()]
        assert known == [each.code for each in catalogue.catalogue() if each.needs_four_eyes]
        for statement in (
            "UPDATE act_type SET needs_validator = false",
            "DELETE FROM act_type",
            "INSERT INTO act_type VALUES ('x', false)",
            "SELECT socle_bind_references()",
        ):
            with pytest.raises(ProgrammingError, match="denied"), transaction.atomic():
                cursor.execute(statement)


def copied(**changes: Any) -> str:
    """A statement that records an act again with other people, as the application's role would."""
    said = ", ".join(f"'{name}', {value}" for name, value in changes.items())
    return (
        "INSERT INTO act SELECT (jsonb_populate_record(a, jsonb_build_object("
        f"'id', nextval('act_id_seq'), 'number', 'X-' || a.id, 'reverses_id', NULL, {said}))).*"
        " FROM act a WHERE type = 'classify_employer' ORDER BY id LIMIT 1"
    )


def database_says(place: factories.Agency, *statements: str) -> str:
    """What the database answers, at the latest when the transaction would end."""
    whole = "; ".join((*statements, "SET CONSTRAINTS ALL IMMEDIATE"))
    with (
        fund_scope(place.fund.id),
        pytest.raises((IntegrityError, ProgrammingError)) as told,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(whole)
    return str(told.value)


def test_the_database_holds_two_persons_whatever_the_code_forgets(
    place: factories.Agency,
) -> None:
    """Each as the application's own role, past every operation; administrators are persons too."""
    with fund_scope(place.fund.id):
        operations.validate(desk=place.verifier, number=classify(place.registration), at=NOW)
    author, administrator = place.registration.user_id, place.administrator.user_id
    said = database_says
    assert "recorded with its validator" in said(place, copied(validator_id="NULL"))
    assert "act_four_eyes" in said(place, copied(author_id=author, validator_id=author))
    assert "act_four_eyes" in said(
        place, copied(author_id=administrator, validator_id=administrator)
    )
    # Somebody who decided nothing is not named as validator, an administrator no more than others.
    assert "nobody decided" in said(place, copied(validator_id=administrator))
    assert "nobody decided" in said(place, copied(author_id=administrator))
    assert "recorded with its validator" in said(
        place,
        copied(type="'update_employer'", validator_id="NULL", doubts="'[{}]'::jsonb"),
    )
    assert "denied" in said(place, f"UPDATE act SET validator_id = {administrator}")
    assert "is decided" in said(place, f"UPDATE act_proposal SET decided_by_id = {administrator}")
    assert "is decided" in said(
        place, "UPDATE act_proposal SET decided_by_id = NULL, decided_at = NULL"
    )
    assert "denied" in said(place, f"UPDATE act_proposal SET author_id = {administrator}")


def test_the_database_refuses_a_decision_of_nobody_and_one_by_the_author(
    place: factories.Agency,
) -> None:
    classify(place.registration)
    assert "act_proposal_four_eyes" in database_says(
        place, "UPDATE act_proposal SET decided_by_id = author_id, decided_at = now()"
    )
    assert "by somebody" in database_says(place, "UPDATE act_proposal SET decided_at = now()")
    assert "by somebody" in database_says(
        place, f"UPDATE act_proposal SET decided_by_id = {place.verifier.user_id}"
    )
