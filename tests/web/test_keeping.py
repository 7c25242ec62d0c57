"""How long data are kept, on screen and by the API: what is past, proposals, the kept report."""

import json
import re
from html import unescape

import pytest
from django.conf import settings
from django.test import Client
from tests import factories
from tests.api.samples import Caller
from tests.platform.breaches.scenes import done, report
from tests.platform.purging.scenes import (
    carry_out,
    days_ago,
    dropped,
    fix,
    handed_over,
    officer,
    order,
)

from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk
from socle.platform.acts.operations import validate
from socle.platform.acts.queries import proposals
from socle.platform.purging.types import DataKind
from socle.web import clock


def browser(desk: Desk) -> Client:
    client = Client()
    client.post("/sign-in", {"name": desk.login, "password": desk.login})
    return client


def typed(form: str, **said: str) -> dict[str, str]:
    """What a form of an act holds when it is shown, and what is typed in it."""
    held = dict(re.findall(r'<input[^>]* name="(act-\w+|key|then)" value="([^"]*)"', form))
    return held | {f"act-{name}": text for name, text in said.items()}


def test_a_period_and_a_purge_are_proposed_on_screen_and_told(db: None) -> None:
    place = factories.agency("CM")
    desk = officer(place)
    client = browser(desk)
    dropped(place, 800)
    page = client.get("/data-protection/keeping").content.decode()
    assert page.count("Durée non trouvée : tout est gardé") == len(DataKind) + 2
    assert "Purger ce qui est plus ancien" not in page
    fix(place, DataKind.DROPPED_DRAFTS)
    page = client.get("/data-protection/keeping").content.decode()
    assert "Conseil, avis 12" in page
    address = re.search(r'href="(/acts/new/order_purge\?[^"]*)"', page)
    assert address is not None
    form = client.get(unescape(address[1])).content.decode()
    assert typed(form)["act-rows"] == "1"
    sent = typed(form, data_kind="dropped_drafts", motive="durée passée")
    page = client.post(unescape(address[1]), sent, follow=True).content.decode()
    assert "une deuxième personne le valide" in page
    with fund_scope(place.fund.id):
        [waiting] = [each for each in proposals() if each.type == "order_purge"]
    shown = browser(place.verifier).get(f"/proposals/{waiting.number}").content.decode()
    assert "Actes et demandes en ligne abandonnés" in shown
    with fund_scope(place.fund.id):
        validate(desk=place.verifier, number=waiting.number, at=clock.now())
    assert "purge en cours" in client.get("/data-protection/keeping").content.decode()
    carry_out()
    made = client.post("/data-protection/keeping", {"key": "un"}, follow=True)
    [report_at] = set(re.findall(r"/data-protection/keeping/A-[\d-]+\.pdf", made.content.decode()))
    assert client.get(report_at).content.startswith(b"%PDF-")
    for other in (place.verifier, place.administrator):
        assert browser(other).get("/data-protection/keeping").status_code == 403
        assert browser(other).get(report_at).status_code == 403


def test_the_api_tells_what_is_kept_as_it_was_known_and_what_was_purged(db: None) -> None:
    place = factories.agency("CM")
    handed_over(place, 800)
    act = fix(place, DataKind.UNUSED_FILES)
    order(place, DataKind.UNUSED_FILES)
    caller = Caller(officer(place))
    told = json.loads(caller.get("/data-protection/keeping").content)
    by_kind = {each["data_kind"]: each for each in told["items"]}
    assert by_kind["form_drafts"]["standing"] == "not_found"
    one = by_kind["unused_files"]
    assert (one["months"], one["act"], one["past"]) == (24, act, 1)
    assert {each["code"] for each in told["activities"]} >= {"register", "acts", "payments"}
    then = caller.get("/data-protection/keeping", on="2020-01-01").content
    assert {each["months"] for each in json.loads(then)["items"]} == {None}
    [purge] = json.loads(caller.get("/data-protection/purges").content)["items"]
    assert (purge["rows"], purge["taken"], purge["is_over"]) == (1, 0, False)
    assert purge["older_than"] < days_ago(700).isoformat()
    assert Caller(place.auditor).get("/data-protection/keeping").status_code == 403


def test_a_breach_says_how_many_numbers_it_shows_and_gives_them_all_by_two_people(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = factories.agency("CM")
    desk = officer(place)
    client, number = browser(desk), report(desk)
    done(
        desk, "name_breach_persons", breach=number, numbers=" ".join(f"X{n:03}" for n in range(203))
    )
    assert "Les 200 premiers sur 203" in client.get(f"/breaches/{number}").content.decode()
    address = f"/breaches/{number}/persons.csv"
    assert client.get(address).content.count(b"\r\n") == 204
    monkeypatch.setattr(settings, "EXTRACT_LINES", 100)
    form = client.get(address, follow=True)
    assert form.request["PATH_INFO"] == "/acts/new/request_extract"
    query = form.request["QUERY_STRING"]
    sent = typed(form.content.decode(), table="breach_persons_table", motive="lettres par la poste")
    page = client.post(f"/acts/new/request_extract?{query}", sent, follow=True)
    assert page.request["PATH_INFO"] == "/breaches"
    assert "une deuxième personne le valide" in page.content.decode()
    with fund_scope(place.fund.id):
        [waiting] = [each for each in proposals() if each.type == "request_extract"]
        validate(desk=place.verifier, number=waiting.number, at=clock.now())
    assert b"lettres par la poste" in client.get(address).content
