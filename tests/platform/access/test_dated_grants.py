"""A role is held from a day, until a day, and what was believed of it stays."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from tests import factories
from tests.api.samples import Caller
from tests.platform.access.agencies import LOW, account, agent, opened
from tests.platform.factors.scenes import stale
from tests.web.test_site import at_desk, text_of

from socle.kernel.errors import Conflict, NotKnown, Refused
from socle.platform.access import holders
from socle.platform.access import operations as access
from socle.platform.access.queries import desk, desk_of_login, funds_of, require_user
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import ENDS_SOON, Role, RoleHeld
from socle.platform.people import operations as people
from socle.web import clock

ROLE = Role.REGISTRATION_OFFICER


@pytest.fixture
def place(db: None) -> factories.Agency:
    return factories.agency("CM")


def noon(days: int) -> datetime:
    """Midday, so many days from today: one legal day, wherever."""
    return datetime.combine(clock.today("CM") + timedelta(days=days), time(12), UTC)


def test_a_role_opens_nothing_before_its_first_day_nor_after_its_last(
    place: factories.Agency,
) -> None:
    today = clock.today("CM")
    login = account(place, ROLE, "", today + timedelta(days=2), today + timedelta(days=5))
    user_id, code = require_user(login=login), place.fund.code
    for days, is_open in ((0, False), (1, False), (2, True), (5, True), (6, False)):
        assert bool(funds_of(user_id=user_id, at=noon(days))) is is_open, days
        if is_open:
            assert desk(user_id=user_id, fund_code=code, at=noon(days)).roles == {ROLE}
        else:
            with pytest.raises(NotKnown, match="role_not_now"):
                desk(user_id=user_id, fund_code=code, at=noon(days))


def test_one_that_has_ended_by_itself_opens_no_page_and_no_token(place: factories.Agency) -> None:
    """No job brings it about: the day does."""
    yesterday = clock.today("CM") - timedelta(days=1)
    was = replace(place.registration, login=account(place, ROLE, "", None, yesterday))
    is_still = replace(was, login=account(place, ROLE, "", None, clock.today("CM")))
    for each, opens in ((was, False), (is_still, True)):
        assert (Caller(each).get("/acts").status_code == 200) is opens
        assert (at_desk(each).get("/desk").status_code == 200) is opens


def test_its_person_and_the_administrator_are_warned_before_it_ends(
    place: factories.Agency,
) -> None:
    today = clock.today("CM")
    login = account(place, ROLE, "", None, today + ENDS_SOON - timedelta(days=1))
    later = account(place, ROLE, "", None, today + ENDS_SOON)
    one, other = (desk_of_login(login=each, fund_code=place.fund.code) for each in (login, later))
    assert [each.role for each in one.ending] == [ROLE]
    assert other.ending == ()
    assert "finit le" in text_of(at_desk(one).get("/desk"))  # type: ignore[arg-type]
    assert "finit bientôt" in text_of(at_desk(one).get("/my-account"))  # type: ignore[arg-type]
    listed = text_of(at_desk(place.administrator).get("/users"))  # type: ignore[arg-type]
    assert listed.count("finit bientôt") == 1
    follows = today + ENDS_SOON
    access.grant_role(login=login, fund_code=place.fund.code, role=ROLE, first_day=follows)
    assert desk_of_login(login=login, fund_code=place.fund.code).ending == (), "it goes on"


def test_who_held_what_is_told_as_it_was_known(place: factories.Agency) -> None:
    today, fund = clock.today("CM"), place.fund
    login = account(place, ROLE, "", today - timedelta(days=30), None)
    before = clock.now()
    access.end_role(login=login, fund_code=fund.code, role=ROLE, on=today)
    after = clock.now()

    def held(days: int, known_at: datetime | None) -> bool:
        on = today + timedelta(days=days)
        found = holders.roles_then(fund=fund, on=on, known_at=known_at)
        return login in {each for each, _role in found}

    for known_at, then in ((before, [True, True]), (after, [True, False]), (None, [True, False])):
        assert [held(days, known_at) for days in (-1, 0)] == then
    believed = holders.grants_here(fund=fund, login=login)
    assert [each.last_day for each in believed] == [today - timedelta(days=1), None]
    assert [each.ended_at is None for each in believed] == [True, False]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE role_grant SET role = 'administrator' WHERE id = %s",
        "UPDATE role_grant SET valid = '(,)' WHERE id = %s",
        "UPDATE role_grant SET ended_at = NULL WHERE id = %s",
        "DELETE FROM role_grant WHERE id = %s",
    ],
)
def test_no_statement_rewrites_what_was_believed(place: factories.Agency, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM role_grant")
        (newest,) = cursor.fetchone()
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(statement, [newest])
        cursor.execute("UPDATE role_grant SET ended_at = '2001-01-01' WHERE id = %s", [newest])
        cursor.execute("SELECT ended_at > '2020-01-01' FROM role_grant WHERE id = %s", [newest])
        assert cursor.fetchone() == (True,), "the database says when"
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("UPDATE role_grant SET ended_at = now() WHERE id = %s", [newest])


def test_one_role_is_held_once_on_one_day(place: factories.Agency) -> None:
    today, login = clock.today("CM"), place.registration.login
    given: dict[str, Any] = {"login": login, "fund_code": place.fund.code, "role": Role.CASHIER}
    access.grant_role(**given, first_day=today, last_day=today + timedelta(days=9))
    with pytest.raises(Conflict, match="role_held"):  # it would not end as it was asked
        access.grant_role(
            **given, first_day=today + timedelta(days=2), last_day=today + timedelta(days=3)
        )
    access.grant_role(
        **given, first_day=today + timedelta(days=2), last_day=today + timedelta(days=9)
    )
    with pytest.raises(Conflict, match="role_held"):
        access.grant_role(**given, first_day=today + timedelta(days=5))
    access.grant_role(**given, first_day=today + timedelta(days=10))
    access.grant_role(**given, first_day=today, agency=LOW)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO role_grant (user_id, fund_id, role, employer_number, agency, valid)"
            " VALUES (%s, %s, 'cashier', '', '', '(,)')",
            [place.registration.user_id, place.fund.id],
        )


def test_a_day_that_cannot_be_read_is_told_at_its_own_field(place: factories.Agency) -> None:
    typed = {"login": "a.neuf", "name": "A Neuf", "role": "cashier"}
    for name in ("first_day", "last_day"):
        page = at_desk(place.administrator).post("/users", typed | {name: "bientôt"})
        assert page.status_code == 422
        assert f'id="{name}-why"' in text_of(page)  # type: ignore[arg-type]


def test_a_role_is_not_given_for_what_is_not_its_own(place: factories.Agency) -> None:
    opened(place)
    today, admin = clock.today("CM"), place.administrator
    day, login = timedelta(days=1), place.accounts.login

    def given(held: RoleHeld) -> None:
        with fund_scope(place.fund.id):
            people.give_role(desk=admin, login=login, given=held, on=today)

    for held, why in (
        (RoleHeld(Role.CASHIER, "", "XXX"), "agency_unknown"),
        (RoleHeld(Role.AUDITOR, "", LOW), "role_of_the_fund"),
        (RoleHeld(Role.AUTHORISING_OFFICER, "", LOW), "role_of_the_fund"),
        (RoleHeld(Role.CASHIER, "", LOW, today - day), "role_past"),
        (RoleHeld(Role.CASHIER, "", LOW, today + day, today), "role_days"),
    ):
        with pytest.raises(Refused, match=why):
            given(held)
    given(RoleHeld(Role.CASHIER, "", LOW, None, today + day))
    [held] = [each for each in holders.grants_here(fund=place.fund, login=login) if each.agency]
    assert (held.role, held.first_day, held.last_day) == (Role.CASHIER, today, today + day)
    assert stale(agent(place, Role.CASHIER, LOW)).limits == {(Role.CASHIER, LOW)}


def test_whose_roles_are_over_is_still_found_and_given_one_again(place: factories.Agency) -> None:
    today = clock.today("CM")
    login = account(place, ROLE, "", None, today - timedelta(days=1))
    admin = at_desk(place.administrator)
    assert "1 personne n’a plus de rôle" in text_of(admin.get("/users"))  # type: ignore[arg-type]
    assert "Aucun rôle aujourd’hui" in text_of(admin.get(f"/users/{login}"))  # type: ignore[arg-type]
    until = f"{today + timedelta(days=90):%d/%m/%Y}"
    sent = {"change": "give-role", "role": ROLE.value, "last_day": until}
    assert admin.post(f"/users/{login}/change", sent | {"last_day": "bientôt"}).status_code == 422
    assert admin.post(f"/users/{login}/change", sent).status_code == 302
    assert until in text_of(admin.get("/users"))  # type: ignore[arg-type]
    assert (
        at_desk(desk_of_login(login=login, fund_code=place.fund.code)).get("/desk").status_code
        == 200
    )


def test_a_role_for_an_agency_is_given_and_ended_by_form(place: factories.Agency) -> None:
    opened(place)
    login, admin = place.accounts.login, at_desk(place.administrator)
    address = f"/users/{login}/change"
    given = {"change": "give-role", "role": "cashier", "agency": LOW}
    assert admin.post(address, given | {"agency": "XXX"}).status_code == 422
    assert admin.post(address, given | {"role": "auditor"}).status_code == 422
    assert admin.post(address, given).status_code == 302
    page = text_of(admin.get(f"/users/{login}"))  # type: ignore[arg-type]
    assert f'value="cashier  {LOW}"' in page
    ended = {"change": "end-role", "held": "cashier "}
    assert admin.post(address, ended).status_code == 422, "it is not held for the whole fund"
    assert admin.post(address, ended | {"held": f"cashier  {LOW}"}).status_code == 302
    assert "cashier" not in desk_of_login(login=login, fund_code=place.fund.code).roles


def test_the_api_tells_who_held_what_then_to_the_administrator(place: factories.Agency) -> None:
    today, fund = clock.today("CM"), place.fund
    login = account(place, ROLE, LOW, today, today + timedelta(days=3))
    admin = Caller(place.administrator)

    def told(**at: str) -> dict[str, Any]:
        items = admin.get("/roles", **at).json()["items"]
        return {each["login"]: each for each in items}

    assert told()[login]["agency"] == LOW
    assert told()[login]["last_day"] == (today + timedelta(days=3)).isoformat()
    assert login not in told(on=(today + timedelta(days=4)).isoformat())
    assert login not in told(known_at=(clock.now() - timedelta(hours=1)).isoformat())
    assert place.auditor.login in told(known_at=(clock.now() + timedelta(0)).isoformat())
    assert Caller(place.registration).get("/roles").status_code == 403
    # The page of the people of the fund is read at the same two times, its forms closed.
    page, over = at_desk(place.administrator), f"/users?on={today + timedelta(days=4)}"
    then = page.get(f"/users?on={today + timedelta(days=1)}").content.decode()
    assert (login in then, 'name="login"' in then) == (True, False)
    assert login not in page.get(over).content.decode()
    assert login not in page.get(f"/users?known_at={today - timedelta(days=1)}").content.decode()
    assert fund.code not in str(told())
