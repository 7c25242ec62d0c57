"""What comes by the state's bus is believed on its own listener alone, of whom the bus names."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from tests import factories
from tests.api.dci.institutions import Institution, named
from tests.exchange import scenes
from tests.exchange.dci import letters

from socle.api import clock
from socle.api.dci.entrance import Shut, call_of

pytestmark = pytest.mark.usefixtures("one_transaction")
SECRET = "what the proxy of the bus shows"
CLIENT = "CM/GOV/BUNEC/CIVIL"
OURS = "CM/GOV/CNPS/SOCLE"
NOTIFY, SEARCH = "/registry/notify", "/registry/sync/search"


class OnBus(Institution):
    """An institution that the bus carries: it shows no token."""

    def asked_token(self) -> str:
        return ""

    def by_bus(self, path: str, said: Any, **headers: str) -> HttpResponse:
        shown = {"X-Bus-Proxy": SECRET, "X-Road-Client": CLIENT} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        if isinstance(said, dict) and "signature" not in said:
            said = self.signed(named(said))
        response: HttpResponse = Client().post(
            f"{self.root}{path}",
            letters.raw(said),
            content_type="application/json",
            headers={name: value for name, value in shown.items() if value},
        )
        return response


@pytest.fixture
def carried(one_transaction: None, monkeypatch: pytest.MonkeyPatch) -> OnBus:
    monkeypatch.setattr(settings, "XROAD_PROXY_SECRET", SECRET)
    link = {"transport": "xroad", "address": "", "service": f"{CLIENT}/dci", "client": OURS}
    return OnBus(factories.agency(), scopes="enrolments:read events:civil", link=link)


def test_a_notice_by_the_bus_is_taken_once_and_a_search_is_answered(carried: OnBus) -> None:
    said = named(letters.notify())
    assert carried.by_bus(NOTIFY, carried.signed(said)).status_code == 202
    assert carried.by_bus(NOTIFY, carried.signed(said)).status_code in {200, 202}
    assert len(scenes.events(carried.place)) == 1
    [message] = carried.journal()
    assert (message.transport, message.status) == ("xroad", "rcvd")
    answer = carried.by_bus(SEARCH, letters.search())
    assert (answer.status_code, json.loads(answer.content)["header"]["status"]) == (200, "succ")


@pytest.mark.parametrize("path", [NOTIFY, SEARCH])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X_Bus_Proxy": ""}, 401),  # the public listener: the header is nobody's word
        ({"X_Bus_Proxy": "a guess"}, 403),
        ({"X_Road_Client": ""}, 403),
        ({"X_Road_Client": f"{CLIENT}, {CLIENT}"}, 403),
        ({"X_Road_Client": f"{CLIENT},CM/GOV/DGI/TAX"}, 403),
        ({"X_Road_Client": "CM/GOV/DGI/TAX"}, 403),
        ({"X_Road_Client": "CM/GOV/BUNEC"}, 403),
        ({"X_Road_Client": "CM%2FGOV/BUNEC/CIVIL"}, 403),
    ],
)
def test_whoever_only_says_that_the_bus_names_them_does_not_enter(
    carried: OnBus, path: str, headers: dict[str, str], status: int
) -> None:
    said = letters.notify() if path == NOTIFY else letters.search()
    assert carried.by_bus(path, said, **headers).status_code == status
    assert carried.journal() == []


def test_without_a_secret_stated_nothing_is_believed_of_a_bus(
    carried: OnBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "XROAD_PROXY_SECRET", "")
    said = {"HTTP_X_BUS_PROXY": "x", "HTTP_X_ROAD_CLIENT": CLIENT}
    with pytest.raises(Shut):
        call_of(said, fund="f", raw=b"", at=clock.now())


def test_a_message_that_another_key_signed_is_refused_though_the_bus_carried_it(
    carried: OnBus,
) -> None:
    said = carried.signed(named(letters.notify()))
    changed = said | {"header": said["header"] | {"total_count": 2}}
    assert carried.by_bus(NOTIFY, changed).status_code == 400
    assert [each.status for each in carried.journal()] == ["rjct"]


def test_a_partner_of_the_bus_is_not_heard_by_token_nor_another_by_the_bus(
    carried: OnBus,
) -> None:
    direct = Institution(carried.place, code="direct", scopes="events:civil")
    assert direct.send(NOTIFY, letters.notify()).status_code == 202
    again = carried.by_bus(NOTIFY, letters.notify(), X_Road_Client="CM/GOV/DIRECT/X")
    assert again.status_code == 403


def test_what_is_agreed_bounds_what_the_bus_carries(carried: OnBus) -> None:
    link = {"transport": "xroad", "address": "", "service": "CM/GOV/DGI/TAX/dci", "client": OURS}
    other = OnBus(carried.place, code="dgi", scopes="events:tax", link=link)
    answer = other.by_bus(NOTIFY, letters.notify(), X_Road_Client="CM/GOV/DGI/TAX")
    assert answer.status_code == 403
    assert scenes.events(carried.place) == []
