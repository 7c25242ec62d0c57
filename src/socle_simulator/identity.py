"""An authority of identity: says how far what is claimed agrees with what it knows."""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from difflib import SequenceMatcher
from typing import Any

from socle_simulator import playing
from socle_simulator.dci import instant
from socle_simulator.dci_registry import DciRegistry
from socle_simulator.keys import Keys
from socle_simulator.openapi import TEXT, description, many, one_of, operation, shape
from socle_simulator.pages import Form, Table
from socle_simulator.people import Book, Record, Said, person
from socle_simulator.server import Answer, Call, Route

_FORM = re.compile(r"[A-Z0-9-]{4,32}")
_OLDEST = timedelta(minutes=5)
_TEXTS = ("surname", "given_name", "birth_place")
_COMPARED = (*_TEXTS, "birth_date", "sex")
_SAYS = {
    "001": "Request to be received within 300 seconds",
    "002": "Invalid UIN",
    "003": "UIN has been deactivated",
    "004": "Invalid VID",
    "005": "VID expired or revoked",
    "006": "Missing Input Parameter",
    "009": "Invalid Input Parameter",
    "010": "VID corresponding to a deactivated UIN",
    "018": "UIN not available in database",
}


class Wrong(Exception):  # noqa: N818
    """What is answered instead of a comparison, by MOSIP's number."""


class IdentityAuthority(DciRegistry):
    title = "Autorité d’identité"
    reg_type = "ns:org:RegistryType:Identity"
    events = ("deactivated", "reactivated", "deceased")

    def __init__(self, data: dict[str, Any], keys: Keys) -> None:
        super().__init__(data, keys)
        self.book = Book()
        self._standing: dict[int, str] = {}
        self._vids: dict[str, tuple[str, Record]] = {}
        self.take_people(data.get("people", []))
        self.take_events(data.get("events", []))

    def records(self) -> Iterable[Record]:
        return self.book.all()

    def found_by(self, kind: str, value: str) -> Iterable[Record]:
        return self.book.found_by(kind, value)

    def controls(self) -> dict[str, Callable[[Any], Any]]:
        return {"/people": self.take_people, "/events": self.take_events}

    def routes(self) -> list[Route]:
        return [*super().routes(), ("POST", "/verify", self._verify)]

    def tables(self) -> list[Table]:
        return [playing.people(self.book.all())]

    def forms(self) -> list[Form]:
        return [playing.standing_form(self.book.all())]

    def happen(self, form: str, said: dict[str, str]) -> str:
        event = playing.standing_event(form, said)
        self.take_events([event])
        return f"Identité {said['person']} : {playing.STANDINGS[event['type']].lower()}."

    def take_people(self, said: list[Said]) -> None:
        with self.lock:
            for each in said:
                record = person(each)
                self.book.put(record)
                self._standing[id(record)] = each.get("status", "active")
                for vid in each.get("vids", []):
                    self._vids[vid["value"]] = (vid["status"], record)

    def take_events(self, said: list[Said]) -> None:
        becomes = {"deactivated": "deactivated", "reactivated": "active", "deceased": "deceased"}
        self.sender.again()
        for each in said:
            with self.lock:
                record = self.book.named(each["person"])
                self._standing[id(record)] = becomes[each["type"]]
                if each["type"] == "deceased":
                    record["death_date"] = each["on"]
                record["last_updated"] = instant()
                self.notify(each["type"], [(f"{each['type']}-{each['person']}", record)])

    def _verify(self, call: Call) -> Answer:
        said = call.json()
        told: dict[str, Any] = {"id": "", "status": "unknown", "scores": {}, "errors": []}
        try:
            if not isinstance(said, Mapping) or not said.get("id"):
                raise Wrong("006", "id")
            told["id"] = str(said["id"])
            with self.lock:
                record = self._known(said)
                told["status"] = self._standing[id(record)]
                self._refuse(told["status"], said)
                told["scores"] = compared(said, record)
            told["token"] = self._token(call.client.id, record)
        except Wrong as wrong:
            number, *more = wrong.args
            message = " - ".join((_SAYS[number], *more))
            told["errors"] = [{"errorCode": f"IDA-MLC-{number}", "errorMessage": message}]
        return self.signed(told | {"verified_at": instant()})

    def _known(self, said: Mapping[str, Any]) -> Record:
        """Raises: Wrong."""
        asked = str(said["id"])
        _check_time(said.get("request_time"))
        if not _FORM.fullmatch(asked):
            raise Wrong("002")
        if said.get("id_type") == "VID":
            status, record = self._vids.get(asked, ("", {}))
            if not status:
                raise Wrong("004")
            if status != "active":
                raise Wrong("005")
            return record
        kind = str(said.get("id_type", "NID"))
        found = self.book.found_by(kind, asked)
        if not found:
            raise Wrong("018")
        return found[0]

    def _refuse(self, status: str, said: Mapping[str, Any]) -> None:
        if status == "deactivated":
            raise Wrong("010" if said.get("id_type") == "VID" else "003")

    def _token(self, client: str, record: Record) -> str:
        """The same person is another token for another partner, so that none can be matched."""
        number = record["identifier"][0]["identifier_value"]
        own = f"{client}|{number}".encode()
        return hmac.new(self.id.encode(), own, hashlib.sha256).hexdigest()[:32]

    def openapi(self) -> dict[str, Any]:
        said = super().openapi()
        body = shape({"id": TEXT}, dict.fromkeys(("id_type", "request_time", *_COMPARED), TEXT))
        scores = {"type": "object", "additionalProperties": {"type": "integer"}}
        errors = many(shape({"errorCode": TEXT, "errorMessage": TEXT}))
        answer = shape(
            {
                "id": TEXT,
                "status": one_of("active", "deactivated", "deceased", "unknown"),
                "scores": scores,
                "errors": errors,
                "verified_at": TEXT,
            },
            {"token": TEXT},
        )
        verify = operation("how far what is claimed agrees", answer, body=body)
        return description(self.id, said["paths"] | {"/verify": {"post": verify}})


def compared(said: Mapping[str, Any], record: Record) -> dict[str, int]:
    """From 0 to 100 for each attribute that was claimed.

    Raises: Wrong.
    """
    claimed = {name: said[name] for name in _COMPARED if name in said}
    if not claimed:
        raise Wrong("006", "attributes")
    scores = {}
    for name, value in claimed.items():
        if not isinstance(value, str) or not value:
            raise Wrong("009", name)
        if name == "birth_date":
            scores[name] = _days(value, record.get("birth_date", ""))
        elif name == "sex":
            scores[name] = 100 if value == record.get("sex") else 0
        else:
            own = record["name"].get(name) or record.get(name, {}).get("name", "")
            scores[name] = likeness(value, own)
    return scores


def likeness(one: str, other: str) -> int:
    """Of two names, accents, case and the order of words apart."""
    if not one or not other:
        return 0
    return int(SequenceMatcher(None, _folded(one), _folded(other)).ratio() * 100)


def _folded(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(sorted(re.findall(r"\w+", bare.upper())))


def _days(asked: str, own: str) -> int:
    """The same day; or the same with day and month exchanged, or the same year: half."""
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        raise Wrong("009", "birth_date") from None
    if asked == own:
        return 100
    is_turned = own == f"{day:%Y-%d-%m}"
    return 50 if is_turned or own[:4] == asked[:4] else 0


def _check_time(said: object) -> None:
    if said is None:
        return
    try:
        age = datetime.now(UTC) - datetime.fromisoformat(str(said))
    except (TypeError, ValueError):
        raise Wrong("009", "request_time") from None
    if abs(age) > _OLDEST:
        raise Wrong("001")
