"""The simulated civil registry speaks as the standard's own description says."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.exchange.contracts import (
    answer_faults,
    needs_contracts,
    request_faults,
    schema_faults,
)
from tests.simulator import messages
from tests.simulator.messages import SENDER, Signer, identifier, predicate, search
from tests.simulator.started import SECRET, Listener, Started, listener, registry

MOTHER, FATHER = "900000000103", "900000000104"


def person(uin: str, surname: str, **more: Any) -> dict[str, Any]:
    said = {"identifiers": {"UIN": uin, "NID": f"N{uin}"}, "surname": surname}
    return said | {"given_name": "Aline", "sex": "female", "birth_date": "1990-01-25"} | more


PEOPLE = [person(MOTHER, "TALLA"), person(FATHER, "NJOYA", sex="male", given_name="Ibrahim")]


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Signer()


@pytest.fixture(scope="module")
def heard() -> Iterator[Listener]:
    with listener() as made:
        yield made


@contextmanager
def opened(signer: Signer, heard: Listener, folder: Path) -> Iterator[Started]:
    """A registry with two people, which was told our key and where we are called."""
    client = {"secret": SECRET, "sender_id": SENDER, "keys": [signer.jwk]}
    client |= {"callback": f"{heard.url}/dci/cnps"}
    data = {"people": PEOPLE, "clients": {"socle": client}}
    with registry("civil", data=data, folder=folder) as started:
        yield started


@pytest.fixture
def civil(signer: Signer, heard: Listener, tmp_path: Path) -> Iterator[Started]:
    heard.taken.clear()
    with opened(signer, heard, tmp_path) as started:
        yield started


@pytest.fixture(scope="module")
def unchanged(
    signer: Signer, heard: Listener, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Started]:
    """For what changes nothing there."""
    with opened(signer, heard, tmp_path_factory.mktemp("civil")) as started:
        yield started


@needs_contracts
@pytest.mark.parametrize(
    "asked",
    [
        search(identifier(MOTHER)),
        search(identifier("nobody")),
        search([predicate("birth_date", "ge", "1980-01-01")], "predicate"),
        search({"type": "graphql", "value": {}}, "graphql"),
        search(identifier(MOTHER), pagination={"page_size": 1, "page_number": 2}),
    ],
    ids=["found", "not found", "predicate", "graphql", "second page"],
)
def test_a_synchronous_search_is_answered_as_the_standard_describes(
    unchanged: Started, signer: Signer, asked: dict[str, Any]
) -> None:
    path = "/registry/sync/search"
    assert request_faults("crvs", path, signer.signed(asked)) == []
    said = unchanged.post(path, signer.signed(asked))
    assert said.status == 200
    assert answer_faults("crvs", path, said.json()) == []


@needs_contracts
def test_its_tokens_and_its_keys_are_as_the_standard_describes(unchanged: Started) -> None:
    asked = {"grant_type": "client_credentials", "client_id": "socle", "client_secret": SECRET}
    kind = {"Content-Type": "application/json"}
    said = unchanged.ask("POST", "/oauth2/client/token", json.dumps(asked).encode(), kind)
    assert schema_faults("authz_core", "OAuth2ClientTokenResponse", said.json()) == []
    keys = unchanged.ask("GET", "/.well-known/jwks.json", None, {}).json()
    assert schema_faults("jwks_core", "JWKSResponse", keys) == []
    assert schema_faults("jwks_core", "JWKSResponse", {"keys": [{"kty": "OKP"}]})


@needs_contracts
def test_what_the_description_forbids_is_seen() -> None:
    """The check bites: an answer without its message's identifier, a word that is none."""
    told: dict[str, Any] = {"header": {"message_ts": messages.instant(), "action": "on-search"}}
    assert answer_faults("crvs", "/registry/sync/search", told)
    asked = search(identifier(MOTHER))
    del asked["message"]["transaction_id"]
    assert request_faults("crvs", "/registry/sync/search", asked)


def test_a_person_is_found_by_any_number_and_says_who_the_parents_are(
    civil: Started, signer: Signer
) -> None:
    child = person("1", "NJOYA", parents=[MOTHER, FATHER])
    civil.put("/people", [child])
    for kind, value in child["identifiers"].items():
        asked = signer.signed(search(identifier(value, kind)))
        (record,) = found(civil.post("/registry/sync/search", asked).json())
        assert record["name"] == {"surname": "NJOYA", "given_name": "Aline"}
        assert record["parent1_identifier"]["identifier_value"] == MOTHER
        assert record["parent2_identifier"]["identifier_value"] == FATHER


def test_deaths_are_polled_by_their_day(civil: Started, signer: Signer) -> None:
    death = {"type": "death", "person": FATHER, "on": "2026-03-04", "number": "D-1"}
    civil.put("/events", [death])
    for since, expected in (("2026-03-01", 1), ("2026-03-05", 0)):
        asked = search([predicate("death_date", "ge", since)], "predicate")
        records = found(civil.post("/registry/sync/search", signer.signed(asked)).json())
        assert len(records) == expected
    asked = search(
        {
            "type": "ns:org:QueryType:expression",
            "value": {
                "expression": {
                    "collection": "Person",
                    "query": {"$and": [{"DRN": "D-1"}, {"sex": {"$eq": "male"}}]},
                }
            },
        },
        "expression",
    )
    assert len(found(civil.post("/registry/sync/search", signer.signed(asked)).json())) == 1


@needs_contracts
def test_an_asynchronous_search_is_acknowledged_then_the_registered_address_is_called(
    civil: Started, signer: Signer, heard: Listener
) -> None:
    asked = search(identifier(MOTHER))
    asked["header"]["sender_uri"] = f"{heard.url}/dci/cnps/registry/on-search"
    assert request_faults("crvs", "/registry/search", signer.signed(asked)) == []
    said = civil.post("/registry/search", signer.signed(asked))
    assert (said.status, said.json()["message"]["ack_status"]) == (202, "ACK")
    assert acknowledged(said.json()) == []
    civil.put("/release", {})
    (called,) = heard.messages()
    assert request_faults("crvs", "/registry/on-search", called) == []
    correlation = said.json()["message"]["correlation_id"]
    assert called["message"]["correlation_id"] == correlation
    assert len(found(called)) == 1


@needs_contracts
def test_where_a_search_stands_is_pending_then_done(
    civil: Started, signer: Signer, heard: Listener
) -> None:
    civil.fails(late=True)
    asked = search(identifier(MOTHER))
    correlation = civil.post("/registry/search", signer.signed(asked)).json()["message"]
    question = ("search", "correlation_id", correlation["correlation_id"])
    path = "/registry/sync/txn/status"

    def stands() -> Any:
        told = messages.status(*question)
        assert request_faults("crvs", path, told) == []
        said = civil.post(path, signer.signed(told)).json()
        assert answer_faults("crvs", path, said) == []
        return said["message"]["txnstatus_response"]["txn_status"]["search_response"][0]

    assert stands()["status"] == "pdng"
    assert heard.taken == []
    civil.put("/release", {})
    assert stands()["status"] == "succ"
    assert len(heard.taken) == 1
    said = civil.post("/registry/txn/status", signer.signed(messages.status(*question)))
    assert acknowledged(said.json()) == []
    civil.put("/release", {})
    assert request_faults("crvs", "/registry/txn/on-status", heard.messages()[1]) == []


@needs_contracts
def test_subscribers_are_told_of_births_deaths_marriages_and_divorces_until_they_end_it(
    civil: Started, signer: Signer, heard: Listener
) -> None:
    codes = [subscribed(civil, signer, heard, event) for event in EVENTS]
    assert len(set(codes)) == len(EVENTS)
    for each in heard.messages():
        assert request_faults("crvs", "/registry/on-subscribe", each) == []
    heard.taken.clear()
    civil.put("/events", HAPPENED)
    civil.put("/release", {})
    told = heard.messages()
    for each in told:
        assert request_faults("crvs", "/registry/notify", each) == []
    said = [event(each) for each in told]
    assert [each["reg_event_type"] for each in said] == [
        "live_birth",
        "marriage",
        "marriage",
        "divorce",
        "divorce",
        "spdci-common:RegistryEventType:Death",
    ]
    birth, married, _, _, _, dead = (each["reg_records"] for each in said)
    assert birth["parent1_identifier"]["identifier_value"] == MOTHER
    assert {"identifier_type": "BRN", "identifier_value": "B-1"} in birth["identifier"]
    assert married["marriage_date"] == ["2026-02-01"]
    assert married["related_person"][0]["relationship_type"] == "SPS"
    assert dead["death_date"] == "2026-05-01"
    ended = messages.unsubscribe(*codes)
    assert request_faults("crvs", "/registry/unsubscribe", ended) == []
    assert civil.post("/registry/unsubscribe", signer.signed(ended)).status == 202
    civil.put("/release", {})
    assert request_faults("crvs", "/registry/on-unsubscribe", heard.messages()[-1]) == []
    heard.taken.clear()
    civil.put("/events", [HAPPENED[0] | {"number": "B-2"}])
    civil.put("/release", {})
    assert heard.taken == []


def test_a_subscription_to_one_person_hears_of_that_person_only(
    civil: Started, signer: Signer, heard: Listener
) -> None:
    asked = messages.subscribe("death", identifier(FATHER))
    civil.post("/registry/subscribe", signer.signed(asked))
    civil.put("/events", [{"type": "death", "person": MOTHER, "on": "2026-05-01", "number": "1"}])
    civil.put("/events", [{"type": "death", "person": FATHER, "on": "2026-05-01", "number": "2"}])
    civil.put("/release", {})
    told = [each for each in heard.messages() if each["header"]["action"] == "notify"]
    assert [each["message"]["notify_event"][0]["reference_id"] for each in told] == ["2"]


def test_the_same_message_a_second_time_is_refused(civil: Started, signer: Signer) -> None:
    asked = signer.signed(search(identifier(MOTHER)))
    assert civil.post("/registry/sync/search", asked).json()["header"]["status"] == "succ"
    header = civil.post("/registry/sync/search", asked).json()["header"]
    assert (header["status"], header["status_reason_code"]) == (
        "rjct",
        "rjct.message_id.duplicate",
    )
    said = civil.post("/registry/search", asked)
    assert (said.status, said.json()["message"]["ack_status"]) == (202, "NACK")


def wrong(**header: Any) -> dict[str, Any]:
    asked = search(identifier(MOTHER))
    asked["header"] |= header
    return asked


def with_item(**more: Any) -> dict[str, Any]:
    asked = search(identifier(MOTHER))
    asked["message"]["search_request"][0] |= more
    return asked


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (wrong(sender_id="somebody else"), "err.sender_id.invalid"),
        (wrong(receiver_id="another registry"), "err.receiver_id.invalid"),
        (wrong(sender_uri="http://169.254.169.254/registry/on-search"), "err.sender_uri.invalid"),
        (wrong(sender_uri="http://127.0.0.1:1/dci/cnps"), "err.sender_uri.invalid"),
        (wrong(version="9"), "err.version.not_supported"),
        (wrong(action="subscribe"), "rjct.action.invalid"),
        (wrong(total_count=2), "rjct.total_count.invalid"),
        (wrong(message_ts="2026-11-22T10:15:00"), "rjct.message_ts.invalid"),
        (wrong(is_msg_encrypted=True), "err.encryption.invalid"),
        (with_item(timestamp="yesterday"), "err.request.bad"),
        (with_item(locale="fr"), "err.request.bad"),
        (with_item(locale="FRA"), "err.request.bad"),
        (search(identifier("1"), pagination={"page_size": 0}), "err.request.bad"),
        (search(identifier("1"), pagination={"page_size": 1, "page_number": 0}), "err.request.bad"),
        ({"header": {}, "message": {}}, "err.request.bad"),
    ],
    ids=lambda said: said if isinstance(said, str) else "",
)
def test_a_message_that_is_not_right_is_refused_with_its_code(
    unchanged: Started, signer: Signer, asked: dict[str, Any], code: str
) -> None:
    said = unchanged.post("/registry/search", signer.signed(asked))
    assert (said.status, said.json()["message"]["ack_status"]) == (400, "ERR")
    assert said.json()["message"]["error"]["message"].startswith(code)
    at_once = unchanged.post("/registry/sync/search", signer.signed(asked))
    assert at_once.status in {400, 403}
    assert code in json.dumps(at_once.json())


@needs_contracts
def test_refusals_are_as_the_standard_describes(unchanged: Started, signer: Signer) -> None:
    bad = signer.signed(wrong(action="subscribe"))
    assert acknowledged(unchanged.post("/registry/search", bad).json()) == []
    path = "/registry/sync/search"
    assert answer_faults("crvs", path, unchanged.post(path, bad).json()) == []
    for said in (unchanged.post(path, bad, client=""), unchanged.post(path, wrong())):
        assert said.status in {401, 403}
        assert answer_faults("crvs", path, said.json(), status="401") == []


def test_without_a_token_or_with_another_s_signature_nothing_is_said(
    civil: Started, signer: Signer
) -> None:
    asked = signer.signed(search(identifier(MOTHER)))
    assert civil.post("/registry/sync/search", asked, client="").status == 401
    unsigned = civil.post("/registry/sync/search", search(identifier(MOTHER)))
    assert (unsigned.status, code_of(unsigned.json())) == (403, "err.signature.missing")
    other = civil.post("/registry/sync/search", Signer().signed(search(identifier(MOTHER))))
    assert (other.status, code_of(other.json())) == (403, "err.signature.invalid")
    altered = signer.signed(search(identifier(MOTHER)))
    altered["message"]["search_request"][0]["search_criteria"]["query"]["value"] = FATHER
    assert civil.post("/registry/sync/search", altered).status == 403
    assert civil.record()["signatures"] == {"valid": 0, "invalid": 2, "missing": 1}


EVENTS = ("live_birth", "marriage", "divorce", "spdci-common:RegistryEventType:Death")
HAPPENED: list[dict[str, Any]] = [
    {
        "type": "live_birth",
        "on": "2026-01-09",
        "number": "B-1",
        "child": {"identifiers": {}, "surname": "NJOYA", "given_name": "Awa", "sex": "female"},
        "mother": MOTHER,
        "father": FATHER,
    },
    {"type": "marriage", "spouses": [MOTHER, FATHER], "on": "2026-02-01", "number": "M-1"},
    {"type": "divorce", "spouses": [MOTHER, FATHER], "on": "2026-04-01", "number": "J-1"},
    {"type": "death", "person": FATHER, "on": "2026-05-01", "number": "D-1", "place": "Garoua"},
]


def subscribed(civil: Started, signer: Signer, heard: Listener, event: str) -> str:
    asked = messages.subscribe(event, {})
    assert request_faults("crvs", "/registry/subscribe", asked) == []
    said = civil.post("/registry/subscribe", signer.signed(asked))
    assert acknowledged(said.json()) == []
    civil.put("/release", {})
    (told,) = heard.messages()[-1]["message"]["subscribe_response"]
    return str(told["subscriptions"][0]["code"])


def acknowledged(said: Any) -> list[str]:
    return answer_faults("crvs", "/registry/search", said)


def found(said: Any) -> list[Any]:
    records: list[Any] = said["message"]["search_response"][0]["data"]["reg_records"]
    return records


def event(said: Any) -> Any:
    return said["message"]["notify_event"][0]["data"]


def code_of(said: Any) -> str:
    return str(said["errors"][0]["code"])
