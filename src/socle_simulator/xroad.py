"""A security server of X-Road, for both sides: takes a call, routes it, says what it did."""

import base64
import fnmatch
import hashlib
import json
import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import unquote

from socle_simulator.connecting import call
from socle_simulator.keys import Keys
from socle_simulator.pages import Table
from socle_simulator.server import Answer, Call, Registry, Route, answered

_HOP = {
    "connection",
    "keep-alive",
    "te",
    "trailer",
    "trailers",
    "transfer-encoding",
    "upgrade",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "host",
    "user-agent",
    "server",
    "content-length",
    "date",
}
_OWN = {"x-road-service", "x-road-request-id", "x-road-request-hash", "x-road-error"}
_PART = re.compile(r"[A-Za-z0-9'()+,\-.=?_]+")
_META = {"listMethods", "allowedMethods", "getOpenAPI"}
_PARTS = (3, 4)  # instance, class, member and, mostly, a subsystem


class Failed(Exception):  # noqa: N818
    """What X-Road itself could not do, with its type."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(kind)
        self.kind, self.message = kind, message


@dataclass
class Service:
    """A service of a subsystem and where it really is."""

    id: str
    url: str
    allowed: list[str] = field(default_factory=list)
    endpoints: list[dict[str, str]] = field(default_factory=list)
    openapi: str = "/openapi.json"
    type: str = "REST"
    tls: str = ""

    @property
    def owner(self) -> str:
        return self.id.rpartition("/")[0]

    def may(self, client: str, method: str, path: str) -> bool:
        """Whether this client may call this endpoint; none listed is all of them."""
        if client not in self.allowed:
            return False
        return not self.endpoints or any(
            each["method"] in {"*", method} and fnmatch.fnmatchcase(path, each["path"])
            for each in self.endpoints
        )


class SecurityServer(Registry):
    title = "Bus d’échange X-Road"

    def __init__(self, data: dict[str, Any], keys: Keys) -> None:
        super().__init__(data, keys)
        self._subsystems: list[str] = []
        self._services: dict[str, Service] = {}
        self.take_subsystems(data.get("subsystems", []))
        self.take_services(data.get("services", []))

    def controls(self) -> dict[str, Callable[[Any], Any]]:
        return {
            "/subsystems": self.take_subsystems,
            "/services": self.take_services,
            "/calls": self._called,
        }

    def is_control(self, call: Call) -> bool:
        return super().is_control(call) and not call.path.startswith("/r1/")

    def tables(self) -> list[Table]:
        rows = [(each.id, each.url, ", ".join(each.allowed)) for each in self._services.values()]
        return [Table("Services", ("Service", "Adresse", "Ouvert à"), rows)]

    def take_subsystems(self, said: Iterable[str]) -> None:
        self._subsystems += [each for each in said if each not in self._subsystems]

    def take_services(self, said: Iterable[dict[str, Any]]) -> None:
        self._services |= {each["id"]: Service(**each) for each in said}

    def routes(self) -> list[Route]:
        return []

    def worked(self, call: Call) -> Answer:
        """Needs no token of its own: what is said to the provider passes as it is."""
        try:
            if self.failures.takes("errors"):
                raise Failed(self.failures.error, "as asked")
            if call.path == "/listClients" and call.method == "GET":
                return answered({"member": [_client(each) for each in self._subsystems]})
            return self._routed(call)
        except Failed as failed:
            said = {"type": failed.kind, "message": failed.message, "detail": str(uuid.uuid4())}
            status = 400 if failed.kind.startswith("Client.") else 500
            found = answered(said, status)
            return Answer(status, found.body, found.headers | {"X-Road-Error": failed.kind})

    def _routed(self, asked: Call) -> Answer:
        client = self._consumer(asked.headers)
        identifier, path = self._addressed(asked.path)
        meta = identifier.rpartition("/")[2]
        if meta in _META and not path:
            return self._described(meta, identifier.rpartition("/")[0], client, asked)
        service = self._services.get(identifier)
        if service is None:
            raise Failed("Server.ServerProxy.UnknownService", f"Unknown service: {identifier}")
        if not service.may(client, asked.method, path or "/"):
            denied = f"Request is not allowed: SERVICE:{identifier}"
            raise Failed("Server.ServerProxy.AccessDenied", denied)
        return self._forwarded(asked, service, client, path)

    def _consumer(self, headers: Message) -> str:
        """The client that is said last is the one that counts."""
        said = headers.get_all("X-Road-Client") or []
        parts = said[-1].split("/") if said else []
        if len(parts) not in _PARTS or not all(_PART.fullmatch(unquote(each)) for each in parts):
            raise Failed("Client.BadRequest", "X-Road-Client is needed, and well formed")
        client = "/".join(unquote(each) for each in parts)
        if client not in self._subsystems:
            raise Failed("Server.ClientProxy.UnknownMember", f"Unknown client: {client}")
        return client

    def _addressed(self, path: str) -> tuple[str, str]:
        """The service of a path, and what is asked of it: the longest that is registered."""
        parts = path.removeprefix("/r1/").split("/")
        if not path.startswith("/r1/") or len(parts) < 4:
            raise Failed("Client.BadRequest", "/r1/instance/class/member/subsystem/service")
        named = [unquote(each) for each in parts]
        if not all(_PART.fullmatch(each) for each in named[:4]):
            raise Failed("Client.BadRequest", "an identifier that is not allowed")
        for size in (5, 4):  # a service of a subsystem, or of a member without one
            identifier = "/".join(named[:size])
            is_meta = len(named) >= size and named[size - 1] in _META
            if identifier in self._services or is_meta:
                return identifier, "".join(f"/{each}" for each in parts[size:])
        return "/".join(named[:5]), "".join(f"/{each}" for each in parts[5:])

    def _forwarded(self, asked: Call, service: Service, client: str, path: str) -> Answer:
        exchange = {
            "X-Road-Client": client,
            "X-Road-Service": service.id,
            "X-Road-Id": asked.headers.get("X-Road-Id") or str(uuid.uuid4()),
            "X-Road-Request-Id": str(uuid.uuid4()),
        }
        headers = _passed(asked.headers) | exchange | {"User-Agent": "x-road"}
        query = asked.target.partition("?")[2]
        target = path + (f"?{query}" if query else "")
        heard = call(
            service.url.rstrip("/") + target,
            method=asked.method,
            headers=headers,
            body=asked.body,
            tls=service.tls,
        )
        if heard.status == 0:
            raise Failed("Server.ServerProxy.NetworkError", f"Could not connect: {service.id}")
        told = _passed(heard.headers) | exchange
        if not self.failures.takes("no_hash"):
            told["X-Road-Request-Hash"] = self._hash(asked, target, headers)
        return Answer(heard.status, heard.body, told)

    def _hash(self, asked: Call, target: str, headers: dict[str, str]) -> str:
        """base64(SHA-512(SHA-512(headers) + SHA-512(body))); of the headers alone without body.

        The headers are the lines sent to the provider, as this server wrote them.
        """
        lines = [f"{asked.method} {target or '/'} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        of_headers = hashlib.sha512("\r\n".join(lines).encode()).digest()
        body = asked.body + (b" " if self.failures.takes("wrong_hash") else b"")
        if body:
            of_body = hashlib.sha512(body).digest()
            of_headers = hashlib.sha512(of_headers + of_body).digest()
        return base64.b64encode(of_headers).decode()

    def _described(self, meta: str, owner: str, client: str, asked: Call) -> Answer:
        own = [each for each in self._services.values() if each.owner == owner]
        if meta == "getOpenAPI":
            return self._openapi(own, client, asked)
        if meta == "allowedMethods":
            own = [each for each in own if client in each.allowed]
        told = [
            _client(each.id, "service_code", "SERVICE")
            | {
                "service_type": each.type,
                "endpoint_list": [
                    {"method": one["method"], "path": one["path"]} for one in each.endpoints
                ],
            }
            for each in own
        ]
        return answered({"service": told})

    def _openapi(self, own: list[Service], client: str, asked: Call) -> Answer:
        code = asked.query.get("serviceCode", "")
        for each in own:
            if each.id.rpartition("/")[2] == code and client in each.allowed:
                url = each.url.rstrip("/") + each.openapi
                heard = call(url, method="GET", headers={}, body=b"", tls=each.tls)
                if heard.status == 200:
                    return Answer(200, heard.body, _passed(heard.headers))
                raise Failed("Server.ServerProxy.ServiceFailed", f"No description: {code}")
        raise Failed("Server.ServerProxy.UnknownService", f"Unknown service: {code}")

    def _called(self, said: dict[str, Any]) -> Answer:
        """A call of another member to a service registered here: how a provider is tried."""
        headers = Message()
        given = said.get("headers", [])
        for name, value in given.items() if isinstance(given, dict) else given:
            headers[name] = value
        if "X-Road-Client" not in headers:
            headers["X-Road-Client"] = said["client"]
        body = said.get("body", "")
        if not isinstance(body, str):
            body = json.dumps(body, ensure_ascii=False)
            if "Content-Type" not in headers:
                headers["Content-Type"] = "application/json; charset=utf-8"
        path, _, query = said.get("path", "").partition("?")
        target = f"/r1/{said['service']}{path}"
        full = target + (f"?{query}" if query else "")
        asked = Call(said["method"], target, {}, headers, body.encode(), full)
        found = self.worked(asked)
        told = {"headers": found.headers, "body": found.body.decode("utf-8", "replace")}
        return answered({"status": found.status} | told)

    def openapi(self) -> dict[str, Any]:
        return {"openapi": "3.0.3", "info": {"title": self.id, "version": "1.0.0"}, "paths": {}}


def _passed(headers: Message) -> dict[str, str]:
    """What goes through a security server: not what belongs to one connection or to itself."""
    named = [each.strip().lower() for each in headers.get("Connection", "").split(",")]
    dropped = _HOP | _OWN | {each for each in named if each}
    told = {n: value for n, value in headers.items() if n.lower() not in dropped}
    return {n: v for n, v in told.items() if n.lower() not in {"x-road-client", "x-road-id"}}


def _client(identifier: str, last: str = "subsystem_code", kind: str = "") -> dict[str, Any]:
    names = ["xroad_instance", "member_class", "member_code", "subsystem_code"]
    parts = identifier.split("/")
    told = dict(zip([*names[: len(parts) - 1], last], parts, strict=False))
    object_type = kind or ("SUBSYSTEM" if len(parts) == 4 else "MEMBER")
    if kind:
        return {"object_type": object_type} | told
    member = dict(zip(names, parts, strict=False))
    return {"id": {"object_type": object_type} | member, "name": identifier}
