"""The screen of how long logs are kept: a duration proposed, what was purged, who may see it."""

import pytest
from django.test import Client
from tests.api.samples import Drawers, drawers
from tests.conftest import NOW
from tests.platform.keeping.scenes import keep, logged

from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk
from socle.platform.acts.operations import validate
from socle.platform.acts.queries import proposals
from socle.platform.keeping.jobs import purge_logs
from socle.platform.keeping.types import Log
from socle.web import clock


@pytest.fixture
def cm(db: None) -> Drawers:
    return drawers()


def browser(desk: Desk) -> Client:
    client = Client()
    client.post("/sign-in", {"name": desk.login, "password": desk.login})
    return client


def typed(**fields: str) -> dict[str, str]:
    return {"log": "papers", "months": "24", "since": f"{clock.today('CM'):%d/%m/%Y}"} | fields


def test_a_duration_is_proposed_and_counts_once_a_second_person_validates(cm: Drawers) -> None:
    admin = browser(cm.place.administrator)
    page = admin.get("/logs").content.decode()
    assert page.count("Gardé sans limite") == 2
    assert "Rien n’a été purgé." in page
    page = admin.post("/logs", typed(), follow=True).content.decode()
    assert "La durée est proposée" in page
    assert page.count("Gardé sans limite") == 2
    with fund_scope(cm.place.fund.id):
        [waiting] = [each for each in proposals() if each.type == "set_log_keeping"]
        validate(desk=cm.place.verifier, number=waiting.number, at=NOW)
    page = admin.get("/logs").content.decode()
    assert page.count("Gardé sans limite") == 1
    assert '<td data-l="Durée de conservation, en mois">24</td>' in page


def test_what_was_purged_is_told_with_its_act(cm: Drawers) -> None:
    logged(cm.place, 800, 10)
    keep(cm.place, Log.PARTNER_CALLS, "24")
    purge_logs(timestamp=int(clock.now().timestamp()))
    page = browser(cm.place.administrator).get("/logs").content.decode()
    [row] = [each for each in page.split("<tr>") if 'data-l="Plus ancien que le"' in each]
    assert "Appels des partenaires" in row
    assert '<td class="n" data-l="Lignes">1</td>' in row


@pytest.mark.parametrize(
    ("fields", "at"),
    [({"since": "demain"}, "since"), ({"months": "0"}, "months"), ({"log": ""}, "log")],
)
def test_what_is_wrong_is_said_at_its_field(cm: Drawers, fields: dict[str, str], at: str) -> None:
    page = browser(cm.place.administrator).post("/logs", typed(**fields))
    assert page.status_code == 422
    assert f'<a href="#{at}">' in page.content.decode()


def test_only_the_administrator_sees_it(cm: Drawers) -> None:
    for desk in (cm.place.registration, cm.place.verifier, cm.place.auditor):
        assert browser(desk).get("/logs").status_code == 403
