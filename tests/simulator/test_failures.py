"""A simulated registry goes wrong as it is told to, and counts what it did."""

import json
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from tests.simulator.messages import SENDER, Signer, identifier, search, subscribe
from tests.simulator.started import SECRET, Listener, Started, listener, registry

from socle_simulator.signing import verify

SYNC = "/registry/sync/search"
WOMAN = {"identifiers": {"UIN": "1"}, "surname": "TALLA", "given_name": "Aline", "sex": "female"}
MORE = [WOMAN | {"identifiers": {"UIN": str(number)}} for number in range(2, 12)]


@pytest.fixture
def signer() -> Signer:
    return Signer()


@pytest.fixture
def heard() -> Iterator[Listener]:
    with listener() as made:
        yield made


@pytest.fixture
def civil(signer: Signer, heard: Listener, tmp_path: Path) -> Iterator[Started]:
    client = {"secret": SECRET, "sender_id": SENDER, "keys": [signer.jwk], "callback": heard.url}
    data = {"people": [WOMAN, *MORE], "clients": {"socle": client}}
    with registry("civil", data=data, folder=tmp_path) as started:
        started.token()
        yield started


def asks(civil: Started, signer: Signer) -> Any:
    return civil.post(SYNC, signer.signed(search(identifier("1"))))


def test_answers_are_refused_lost_cut_turned_away_or_nested_as_often_as_told(
    civil: Started, signer: Signer
) -> None:
    civil.fails(down=1)
    assert [asks(civil, signer).status for _ in range(2)] == [503, 200]
    civil.fails(lose_answers=1)
    assert [asks(civil, signer).status for _ in range(2)] == [0, 200]
    civil.fails(truncate=1)
    assert [asks(civil, signer).status for _ in range(2)] == [0, 200]
    civil.fails(redirect=1)
    turned = asks(civil, signer)
    assert (turned.status, turned.headers["Location"]) == (302, "/elsewhere")
    civil.fails(nesting=1, nesting_bytes=200_000)
    deep = asks(civil, signer)
    assert (len(deep.body), deep.body[:3]) == (200_000, b"[[[")
    with pytest.raises(RecursionError):
        deep.json()
    record = civil.record()
    assert record["received"][f"POST {SYNC}"] == 8
    # What was lost was done; what was turned away went nowhere.
    assert record["answered"] == {"200": 6, "503": 1, "0": 1, "302": 1}
    assert record["elsewhere"] == 0


def test_a_slow_registry_answers_late_and_forgotten_tokens_are_refused(
    civil: Started, signer: Signer
) -> None:
    civil.fails(slow=1)
    with pytest.raises(TimeoutError):
        _in_time(civil, 0.3)
    civil.fails(slow=0, drop_tokens=True)
    assert asks(civil, signer).status == 401
    civil.tokens.clear()
    assert asks(civil, signer).status == 200


def test_a_failure_that_is_none_is_a_mistake_of_who_asks(civil: Started) -> None:
    for said in ({"dwon": 1}, {"down": "1"}, {"hold": 1}, {"_lock": 1}):
        body = json.dumps(said).encode()
        assert civil.ask("PUT", "/failures", body, {}).status == 400
    assert civil.ask("PUT", "/nowhere", b"{}", {}).status == 404
    assert civil.ask("PUT", "/failures", b"{", {}).status == 400


@pytest.mark.parametrize("style", ["http_signature", "jws", "detached_jws"])
def test_each_way_of_signing_is_right_until_it_is_told_to_go_wrong(
    civil: Started, signer: Signer, style: str
) -> None:
    client = {"secret": SECRET, "sender_id": SENDER, "keys": [signer.jwk], "signature": style}
    civil.put("/clients", {"socle": client})
    keys = civil.ask("GET", "/keys", None, {}).json()
    current, revoked = keys["current"]["keys"], keys["revoked"]["keys"]
    assert civil.ask("GET", "/.well-known/jwks.json", None, {}).json()["keys"] == current

    def signed_by(known: list[Any]) -> bool:
        said = asks(civil, signer).json()
        return verify(said.pop("signature"), said, known)

    assert signed_by(current)
    assert not signed_by(revoked)
    civil.fails(wrong_signature=1)
    assert [signed_by(current), signed_by(current)] == [False, True]
    civil.fails(revoked_key=True)
    assert [signed_by(current), signed_by(revoked)] == [False, True]
    civil.fails(revoked_key=False, unsigned=1)
    assert ["signature" in asks(civil, signer).json() for _ in range(2)] == [False, True]
    civil.fails(forged_sender="another.example")
    said = asks(civil, signer).json()
    assert said["header"]["sender_id"] == "another.example"
    assert verify(said.pop("signature"), said, current)


def test_what_is_sent_comes_twice_late_in_another_order_or_cut(
    civil: Started, signer: Signer, heard: Listener
) -> None:
    follow(civil, signer, heard)
    civil.fails(duplicate=1)
    civil.put("/events", [death(1)])
    civil.put("/release", {})
    assert references(heard) == ["1", "1"]
    assert heard.taken[0].body == heard.taken[1].body
    civil.fails(duplicate=0, hold=True, reorder=True)
    civil.put("/events", [death(2), death(3)])
    assert len(heard.taken) == 2
    assert civil.put("/release", {}) == {"sent": 2, "undelivered": 0}
    assert references(heard)[2:] == ["3", "2"]
    civil.fails(send_truncated=1)
    civil.put("/events", [death(4)])
    civil.put("/release", {})
    with pytest.raises(json.JSONDecodeError):
        heard.taken[-1].json()
    civil.fails(send_nested=1, nesting_bytes=1000)
    civil.put("/events", [death(5)])
    civil.put("/release", {})
    assert heard.taken[-1].body == b"[" * 500 + b"]" * 500
    civil.fails(aged_hours=24, same_message_id=True)
    civil.put("/events", [death(6), death(7)])
    civil.put("/release", {})
    old = [each.json()["header"] for each in heard.taken[-2:]]
    assert old[0]["message_id"] == old[1]["message_id"]
    assert old[0]["message_ts"] < heard.taken[0].json()["header"]["message_ts"]


def test_what_nobody_takes_is_kept_and_given_when_somebody_is_there_again(
    civil: Started, signer: Signer, heard: Listener
) -> None:
    follow(civil, signer, heard)
    heard.status = 503
    civil.put("/events", [death(1), death(2)])
    assert civil.put("/release", {})["undelivered"] == 2
    heard.status, heard.taken[:] = 200, []
    assert civil.put("/release", {}) == {"sent": 2, "undelivered": 0}
    assert references(heard) == ["1", "2"]
    sent = [each for each in civil.record()["sent"] if each["action"] == "notify"]
    assert [each["status"] for each in sent] == [503, 503, 503, 503, 200, 200]


def test_a_subscriber_who_moved_is_told_at_the_new_address(
    civil: Started, signer: Signer, heard: Listener
) -> None:
    follow(civil, signer, heard)
    client = {"secret": SECRET, "sender_id": SENDER, "keys": [signer.jwk]}
    civil.put("/clients", {"socle": client | {"callback": f"{heard.url}/moved"}})
    civil.put("/events", [death(1)])
    civil.put("/release", {})
    assert civil.record()["sent"][-1]["url"] == f"{heard.url}/moved/registry/notify"
    assert references(heard) == ["1"]


def test_a_registry_follows_no_redirect(civil: Started, signer: Signer, heard: Listener) -> None:
    follow(civil, signer, heard)
    heard.status = 302
    civil.put("/events", [death(1)])
    assert civil.put("/release", {})["undelivered"] == 1
    assert civil.record()["sent"][-1]["status"] == 302
    assert len(heard.taken) == 2  # once, and once more when it was released


def test_a_callback_elsewhere_than_on_this_machine_is_not_taken(civil: Started) -> None:
    for address in ("http://169.254.169.254/", "http://example.org/dci"):
        said = json.dumps({"other": {"secret": SECRET, "callback": address}}).encode()
        assert civil.ask("PUT", "/clients", said, {}).status == 400


def test_it_listens_on_this_machine_only_and_knows_invented_people_only(tmp_path: Path) -> None:
    for options in (["--host", "0.0.0.0"], ["--data", str(tmp_path / "real.json")]):  # noqa: S104
        (tmp_path / "real.json").write_text('{"id": "real", "people": []}')
        done = subprocess.run(
            [sys.executable, "-m", "socle_simulator", "civil", *options],
            env={"PYTHONPATH": "src"},
            capture_output=True,
            timeout=20,
            check=False,
        )
        assert done.returncode != 0
        assert done.stdout == b""


def test_it_ends_well_when_it_is_told_to(civil: Started) -> None:
    civil.process.send_signal(signal.SIGTERM)
    assert civil.process.wait(timeout=10) == 0


def test_its_keys_are_the_same_the_next_time_when_they_are_kept(tmp_path: Path) -> None:
    said = []
    for _ in range(2):
        with registry("civil", "--keys", str(tmp_path / "keys")) as started:
            said.append(started.ask("GET", "/keys", None, {}).json())
    assert said[0] == said[1]
    assert said[0]["current"] != said[0]["revoked"]


def test_mutual_tls_takes_a_client_of_its_authority_and_no_stranger(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "socle_simulator", "certificates", str(tmp_path)]
    subprocess.run(command, env={"PYTHONPATH": "src"}, check=True, timeout=20)
    for name, expected in (("client", 200), ("stranger", 0)):
        context = ssl.create_default_context(cafile=str(tmp_path / "ca.pem"))
        context.load_cert_chain(tmp_path / f"{name}.pem", tmp_path / f"{name}.key")
        with registry("civil", "--tls", str(tmp_path), context=context) as started:
            assert started.ask("GET", "/.well-known/jwks.json", None, {}).status == expected


def death(number: int) -> dict[str, str]:
    said = {"type": "death", "person": str(number), "on": "2026-05-01"}
    return said | {"number": str(number)}


def follow(civil: Started, signer: Signer, heard: Listener) -> None:
    civil.post("/registry/subscribe", signer.signed(subscribe("death", {})))
    civil.put("/release", {})
    heard.taken.clear()


def references(heard: Listener) -> list[str]:
    told = [each["message"]["notify_event"][0] for each in heard.messages()]
    return [each["reference_id"] for each in told]


def _in_time(civil: Started, seconds: float) -> None:
    connection = HTTPConnection("127.0.0.1", int(civil.url.rpartition(":")[2]), timeout=seconds)
    try:
        connection.request("GET", "/.well-known/jwks.json")
        connection.getresponse()
    finally:
        connection.close()
