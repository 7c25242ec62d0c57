"""Who validates for an agency decides on what it has entered, by whatever way in."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from tests import factories
from tests.api.samples import Caller
from tests.conftest import NOW
from tests.hardness.addresses import addresses, filled
from tests.platform.access.agencies import HIGH, LOW, account, agent, opened
from tests.platform.acts.test_four_eyes import classify
from tests.platform.delegation.scenes import handed, standing
from tests.web.test_site import at_desk, text_of

from socle.arrears.conventions import conventions
from socle.kernel.errors import Refused
from socle.platform.access.operations import grant_role
from socle.platform.access.queries import desk_of_login
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Permission, Role
from socle.platform.acts import basket, operations, queries
from socle.platform.acts.preview import preview
from socle.web import clock

HEAD, OFFICER = Role.HEAD_OF_AGENCY, Role.REGISTRATION_OFFICER


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    opened(place)
    return place


def seen(place: factories.Agency, desk: Desk) -> set[str]:
    """What waits for a desk, in all the lists and counts, which tell the same."""
    with fund_scope(place.fund.id):
        listed = {each.number for each in queries.proposals(desk=desk)}
        assert basket.counts(desk=desk).to_validate == len(listed)
        assert sum(each.count for each in basket.ages(desk=desk)) == len(listed)
        assert (basket.next_to_validate(desk=desk) or "") in (listed or {""})
    return listed


def test_a_head_of_agency_decides_on_what_the_agency_entered(place: factories.Agency) -> None:
    low, high, whole = (agent(place, HEAD, each) for each in (LOW, HIGH, ""))
    ours, theirs = classify(agent(place, OFFICER, LOW)), classify(agent(place, OFFICER, HIGH), "A")
    funds = classify(place.registration)
    assert seen(place, low) == {ours}
    assert seen(place, high) == {theirs}
    assert seen(place, whole) == seen(place, place.verifier) == {ours, theirs, funds}
    with fund_scope(place.fund.id):
        for number in (theirs, funds):
            for decide in (
                lambda: operations.validate(desk=low, number=number, at=NOW),  # noqa: B023
                lambda: operations.refuse(desk=low, number=number, reason="non", at=NOW),  # noqa: B023
                lambda: preview(desk=low, number=number),  # noqa: B023
            ):
                with pytest.raises(Refused, match="other_agency"):
                    decide()
        operations.refuse(desk=high, number=theirs, reason="sans pièce", at=NOW)
        assert basket.counts(desk=low).refused == 0
        assert basket.counts(desk=high).refused == 1
        assert operations.validate(desk=low, number=ours, at=NOW).status == "done"
        assert operations.validate(desk=whole, number=funds, at=NOW).status == "done"


def test_who_validates_for_one_agency_and_enters_for_another_is_told_what_was_refused(
    place: factories.Agency,
) -> None:
    login = account(place, OFFICER, HIGH)
    grant_role(login=login, fund_code=place.fund.code, role=HEAD, agency=LOW)
    both = desk_of_login(login=login, fund_code=place.fund.code)
    number = classify(both)
    other = classify(agent(place, OFFICER, HIGH), "A")
    with fund_scope(place.fund.id):
        for each in (number, other):
            operations.refuse(desk=place.verifier, number=each, reason="sans pièce", at=NOW)
        told = basket.refused(desk=both, limit=9, after=None)
        assert [each.number for each in told] == [number]


def test_what_changes_the_whole_fund_is_decided_for_the_whole_fund(
    place: factories.Agency,
) -> None:
    """Whoever enters it: two people of one agency would set a rule for all."""
    officer = agent(place, Role.ACCOUNTS_OFFICER, LOW)
    rule, known = next(iter(conventions().items()))
    asked = factories.act(officer, "set_recovery_rule", rule=rule, value=str(known.least)).act
    assert seen(place, agent(place, HEAD, LOW)) == set()
    assert seen(place, place.verifier) == {asked}


def test_an_officer_of_an_agency_still_serves_everybody(place: factories.Agency) -> None:
    officer = agent(place, OFFICER, LOW)
    for path in (f"/employers/{factories.CM_EMPLOYER}", "/acts", "/basket", "/desk"):
        assert at_desk(officer).get(path).status_code == 200, path
    done = factories.act(
        officer, "update_employer", number=factories.CM_EMPLOYER, legal_name="Neuf"
    )
    assert done.status == "done"


def test_no_address_lets_another_agency_decide(place: factories.Agency) -> None:
    """Every address that takes something is sent the proposal: one to come is tried too."""
    number, low = classify(agent(place, OFFICER, HIGH)), agent(place, HEAD, LOW)
    browser, caller = at_desk(low), Caller(low)
    browser.raise_request_exception = False
    sent = {"decision": "validate", "reason": "non", "motive": "non", "change": "validate"}
    tried = 0
    for each in addresses():
        if "<" not in each:
            continue
        path, tried = filled(each, lambda _part: number), tried + 1
        _sent(browser, caller, path, sent)
    assert tried > 100
    with fund_scope(place.fund.id):
        assert queries.proposal(number=number).decided_at is None
        assert operations.validate(desk=place.verifier, number=number, at=NOW).status == "done"


def _sent(browser: Client, caller: Caller, path: str, sent: dict[str, str]) -> None:
    if path.startswith("/api/v1"):
        answer = caller.post(path.removeprefix("/api/v1"), sent, key="k")
    else:
        answer = browser.post(path, sent)  # type: ignore[assignment]
    assert answer.status_code < 500 or answer.status_code == 503, path


def test_the_page_of_anothers_proposal_offers_no_decision(place: factories.Agency) -> None:
    number = classify(agent(place, OFFICER, HIGH))
    low, high = (at_desk(agent(place, HEAD, each)) for each in (LOW, HIGH))
    shown = text_of(low.get(f"/proposals/{number}"))  # type: ignore[arg-type]
    assert 'value="validate"' not in shown
    assert "Vous avez saisi cet acte" not in shown
    assert "pour une autre agence" in shown
    assert 'value="validate"' in text_of(high.get(f"/proposals/{number}"))  # type: ignore[arg-type]


def test_the_database_lets_no_other_agency_decide(place: factories.Agency) -> None:
    number = classify(agent(place, OFFICER, HIGH))
    gone = account(place, Role.VERIFIER, "", None, clock.today("CM") - timedelta(days=9))
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM user_account WHERE login = %s", [gone])
        (gone_id,) = cursor.fetchone()
    change = "UPDATE act_proposal SET decided_by_id = %s, decided_at = now() WHERE number = %s"
    with fund_scope(place.fund.id):
        for decider in (agent(place, HEAD, LOW).user_id, gone_id):
            with (
                pytest.raises(IntegrityError, match="somebody of its agency"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(change, [decider, number])
        with connection.cursor() as cursor:
            cursor.execute(change, [agent(place, HEAD, HIGH).user_id, number])
            assert cursor.rowcount == 1


def test_a_delegation_hands_over_no_more_than_its_giver_has(place: factories.Agency) -> None:
    today = clock.today("CM")
    last = today + timedelta(days=5)
    login = account(place, HEAD, LOW, today, last)
    giver = desk_of_login(login=login, fund_code=place.fund.code)
    deputy = agent(place, Role.VERIFIER)
    with pytest.raises(Refused, match="beyond_role"):
        handed(giver, deputy, place.verifier, role=HEAD, days=7)
    handed(giver, deputy, place.verifier, role=HEAD, days=6)
    under = standing(deputy, giver, HEAD)
    assert under is not None
    assert under.agencies_for(Permission.VALIDATE_ACTS) == {LOW}
    number = classify(agent(place, OFFICER, HIGH))
    with fund_scope(place.fund.id), pytest.raises(Refused, match="other_agency"):
        operations.validate(desk=under, number=number, at=NOW)
    assert seen(place, deputy) == {number}, "in their own name they serve the fund"
    assert standing(deputy, giver, HEAD, in_days=6) is None
