"""Accounts over HTTP: what an administrator does to them, and what stops at once."""

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from tests import factories
from tests.api.samples import Caller
from tests.platform.factors.device import Device
from tests.platform.factors.scenes import with_codes
from tests.platform.factors.test_passkeys import add
from tests.web.test_site import at_desk, text_of

from socle.platform.access.models import User
from socle.platform.access.operations import grant_role, set_password
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role
from socle.platform.acts.queries import act, acts_touching
from socle.platform.acts.types import ActSummary
from socle.platform.factors.operations import is_right
from socle.web import clock

GOOD = "quatorze pirogues bleues"


@pytest.fixture
def place(db: None) -> factories.Agency:
    return factories.agency("CM")


def change(client: Client, login: str, what: str, **given: str) -> HttpResponse:
    answer: HttpResponse = client.post(  # type: ignore[assignment]
        f"/users/{login}/change", given | {"change": what}
    )
    return answer


def password_in(answer: HttpResponse) -> str:
    found = re.search(r'class="once"><bdi class="id">([^<]+)<', text_of(answer))
    assert found is not None, text_of(answer)
    return found[1]


def done_to(place: factories.Agency, login: str) -> list[ActSummary]:
    with fund_scope(place.fund.id):
        return acts_touching(kind="account", number=login)


def sign_in(login: str, password: str, **headers: str) -> tuple[Client, HttpResponse]:
    client = Client()
    answer = client.post("/sign-in", {"name": login, "password": password}, **headers)  # type: ignore[arg-type]
    return client, answer  # type: ignore[return-value]


def test_an_account_is_opened_and_its_password_changed_at_the_first_sign_in(
    place: factories.Agency,
) -> None:
    admin = at_desk(place.administrator)
    given = {"login": "a.belinga", "name": "Agathe Belinga", "role": "registration_officer"}
    opened: HttpResponse = admin.post("/users", given)  # type: ignore[assignment]
    password = password_in(opened)
    assert opened.headers["Cache-Control"] == "no-store"
    again = admin.post("/users", given)
    assert (again.status_code, "déjà pris" in text_of(again)) == (422, True)  # type: ignore[arg-type]
    client, answer = sign_in("a.belinga", password)
    assert answer.status_code == 302
    for path in ("/desk", "/employers", "/my-account", "/search"):
        assert client.get(path).headers.get("Location") == "/my-account/password", path
    assert client.get("/api/v1/acts/catalogue").status_code == 401
    weak = client.post("/my-account/password", {"old": password, "new": "1234", "again": "1234"})
    assert weak.status_code == 422
    sent = {"old": password, "new": GOOD, "again": GOOD}
    assert client.post("/my-account/password", sent).headers["Location"].startswith("/my-account")
    assert client.get("/desk").status_code == 200
    assert sign_in("a.belinga", password)[1].status_code == 422
    assert sign_in("a.belinga", GOOD)[1].status_code == 302
    said = [(each.type, each.author) for each in reversed(done_to(place, "a.belinga"))]
    assert said == [
        ("open_account", place.administrator.name),
        ("change_password", "Agathe Belinga"),
    ]
    with fund_scope(place.fund.id):
        first = act(number=done_to(place, "a.belinga")[-1].number)
    assert password not in str(first)
    assert first.after == {"full_name": "Agathe Belinga", "role": "registration_officer"}
    auditor = text_of(at_desk(place.auditor).get(f"/acts/{first.number}"))  # type: ignore[arg-type]
    assert "Gestionnaire de l’immatriculation" in auditor


def test_a_deactivated_account_stops_at_once_by_screen_and_by_token(
    place: factories.Agency,
) -> None:
    login = place.registration.login
    browser, caller = at_desk(place.registration), Caller(place.registration)
    assert browser.get("/desk").status_code == 200
    assert caller.get("/acts").status_code == 200
    admin = at_desk(place.administrator)
    assert change(admin, login, "deactivate").status_code == 302
    assert browser.get("/desk").headers["Location"].startswith("/sign-in")
    assert caller.get("/acts").status_code == 401
    assert browser.get("/api/v1/acts").status_code == 401
    assert sign_in(login, login)[1].status_code == 422
    assert change(admin, login, "reactivate").status_code == 302
    assert browser.get("/desk").headers["Location"].startswith("/sign-in"), "old sessions are gone"
    assert caller.get("/acts").status_code == 401, "old tokens are gone"
    assert sign_in(login, login)[1].status_code == 302
    kinds = [each.type for each in done_to(place, login)]
    assert kinds == ["reactivate_account", "deactivate_account"]


def test_a_new_password_ends_the_open_sessions(place: factories.Agency) -> None:
    login = place.registration.login
    browser, admin = at_desk(place.registration), at_desk(place.administrator)
    password = password_in(change(admin, login, "password"))
    assert browser.get("/desk").headers["Location"].startswith("/sign-in")
    assert sign_in(login, login)[1].status_code == 422
    assert sign_in(login, password)[1].status_code == 302


def test_a_one_time_password_is_not_kept_for_later(place: factories.Agency) -> None:
    login = place.registration.login
    over = clock.now() - timedelta(minutes=1)
    set_password(login=login, password=GOOD, one_time_until=over)
    client, answer = sign_in(login, GOOD)
    assert answer.status_code == 422
    assert "usage unique" in text_of(answer)
    assert client.get("/desk").status_code == 302


def test_a_role_given_and_ended_opens_and_closes_at_once(place: factories.Agency) -> None:
    login = place.registration.login
    browser, admin = at_desk(place.registration), at_desk(place.administrator)
    number = factories.CM_EMPLOYER
    clerk = change(admin, login, "give-role", role="employer_clerk")
    assert clerk.status_code == 422, "a clerk needs an employer"
    assert change(admin, login, "give-role", role="").status_code == 422
    assert change(admin, login, "give-role", role="verifier").status_code == 302
    assert browser.get("/acts").headers["Location"].startswith("/sign-in"), "sessions end with it"
    assert at_desk(place.registration).get("/acts").status_code == 200
    assert change(admin, login, "end-role", held="registration_officer ").status_code == 302
    assert at_desk(place.registration).get("/acts/new/hire").status_code == 403
    assert change(admin, login, "end-role", held="registration_officer ").status_code == 422
    assert change(admin, login, "end-role", held=f"employer_clerk {number}").status_code == 422
    last = change(admin, login, "end-role", held="verifier ")
    assert last.headers["Location"] == "/users"
    assert at_desk(place.registration).get("/desk").status_code == 403


def test_nobody_manages_their_own_account_nor_another_funds(place: factories.Agency) -> None:
    admin = at_desk(place.administrator)
    own = change(admin, place.administrator.login, "give-role", role="verifier")
    assert own.status_code == 422
    elsewhere = factories.agency("CM")
    stranger = elsewhere.registration.login
    assert admin.get(f"/users/{stranger}").status_code == 404
    assert change(admin, stranger, "deactivate").status_code == 404
    assert change(admin, stranger, "give-role", role="verifier").status_code == 404
    # One who serves both: this fund ends their role here, and touches nothing else.
    grant_role(login=stranger, fund_code=place.fund.code, role=Role.AUDITOR)
    for what in ("deactivate", "password"):
        assert change(admin, stranger, what).status_code == 422
    assert sign_in(stranger, stranger)[1].status_code == 302
    assert change(admin, stranger, "end-role", held="auditor ").status_code == 302
    for desk in (place.registration, place.verifier, place.auditor):
        client = at_desk(desk)
        assert client.get("/users").status_code == 403
        assert change(client, place.accounts.login, "deactivate").status_code == 403


def test_one_sees_and_ends_one_s_own_sessions_and_tokens(place: factories.Agency) -> None:
    here, there = at_desk(place.registration), at_desk(place.registration)
    caller, other = Caller(place.registration), Caller(place.accounts)
    page = text_of(here.get("/my-account"))  # type: ignore[arg-type]
    assert page.count("celle-ci") == 1
    session = re.search(r'name="session" value="(\d+)"', page)
    token = re.search(r'name="token" value="(\d+)"', page)
    assert session is not None
    assert token is not None
    theirs = at_desk(place.accounts)
    assert theirs.post("/my-account/end-session", {"session": session[1]}).status_code == 404
    assert theirs.post("/my-account/revoke-token", {"token": token[1]}).status_code == 422
    assert there.get("/desk").status_code == 200
    assert here.post("/my-account/end-session", {"session": session[1]}).status_code == 302
    assert there.get("/desk").headers["Location"].startswith("/sign-in")
    assert here.get("/desk").status_code == 200
    assert caller.get("/acts").status_code == 200
    assert here.post("/my-account/revoke-token", {"token": token[1]}).status_code == 302
    assert caller.get("/acts").status_code == 401
    assert other.get("/acts").status_code == 200
    assert {each.type for each in done_to(place, place.registration.login)} == {
        "end_session",
        "end_token",
    }


def test_a_changed_password_ends_the_other_sessions(place: factories.Agency) -> None:
    here, there = at_desk(place.registration), at_desk(place.registration)
    login = place.registration.login
    for old, new, again in (("x", GOOD, GOOD), (login, GOOD, "other"), (login, login, login)):
        sent = {"old": old, "new": new, "again": again}
        assert here.post("/my-account/password", sent).status_code == 422
    sent = {"old": login, "new": GOOD, "again": GOOD}
    assert here.post("/my-account/password", sent).status_code == 302
    assert here.get("/my-account").status_code == 200
    assert there.get("/desk").headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize(
    ("trusted", "direct", "told", "found"),
    [
        ([], "192.0.2.1", "198.51.100.9", "192.0.2.1"),
        (["10.0.0.0/8"], "192.0.2.1", "198.51.100.9", "192.0.2.1"),
        (["10.0.0.0/8"], "10.0.0.2", "198.51.100.9", "198.51.100.9"),
        (["10.0.0.0/8"], "10.0.0.2", "203.0.113.1, 198.51.100.9, 10.1.1.1", "198.51.100.9"),
        (["10.0.0.0/8"], "10.0.0.2", "198.51.100.9, nonsense", "10.0.0.2"),
        (["10.0.0.0/8"], "10.0.0.2", "", "10.0.0.2"),
        (["10.0.0.0/8"], "::ffff:10.0.0.2", "2001:db8::1", "2001:db8::1"),
    ],
)
def test_behind_a_proxy_the_caller_is_who_the_proxy_saw(
    trusted: list[str], direct: str, told: str, found: str
) -> None:
    from ipaddress import ip_network

    from django.test import RequestFactory

    from socle.web.proxies import caller_address

    request = RequestFactory().get("/", headers={"x-forwarded-for": told}, REMOTE_ADDR=direct)
    with override_settings(TRUSTED_PROXIES=[ip_network(each) for each in trusted]):
        assert caller_address(request) == found


def test_the_administrator_sees_who_has_a_second_step_and_since_when_it_served(
    place: factories.Agency,
) -> None:
    admin = at_desk(place.administrator)

    def said(login: str) -> str:
        page = text_of(admin.get(f"/users/{login}"))  # type: ignore[arg-type]
        plain = re.sub(r"<[^>]+>", "", page.split("Double authentification :")[1])
        return re.sub(r"\s+", " ", plain)

    login = place.verifier.login
    assert said(place.registration.login).startswith(" Aucune, pas demandée à son rôle")
    assert said(login).startswith(" Sera invitée à la faire en entrant")
    at_desk(place.verifier)
    assert said(login).startswith(" Invitée à la faire avant le ")
    User.objects.filter(login=login).update(factor_due_at=clock.now())
    assert said(login).startswith(" En retard")
    codes = with_codes(place.verifier)
    assert said(login).startswith(" Feuille : 10 codes · N’a pas servi")
    assert is_right(user_id=place.verifier.user_id, text=codes[0], at=clock.now())
    assert said(login).startswith(" Feuille : 9 codes · A servi le ")
    add(place.verifier, Device())
    assert "1 clé d’accès" in said(login)
    page = text_of(admin.get("/users"))  # type: ignore[arg-type]
    assert page.count("Feuille : 9 codes") == 1
