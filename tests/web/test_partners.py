"""The administrator's screens of partners: an agreement proposed, a secret shown once, its use."""

import pytest
from django.test import Client
from tests import factories
from tests.api.samples import Drawers, drawers
from tests.conftest import NOW
from tests.platform.partners.scenes import CODE, agree, subscribed, system, take_token

from socle.api import clock
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk
from socle.platform.acts.operations import validate
from socle.platform.acts.queries import proposals
from socle.platform.partners.courier import deliver

TYPED = {
    "partner": CODE,
    "name": "Mutuelle du Wouri",
    "purpose": "Droits aux soins",
    "legal_basis": "Loi 2024/017",
    "scopes": ["persons:read", "acts:write:hire"],
    "since": "01/01/2026",
    "until": "31/12/2027",
}


@pytest.fixture
def cm(db: None) -> Drawers:
    return drawers()


def browser(desk: Desk) -> Client:
    client = Client()
    client.post("/sign-in", {"name": desk.login, "password": desk.login})
    return client


def test_an_agreement_typed_on_screen_waits_for_a_second_person(cm: Drawers) -> None:
    admin = browser(cm.place.administrator)
    done = admin.post("/partners", TYPED, follow=True)
    assert done.status_code == 200
    page = done.content.decode()
    assert "une deuxième personne" in page
    assert "Mutuelle du Wouri" in page
    assert admin.get(f"/partners/{CODE}").status_code == 404
    with fund_scope(cm.place.fund.id):
        [waiting] = [each for each in proposals() if each.type == "agree_with_partner"]
        validate(desk=cm.place.verifier, number=waiting.number, at=NOW)
    page = admin.get(f"/partners/{CODE}").content.decode()
    assert "En vigueur" in page
    assert "31/12/2027" in page
    assert "acts:write:hire" in page


def test_what_is_missing_is_said_at_its_field_and_what_was_typed_stays(cm: Drawers) -> None:
    typed = TYPED | {"until": "demain", "partner": "Maj"}
    page = browser(cm.place.administrator).post("/partners", typed)
    assert page.status_code == 422
    assert 'id="until-why"' in page.content.decode()
    page = browser(cm.place.administrator).post("/partners", TYPED | {"partner": "Maj"})
    said = page.content.decode()
    assert page.status_code == 422
    assert 'id="partner-why"' in said
    assert 'value="persons:read" checked' in said


def test_a_secret_is_shown_once_and_opens_and_is_revoked(cm: Drawers) -> None:
    agree(cm.place, "persons:read")
    admin = browser(cm.place.administrator)
    path = f"/partners/{CODE}/change"
    page = admin.post(path, {"change": "issue-secret"}).content.decode()
    secret = page.split('<p class="once"><bdi class="id">')[1].split("<")[0]
    client = f"{cm.place.fund.code}.{CODE}"
    assert take_token(client, secret).status_code == 200
    shown = admin.get(f"/partners/{CODE}").content.decode()
    assert secret not in shown
    assert f"…{secret[-4:]}" in shown
    assert "take_token" in shown
    admin.post(path, {"change": "end-secret", "slot": "1"})
    assert take_token(client, secret).status_code == 401
    assert admin.post(path, {"change": "end-secret", "slot": "x"}).status_code == 422
    assert admin.post(path, {"change": "autre"}).status_code == 422


def test_the_agreement_ends_from_its_page(cm: Drawers) -> None:
    caller = system(cm.place, "persons:read")
    admin = browser(cm.place.administrator)
    admin.post(f"/partners/{CODE}/change", {"change": "end-agreement", "key": "k"})
    assert caller.get(f"/persons/{cm.person}").status_code == 401
    assert "Terminée" in admin.get("/partners").content.decode()


def test_what_was_given_up_is_seen_and_replayed(cm: Drawers) -> None:
    agree(cm.place, "persons:read")
    number = subscribed(cm.place, "http://127.0.0.1:9/avis")
    factories.person(cm.place, "7766554433K")
    deliver(fund=cm.place.fund, at=clock.now())
    admin = browser(cm.place.administrator)
    assert "http://127.0.0.1:9/avis" in admin.get(f"/partners/{CODE}").content.decode()
    replayed = {"change": "replay", "subscription": number}
    assert admin.post(f"/partners/{CODE}/change", replayed).status_code == 302


def test_only_the_administrator_sees_partners(cm: Drawers) -> None:
    agree(cm.place, "persons:read")
    for desk in (cm.place.registration, cm.place.verifier, cm.place.auditor):
        for path in ("/partners", f"/partners/{CODE}"):
            assert browser(desk).get(path).status_code == 403
    assert browser(factories.agency("CM").administrator).get(f"/partners/{CODE}").status_code == 404
