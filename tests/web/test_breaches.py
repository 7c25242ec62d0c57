"""The register of breaches on screen and by the API: report, countdown, letters, who may see it."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils import translation
from tests.api.samples import Caller, Drawers, drawers
from tests.platform.breaches.scenes import at, done, hours_ago, officer, report

from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk
from socle.platform.breaches.letters import authority_letter
from socle.platform.breaches.queries import breach
from socle.platform.printing.checks import day_words
from socle.registry.queries.breach_letters import breach_letters
from socle.web import clock


@pytest.fixture
def cm(db: None) -> Drawers:
    return drawers()


def browser(desk: Desk) -> Client:
    client = Client()
    client.post("/sign-in", {"name": desk.login, "password": desk.login})
    return client


def test_a_breach_is_reported_told_and_closed_on_screen(cm: Drawers) -> None:
    client = browser(officer(cm.place))
    page = client.get("/breaches").content.decode()
    assert "Aucune violation n’est déclarée." in page
    found = hours_ago(30)
    typed = {
        "report_breach-found_on": f"{found:%d/%m/%Y}",
        "report_breach-found_time": f"{found:%H:%M}",
        "report_breach-found_by": "Chef d’agence",
        "report_breach-what": "Un registre papier a disparu",
        "report_breach-classes": ["identity", "health"],
        "key": "un",
    }
    wrong = client.post("/breaches", typed | {"report_breach-found_time": "midi"})
    assert wrong.status_code == 422
    assert '<a href="#report_breach-found_time">' in wrong.content.decode()
    soon = hours_ago(-48)
    wrong = client.post("/breaches", typed | {"report_breach-found_on": f"{soon:%d/%m/%Y}"})
    assert f"{soon:%d/%m/%Y} {found:%H:%M}" in wrong.content.decode(), "as people write it"
    answer = client.post("/breaches", typed, follow=True)
    address, page = answer.request["PATH_INFO"], answer.content.decode()
    assert "Il reste 41 h" in page or "Il reste 42 h" in page
    assert "numéros de pièces d’identité, santé" in page
    assert "Repère de la maison" in page
    told = hours_ago(1)
    step = {
        "act": "notify_authority",
        "notify_authority-told_on": f"{told:%d/%m/%Y}",
        "notify_authority-told_time": f"{told:%H:%M}",
        "notify_authority-reference": "AUT-77",
        "key": "deux",
    }
    page = client.post(address, step, follow=True).content.decode()
    assert "AUT-77" in page
    assert "Il reste" not in page
    close = {"act": "close_breach", "close_breach-motive": "Retrouvé, scellé", "key": "trois"}
    wrong = client.post(address, close | {"close_breach-motive": ""})
    assert (wrong.status_code, 'href="#close_breach-motive"' in wrong.content.decode()) == (
        422,
        True,
    )
    page = client.post(address, close, follow=True).content.decode()
    assert "La clôture est proposée par" in page


def test_letters_tell_the_authority_and_each_person_that_the_register_knows(cm: Drawers) -> None:
    desk = officer(cm.place)
    client, number = browser(desk), report(desk)
    assert client.get(f"/breaches/{number}/persons.pdf").status_code == 422
    done(desk, "name_breach_persons", breach=number, numbers=f"{cm.person} 999")
    for address in ("authority.pdf?language=ar", "authority.pdf?language=en", "persons.pdf"):
        made = client.get(f"/breaches/{number}/{address}")
        assert (made.status_code, made.content[:4]) == (200, b"%PDF")
    with fund_scope(cm.place.fund.id), translation.override("en"):
        found = breach(number=number, country="CM")
        [letter] = breach_letters(
            fund=cm.place.fund,
            found=found,
            numbers=[cm.person, "999"],
            on=found.found_at.date(),
            language="en",
        )
        told = authority_letter(fund=cm.place.fund, found=found, at=clock.now())
        late = replace(found, found_at=datetime(2026, 3, 9, 23, 30, tzinfo=UTC))
        [past_midnight] = breach_letters(
            fund=cm.place.fund, found=late, numbers=[cm.person], on=clock.today("CM"), language="en"
        )
        assert day_words(date(2026, 3, 10)) in past_midnight.body[0]
    assert cm.person in letter.to
    assert letter.title == "Your data were touched by a breach"
    said = dict(told.listings[0].rows)
    assert said["Classes of data touched"] == "numbers of identity documents, health"
    assert said["Likely consequences"] == "not known yet"


def test_an_administrator_reads_and_reports_but_keeps_nothing_and_others_see_nothing(
    cm: Drawers,
) -> None:
    number = report(cm.place.administrator, hours=90)
    admin = browser(cm.place.administrator)
    assert "Délai passé" in admin.get("/breaches").content.decode()
    assert "le délai est passé" in admin.get("/desk").content.decode()
    page = admin.get(f"/breaches/{number}").content.decode()
    assert "Compléter une violation" not in page
    assert admin.get(f"/breaches/{number}/authority.pdf").status_code == 403
    assert admin.post(f"/breaches/{number}", {"act": "close_breach"}).status_code == 403
    assert "violation de données dont" in admin.get("/operator").content.decode()
    assert browser(cm.place.auditor).get(f"/breaches/{number}").status_code == 200
    for desk in (cm.place.registration, cm.place.verifier):
        assert browser(desk).get("/breaches").status_code == 403


def test_the_api_reads_the_register_as_it_was_known(cm: Drawers) -> None:
    desk = officer(cm.place)
    old, new = report(desk, hours=30), report(desk, hours=2)
    caller = Caller(desk)
    first = json.loads(caller.get("/breaches", limit=1).content)
    assert first["items"][0]["number"] == new
    second = json.loads(caller.get("/breaches", limit=1, cursor=first["next"]).content)
    assert (second["items"][0]["number"], second["next"]) == (old, None)
    done(desk, "notify_authority", breach=old, **at(hours_ago(1), "told"))
    told = json.loads(caller.get(f"/breaches/{old}").content)
    assert (told["state"], told["delay"]["is_law"]) == ("breach_told", False)
    then = caller.get(f"/breaches/{old}", known_at="2026-01-01")
    assert then.status_code == 404
    assert Caller(cm.place.registration).get("/breaches").status_code == 403
