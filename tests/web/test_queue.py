"""The queue and the careers over HTTP: found, judged, cured, and read in the insured's career."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import factories
from tests.contributions.files import JANUARY
from tests.contributions.queues import OTHER, UNKNOWN, declared

from socle.platform.access.types import Desk, Role

ME = factories.CM_PERSON
GROUP = f"/queue/group?employer={factories.CM_EMPLOYER}&number={UNKNOWN}&name="


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    factories.employer(place)
    factories.person(place)
    return place


def at_desk(desk: Desk) -> Client:
    client = Client()
    client.post("/sign-in", {"name": desk.login, "password": desk.login})
    return client


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return unescape(answer.content.decode())


def test_ticked_rows_are_cured_each_by_an_act(place: factories.Agency) -> None:
    declared(place, [UNKNOWN, "9000000001Z"], names=["ALAOUI FATIMA", "TCHOUPO"])
    client = at_desk(place.accounts)
    assert "2 lignes attendent un numéro d’assuré" in page(client, "/desk")
    text = page(client, "/queue")
    assert "numéro à un caractère près" in text
    (choice,) = re.findall(r'name="choice" value="([^"]+)"', text)
    answer = client.post("/queue", {"key": "k", "choice": [choice, "forged"]})
    assert answer.status_code == 302
    assert "1 rattachement enregistré" in page(client, answer.headers["Location"])
    again = client.post("/queue", {"key": "k", "choice": [choice]})
    assert again.status_code == 302  # the same key acts once
    other = client.post("/queue", {"key": "other", "choice": [choice]})
    assert other.status_code == 422
    assert "n'attend plus d'assuré" in unescape(other.content.decode())
    statement = page(client, f"/persons/{ME}/career")
    assert "ligne rattachée" in statement
    assert "1 mois déclaré" in page(client, f"/persons/{ME}")


def test_a_group_is_judged_with_a_motive_and_a_document(place: factories.Agency) -> None:
    declared(place, [UNKNOWN], names=["TCHOUPO HERVE"])
    client = at_desk(place.accounts)
    address = GROUP + "TCHOUPO+HERVE"
    sent = {"key": "k", "person": "", "other": ME, "which": "", "motive": "mariage"}
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "diffère beaucoup" in unescape(refused.content.decode())
    file = SimpleUploadedFile("acte.txt", b"acte de mariage")
    done = client.post(address, sent | {"evidence": file})
    assert done.status_code == 302, unescape(done.content.decode())
    act = page(client, done.headers["Location"])
    assert "acte.txt" in act
    assert "Annuler cet acte" in act
    assert client.get(address).status_code == 404


def test_one_line_is_chosen_and_the_rest_wait(place: factories.Agency) -> None:
    for month in (JANUARY, JANUARY + 1):
        declared(place, [UNKNOWN], month=month)
    client = at_desk(place.accounts)
    text = page(client, GROUP)
    (first, _second) = re.findall(r'<option value="(D-[^"]+:1)"', text)
    assert client.post(GROUP, {"key": "k", "person": ME, "which": first}).status_code == 302
    assert "1 ligne en attente" in page(client, GROUP)


def test_the_queue_is_replayed_from_the_screen(place: factories.Agency) -> None:
    declared(place, [OTHER])
    client = at_desk(place.accounts)
    assert client.post("/queue/replay", {"key": "a"}).status_code == 422
    factories.person(place, OTHER, family_name="KAMGA")
    assert client.post("/queue/replay", {"key": "b"}).status_code == 302
    assert "Rien n’attend" in page(client, "/queue")


def test_each_role_sees_what_it_may(place: factories.Agency) -> None:
    declared(place, [UNKNOWN])
    clerk = at_desk(factories.desk(place.fund, Role.EMPLOYER_CLERK, factories.CM_EMPLOYER))
    text = page(clerk, "/queue")
    assert UNKNOWN in text
    assert ME not in text
    assert "Rattacher les lignes" not in text
    assert clerk.get(GROUP).status_code == 403
    assert clerk.post("/queue/replay").status_code == 403
    auditor = at_desk(place.auditor)
    assert "Qui est-ce ?" not in page(auditor, GROUP)
    assert auditor.post(GROUP, {"key": "k", "person": ME}).status_code == 422
    registration = at_desk(place.registration)
    asked = f"/acts/new/register_person?subject={UNKNOWN}&family_name=TCHOUPO"
    prefilled = page(registration, asked)
    assert f'value="{UNKNOWN}"' in prefilled
    assert 'value="TCHOUPO"' in prefilled


def test_a_month_that_is_none_is_said(place: factories.Agency) -> None:
    assert "2026-13" in page(at_desk(place.accounts), "/queue?month=2026-13")
