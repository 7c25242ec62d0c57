"""A registry of companies: who they are, who represents them, when they began and ended."""

import copy
import json
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from socle_simulator import playing
from socle_simulator.dci import Desk, instant
from socle_simulator.feed import Feed
from socle_simulator.keys import Keys
from socle_simulator.openapi import (
    DAY,
    INSTANT,
    TEXT,
    YES_NO,
    description,
    many,
    one_of,
    operation,
    shape,
)
from socle_simulator.pages import Form, Table
from socle_simulator.people import Said
from socle_simulator.sending import Outgoing
from socle_simulator.server import Answer, Call, Refusal, Registry, Route

_REG_TYPE = "ns:org:RegistryType:Company"
_OWN = ("name", "legal_form", "created_on", "closed_on", "address", "activity", "representatives")
_REPRESENTATIVE = shape(
    {"identity_number": TEXT, "surname": TEXT, "given_name": TEXT, "role": TEXT, "from": DAY},
    {"until": DAY},
)
_COMPANY = shape(
    {
        "identifiers": many(shape({"type": one_of("ICE", "RCCM", "NIU"), "value": TEXT})),
        "name": TEXT,
        "status": one_of("active", "closed"),
        "representatives": many(_REPRESENTATIVE),
        "last_updated": INSTANT,
    },
    {
        "legal_form": TEXT,
        "created_on": DAY,
        "closed_on": DAY,
        "address": TEXT,
        "activity": TEXT,
    },
)
_EVENT = shape(
    {
        "id": TEXT,
        "type": one_of("creation", "representatives", "closure"),
        "on": DAY,
        "at": INSTANT,
        "company": _COMPANY,
    }
)


class CompanyRegistry(Registry):
    title = "Registre des entreprises"

    def __init__(self, data: dict[str, Any], keys: Keys) -> None:
        super().__init__(data, keys)
        self._desk = Desk(self.id, keys, self.failures, self.record)
        self._companies: dict[tuple[str, str], dict[str, Any]] = {}
        self._feed = Feed(self.failures)
        self.take_companies(data.get("companies", []))
        self.take_events(data.get("events", []))

    def routes(self) -> list[Route]:
        return [("GET", "/companies/.+", self._company), ("GET", "/events", self._events)]

    def controls(self) -> dict[str, Callable[[Any], Any]]:
        return {"/companies": self.take_companies, "/events": self.take_events}

    def tables(self) -> list[Table]:
        return [playing.companies(self._own())]

    def forms(self) -> list[Form]:
        return playing.company_forms(self._own())

    def happen(self, form: str, said: dict[str, str]) -> str:
        event = playing.company_event(form, said)
        self.take_events([event])
        return "Événement enregistré et annoncé."

    def _own(self) -> list[dict[str, Any]]:
        """Each company once, however many numbers it bears."""
        return list({id(each): each for each in self._companies.values()}.values())

    def take_companies(self, said: list[Said]) -> None:
        with self.lock:
            for each in said:
                self._put(each)

    def take_events(self, said: list[Said]) -> None:
        """Registers what happened, adds it to the feed and pushes it to who asked for that."""
        self.sender.again()
        for each in said:
            with self.lock:
                event = self._happened(each)
                self._feed.add(event)
                for client in self.clients.known.values():
                    if client.push and client.callback:
                        self._push(client.id, event)

    def _happened(self, said: Said) -> dict[str, Any]:
        company: dict[str, Any]
        if said["type"] == "creation":
            company = self._put({"created_on": said["on"]} | dict(said["company"]))
        else:
            company = self._found(said["company"])
            change = (
                {"status": "closed", "closed_on": said["on"]}
                if said["type"] == "closure"
                else {"representatives": said["representatives"]}
            )
            company |= change | {"last_updated": instant(self.failures.aged_hours)}
        return {
            "id": uuid.uuid4().hex,
            "type": {"creation": "creation", "closure": "closure"}.get(
                said["type"], "representatives"
            ),
            "on": said["on"],
            "at": instant(self.failures.aged_hours),
            "company": copy.deepcopy(company),
        }

    def _put(self, said: Said) -> dict[str, Any]:
        company = {"representatives": []} | {n: said[n] for n in _OWN if n in said}
        company |= {
            "identifiers": [
                {"type": kind, "value": value} for kind, value in said["identifiers"].items()
            ],
            "status": said.get("status", "active"),
            "last_updated": instant(),
        }
        for each in said["identifiers"].items():
            self._companies[each] = company
        return company

    def _found(self, value: str, kind: str = "") -> dict[str, Any]:
        """Raises: KeyError."""
        for (own_kind, own), company in self._companies.items():
            if own == value and kind in {"", own_kind}:
                return company
        raise KeyError(value)

    def _push(self, name: str, event: dict[str, Any]) -> None:
        client = self.clients.known[name]
        data = {
            "version": "1.0.0",
            "reg_type": _REG_TYPE,
            "reg_event_type": event["type"],
            "reg_record_type": "Company",
            "reg_records": event["company"],
        }
        told = {"reference_id": event["id"], "timestamp": event["at"], "data": data}
        message = {"transaction_id": uuid.uuid4().hex, "notify_event": [told]}
        said = self._desk.written("notify", message, client)
        url = f"{client.callback.rstrip('/')}/registry/notify"
        body = json.dumps(said, ensure_ascii=False).encode()
        self.sender.send(Outgoing(client, url, "notify", said["header"]["message_id"], body))

    def _company(self, call: Call) -> Answer:
        value = unquote(call.path.removeprefix("/companies/"))
        with self.lock:
            try:
                return self.signed(self._found(value, call.query.get("type", "")))
            except KeyError:
                raise Refusal(404, "err.request.not_found", "no such company") from None

    def _events(self, call: Call) -> Answer:
        with self.lock:
            return self.signed(self._feed.page("events", call.query))

    def openapi(self) -> dict[str, Any]:
        company = operation("a company", _COMPANY, asked=["{identifier}"], optional=["type"])
        page = shape({"events": many(_EVENT), "next": TEXT, "more": YES_NO})
        events = operation("what happened since", page, optional=["since", "limit"])
        return description(
            self.id, {"/companies/{identifier}": {"get": company}, "/events": {"get": events}}
        )
