"""Sources are asked what happened since, page by page, from where we stood: nothing is passed over.

What a page tells is in the inbox before the place is moved on, so that a round that stops anywhere
goes on from there; what is read twice has one effect. A source that was away for a day is read from
where it was left.
"""

import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from socle.countries.clock import legal_day
from socle.exchange.models import LinkState
from socle.exchange.operations.asking import wages_of
from socle.exchange.operations.calling import Asking, ask, hear, keep
from socle.exchange.operations.dropping import take_files
from socle.exchange.operations.gathering import gather
from socle.exchange.ports import civil, company, tax
from socle.exchange.ports.registries import MOST_RECORDS
from socle.exchange.queries.links import links
from socle.exchange.queries.matching import match_employer
from socle.exchange.types import LinkView, Port, Transport
from socle.kernel.errors import Refused, SocleError
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import FundView

log = logging.getLogger(__name__)
# A round reads no more than this of one source; the next goes on.
_MOST_PAGES = 50
# Clocks differ, and registries date what they write later: the last hour is read again each time,
# the last days once a day. A convention.
_AGAIN, _ONCE_A_DAY = timedelta(hours=1), timedelta(days=3)
_LONGEST_PLACES = 120
_REFUSED = "exchange.source_refused"


def poll(*, fund: FundView, at: datetime) -> int:
    """One round for a fund; how many sources were read to the end."""
    with fund_scope(fund.id):
        live = links(on=legal_day(at, fund.country))
    read = 0
    for link in live:
        if link.transport is Transport.FILE:
            read += take_files(fund=fund, link=link, at=at)
            continue
        for port, work in _POLLED.items():
            if port in link.ports:
                read += _polled(Asking(fund, link, at), port, work)
    return read


def _polled(asking: Asking, port: Port, work: Callable[[Asking, str], None]) -> bool:
    """Reads one source; what goes wrong there is on record, and keeps no other from being read."""
    place = _place(asking, port)
    try:
        work(asking, place)
    except SocleError as error:
        log.info("%s was not read: %s", asking.link.code, error.code)
        if isinstance(error, Refused) and error.code == _REFUSED and place:
            # It does not know its own place any more: it is read from the start, to one effect.
            _move(asking, port, "")
        return False
    return True


def _poll_civil(asking: Asking, place: str) -> None:
    """What the civil registry's records say has happened since."""
    since, number = _since(asking, place), 1
    for _page in range(_MOST_PAGES):
        question = civil.changed(since=since, page=number, at=asking.at)
        heard = hear(asking, question)
        records = heard.body["records"]
        events = [
            event
            for record in records
            for event in civil.happened(record, since=since, at=asking.at)
        ]
        if events:
            gather(asking, question, heard, port=Port.CIVIL, events=events)
        else:
            keep(asking, question, heard)
        if len(records) < MOST_RECORDS:
            _move(asking, Port.CIVIL, asking.at.isoformat(timespec="seconds"))
            return
        last = str(records[-1].get("last_updated", ""))
        if _instant(last) and last > since:
            # From the last one on, not by the number of a page that moves while it is read.
            since, number = last, 1
            _move(asking, Port.CIVIL, since)
        else:
            number += 1


def _poll_companies(asking: Asking, place: str) -> None:
    """What happened to companies since."""
    for _page in range(_MOST_PAGES):
        question = company.since(place, at=asking.at)
        heard = hear(asking, question)
        if heard.body["events"]:
            gather(asking, question, heard, port=Port.COMPANY, events=heard.body["events"])
        else:
            keep(asking, question, heard)
        place = str(heard.body["next"])
        _move(asking, Port.COMPANY, place)
        if not heard.body["more"]:
            return


def _poll_tax(asking: Asking, place: str) -> None:
    """The months stated since, of employers that are affiliated; of others nothing is asked."""
    for _page in range(_MOST_PAGES):
        found = ask(asking, tax.months(place)).body
        for each in found["months"]:
            with fund_scope(asking.fund.id):
                is_ours = bool(match_employer({"tax": each["employer"]}))
            if is_ours:
                wages_of(asking, employer=each["employer"], month=each["month"])
        place = str(found["next"])
        _move(asking, Port.TAX, place)
        if not found["more"]:
            return


def _since(asking: Asking, place: str) -> str:
    """From when on a registry is read: a little before where we stood, once a day long before."""
    stood = _instant(place)
    if stood is None:
        return f"{asking.link.since.isoformat()}T00:00:00+00:00"
    again = _AGAIN if stood.date() == asking.at.date() else _ONCE_A_DAY
    return (stood - again).isoformat(timespec="seconds")


def _instant(said: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _place(asking: Asking, port: Port) -> str:
    with fund_scope(asking.fund.id):
        return _places(asking.link).get(port.value, "")


def _places(link: LinkView) -> dict[str, str]:
    """Where we stand at a source, by port."""
    state = LinkState.objects.filter(user_id=link.user_id).first()
    found: dict[str, str] = json.loads(state.cursor) if state and state.cursor else {}
    return found


def _move(asking: Asking, port: Port, place: str) -> None:
    """Keeps where we stand.

    Raises:
        Refused: a source names its places by more than is kept.
    """
    with fund_scope(asking.fund.id):
        places = _places(asking.link) | {port.value: place}
        said = json.dumps(places, separators=(",", ":"))
        if len(said) > _LONGEST_PLACES:
            raise Refused("exchange.place_too_long", partner=asking.link.name)
        LinkState.objects.filter(user_id=asking.link.user_id).update(cursor=said)


_POLLED: dict[Port, Callable[[Asking, str], None]] = {
    Port.CIVIL: _poll_civil,
    Port.COMPANY: _poll_companies,
    Port.TAX: _poll_tax,
}
