"""What a simulated registry writes Socle reads, and what Socle signs the registry believes.

The two were written apart from the same texts: where they agree, neither is wrong alone.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from tests.simulator import messages
from tests.simulator.messages import SENDER, identifier, search
from tests.simulator.started import SECRET, Heard, Listener, Started, listener, registry

from socle.exchange.dci import events
from socle.exchange.dci.envelope import parse
from socle.exchange.dci.messages import EventItem
from socle.exchange.dci.signatures import Trusted, sign, verify, verify_bytes
from socle.exchange.types import Signing
from socle.platform.signing.jwk import Private, jwk_of, signer

ED25519, RSA = ed25519.Ed25519PrivateKey.generate(), rsa.generate_private_key(65537, 2048)
WAYS = [
    (Signing.HTTP_SIGNATURE, ED25519),
    (Signing.JWS, RSA),
    (Signing.JWS, ED25519),
    (Signing.DETACHED_JWS, ED25519),
]
IDS = ["http signature", "jws rs256", "jws eddsa", "detached jws"]
PEOPLE: list[dict[str, Any]] = [
    {
        "identifiers": {"UIN": uin, "NID": f"N{uin}"},
        "surname": surname,
        "given_name": "Camille",
        "sex": sex,
        "birth_date": "1990-01-25",
        "birth_place": "Garoua",
    }
    for uin, surname, sex in (("1", "TALLA", "female"), ("2", "NJOYA", "male"))
]


@pytest.fixture
def heard() -> Iterator[Listener]:
    with listener() as made:
        yield made


@pytest.fixture
def civil(heard: Listener, tmp_path: Path) -> Iterator[Started]:
    known = [jwk_of(each.public_key()) for each in (ED25519, RSA)]
    client = {"secret": SECRET, "sender_id": SENDER, "keys": known, "callback": heard.url}
    data = {"people": PEOPLE, "clients": {"socle": client}}
    with registry("civil", data=data, folder=tmp_path) as started:
        yield started


@pytest.mark.parametrize(("style", "key"), WAYS, ids=IDS)
def test_what_socle_signs_a_registry_believes(civil: Started, style: Signing, key: Private) -> None:
    asked = signed(search(identifier("1")), style, key)
    assert civil.post("/registry/sync/search", asked).status == 200
    asked = signed(search(identifier("1")), style, key)
    asked["message"]["search_request"][0]["search_criteria"]["query"]["value"] = "2"
    assert civil.post("/registry/sync/search", asked).status == 403


@pytest.mark.parametrize("style", [way for way in Signing if way is not Signing.NONE])
def test_what_a_registry_signs_socle_believes_by_a_key_that_is_not_revoked(
    civil: Started, heard: Listener, style: Signing
) -> None:
    client = {"secret": SECRET, "sender_id": SENDER, "unsigned_ok": True, "callback": heard.url}
    civil.put("/clients", {"socle": client | {"signature": style.value}})
    agreed = Trusted(style, jwks(civil), "civil.example")
    at = datetime.now(UTC)
    said = civil.post("/registry/sync/search", search(identifier("1")))
    assert verify(parse(said.body, service="on-search", at=at), agreed, at=at)
    civil.fails(revoked_key=True)
    said = civil.post("/registry/sync/search", search(identifier("1")))
    with pytest.raises(Exception, match="signature"):
        verify(parse(said.body, service="on-search", at=at), agreed, at=at)


def test_every_event_of_a_civil_registry_is_read_in_the_house_s_shape(
    civil: Started, heard: Listener
) -> None:
    for event in ("live_birth", "death", "marriage", "divorce"):
        asked = signed(messages.subscribe(event, {}), Signing.DETACHED_JWS, ED25519)
        assert civil.post("/registry/subscribe", asked).status == 202
    civil.put("/release", {})
    for each in heard.taken:
        parse(each.body, service="on-subscribe", at=datetime.now(UTC))
    heard.taken.clear()
    couple = {"spouses": ["1", "2"]}
    child = {"identifiers": {}, "surname": "NJOYA", "given_name": "Awa", "sex": "female"}
    civil.put(
        "/events",
        [
            {"type": "marriage", "on": "2026-01-02", "number": "M-1"} | couple,
            {"type": "live_birth", "on": "2026-02-02", "number": "B-1", "child": child}
            | {"mother": "1", "father": "2"},
            {"type": "divorce", "on": "2026-03-02", "number": "J-1"} | couple,
            {"type": "marriage", "on": "2026-04-02", "number": "M-2"} | couple,
            {"type": "death", "on": "2026-05-02", "number": "D-1", "person": "2"},
        ],
    )
    civil.put("/release", {})
    told = [read for each in heard.taken for read in events_of(each)]
    assert [(str(each.kind), each.reference, str(each.occurred_on)) for each in told] == [
        ("marriage", "marriage:M-1", "2026-01-02"),
        ("marriage", "marriage:M-1", "2026-01-02"),
        ("live_birth", "live_birth:B-1", "2026-02-02"),
        ("divorce", "divorce:J-1", "2026-03-02"),
        ("divorce", "divorce:J-1", "2026-03-02"),
        ("marriage", "marriage:M-2", "2026-04-02"),
        ("marriage", "marriage:M-2", "2026-04-02"),
        ("death", "death:D-1", "2026-05-02"),
    ]
    spouses = [each["identifiers"]["UIN"] for each in told[0].content["spouses"]]
    assert spouses == ["1", "2"]
    birth = told[2].content
    assert birth["mother"]["identifiers"]["UIN"] == "1"
    assert birth["child"]["family_name"] == "NJOYA"


def test_an_answer_of_no_standard_is_believed_by_its_bytes() -> None:
    with registry("tax") as tax:
        tax.put("/clients", {"socle": {"secret": SECRET}})
        said = tax.get("/months")
        now = datetime.now(UTC)
        assert verify_bytes(said.body, said.headers["X-Signature"], keys=jwks(tax), at=now)


def events_of(said: Heard) -> list[Any]:
    read = parse(said.body, service="notify", at=datetime.now(UTC))
    return [events.told(each) for each in read.items if isinstance(each, EventItem)]


def signed(body: dict[str, Any], style: Signing, key: Private) -> dict[str, Any]:
    said = sign(
        body["header"],
        body["message"],
        style=style,
        signer=signer(key),
        sender_id=SENDER,
        at=datetime.now(UTC),
    )
    return body | {"signature": said}


def jwks(started: Started) -> list[dict[str, str]]:
    found: list[dict[str, str]] = started.ask("GET", "/.well-known/jwks.json", None, {}).json()[
        "keys"
    ]
    return found
