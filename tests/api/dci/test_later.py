"""What is asked and answered later: acknowledged at once, answered to the registered address only.

The partner is a real server here: what it hears is what went over HTTP.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.api.dci.institutions import US, Institution, named
from tests.api.dci.labs import JAN, NID, Lab, partner_server
from tests.benefits import awarded
from tests.exchange.dci import letters
from tests.platform.partners import scenes as partners

from socle.exchange.dci import envelope
from socle.exchange.dci.signatures import Trusted, verify
from socle.exchange.operations.outbox import send_due
from socle.exchange.types import Signing
from socle.platform.access.scope import fund_scope
from socle.web import clock

pytestmark = pytest.mark.usefixtures("one_transaction")


@pytest.fixture
def scene(one_transaction: None) -> Iterator[Lab]:
    with partner_server() as heard:
        yield Lab(heard)


def one(**more: Any) -> dict[str, Any]:
    return letters.search(query={"type": "NID", "value": NID}, **more)


def subscription(event: str = "enrollement_status_change", **more: Any) -> dict[str, Any]:
    said = {"reg_event_type": event, "filter": {"type": "NID", "value": NID}} | more
    found = letters.subscribe(**said)
    found["message"]["subscribe_request"][0]["subscribe_criteria"].pop("frequency")
    return found


def test_a_search_is_acknowledged_and_answered_to_the_registered_address(scene: Lab) -> None:
    number = scene.acked("/registry/search", one())
    assert scene.heard.calls == []
    assert scene.sent() == 1
    [(path, body, raw)] = scene.heard.calls
    assert path == "/dci/registry/on-search"
    assert body["message"]["correlation_id"] == number
    [item] = body["message"]["search_response"]
    assert len(item["data"]["reg_records"]) == 1
    keys = Client().get(f"{scene.asker.root}/.well-known/jwks.json").json()["keys"]
    read = envelope.parse(raw, service="on-search", at=clock.now() + timedelta(minutes=2))
    assert verify(read, Trusted(Signing.DETACHED_JWS, keys, US), at=clock.now())
    assert scene.sent() == 0


def test_an_answer_is_kept_for_a_partner_that_is_away_and_sent_once(scene: Lab) -> None:
    scene.heard.status = 503
    scene.acked("/registry/search", one())
    assert scene.sent() == 0
    scene.heard.status = 202
    day = clock.now() + timedelta(days=1)
    assert send_due(fund=scene.fund, at=day) == 1
    first, second = scene.heard.said()
    assert first["header"]["message_id"] == second["header"]["message_id"]
    assert first["message"] == second["message"]


def test_what_has_become_of_a_search_is_told_at_once_and_later(scene: Lab) -> None:
    number = scene.acked("/registry/search", one())

    def state(kind: str, value: Any) -> Any:
        asked = letters.txn_status(kind, value)
        answer = scene.asker.send("/registry/sync/txn/status", asked).json()
        assert answer["header"]["action"] == "txn-on-status"
        told = answer["message"]["txnstatus_response"]["txn_status"]["search_response"]
        return [(each["reference_id"], each["status"]) for each in told]

    assert state("transaction_id", "t-1") == [("r-1", "pdng")]
    assert state("correlation_id", number) == [("r-1", "pdng")]
    assert state("reference_id_list", ["r-1", "r-9"]) == [("r-1", "pdng")]
    scene.sent()
    assert state("transaction_id", "t-1") == [("r-1", "succ")]
    assert state("transaction_id", "t-unknown") == [("r-1", "rjct")]
    scene.acked("/registry/txn/status", letters.txn_status("transaction_id", "t-1"))
    scene.sent()
    path, body, _raw = scene.heard.calls[-1]
    assert path == "/dci/registry/txn/on-status"
    told = body["message"]["txnstatus_response"]["txn_status"]["search_response"]
    assert told[0]["status"] == "succ"


def test_another_institution_learns_nothing_of_what_was_asked(scene: Lab) -> None:
    number = scene.acked("/registry/search", one())
    other = Institution(scene.office.place, code="autre")
    for kind, value in (("transaction_id", "t-1"), ("correlation_id", number)):
        answer = other.send("/registry/sync/txn/status", letters.txn_status(kind, value)).json()
        told = answer["message"]["txnstatus_response"]["txn_status"]["search_response"]
        assert [each["status"] for each in told] == ["rjct"]


def test_the_same_requests_under_another_name_are_answered_once(scene: Lab) -> None:
    first = scene.acked("/registry/search", one())
    assert scene.acked("/registry/search", one()) == first
    scene.sent()
    assert len(scene.heard.calls) == 1


def test_the_same_message_is_taken_once(scene: Lab) -> None:
    said = scene.asker.signed(named(one()))
    assert scene.asker.send("/registry/search", said).status_code == 202
    again = scene.asker.send("/registry/search", said)
    assert again.json()["message"]["ack_status"] == "NACK"
    assert "rjct.message_id.duplicate" in again.json()["message"]["error"]["message"]
    scene.sent()
    assert len(scene.heard.calls) == 1


@pytest.mark.parametrize(
    "uri",
    [
        "http://127.0.0.1:1/dci/registry/on-search",
        "http://169.254.169.254/latest/meta-data",
        "http://localhost/dci",
        "{url}/elsewhere/on-search",
        "{url}/dcix/on-search",
        "{url}/dci/../admin/on-search",
        "{url}/dci/%2e%2e/on-search",
        "{url}/dci/on-search?next=http://x",
        "http://user@{host}/dci/on-search",
        "https://{host}/dci/on-search",
    ],
)
def test_an_answer_goes_nowhere_but_below_the_registered_address(scene: Lab, uri: str) -> None:
    host = scene.heard.url.removeprefix("http://")
    said = named(one())
    said["header"]["sender_uri"] = uri.format(url=scene.heard.url, host=host)
    response = scene.asker.send("/registry/search", scene.asker.signed(said))
    assert response.status_code == 400
    assert response.json()["message"]["error"]["code"] == "err.sender_uri.invalid"
    assert scene.sent() == 0
    assert scene.heard.calls == []


def test_an_address_below_the_registered_one_is_used(scene: Lab) -> None:
    said = named(one())
    said["header"]["sender_uri"] = f"{scene.heard.url}/dci/callback/on-search"
    assert scene.asker.send("/registry/search", scene.asker.signed(said)).status_code == 202
    scene.sent()
    assert [path for path, _body, _raw in scene.heard.calls] == ["/dci/callback/on-search"]


def test_a_redirection_of_an_answer_is_not_followed(scene: Lab) -> None:
    with partner_server() as elsewhere:
        scene.heard.status, scene.heard.location = 307, f"{elsewhere.url}/dci"
        scene.acked("/registry/search", one())
        scene.sent()
        assert len(scene.heard.calls) == 1
        assert elsewhere.calls == []


def test_a_subscriber_is_told_of_what_changed_since_and_once(scene: Lab) -> None:
    number = scene.acked("/registry/subscribe", subscription())
    scene.sent()
    path, body, _raw = scene.heard.calls[-1]
    assert path == "/dci/registry/on-subscribe"
    [item] = body["message"]["subscribe_response"]
    assert [(each["code"], each["status"]) for each in item["subscriptions"]] == [
        (number, "subscribe")
    ]
    assert scene.told() == 0
    _ended(scene)
    assert scene.told() == 1
    scene.told()
    scene.sent()
    path, body, _raw = scene.heard.calls[-1]
    assert (path, len(scene.heard.calls)) == ("/dci/registry/notify", 2)
    [event] = body["message"]["notify_event"]
    assert event["data"]["reg_event_type"] == "enrollement_status_change"
    record = event["data"]["reg_records"]
    assert record["enrollment_status"] == "3"
    assert record["member"]["member_identifier"][0]["identifier_value"] == NID


def test_a_subscriber_is_told_of_an_enrolment_of_somebody_unknown_until_then(scene: Lab) -> None:
    wanted = {"type": "NID", "value": "CM4444"}
    scene.acked("/registry/subscribe", subscription("enrollement", filter=wanted))
    assert scene.told() == 0
    scene.enrols("2233445507B", "CM4444")
    assert scene.told() == 1


def test_an_ended_subscription_is_told_nothing(scene: Lab) -> None:
    number = scene.acked("/registry/subscribe", subscription())
    scene.acked("/registry/unsubscribe", letters.unsubscribe(number))
    _ended(scene)
    assert scene.told() == 0
    scene.sent()
    path, body, _raw = scene.heard.calls[-1]
    assert path == "/dci/registry/on-unsubscribe"
    message = body["message"]
    assert (message["status"], message["subscription_status"]) == (
        "succ",
        [{"code": number, "status": "unsubscribe"}],
    )


def test_an_agreement_that_ended_ends_its_subscriptions(scene: Lab) -> None:
    scene.acked("/registry/subscribe", subscription())
    _ended(scene)
    partners.end(scene.office.place, on=clock.today("CM"), code=scene.asker.code)
    assert scene.told() == 0


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"reg_event_type": "REGISTER"}, "rjct.notify_types.invalid"),
        ({"filter": {}}, "rjct.person_id.invalid"),
        ({"filter": {"type": "region", "value": "LT"}}, "rjct.person_id.invalid"),
    ],
)
def test_a_subscription_to_everybody_or_to_another_event_is_refused(
    scene: Lab, more: dict[str, Any], reason: str
) -> None:
    scene.acked("/registry/subscribe", subscription(**more))
    scene.sent()
    [item] = scene.heard.said()[-1]["message"]["subscribe_response"]
    assert (item["status"], item["status_reason_code"]) == ("rjct", reason)
    assert scene.told() == 0


def test_the_same_subscription_twice_is_said_to_exist(scene: Lab) -> None:
    scene.acked("/registry/subscribe", subscription())
    again = subscription()
    again["message"]["transaction_id"] = "t-2"
    scene.acked("/registry/subscribe", again)
    scene.sent()
    [item] = scene.heard.said()[-1]["message"]["subscribe_response"]
    assert item["status_reason_code"] == "rjct.event.already_subscribed"


def test_only_its_own_subscription_is_ended_by_a_partner(scene: Lab) -> None:
    number = scene.acked("/registry/subscribe", subscription())
    other = Institution(
        scene.office.place, code="autre", link={"callback": f"{scene.heard.url}/autre"}
    )
    for code in (number, "E-2026-000000000", "x"):
        assert other.send("/registry/unsubscribe", letters.unsubscribe(code)).status_code == 202
    scene.sent()
    refusals = [body for path, body, _raw in scene.heard.calls if path.startswith("/autre")]
    assert [each["message"]["status_reason_code"] for each in refusals] == [
        "rjct.subscription_code.invalid"
    ] * 3
    _ended(scene)
    assert scene.told() == 1


def _ended(scene: Lab) -> None:
    """The pension ended last month: restated by an act."""
    from socle.benefits.models import Award

    with fund_scope(scene.fund.id):
        number = Award.objects.get(beneficiary__number=scene.pensioner).number
    last = clock.today("CM").replace(day=1)
    awarded.decided_again(scene.office.liquidator, number, [(JAN, last, 60_000)])
