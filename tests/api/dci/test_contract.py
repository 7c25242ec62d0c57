"""Every route of the registry of beneficiaries asks and answers as the standard's file says.

What is spoilt is refused by the file too, so that its word is worth something.
"""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from openapi_schema_validator import OAS30Validator
from openapi_spec_validator import OpenAPIV30SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4
from tests.api.dci.institutions import named
from tests.api.dci.labs import NID, Lab, partner_server
from tests.exchange.contracts import (
    answer_faults,
    needs_contracts,
    request_faults,
    schema_faults,
)
from tests.exchange.dci import letters

from socle.api.dci import urls

WHO = {"type": "NID", "value": NID}
ASKED = {
    "/registry/sync/search": letters.search(query=WHO),
    "/registry/sync/enrolled": letters.enrolled(person_identifier={"eq": NID}),
    "/registry/sync/txn/status": letters.txn_status(),
    "/registry/search": letters.search(query=WHO),
    "/registry/subscribe": letters.subscribe(filter=WHO),
    "/registry/unsubscribe": letters.unsubscribe(),
    "/registry/txn/status": letters.txn_status(),
    "/registry/notify": letters.notify("enrollement"),
    "/registry/on-search": letters.on_search({"sex": "female"}),
    "/registry/on-subscribe": letters.on_subscribe(),
    "/registry/on-unsubscribe": letters.on_unsubscribe(),
    "/registry/txn/on-status": letters.txn_on_status(),
}
CALLBACKS = {
    "/registry/search": "/registry/on-search",
    "/registry/subscribe": "/registry/on-subscribe",
    "/registry/unsubscribe": "/registry/on-unsubscribe",
    "/registry/txn/status": "/registry/txn/on-status",
}


@pytest.fixture
def lab(one_transaction: None) -> Iterator[Lab]:
    with partner_server() as heard:
        yield Lab(heard)


def faults(path: str, body: dict[str, Any]) -> list[str]:
    # The file gives this answer no envelope: what is inside ours is held against it.
    if path == "/registry/sync/enrolled" and "message" in body:
        return schema_faults("ibr", "EnrolledResponse", body["message"])
    return answer_faults("ibr", path, body)


@needs_contracts
@pytest.mark.parametrize("path", ASKED)
def test_a_route_asks_and_answers_as_the_file_of_the_standard(lab: Lab, path: str) -> None:
    said = lab.asker.signed(named(ASKED[path]))
    assert request_faults("ibr", path, said) == []
    response = lab.asker.send(path, said)
    assert response.status_code in {200, 202}, response.content
    assert faults(path, response.json()) == []
    again = lab.asker.send(path, said)
    if path != "/registry/sync/enrolled":
        assert faults(path, again.json()) == []
    assert faults(path, {"header": {"status": "perhaps"}, "message": {"ack_status": "perhaps"}})


@needs_contracts
@pytest.mark.parametrize("path", ASKED)
@pytest.mark.parametrize(
    ("place", "name"),
    [("header", "message_id"), ("header", "action"), ("message", "transaction_id")],
)
def test_what_the_file_asks_for_is_asked_for(lab: Lab, path: str, place: str, name: str) -> None:
    said = copy.deepcopy(ASKED[path])
    said = named(said)
    del said[place][name]
    assert request_faults("ibr", path, said)
    response = lab.asker.send(path, lab.asker.signed(said))
    assert response.status_code == 400
    if path != "/registry/sync/enrolled":
        assert faults(path, response.json()) == []


@needs_contracts
@pytest.mark.parametrize("path", CALLBACKS)
def test_what_follows_is_as_the_file_of_the_standard(lab: Lab, path: str) -> None:
    lab.asker.send(path, ASKED[path])
    lab.sent()
    [(address, body, _raw)] = lab.heard.calls
    assert address == f"/dci{CALLBACKS[path]}"
    assert request_faults("ibr", CALLBACKS[path], body) == []


@needs_contracts
def test_a_notice_of_ours_is_as_the_file_of_the_standard(lab: Lab) -> None:
    said = letters.subscribe(filter={"type": "NID", "value": "CM4444"})
    said["message"]["subscribe_request"][0]["subscribe_criteria"].pop("frequency")
    lab.asker.send("/registry/subscribe", said)
    lab.enrols("2233445507B", "CM4444")
    assert lab.told() == 1
    lab.sent()
    address, body, _raw = lab.heard.calls[-1]
    assert address == "/dci/registry/notify"
    assert request_faults("ibr", "/registry/notify", body) == []


def test_the_description_is_valid_and_names_every_route(lab: Lab) -> None:
    found = Client().get(f"{lab.asker.root}/openapi.json").json()
    OpenAPIV30SpecValidator(found).validate()
    served = {str(each.pattern).removeprefix("<slug:fund>") for each in urls.urlpatterns}
    assert set(found["paths"]) | {"/openapi.json", ""} == served
    assert found["servers"] == [{"url": lab.asker.root}]


@pytest.mark.parametrize("path", ASKED)
def test_our_own_description_says_what_is_asked_and_answered(lab: Lab, path: str) -> None:
    document = Client().get(f"{lab.asker.root}/openapi.json").json()
    whole = Resource.from_contents(document, default_specification=DRAFT4)
    registry: Registry[Any] = Registry().with_resource("urn:ours", whole)
    said = lab.asker.signed(named(ASKED[path]))
    taken = lab.asker.send(path, said)
    refused = lab.asker.send(path, {"header": {}, "signature": "x"})
    for place, told in (
        ("requestBody", said),
        (f"responses/{taken.status_code}", taken.json()),
        (f"responses/{refused.status_code}", refused.json()),
    ):
        escaped = path.replace("/", "~1")
        schema = f"urn:ours#/paths/{escaped}/post/{place}/content/application~1json/schema"
        validator = OAS30Validator({"$ref": schema}, registry=registry)
        validator.validate(told)
        assert not validator.is_valid({"header": [], "message": 3, "errors": 3})
