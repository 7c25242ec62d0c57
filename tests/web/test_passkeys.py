"""Passkeys over HTTP: signing in, proving again, and where there are none to offer."""

import html
import re

import pytest
from django.test import Client
from tests import factories
from tests.platform.factors.device import Device
from tests.platform.factors.scenes import with_codes
from tests.web.test_second_step import CODE, made_stale
from tests.web.test_site import text_of

from socle.platform.access.models import SignInFailure, User
from socle.platform.access.types import Desk
from socle.platform.factors.queries import factors_of

PAGE = "/my-account/second-step"
HOST = "localhost"


@pytest.fixture
def place(db: None) -> factories.Agency:
    return factories.agency("CM")


def at_host(desk: Desk) -> Client:
    """Who has given their password, at a host that browsers have passkeys for."""
    client = Client(SERVER_NAME=HOST)
    client.post("/sign-in", {"name": desk.login, "password": desk.login})
    return client


def asked(answer: object) -> str:
    """What the page asks of the browser; empty where nothing."""
    found = re.search(r'data-asked="([^"]+)"', text_of(answer))  # type: ignore[arg-type]
    return html.unescape(found[1]) if found else ""


def with_passkey(desk: Desk) -> Device:
    client, device = at_host(desk), Device(origin=f"http://{HOST}")
    options = asked(client.post(PAGE, {"change": "passkey"}))
    said = {"change": "confirm-passkey", "name": "ce poste", "passkey": device.make(options)}
    sheet = client.post(PAGE, said)
    assert "Codes pour entrer dans Socle" in text_of(sheet)  # type: ignore[arg-type]
    return device


def test_a_passkey_is_taken_with_a_sheet_and_opens_instead_of_a_code(
    place: factories.Agency,
) -> None:
    device = with_passkey(place.registration)
    assert factors_of(user_id=place.registration.user_id).codes_left == 10
    client = at_host(place.registration)
    assert client.get("/desk").headers["Location"].startswith("/sign-in?")
    page = client.get(CODE)
    shown = {"passkey": device.show(asked(page)), "next": "/acts"}
    entered = client.post(CODE, shown)
    assert entered.headers["Location"] == "/acts"
    assert client.get("/acts").status_code == 200
    assert "ce poste" in text_of(client.get(PAGE))  # type: ignore[arg-type]


def test_what_was_asked_is_answered_once_and_wrong_answers_are_counted(
    place: factories.Agency,
) -> None:
    device = with_passkey(place.registration)
    client = at_host(place.registration)
    first = asked(client.get(CODE))
    second = asked(client.get(CODE))
    old = client.post(CODE, {"passkey": device.show(first)})
    assert (old.status_code, "pas été reconnue" in text_of(old)) == (422, True)  # type: ignore[arg-type]
    # The page that refused has asked anew.
    assert client.post(CODE, {"passkey": device.show(second)}).status_code == 422
    for nonsense in ("x", "{}", "\0"):
        assert client.post(CODE, {"passkey": nonsense}).status_code == 422
    assert max(each.failures for each in SignInFailure.objects.all()) == 5
    refused = client.post(CODE, {"passkey": device.show(asked(client.get(CODE)))})
    assert refused.status_code == 429


def test_a_passkey_proves_again_who_is_there_and_what_was_sent_is_done(
    place: factories.Agency,
) -> None:
    device, client = with_passkey(place.administrator), Client(SERVER_NAME=HOST)
    client.force_login(User.objects.get(pk=place.administrator.user_id))
    made_stale(client)
    path, change = f"/users/{place.registration.login}/change", {"change": "give-role"}
    change |= {"role": "auditor", "proof": "", "passkey": ""}
    sent = {name: each for name, each in change.items() if name in {"change", "role"}}
    page = client.post(path, sent)
    assert page.status_code == 403
    done = client.post(path, change | {"passkey": device.show(asked(page))})
    assert done.status_code == 302
    made_stale(client)
    again = client.post(path, change | {"passkey": device.show(asked(page))})
    assert again.status_code == 422, "answered already"


def test_without_a_name_of_its_own_the_site_offers_none(place: factories.Agency) -> None:
    with_passkey(place.registration)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(pk=place.administrator.user_id))
    page = text_of(client.get(PAGE))  # type: ignore[arg-type]
    assert "celui-ci n’en a pas ici" in page
    made = client.post(PAGE, {"change": "passkey"}, follow=False)
    assert made.status_code in {403, 422}
    codes = with_codes(place.registration)
    plain = Client(SERVER_NAME="127.0.0.1")
    name = place.registration.login
    plain.post("/sign-in", {"name": name, "password": name})
    assert asked(plain.get(CODE)) == ""
    assert plain.post(CODE, {"code": codes[0]}).status_code == 302, "the other ways are there"
