"""The fund as a registry that is asked (DCI): what came, what was answered, both in the journal.

Each in the fund's transaction, committed before the answer leaves: what was told is on record.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction

from socle.exchange.dci import writing
from socle.exchange.dci.codes import Action, HeaderReason, Rejected, Status
from socle.exchange.dci.messages import EnrolledItem, Envelope, SearchItem
from socle.exchange.dci.parties import answer_to
from socle.exchange.dci.signatures import sign
from socle.exchange.operations.enrolment import Asking, Said, enrolled, searched
from socle.exchange.operations.receiving import Noted, note
from socle.exchange.our_keys import our_signer
from socle.exchange.types import Direction, LinkView, MessageStatus, Signing
from socle.platform.access.types import Desk

ONCE = "exchange_message_once"
# Of a message that was refused, no more is kept than shows what it was.
_KEPT_OF_REFUSED = 20_000


@dataclass(frozen=True, slots=True)
class Exchange:
    """A message of a partner that entered, and the service that it was sent to."""

    desk: Desk
    link: LinkView
    service: str
    at: datetime

    @property
    def asking(self) -> Asking:
        return Asking(self.desk, self.at)


def answer_search(exchange: Exchange, envelope: Envelope) -> bytes:
    """The answer to a search, at once (recherche de bénéficiaires).

    Raises:
        Rejected: the message had come already.
    """
    row, number = taken(exchange, envelope)
    found = searched(exchange.asking, searches(envelope))
    said = search_response(envelope, number, found)
    return answered(exchange, envelope, row=row, message=said, found=found)


def answer_enrolled(exchange: Exchange, envelope: Envelope) -> bytes:
    """Whether somebody is enrolled, at once.

    Raises:
        Rejected: the message had come already; the question is of nobody, or of another kind.
    """
    row, number = taken(exchange, envelope)
    item = next(each for each in envelope.items if isinstance(each, EnrolledItem))
    found = [enrolled(exchange.asking, item, reference_id=envelope.header.message_id)]
    said = {
        "transaction_id": envelope.transaction_id,
        "correlation_id": number,
        "enrolled_response": [each.answer for each in found],
    }
    return answered(exchange, envelope, row=row, message=said, found=found)


def searches(envelope: Envelope) -> list[SearchItem]:
    """The searches of a message."""
    return [each for each in envelope.items if isinstance(each, SearchItem)]


def search_response(envelope: Envelope, number: str, found: Sequence[Said]) -> Mapping[str, Any]:
    """What is answered to the searches of a message, whichever way it is sent."""
    return {
        "transaction_id": envelope.transaction_id,
        "correlation_id": number,
        "search_response": [each.answer for each in found],
    }


def taken(
    exchange: Exchange,
    envelope: Envelope,
    *,
    reason: str = "",
    answers: int | None = None,
    part: int = 1,
) -> tuple[int, str]:
    """Writes a message in the journal; its row and number.

    `reason`: why what it asks is not done. `answers`: the row of the message that this one follows.
    `part`: which effect of it this is.

    Raises:
        Rejected: `rjct.message_id.duplicate`: the partner used that name before.
    """
    noted = Noted(
        link=exchange.link,
        direction=Direction.IN,
        service=exchange.service,
        raw=envelope.raw,
        at=exchange.at,
        status=MessageStatus.SUCCESS,
        reason=reason,
        message_id=envelope.header.message_id + (f"#{part}" if part > 1 else ""),
        transaction_id=envelope.transaction_id,
        answers_id=answers,
    )
    try:
        with transaction.atomic():
            return note(fund=exchange.desk.fund, noted=noted)
    except IntegrityError as twice:
        if ONCE not in str(twice):
            raise
    raise Rejected("has come already", field="header.message_id", reason=HeaderReason.DUPLICATE)


def answered(
    exchange: Exchange,
    envelope: Envelope,
    *,
    row: int,
    message: Mapping[str, Any],
    found: Sequence[Said],
) -> bytes:
    """The bytes of an answer, signed, once they are in the journal."""
    raw = written_answer(
        exchange,
        action=answer_to(envelope.header.action),
        message=message,
        count=len(found),
        message_id=str(uuid4()),
    )
    people = {each.person for each in found}
    _noted_out(exchange, envelope, raw, row=row, person=people.pop() if len(people) == 1 else "")
    return raw


def written_answer(
    exchange: Exchange,
    *,
    action: Action,
    message: Mapping[str, Any] | None,
    count: int,
    message_id: str,
) -> bytes:
    """An answer or a notice to a partner, signed in the way that was agreed with it."""
    link = exchange.link
    header = writing.answer_header(
        message_id=message_id,
        at=exchange.at,
        action=action,
        sender_id=link.our_sender_id,
        receiver_id=link.sender_id,
        total_count=count,
        status=Status.SUCC,
    )
    return writing.message(header, message, signature_of(exchange, header, message))


def signature_of(
    exchange: Exchange, header: Mapping[str, Any], message: Mapping[str, Any] | None
) -> str:
    """Our signature; none to a partner with whom none was agreed.

    Raises:
        Unavailable: this process has no secret to sign with.
    """
    link = exchange.link
    if link.signature is Signing.NONE:
        return ""
    return sign(
        header,
        message,
        style=link.signature,
        signer=our_signer(fund_id=exchange.desk.fund.id),
        sender_id=link.our_sender_id,
        at=exchange.at,
    )


def note_refused(exchange: Exchange, raw: bytes, refused: Rejected, *, http_status: int) -> str:
    """Writes a message that was refused in the journal; its number."""
    noted = Noted(
        link=exchange.link,
        direction=Direction.IN,
        service=exchange.service,
        raw=raw[:_KEPT_OF_REFUSED],
        at=exchange.at,
        status=MessageStatus.REJECTED,
        reason=refused.reason or refused.error.value,
        http_status=http_status,
        is_of_stranger=True,
    )
    return note(fund=exchange.desk.fund, noted=noted)[1]


def _noted_out(
    exchange: Exchange, envelope: Envelope, raw: bytes, *, row: int, person: str
) -> None:
    noted = Noted(
        link=exchange.link,
        direction=Direction.OUT,
        service=exchange.service,
        raw=raw,
        at=exchange.at,
        status=MessageStatus.SUCCESS,
        message_id=str(json.loads(raw)["header"]["message_id"]),
        transaction_id=envelope.transaction_id,
        http_status=200,
        answers_id=row,
        subject=_of(person),
        is_of_stranger=not person,
    )
    note(fund=exchange.desk.fund, noted=noted)


def _of(person: str) -> tuple[str, str]:
    return ("person", person) if person else ("", "")
