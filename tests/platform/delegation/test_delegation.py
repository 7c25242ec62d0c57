"""A role handed over for stated days: to whom, by whom, and both names on what is done under it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from tests import factories
from tests.conftest import NOW
from tests.platform.delegation.scenes import handed, standing
from tests.platform.factors.scenes import stale

from socle.kernel.errors import NotKnown, Refused
from socle.platform.access import operations as access
from socle.platform.access.queries import desk_of_login
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import DELEGABLE, Desk, Permission, ProofNeeded, Role
from socle.platform.acts.basket import to_validate_count
from socle.platform.acts.operations import refuse, validate
from socle.platform.acts.queries import act, proposal
from socle.platform.delegation import operations
from socle.platform.delegation.queries import delegations
from socle.platform.delegation.types import LONGEST, Delegation, are_apart
from socle.web import clock

REGISTRATION, VERIFIER = Role.REGISTRATION_OFFICER, Role.VERIFIER


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    factories.employer(place)
    return place


@pytest.fixture
def deputy(place: factories.Agency) -> Desk:
    return factories.desk(place.fund, Role.ACCOUNTS_OFFICER)


def classify(desk: Desk) -> str:
    fields = {"number": factories.CM_EMPLOYER, "input": "risk_group", "value": "C"}
    return factories.act(desk, "classify_employer", **fields).act


def test_a_deputy_has_that_role_alone_on_those_days_and_each_act_names_both(
    place: factories.Agency, deputy: Desk
) -> None:
    giver = place.registration
    assert standing(deputy, giver, REGISTRATION) is None
    handed(giver, deputy, place.verifier, role=REGISTRATION, days=10)
    desk = standing(deputy, giver, REGISTRATION)
    assert desk is not None
    assert (desk.roles, desk.user_id) == ({REGISTRATION}, deputy.user_id)
    assert Permission.RECOVER not in desk.permissions, "their own role is laid down meanwhile"
    assert standing(deputy, giver, REGISTRATION, in_days=9) is not None
    assert standing(deputy, giver, REGISTRATION, in_days=10) is None, "it ends by itself"
    assert standing(place.verifier, giver, REGISTRATION) is None, "it was handed to another"
    done = factories.act(
        desk, "update_employer", number=factories.CM_EMPLOYER, legal_name="Huilerie du Nkam"
    )
    with fund_scope(place.fund.id):
        found = act(number=done.act)
    assert (found.author, found.author_for) == (deputy.name, giver.name)


def test_neither_who_handed_it_over_nor_who_acts_for_them_decides_on_what_either_entered(
    place: factories.Agency, deputy: Desk
) -> None:
    access.grant_role(login=place.registration.login, fund_code=place.fund.code, role=VERIFIER)
    both = desk_of_login(login=place.registration.login, fund_code=place.fund.code)
    handed(place.registration, deputy, place.verifier, role=REGISTRATION)
    under = standing(deputy, place.registration, REGISTRATION)
    assert under is not None
    number = classify(under)
    with fund_scope(place.fund.id):
        assert proposal(number=number).author_for == place.registration.name
        assert to_validate_count(both) == 0
        for decide in (
            lambda: validate(desk=both, number=number, at=NOW),
            lambda: refuse(desk=both, number=number, reason="non", at=NOW),
        ):
            with pytest.raises(Refused, match="own_act"):
                decide()
        done = validate(desk=place.verifier, number=number, at=NOW)
        assert act(number=done.act).author_for == place.registration.name
    own = classify(both)
    handed(both, factories.desk(place.fund, Role.HEAD_OF_AGENCY), place.verifier, role=VERIFIER)
    [given] = [e for e in on_list(place) if e.role is VERIFIER]
    head = desk_of_login(login=given.taker_login, fund_code=place.fund.code)
    under = standing(head, both, VERIFIER)
    assert under is not None
    with fund_scope(place.fund.id):
        assert to_validate_count(under) == 0
        with pytest.raises(Refused, match="own_act"):
            validate(desk=under, number=own, at=NOW)
        assert to_validate_count(head) == 1, "in their own name they are somebody else"


def on_list(place: factories.Agency) -> list[Delegation]:
    with fund_scope(place.fund.id):
        return delegations(on=clock.today("CM"))


def test_the_database_lets_nobody_check_what_was_done_for_them(
    place: factories.Agency, deputy: Desk
) -> None:
    handed(place.registration, deputy, place.verifier, role=REGISTRATION)
    under = standing(deputy, place.registration, REGISTRATION)
    assert under is not None
    number = classify(under)
    giver = place.registration.user_id
    with fund_scope(place.fund.id):
        for changed in (
            f"decided_by_id = {giver}",
            f"decided_by_id = {place.verifier.user_id}, decided_for_id = {giver}",
            f"decided_by_id = {place.verifier.user_id}, decided_for_id = {deputy.user_id}",
        ):
            with (
                pytest.raises(IntegrityError, match="four_eyes_for"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(
                    f"UPDATE act_proposal SET {changed}, decided_at = now() WHERE number = %s",
                    [number],
                )


def test_a_role_is_not_handed_to_whom_it_cannot_be(place: factories.Agency, deputy: Desk) -> None:
    giver, check = place.registration, place.verifier
    clerk = factories.desk(place.fund, Role.EMPLOYER_CLERK, factories.CM_EMPLOYER)
    elsewhere = factories.agency("MA").registration
    for taker in (giver, clerk, elsewhere, factories.desk(place.fund, REGISTRATION)):
        with pytest.raises(Refused, match="not_to_them"):
            handed(giver, taker, check, role=REGISTRATION)
    with pytest.raises(Refused, match="not_apart"):
        handed(giver, factories.desk(place.fund, VERIFIER), check, role=REGISTRATION)
    with pytest.raises(Refused, match="not_yours"):
        handed(giver, deputy, check, role=Role.FAMILY_OFFICER)
    with pytest.raises(Refused, match="too_long"):
        handed(giver, deputy, check, role=REGISTRATION, days=LONGEST.days + 1)
    with pytest.raises(Refused, match="days"):
        handed(giver, deputy, check, role=REGISTRATION, days=0)
    head = factories.desk(place.fund, Role.HEAD_OF_AGENCY)
    with pytest.raises(Refused, match="own_delegation"):
        handed(check, head, head, role=VERIFIER)
    fields = {"role": REGISTRATION.value, "taker": deputy.login, "last_day": "2099-01-01"}
    with pytest.raises(Refused, match="motive_missing"):
        factories.act(giver, "delegate_role", on=clock.today("CM"), **fields)
    with pytest.raises(ProofNeeded):
        handed(stale(giver), deputy, check, role=REGISTRATION)
    handed(giver, deputy, check, role=REGISTRATION)
    under = standing(deputy, giver, REGISTRATION)
    assert under is not None
    with pytest.raises(Refused, match="not_yours"):
        handed(under, factories.desk(place.fund, Role.FAMILY_OFFICER), check, role=REGISTRATION)


def test_who_does_and_who_checks_stay_apart() -> None:
    liquidator, ordering = Role.LIQUIDATOR, Role.AUTHORISING_OFFICER
    assert are_apart(liquidator, giver={liquidator}, taker={Role.FAMILY_OFFICER})
    assert not are_apart(liquidator, giver={liquidator}, taker={ordering})
    assert not are_apart(ordering, giver={ordering}, taker={Role.PAYMASTER})
    assert not are_apart(ordering, giver={ordering, Role.PAYMASTER}, taker={Role.CASHIER})
    assert are_apart(ordering, giver={ordering}, taker={Role.ACCOUNTS_OFFICER})
    assert are_apart(Role.HEAD_OF_AGENCY, giver={Role.HEAD_OF_AGENCY}, taker={VERIFIER})
    assert not are_apart(VERIFIER, giver={VERIFIER}, taker={Role.CASHIER})
    assert {Role.ADMINISTRATOR, Role.AUDITOR, Role.EMPLOYER_CLERK}.isdisjoint(DELEGABLE)


def test_a_delegation_opens_nothing_once_its_giver_has_the_role_no_more(
    place: factories.Agency, deputy: Desk
) -> None:
    giver = place.registration
    handed(giver, deputy, place.verifier, role=REGISTRATION)
    access.grant_role(login=deputy.login, fund_code=place.fund.code, role=VERIFIER)
    assert standing(deputy, giver, REGISTRATION) is None, "they would enter and validate"
    today, code = clock.today("CM"), place.fund.code
    access.end_role(login=deputy.login, fund_code=code, role=VERIFIER, on=today)
    assert standing(deputy, giver, REGISTRATION) is not None
    access.set_active(login=giver.login, is_active=False)
    assert standing(deputy, giver, REGISTRATION) is None
    access.set_active(login=giver.login, is_active=True)
    access.end_role(login=giver.login, fund_code=code, role=REGISTRATION, on=today)
    assert standing(deputy, giver, REGISTRATION) is None


@pytest.mark.parametrize("who", ["registration", "deputy", "administrator"])
def test_either_of_the_two_ends_it_early_and_an_administrator(
    place: factories.Agency, deputy: Desk, who: str
) -> None:
    giver, today = place.registration, clock.today("CM")
    handed(giver, deputy, place.verifier, role=REGISTRATION)
    desk = deputy if who == "deputy" else getattr(place, who)
    ended = {"giver_login": giver.login, "taker_login": deputy.login, "role": REGISTRATION.value}
    with fund_scope(place.fund.id):
        with pytest.raises(Refused, match="forbidden"):
            operations.end(desk=place.accounts, **ended, on=today)
        operations.end(desk=desk, **ended, on=today)
        with pytest.raises(NotKnown):
            operations.end(desk=desk, **ended, on=today)
    assert standing(deputy, giver, REGISTRATION) is None
    assert on_list(place) == []


def test_one_to_come_is_listed_and_opens_nothing_yet(place: factories.Agency, deputy: Desk) -> None:
    later = clock.today("CM") + timedelta(days=20)
    handed(place.registration, deputy, place.verifier, role=REGISTRATION, days=5, on=later)
    [found] = on_list(place)
    assert (found.first_day, found.last_day) == (later, later + timedelta(days=4))
    assert standing(deputy, place.registration, REGISTRATION) is None
    assert standing(deputy, place.registration, REGISTRATION, in_days=20) is not None
