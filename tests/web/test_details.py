"""Contacts and accounts on screen and by the API: masked, read whole with a reason, stopped."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from tests import factories
from tests.registry.people import done
from tests.registry.test_details_accounts import FIRST, PERSON, PHONE, payable, today

from socle.platform.access.scope import fund_scope
from socle.registry.queries import details
from socle.registry.queries.details_texts import MOST_LETTERS, notice_text
from socle.registry.types.details import PayableReason

WHOLE, END = "CM2110002000300277976315008", "5008"
# The letters of an SMS that count once (3GPP TS 23.038), of those we could write.
GSM = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;'()/-?!%+éèàùìòçÇÉ")


@pytest.fixture
def place(db: None) -> factories.Agency:
    agency = factories.agency("CM")
    factories.person(agency)
    done(agency, "change_contact", on=date(2026, 1, 5), number=PERSON, phone=PHONE)
    said = {"number": PERSON, "account_kind": "bank", "account": FIRST}
    done(agency, "change_account", on=today(), motive="vu", **said)
    return agency


def signed_in(place: factories.Agency) -> Client:
    client, desk = Client(), place.registration
    client.post("/sign-in", {"name": desk.login, "password": desk.login})
    return client


def test_a_page_shows_the_end_of_an_account_and_the_whole_with_a_reason(
    place: factories.Agency,
) -> None:
    client, path = signed_in(place), f"/persons/{PERSON}/details"
    page = client.get(path).content.decode()
    assert END in page
    assert WHOLE not in page.replace("\u202f", "").replace(" ", "")
    assert client.post(path, {"motive": ""}).status_code == 422
    whole = client.post(path, {"motive": "appel de la banque"})
    assert WHOLE in whole.content.decode()
    assert whole["Cache-Control"].startswith(("no-store", "private", "max-age=0"))


def test_the_api_shows_the_end_of_an_account(place: factories.Agency) -> None:
    client = signed_in(place)
    on = today() + timedelta(days=7)
    found = client.get(f"/api/v1/persons/{PERSON}/account?on={on}").json()
    assert (found["reason"], found["account"]["account"]) == ("usable", f"•••• {END}")
    assert client.get(f"/api/v1/persons/{PERSON}/contact").json()["phone"] == "+237677000001"
    [notice] = client.get("/api/v1/change-notices").json()["notices"]
    assert notice["holder"] == PERSON
    assert "code" not in notice


def test_the_old_contact_stops_the_account_by_the_code_alone(place: factories.Agency) -> None:
    with fund_scope(place.fund.id):
        [notice] = details.notices(to_send=True, limit=5)
    client, path = Client(), f"/stop/{place.fund.code}"
    assert client.get(path).status_code == 200
    assert client.post(path, {"code": "AAAAAAAAAA"}).status_code == 422
    assert payable(place, today()).reason is PayableReason.COOLING
    for _again in range(2):
        assert client.post(path, {"code": notice.code.lower()}).status_code == 302
    assert payable(place, today()).reason is PayableReason.STOPPED


def test_a_short_notice_is_one_message_and_names_nobody(place: factories.Agency) -> None:
    with fund_scope(place.fund.id):
        [notice] = details.notices(to_send=True, limit=5)
    client = signed_in(place)
    assert notice.code in client.get("/change-notices").content.decode()
    for language in ("fr", "en", "ar"):
        for text in ("account_changed", "contact_changed"):
            told = replace(notice, language=language, text=text)
            said = notice_text(told, fund_code="cnps-demo", site="https://caisse.example")
            assert len(said) <= MOST_LETTERS, said
            assert set(said) <= GSM, set(said) - GSM
            assert PERSON not in said
            assert END not in said
    answer = client.post("/change-notices", {"notice": [str(notice.id)], "key": "k1"})
    assert answer.status_code == 302
    assert client.get("/api/v1/change-notices").json() == {"notices": []}
