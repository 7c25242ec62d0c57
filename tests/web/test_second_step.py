"""Signing in by two steps over HTTP, proving again who one is, and a session that is locked."""

import base64
import importlib
import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from tests import factories
from tests.api.samples import Caller
from tests.conftest import NOW
from tests.platform.factors.scenes import with_app, with_codes
from tests.web.test_site import at_desk, text_of

from socle.platform.access import sittings
from socle.platform.access.models import SignInFailure, User
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role
from socle.platform.acts.queries import acts_touching
from socle.platform.factors import totp
from socle.platform.factors.queries import factors_of
from socle.web import clock

CODE = "/sign-in/code"


@pytest.fixture
def place(db: None) -> factories.Agency:
    return factories.agency("CM")


def password_given(desk: Desk) -> Client:
    client = Client()
    answer = client.post("/sign-in", {"name": desk.login, "password": desk.login})
    assert answer.headers["Location"].startswith(CODE), answer.headers
    return client


def test_a_password_alone_opens_nothing_of_whoever_has_a_second_step(
    place: factories.Agency,
) -> None:
    secret = with_app(place.registration, NOW)
    client = password_given(place.registration)
    assert client.get("/desk").headers["Location"].startswith("/sign-in?")
    assert client.get("/api/v1/acts/catalogue").status_code == 401
    wrong = client.post(CODE, {"code": "000000", "next": "/acts"})
    assert (wrong.status_code, "déjà servi" in text_of(wrong)) == (422, True)  # type: ignore[arg-type]
    code = totp.code(secret, step=totp.step_of(clock.now()))
    entered = client.post(CODE, {"code": code, "next": "/acts"})
    assert entered.headers["Location"] == "/acts"
    assert client.get("/acts").status_code == 200
    again = password_given(place.registration)
    assert again.post(CODE, {"code": code}).status_code == 422, "it has served"


def test_wrong_codes_are_failures_to_sign_in_and_make_one_wait(place: factories.Agency) -> None:
    codes = with_codes(place.registration)
    for _attempt in range(5):
        client = password_given(place.registration)
        assert client.post(CODE, {"code": "zzzz-zzzz-zzzz"}).status_code == 422
    assert max(each.failures for each in SignInFailure.objects.all()) == 5
    assert client.post(CODE, {"code": codes[0]}).status_code == 429
    name, password = place.registration.login, place.registration.login
    assert Client().post("/sign-in", {"name": name, "password": password}).status_code == 429


def test_a_code_is_awaited_for_minutes_and_for_that_password_alone(
    place: factories.Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = with_codes(place.registration)
    assert Client().get(CODE).headers["Location"] == "/sign-in"
    client = password_given(place.registration)
    user = User.objects.get(pk=place.registration.user_id)
    user.set_password("un autre mot de passe")
    user.save()
    assert client.post(CODE, {"code": codes[0]}).headers["Location"] == "/sign-in"
    user.set_password(user.login)
    user.save()
    client, later = password_given(place.registration), clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.post(CODE, {"code": codes[0]}).headers["Location"] == "/sign-in"


def test_who_is_asked_for_it_is_led_there_and_after_the_grace_nowhere_else(
    place: factories.Agency,
) -> None:
    name = place.verifier.login
    client = Client()
    entered = client.post("/sign-in", {"name": name, "password": name})
    assert entered.headers["Location"] == "/my-account/second-step"
    assert "vous pouvez encore entrer sans elle" in text_of(client.get("/my-account/second-step"))  # type: ignore[arg-type]
    assert client.get("/acts").status_code == 200
    User.objects.filter(login=name).update(factor_due_at=clock.now())
    assert client.get("/acts").headers["Location"] == "/my-account/second-step"
    assert client.get("/api/v1/acts").status_code == 401
    sheet: HttpResponse = client.post("/my-account/second-step", {"change": "codes"})  # type: ignore[assignment]
    codes = re.findall(r'<bdi class="id">([a-z2-9-]{14})</bdi>', text_of(sheet))
    assert len(codes) == 10
    assert client.get("/acts").status_code == 200
    other = password_given(place.verifier)
    assert other.post(CODE, {"code": codes[0]}).headers["Location"] == "/desk"
    with fund_scope(place.fund.id):
        [made] = acts_touching(kind="account", number=name)
    assert (made.type, made.author) == ("print_factor_codes", place.verifier.name)


def test_an_application_is_taken_by_its_first_code_and_a_sheet_comes_with_it(
    place: factories.Agency,
) -> None:
    client = at_desk(place.registration)
    offer = text_of(client.post("/my-account/second-step", {"change": "app"}))  # type: ignore[arg-type]
    assert "<svg" in offer
    text = re.search(r'<bdi class="id">((?:[A-Z2-7]{4} ?)+)</bdi>', offer)
    assert text is not None
    wrong = client.post("/my-account/second-step", {"change": "confirm", "code": "12"})
    assert (wrong.status_code, text[1] in text_of(wrong)) == (422, True)  # type: ignore[arg-type]
    assert not factors_of(user_id=place.registration.user_id).is_enrolled
    secret = base64.b32decode(text[1].replace(" ", ""))
    code = totp.code(secret, step=totp.step_of(clock.now()))
    sheet = client.post("/my-account/second-step", {"change": "confirm", "code": code})
    assert "Codes pour entrer dans Socle" in text_of(sheet)  # type: ignore[arg-type]
    assert factors_of(user_id=place.registration.user_id).codes_left == 10


def made_stale(client: Client) -> None:
    session = client.session
    session["proved_at"] = (clock.now() - sittings.FRESH).isoformat()
    session.save()


def test_a_guarded_act_asks_who_is_there_and_then_does_what_had_been_sent(
    place: factories.Agency,
) -> None:
    admin = at_desk(place.administrator)
    made_stale(admin)
    given = {"login": "a.belinga", "name": "Agathe Belinga", "role": "cashier"}
    asked: HttpResponse = admin.post("/users", given)  # type: ignore[assignment]
    page = text_of(asked)
    assert (asked.status_code, "Est-ce bien vous" in page) == (403, True)
    assert '<input type="hidden" name="name" value="Agathe Belinga">' in page
    assert 'action="/users"' in page
    assert not User.objects.filter(login="a.belinga").exists()
    wrong = admin.post("/users", given | {"proof": "pas lui"})
    assert (wrong.status_code, User.objects.filter(login="a.belinga").exists()) == (422, False)
    done = admin.post("/users", given | {"proof": place.administrator.login})
    assert (done.status_code, User.objects.filter(login="a.belinga").exists()) == (200, True)
    more = admin.post("/users/a.belinga/change", {"change": "give-role", "role": "auditor"})
    assert more.status_code == 302, "for a quarter of an hour nothing is asked again"


def test_a_code_proves_as_well_as_the_password_and_guessing_is_counted(
    place: factories.Agency,
) -> None:
    codes, admin = with_codes(place.administrator), Client()
    admin.force_login(User.objects.get(pk=place.administrator.user_id))
    change = {"change": "give-role", "role": "auditor"}
    path = f"/users/{place.registration.login}/change"
    assert admin.post(path, change).status_code == 403, "a session that has proved nothing"
    assert admin.post(path, change | {"proof": codes[0]}).status_code == 302
    made_stale(admin)
    for _attempt in range(5):
        assert admin.post(path, change | {"proof": codes[0]}).status_code == 422
    assert admin.post(path, change | {"proof": codes[1]}).status_code == 429


def test_by_the_api_a_stale_session_and_a_weak_token_are_refused_guarded_acts(
    place: factories.Agency,
) -> None:
    number = factories.person(place)
    body = {"fields": {"number": number}, "effective_on": "2026-01-05", "motive": "m"}
    weak = Caller(place.registration, is_strong=False)
    refused = weak.post("/acts/reveal_account", body, key="k1")
    assert (refused.status_code, refused.json()["code"]) == (403, "access.token_weak")  # type: ignore[attr-defined]
    client = at_desk(place.registration)
    made_stale(client)
    headers = {"Idempotency-Key": "k2"}
    path = "/api/v1/acts/reveal_account"
    stale = client.post(path, body, content_type="application/json", headers=headers)
    assert (stale.status_code, stale.json()["code"]) == (403, "access.proof_needed")


def test_a_locked_session_shows_nothing_until_its_person_is_there(
    place: factories.Agency,
) -> None:
    client = at_desk(place.registration)
    assert client.post("/lock", {"next": "/acts"}).headers["Location"] == "/acts"
    locked = client.get("/acts")
    assert (locked.status_code, "Session verrouillée" in text_of(locked)) == (403, True)  # type: ignore[arg-type]
    assert client.get("/api/v1/acts").status_code == 401
    assert client.post("/prove", {"proof": "x", "next": "/acts"}).status_code == 422
    opened = client.post("/prove", {"proof": place.registration.login, "next": "/acts"})
    assert opened.headers["Location"] == "/acts"
    assert client.get("/acts").status_code == 200


def test_a_session_is_over_after_a_day_s_work_and_at_a_change_of_role(
    place: factories.Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, admin = at_desk(place.registration), at_desk(place.administrator)
    change = {"change": "give-role", "role": Role.CASHIER.value}
    assert admin.post(f"/users/{place.registration.login}/change", change).status_code == 302
    assert client.get("/desk").headers["Location"].startswith("/sign-in")
    later = clock.now() + sittings.LONGEST
    monkeypatch.setattr(clock, "now", lambda: later)
    assert admin.get("/users").headers["Location"].startswith("/sign-in")


def test_a_new_password_does_not_go_round_the_second_step(place: factories.Agency) -> None:
    codes, admin = with_codes(place.registration), at_desk(place.administrator)
    login = place.registration.login
    given = text_of(admin.post(f"/users/{login}/change", {"change": "password"}))  # type: ignore[arg-type]
    password = re.search(r'class="once"><bdi class="id">([^<]+)<', given)
    assert password is not None
    client = Client()
    client.post("/sign-in", {"name": login, "password": password[1]})
    assert client.get("/my-account/password").headers["Location"].startswith("/sign-in")
    assert client.post(CODE, {"code": codes[0]}).status_code == 302
    assert client.get("/desk").headers["Location"] == "/my-account/password"


def test_each_step_of_signing_in_has_a_session_of_another_name(place: factories.Agency) -> None:
    codes = with_codes(place.registration)
    client = password_given(place.registration)
    awaited = client.session.session_key
    client.post(CODE, {"code": codes[0]})
    assert client.session.session_key != awaited


def test_a_password_is_taken_as_it_is_typed(place: factories.Agency) -> None:
    user = User.objects.get(pk=place.registration.user_id)
    long = "Éléphant à trompe bleue, " * 5
    user.set_password(long)
    user.save()
    for typed, is_right in ((long, True), (long.strip(), False), (long.lower(), False)):
        answer = Client().post("/sign-in", {"name": user.login, "password": typed})
        assert (answer.status_code == 302) is is_right, typed


def test_who_entered_elsewhere_too_is_told_where_and_since_when(place: factories.Agency) -> None:
    said = "Votre compte est ouvert aussi ailleurs"
    here = at_desk(place.registration)
    assert said not in text_of(here.get("/desk"))  # type: ignore[arg-type]
    at_desk(place.registration)
    assert said in text_of(here.get("/desk"))  # type: ignore[arg-type]


def test_in_production_cookies_are_taken_from_this_host_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOCLE_SECRET_KEY", "x")
    prod = importlib.import_module("socle.settings.prod")
    for kind in ("SESSION", "CSRF"):
        assert getattr(prod, f"{kind}_COOKIE_NAME").startswith("__Host-")
        assert getattr(prod, f"{kind}_COOKIE_SECURE")
        assert not hasattr(prod, f"{kind}_COOKIE_DOMAIN")
