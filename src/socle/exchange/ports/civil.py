"""The port of civil events: who bears a number, what was registered since, to be told of events.

A registry that tells of nothing is asked again and again (interop 3.2): what changed since is read,
and what its records say of births, deaths, marriages and divorces is told as its notices would.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from socle.exchange.dci.events import identifiers, person, told
from socle.exchange.dci.messages import EventItem
from socle.exchange.ports import Json, Question
from socle.exchange.ports.registries import Kind, by_comparison, by_number, only, subscription
from socle.exchange.types import ReceivedEvent

KIND = Kind("ns:org:RegistryType:Civil", "spdci-extensions-dci:Person")
EVENTS = ("live_birth", "death", "marriage", "divorce")


def bearer(*, kind: str, number: str, at: datetime) -> Question:
    """Who bears a number of the civil registry, in our words and in its own."""

    def shape(record: Json) -> Json:
        return {"person": person(record), "record": record}

    return only(by_number(KIND, number=(kind, number), service="civil.search", at=at), shape)


def changed(*, since: str, page: int, at: datetime) -> Question:
    """The records that changed since an instant, the first changed first."""
    return by_comparison(
        KIND,
        attribute="last_updated",
        operator="ge",
        value=since,
        page=page,
        service="civil.poll",
        at=at,
    )


def subscribe(*, at: datetime) -> Question:
    """To be told of every event that we know what to do with."""
    return subscription(KIND, events=EVENTS, service="civil.subscribe", at=at)


def happened(record: Json, *, since: str, at: datetime) -> list[ReceivedEvent]:
    """What a record that changed since an instant says has happened, as a notice would tell it.

    A birth is told where it was registered since: who changes later was not born again.
    """
    found = []
    for event in _kinds(record, since):
        item = EventItem("", at, event, KIND.record_type, record)
        one = told(item)
        # Without its certificate an event has no name by which it is known again.
        if one is not None and one.reference:
            found.append(one)
    return found


def _kinds(record: Mapping[str, Any], since: str) -> Iterator[str]:
    numbers = identifiers(record.get("identifier"))
    parents = [record.get("parent1_identifier"), record.get("parent2_identifier")]
    is_new = str(record.get("registration_date", ""))[:10] >= since[:10]
    if "BRN" in numbers and any(parents) and is_new:
        yield "live_birth"
    if record.get("death_date"):
        yield "death"
    if record.get("marriage_date") and "MRN" in numbers:
        yield "marriage"
    if record.get("divorce_date") and "DIV" in numbers:
        yield "divorce"
