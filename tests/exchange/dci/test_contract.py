"""What is read and written here is what the official files of the standard describe."""

import json
from typing import Any

import pytest
from tests.exchange.contracts import answer_faults, needs_contracts, request_faults
from tests.exchange.dci import letters
from tests.exchange.dci.letters import AT, SAMPLES, THEM, US

from socle.exchange.dci import writing
from socle.exchange.dci.codes import Action, HeaderReason, Rejected, Status

pytestmark = needs_contracts
PATHS = {
    "search": "/registry/search",
    "enrolled": "/registry/sync/enrolled",
    "subscribe": "/registry/subscribe",
    "unsubscribe": "/registry/unsubscribe",
    "txn-status": "/registry/txn/status",
    "notify": "/registry/notify",
    "on-search": "/registry/on-search",
    "on-subscribe": "/registry/on-subscribe",
    "on-unsubscribe": "/registry/on-unsubscribe",
    "txn-on-status": "/registry/txn/on-status",
}


# Only a registry of beneficiaries is asked whether somebody is enrolled.
@pytest.mark.parametrize(
    ("api", "service"),
    [
        (api, service)
        for api in ("ibr", "crvs", "social")
        for service in SAMPLES
        if service != "enrolled" or api == "ibr"
    ],
)
def test_the_samples_of_the_tests_are_messages_of_the_standard(api: str, service: str) -> None:
    said = SAMPLES[service]
    if service == "notify":
        word = {"ibr": "enrollement", "social": "REGISTER"}.get(api, "death")
        said = letters.notify(word)
    if (api, service) == ("crvs", "txn-on-status"):
        said = letters.txn_on_status(is_object=True)
    assert request_faults(api, PATHS[service], said) == []


@pytest.mark.parametrize("path", ["/registry/search", "/registry/subscribe", "/registry/notify"])
@pytest.mark.parametrize("api", ["ibr", "crvs", "social"])
def test_acknowledgements_are_those_of_the_standard(api: str, path: str) -> None:
    refused = Rejected("is off", field="header", reason=HeaderReason.DUPLICATE)
    for said in (
        writing.acknowledged(correlation_id="c-1", at=AT),
        writing.not_taken(refused, correlation_id="c-1", at=AT),
    ):
        assert answer_faults(api, path, said) == []
    assert answer_faults(api, path, {"message": {"ack_status": "YES"}})


def answer(**more: Any) -> dict[str, Any]:
    header = writing.answer_header(
        message_id="m-2", at=AT, action=Action.ON_SEARCH, sender_id=US, receiver_id=THEM, **more
    )
    found: dict[str, Any] = json.loads(writing.message(header, None))
    return found


@pytest.mark.parametrize("reason", HeaderReason)
def test_a_refusal_in_a_header_is_one_of_the_standard(reason: HeaderReason) -> None:
    said = answer(refused=Rejected("is off", reason=reason))
    assert said["header"]["status"] == "rjct"
    assert said["header"]["status_reason_code"] == reason
    assert answer_faults("ibr", "/registry/sync/search", said) == []


def test_what_says_nothing_is_left_out() -> None:
    said = answer(status=Status.SUCC)
    assert "status_reason_code" not in said["header"]
    assert said["header"]["is_msg_encrypted"] is False
    assert said["header"]["total_count"] == 0
