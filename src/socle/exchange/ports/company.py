"""The port of companies: what the register of companies says of one, and what happened since."""

from datetime import datetime
from urllib.parse import quote, urlencode

from socle.exchange.dci import events
from socle.exchange.dci.messages import EventItem
from socle.exchange.ports import Json, Question, Strange, objects, text
from socle.exchange.types import ReceivedEvent

MOST = 100
_LONGEST_CURSOR = 60
_NOT_FOUND = 404


def company(*, number: str) -> Question:
    """A company by one of its numbers; empty where the register knows none."""
    path = f"/companies/{quote(number, safe='')}"
    return Question("company.get", path, _company, nothing=_NOT_FOUND)


def since(cursor: str, *, at: datetime) -> Question:
    """What happened since a place in the register's own order; empty: from the start."""
    asked = {"limit": str(MOST)} | ({"since": cursor} if cursor else {})

    def read(answer: Json) -> Json:
        found = [_event(each, at) for each in objects(answer.get("events"), most=MOST * 5)]
        return page(answer) | {"events": [each for each in found if each is not None]}

    return Question("company.poll", f"/events?{urlencode(asked)}", read)


def page(answer: Json) -> dict[str, object]:
    """Where a page of a feed ends, and whether there is more.

    Raises:
        Strange: it does not say.
    """
    following, more = text(answer.get("next"), most=_LONGEST_CURSOR), answer.get("more")
    if not following or not isinstance(more, bool):
        raise Strange("page")
    return {"next": following, "more": more}


def _company(answer: Json) -> Json:
    if not isinstance(answer.get("identifiers"), list) or not text(answer.get("name")):
        raise Strange("company")
    return events.company(answer) | {"status": text(answer.get("status"))}


def _event(said: Json, at: datetime) -> ReceivedEvent | None:
    """An event in the shape that the same event has when it is pushed."""
    record, reference = said.get("company"), text(said.get("id"))
    if not isinstance(record, dict) or not reference:
        raise Strange("event")
    return events.told(EventItem(reference, at, text(said.get("type")), "Company", record))
