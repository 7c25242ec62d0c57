"""Signed files that a partner leaves in its folder, where lines are too weak for calls (dépôt).

A file is a notice of the DCI (`.json`), or events one a line in the house's own shapes (`.jsonl`).
Its signature, beside it, is by an agreed key over the bytes as they are. It is taken whole or
refused whole, once: read again, it is known by its name or its bytes.
"""

import hashlib
import logging
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from socle.exchange.dci.codes import Rejected
from socle.exchange.dci.envelope import parse
from socle.exchange.dci.events import told
from socle.exchange.dci.messages import EventItem
from socle.exchange.dci.parties import require_parties
from socle.exchange.dci.signatures import verify_bytes
from socle.exchange.dci.strict import read_object
from socle.exchange.operations.gathering import SCOPES
from socle.exchange.operations.receiving import Entered, LinkChanged, Noted, accept, note
from socle.exchange.transports import Away
from socle.exchange.transports.file import MOST_BYTES, Dropped, dropped, settle
from socle.exchange.types import (
    PORT_OF,
    Direction,
    LinkView,
    MessageStatus,
    Received,
    ReceivedEvent,
    ToldKind,
)
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import FundView

log = logging.getLogger(__name__)
SERVICE = "file.notify"
_MOST_LINES, _KEPT_OF_REFUSED = 5_000, 20_000
_REFERENCE = re.compile(r"[^\x00-\x1f\x7f]{1,120}")


def take_files(*, fund: FundView, link: LinkView, at: datetime) -> int:
    """Takes in what waits in a partner's folder; how many files were settled."""
    settled = 0
    try:
        for found in dropped(link.code):
            settled += _settled(fund, link, found, at)
    except (Away, OSError) as away:
        # What was taken and not put away is known again.
        log.warning("the folder of %s was not read: %s", link.code, away)
    return settled


def _settled(fund: FundView, link: LinkView, found: Dropped, at: datetime) -> bool:
    """Takes one file or refuses it; one that the moment keeps out stays for the next round."""
    try:
        received = _received(link, found, at)
    except Rejected as refused:
        _note_refused(fund, link, found, refused, at)
        settle(found, reason=str(refused))
        return True
    scopes = {SCOPES[PORT_OF[each.kind]] for each in received.events}
    entered = Entered(fund, link, scopes.pop().value)
    try:
        is_taken = accept(entered=entered, received=received, at=at) is not None
    except LinkChanged:
        return False
    if is_taken:
        settle(found)
    else:
        log.warning("%s does not let %s tell this, or not so often", fund.code, link.code)
    return is_taken


def _received(link: LinkView, found: Dropped, at: datetime) -> Received:
    """A file as a message.

    Raises:
        Rejected: it is too long, not signed by an agreed key, or cannot be read.
    """
    if found.is_too_long:
        raise Rejected(f"the file is longer than {MOST_BYTES} bytes")
    verify_bytes(found.raw, found.signature, keys=link.keys, at=at)
    if found.path.suffix == ".jsonl":
        name = "file:" + hashlib.sha256(found.raw).hexdigest()
        transaction, events = "", list(_lines(found.raw))
    else:
        envelope = parse(found.raw, service="notify", at=at)
        require_parties(envelope.header, sender_id=link.sender_id, our_id=link.our_sender_id)
        name, transaction = envelope.header.message_id, envelope.transaction_id
        items = [each for each in envelope.items if isinstance(each, EventItem)]
        events = [event for each in items if (event := told(each)) is not None]
    if len({SCOPES.get(PORT_OF[each.kind]) for each in events}) != 1:
        raise Rejected("the file tells of no event, or of those of several registries")
    return Received(
        transport=link.transport,
        service=SERVICE,
        message_id=name,
        raw=found.raw,
        transaction_id=transaction,
        events=tuple(events),
    )


def _lines(raw: bytes) -> Iterator[ReceivedEvent]:
    lines = raw.splitlines()
    if len(lines) > _MOST_LINES:
        raise Rejected(f"the file has more than {_MOST_LINES} lines")
    for rank, line in enumerate(lines, 1):
        try:
            yield _event(read_object(line))
        except (ValueError, KeyError, TypeError) as wrong:
            raise Rejected("is no event", field=f"line {rank}") from wrong


def _event(said: dict[str, Any]) -> ReceivedEvent:
    reference, content, on = said["reference"], said["content"], said.get("on")
    if not isinstance(content, dict) or not _REFERENCE.fullmatch(reference):
        raise ValueError("event")
    return ReceivedEvent(
        kind=ToldKind(said["kind"]),
        reference=reference,
        occurred_on=date.fromisoformat(on) if on else None,
        content=content,
    )


def _note_refused(
    fund: FundView, link: LinkView, found: Dropped, refused: Rejected, at: datetime
) -> None:
    noted = Noted(
        link=link,
        direction=Direction.IN,
        service=SERVICE,
        raw=found.raw[:_KEPT_OF_REFUSED],
        at=at,
        status=MessageStatus.REJECTED,
        reason=refused.reason or refused.error.value,
        is_of_stranger=True,
    )
    with fund_scope(fund.id):
        note(fund=fund, noted=noted)
