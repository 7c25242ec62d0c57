"""Exchanges by the API: what came, where an act's facts are from, who has read a person."""

import pytest
from tests import factories
from tests.api.samples import Caller
from tests.exchange import scenes
from tests.exchange.scenes import one_transaction
from tests.exchange.test_civil_events import death, somebody
from tests.platform.partners.scenes import system

__all__ = ["one_transaction"]
pytestmark = pytest.mark.usefixtures("one_transaction")


def test_an_event_its_message_and_the_origin_of_its_act_are_read() -> None:
    place = factories.agency("CM")
    somebody(place)
    accepted = scenes.told(place, scenes.linked(place), death())
    assert accepted is not None
    [found] = scenes.dealt(place)
    act = scenes.let_pass(place, found.proposal)
    scenes.dealt(place)
    reader = Caller(place.auditor)
    [event] = reader.get("/exchange/events", state="done").json()["items"]
    assert (event["kind"], event["act"], event["message"]) == ("death", act, accepted.number)
    assert "content" not in event
    assert reader.get("/exchange/events", kind="divorce").json()["items"] == []
    [line] = reader.get("/exchange/messages", direction="in").json()["items"]
    assert (line["number"], line["partner"]) == (accepted.number, scenes.SOURCE)
    assert reader.get("/exchange/requests").json() == {"items": [], "next": None}
    assert reader.get("/exchange/discrepancies").json() == {"items": [], "next": None}
    origin = reader.get(f"/acts/{act}/origin").json()
    assert (origin["rank"], origin["message"]) == ("source", accepted.number)
    [opening] = [
        each for each in reader.get("/acts").json()["items"] if each["type"] == "register_person"
    ]
    declared = reader.get(f"/acts/{opening['number']}/origin").json()
    assert (declared["rank"], declared["message"]) == ("declared", None)


def test_a_list_goes_on_where_it_stopped_and_a_foreign_cursor_is_refused() -> None:
    place = factories.agency("CM")
    source = scenes.linked(place)
    for number in ("CM901", "CM902", "CM903"):
        scenes.told(place, source, death(number))
    reader = Caller(place.registration)
    first = reader.get("/exchange/messages", limit=2).json()
    rest = reader.get("/exchange/messages", limit=2, cursor=first["next"]).json()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)
    wrong = reader.get("/exchange/events", cursor="X-1")
    assert wrong.json()["code"] == "api.cursor_invalid"


def test_who_has_read_a_person_is_told_to_the_fund_and_to_no_partner() -> None:
    place = factories.agency("CM")
    number = somebody(place)
    partner = system(place, "persons:read")
    assert partner.get(f"/persons/{number}").status_code == 200
    [read] = Caller(place.auditor).get(f"/persons/{number}/accesses").json()["items"]
    assert (read["kind"], read["who"], read["what"]) == (
        "partner",
        "Mutuelle du Wouri",
        "get_person",
    )
    refused = partner.get(f"/persons/{number}/accesses")
    assert refused.json()["code"] == "partners.not_open"
    assert Caller(place.administrator).get("/exchange/events").status_code == 403
