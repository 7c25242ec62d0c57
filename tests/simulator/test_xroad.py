"""The simulated security server: what it adds, drops and refuses, on both sides."""

import base64
import hashlib
import http.client
import json
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.simulator.messages import SENDER, Signer, identifier, search, subscribe
from tests.simulator.started import SECRET, Heard, Listener, Started, listener, registry

CLIENT, CIVIL = "CM/GOV/CNPS/SOCLE", "CM/GOV/BUNEC/CIVIL"
THEIRS, OURS = f"{CIVIL}/dci", f"{CLIENT}/dci"


@pytest.fixture(scope="module")
def heard() -> Iterator[Listener]:
    with listener() as made:
        yield made


@pytest.fixture
def server(heard: Listener, tmp_path: Path) -> Iterator[Started]:
    heard.taken.clear()
    heard.status = 200
    services = [
        {"id": THEIRS, "url": f"{heard.url}/civil", "allowed": [CLIENT]},
        {"id": f"{CIVIL}/gone", "url": "http://127.0.0.1:9", "allowed": [CLIENT]},
        {
            "id": f"{CIVIL}/narrow",
            "url": heard.url,
            "allowed": [CLIENT],
            "endpoints": [{"method": "POST", "path": "/registry/sync/*"}],
        },
        {"id": OURS, "url": f"{heard.url}/dci/cnps", "allowed": [CIVIL]},
    ]
    data = {"subsystems": [CLIENT, CIVIL, "CM/GOV/DGI/TAX"], "services": services}
    with registry("xroad", data=data, folder=tmp_path) as started:
        yield started


def through(server: Started, service: str = THEIRS, path: str = "/x", **headers: str) -> Heard:
    said = {"X-Road-Client": CLIENT} | {n.replace("_", "-"): v for n, v in headers.items()}
    return server.ask("POST", f"/r1/{service}{path}", b'{"a": 1}', said)


def test_a_call_reaches_the_service_with_what_the_protocol_adds(
    server: Started, heard: Listener
) -> None:
    said = through(
        server, path="/registry/sync/search?page=2", Authorization="Bearer ours", X_Road_Id="one"
    )
    assert said.status == 200
    (taken,) = heard.taken
    assert taken.body == b'{"a": 1}'
    assert taken.headers["Authorization"] == "Bearer ours"
    for headers in (said.headers, taken.headers):
        assert headers["X-Road-Client"] == CLIENT
        assert headers["X-Road-Service"] == THEIRS
        assert headers["X-Road-Id"] == "one"
    assert said.headers["X-Road-Request-Id"] == taken.headers["X-Road-Request-Id"]
    assert "X-Road-Error" not in said.headers


def test_what_belongs_to_one_connection_does_not_pass(server: Started, heard: Listener) -> None:
    through(server, User_Agent="ours", TE="trailers", Connection="X-Mine", X_Mine="1", X_Kept="1")
    names = {name.lower(): value for name, value in heard.taken[0].headers.items()}
    assert not {"te", "connection", "x-mine"} & set(names)
    assert (names["user-agent"], names["x-kept"]) == ("x-road", "1")
    assert names["host"] == heard.url.removeprefix("http://")


def test_the_answer_is_tied_to_the_question_by_a_hash_of_the_formula(
    server: Started, heard: Listener
) -> None:
    said = through(server, path="/x", X_Road_Id="one")
    lines = ["POST /x HTTP/1.1"]
    for name, value in heard.taken[0].headers.items():
        if name not in {"Host", "Content-Length"}:  # those of the last leg
            lines.append(f"{name}: {value}")
    first = hashlib.sha512("\r\n".join(lines).encode()).digest()
    both = hashlib.sha512(first + hashlib.sha512(b'{"a": 1}').digest()).digest()
    assert base64.b64decode(said.headers["X-Road-Request-Hash"]) == both
    server.fails(wrong_hash=1, no_hash=0)
    assert base64.b64decode(through(server, X_Road_Id="one").headers["X-Road-Request-Hash"]) != both
    server.fails(no_hash=1)
    assert "X-Road-Request-Hash" not in through(server).headers


def test_the_client_that_is_said_last_is_the_one_that_counts(
    server: Started, heard: Listener
) -> None:
    with closing(http.client.HTTPConnection(server.url.removeprefix("http://"))) as connection:
        connection.putrequest("GET", f"/r1/{THEIRS}/x")
        for each in ("CM/GOV/NOBODY/X", CLIENT):
            connection.putheader("X-Road-Client", each)
        connection.endheaders()
        assert connection.getresponse().status == 501  # the listener takes POST only: it passed
    assert heard.taken == []


@pytest.mark.parametrize(
    ("service", "path", "client", "kind", "status"),
    [
        (THEIRS, "/x", "", "Client.BadRequest", 400),
        (THEIRS, "/x", "CM/GOV", "Client.BadRequest", 400),
        (THEIRS, "/x", "CM/GOV/C\u00a0/X", "Client.BadRequest", 400),
        ("CM/GOV", "", CLIENT, "Client.BadRequest", 400),
        (THEIRS, "/x", "CM/GOV/NOBODY/X", "Server.ClientProxy.UnknownMember", 500),
        (THEIRS, "/x", "CM/GOV/DGI/TAX", "Server.ServerProxy.AccessDenied", 500),
        (f"{CIVIL}/none", "/x", CLIENT, "Server.ServerProxy.UnknownService", 500),
        (f"{CIVIL}/gone", "/x", CLIENT, "Server.ServerProxy.NetworkError", 500),
        (f"{CIVIL}/narrow", "/registry/search", CLIENT, "Server.ServerProxy.AccessDenied", 500),
    ],
)
def test_what_x_road_itself_cannot_do_has_its_type_and_header(
    server: Started, service: str, path: str, client: str, kind: str, status: int
) -> None:
    said = through(server, service, path, X_Road_Client=client)
    assert (said.status, said.headers["X-Road-Error"]) == (status, kind)
    assert said.json()["type"] == kind
    assert set(said.json()) == {"type", "message", "detail"}


def test_an_endpoint_that_is_open_passes_and_an_error_of_the_provider_is_its_own(
    server: Started, heard: Listener
) -> None:
    narrow = through(server, f"{CIVIL}/narrow", "/registry/sync/search")
    assert narrow.status == 200
    for status in (302, 404, 503):
        heard.status = status
        said = through(server)
        assert said.status == status
        assert "X-Road-Error" not in said.headers
    assert len(heard.taken) == 4  # a redirect was not followed


def test_the_faults_of_a_security_server(server: Started) -> None:
    server.fails(errors=1)
    said = through(server)
    assert said.json()["type"] == "Server.ClientProxy.OutdatedGlobalConf"
    server.fails(errors=1, error="Client.BadRequest")
    assert through(server).status == 400
    server.fails(down=1)
    assert [through(server).status for _ in range(2)] == [503, 200]


def test_what_is_there_and_what_is_allowed_is_listed(server: Started) -> None:
    def listed(what: str, client: str = CLIENT) -> list[str]:
        said = server.ask("GET", f"/r1/{CIVIL}/{what}", None, {"X-Road-Client": client})
        return [each["service_code"] for each in said.json()["service"]]

    assert listed("listMethods") == ["dci", "gone", "narrow"]
    assert listed("allowedMethods") == ["dci", "gone", "narrow"]
    assert listed("allowedMethods", "CM/GOV/DGI/TAX") == []
    members = server.ask("GET", "/listClients", None, {}).json()["member"]
    assert [each["id"]["subsystem_code"] for each in members] == ["SOCLE", "CIVIL", "TAX"]


def test_a_civil_registry_is_asked_and_tells_through_the_bus(
    server: Started, heard: Listener
) -> None:
    """Search one way; subscription, callback and notice the other: nobody speaks directly."""
    signer = Signer()
    client: dict[str, Any] = {"secret": SECRET, "sender_id": SENDER, "keys": [signer.jwk]}
    client |= {"callback": f"{server.url}/r1/{OURS}", "callback_headers": {"X-Road-Client": CIVIL}}
    with registry("civil") as civil:
        civil.put("/clients", {"socle": client})
        told = {"id": THEIRS, "url": civil.url, "allowed": [CLIENT]}
        server.put("/services", [told])
        headers = {"Authorization": f"Bearer {civil.token()}", "X-Road-Client": CLIENT}

        def bus(path: str, said: dict[str, Any]) -> Heard:
            body = json.dumps(signer.signed(said)).encode()
            return server.ask("POST", f"/r1/{THEIRS}{path}", body, headers)

        found = bus("/registry/sync/search", search(identifier("900000000101"))).json()
        assert found["header"]["status"] == "succ"
        assert bus("/registry/subscribe", subscribe("death", {})).status == 202
        death = {"type": "death", "person": "900000000101", "on": "2026-05-01", "number": "D"}
        civil.put("/events", [death])
        civil.put("/release", {})
        meta = {"X-Road-Client": CLIENT}
        described = server.ask("GET", f"/r1/{CIVIL}/getOpenAPI?serviceCode=dci", None, meta)
        assert "/registry/sync/search" in described.json()["paths"]
    answered, notified = heard.taken
    assert answered.headers["X-Road-Client"] == notified.headers["X-Road-Client"] == CIVIL
    assert notified.headers["X-Road-Service"] == OURS
    assert notified.json()["header"]["action"] == "notify"


def test_a_provider_and_a_subscriber_behind_mutual_tls_are_reached(
    server: Started, tmp_path: Path
) -> None:
    folder = tmp_path / "tls"
    command = [sys.executable, "-m", "socle_simulator", "certificates", str(folder)]
    subprocess.run(command, env={"PYTHONPATH": "src"}, check=True, timeout=20)
    context = ssl.create_default_context(cafile=str(folder / "ca.pem"))
    context.load_cert_chain(folder / "client.pem", folder / "client.key")
    signer = Signer()
    client: dict[str, Any] = {"secret": SECRET, "sender_id": SENDER, "keys": [signer.jwk]}
    with (
        registry("civil", "--tls", str(folder), context=context) as civil,
        registry("civil", "--tls", str(folder), context=context) as subscriber,
    ):
        client |= {"callback": subscriber.url, "callback_tls": str(folder)}
        civil.put("/clients", {"socle": client})
        told = {"id": THEIRS, "url": civil.url, "allowed": [CLIENT], "tls": str(folder)}
        server.put("/services", [told])
        body = json.dumps(signer.signed(search(identifier("900000000101")))).encode()
        headers = {"Authorization": f"Bearer {civil.token()}", "X-Road-Client": CLIENT}
        path = f"/r1/{THEIRS}/registry/sync/search"
        assert server.ask("POST", path, body, headers).status == 200
        civil.post("/registry/subscribe", signer.signed(subscribe("death", {})))
        civil.put("/release", {})
        assert civil.record()["sent"][0]["status"] == 401  # reached: we had no token there


def test_a_provider_is_called_as_any_member_would_with_headers_as_they_are_given(
    server: Started, heard: Listener
) -> None:
    said = {"client": CIVIL, "service": OURS, "method": "POST", "path": "/registry/notify?a=1"}
    answer = server.put("/calls", said | {"body": {"x": 1}, "headers": {"X-Road-UserId": "CM1"}})
    assert answer["status"] == 200
    (taken,) = heard.taken
    assert (taken.json(), taken.headers["X-Road-UserId"]) == ({"x": 1}, "CM1")
    denied = server.put("/calls", said | {"client": "CM/GOV/DGI/TAX"})
    assert denied["headers"]["X-Road-Error"] == "Server.ServerProxy.AccessDenied"
