"""One question to a source: journalled before it leaves, its answer believed only once verified.

The question is in the journal, committed, before anybody outside hears it; what came back, or that
nothing did, stands in the journal as its answer. Nothing of an answer is taken before its signature
is found to be by an agreed key and it is found to answer this very question.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError

from socle.exchange import ports
from socle.exchange.caller import may_call, note_outcome, send
from socle.exchange.dci import writing
from socle.exchange.dci.codes import Rejected, Status
from socle.exchange.dci.envelope import parse
from socle.exchange.dci.messages import AnswerItem, Envelope
from socle.exchange.dci.parties import require_parties
from socle.exchange.dci.signatures import Trusted, sign, verify, verify_bytes
from socle.exchange.dci.strict import read_object
from socle.exchange.operations.provider import ONCE
from socle.exchange.operations.receiving import Noted, note
from socle.exchange.our_keys import our_signer
from socle.exchange.ports import Question
from socle.exchange.transports import Away, Message, Reply, Unreadable
from socle.exchange.types import Answer, Direction, LinkView, MessageStatus, Signing
from socle.kernel.errors import Refused, Unavailable
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import FundView

_SIGNED_BY, _RESTING, _LONGEST = "x-signature", "resting", 60


@dataclass(frozen=True, slots=True)
class Asking:
    """Whom is asked, for whom, about whom."""

    fund: FundView
    link: LinkView
    at: datetime
    asked_by: int | None = None  # an account; none: the worker
    subject: tuple[str, str] = ("", "")
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer that is the source's and answers the question, not yet in the journal."""

    body: Mapping[str, Any]
    raw: bytes
    message_id: str
    http_status: int
    took_ms: int
    question: int  # its row of the journal


def ask(asking: Asking, question: Question) -> Answer:
    """What a source answers, on record.

    Raises:
        Unavailable: the source is away, or what answered is no answer of it: nothing was taken.
        Refused: the source does not answer such a question.
    """
    return keep(asking, question, hear(asking, question))


def keep(asking: Asking, question: Question, heard: Heard) -> Answer:
    """Writes an answer in the journal, once.

    Raises:
        Unavailable: the source used this name for another answer: nothing was taken.
    """
    noted = _noted(asking, question, heard, MessageStatus.SUCCESS)
    try:
        with fund_scope(asking.fund.id):
            row, number = note(fund=asking.fund, noted=noted)
    except IntegrityError as twice:
        if ONCE not in str(twice):
            raise
        raise _unreadable(asking, question, heard, "rjct.message_id.duplicate") from twice
    return Answer(row, number, heard.body, heard.http_status)


def hear(asking: Asking, question: Question) -> Heard:
    """The same, the answer left to the caller to write in the journal with what is in it.

    Raises:
        Unavailable, Refused: as `ask`; that is on record.
    """
    name = str(uuid4())
    said = _body(asking, question, name)
    row = _asked(asking, question, name, said)
    began = time.monotonic()
    raw, http_status = b"", 0
    failed: Unavailable | Refused | None = None
    try:
        reply = _sent(asking, question, name, said)
        raw, http_status = reply.body, reply.status
        body, message_id = _read(asking, question, reply, name)
    except Away as away:
        why = str(away)
        failed = _away(asking.link, why)
    except (Unreadable, ports.Strange, Rejected) as strange:
        why = _short(strange)
        failed = Unavailable("exchange.source_unreadable", partner=asking.link.name)
    except ports.Declined as declined:
        facts = {"partner": asking.link.name, "why": str(declined)}
        why = str(declined)
        failed = Refused("exchange.source_refused", **facts)
    took = int((time.monotonic() - began) * 1000)
    if failed is None:
        _fared(asking)
        return Heard(body, raw, message_id, http_status, took, row)
    heard = Heard({}, raw, "", http_status, took, row)
    with fund_scope(asking.fund.id):
        noted = _noted(asking, question, heard, MessageStatus.REJECTED, why)
        note(fund=asking.fund, noted=noted)
        is_refused = isinstance(failed, Refused)
        note_outcome(
            fund=asking.fund, link=asking.link, at=asking.at, why="" if is_refused else why
        )
    raise failed


def _asked(asking: Asking, question: Question, name: str, said: bytes) -> int:
    """Writes the question in the journal, unless the source is left in peace; its row."""
    fund, link = asking.fund, asking.link
    with fund_scope(fund.id):
        if not may_call(link, at=asking.at):
            raise _away(link, _RESTING)
        noted = Noted(
            link=link,
            direction=Direction.OUT,
            service=question.service,
            # Of a question without body, what is asked for.
            raw=said or f"{question.method} {question.path}".encode(),
            at=asking.at,
            status=MessageStatus.PENDING,
            message_id=name,
            transaction_id=name if question.envelope else "",
            subject=asking.subject,
            asked_by_id=asking.asked_by,
            reference=asking.reference,
            is_of_stranger=not asking.subject[1],
        )
        return note(fund=fund, noted=noted)[0]


def _sent(asking: Asking, question: Question, name: str, said: bytes) -> Reply:
    message = Message(
        path=question.path,
        body=said,
        message_id=name,
        method=question.method,
        asked_by=f"{asking.fund.country}{asking.asked_by or 0}",
        reference=asking.reference,
    )
    return send(fund=asking.fund, link=asking.link, message=message, at=asking.at)


def _body(asking: Asking, question: Question, name: str) -> bytes:
    """The bytes of a question, signed where it is a message of the standard."""
    if question.envelope is None:
        return writing.written(question.said) if question.said is not None else b""
    link, said = asking.link, question.envelope
    message = {"transaction_id": name, **said.message}
    header = writing.request_header(
        message_id=name,
        at=asking.at,
        action=said.action,
        sender_id=link.our_sender_id,
        receiver_id=link.sender_id,
        total_count=_count(said.message),
        sender_uri=_heard_at(asking, said.answered_at),
    )
    if link.signature is Signing.NONE:
        return writing.message(header, message)
    signature = sign(
        header,
        message,
        style=link.signature,
        signer=our_signer(fund_id=asking.fund.id),
        sender_id=link.our_sender_id,
        at=asking.at,
    )
    return writing.message(header, message, signature)


def _count(message: Mapping[str, Any]) -> int:
    return next((len(each) for each in message.values() if isinstance(each, list)), 1)


def _heard_at(asking: Asking, path: str) -> str:
    """Where answers that follow are heard: the site's own address, where it has one."""
    if not path or not settings.PUBLIC_URL:
        return ""
    return f"{settings.PUBLIC_URL}/dci/{asking.fund.code}{path}"


def _read(
    asking: Asking, question: Question, reply: Reply, name: str
) -> tuple[Mapping[str, Any], str]:
    """What an answer says, and its own name.

    Raises:
        Declined, Unreadable, Strange, Rejected: see there.
    """
    if reply.reason:
        raise ports.Declined(reply.reason)
    if question.nothing is not None and reply.status == question.nothing:
        return {}, name
    if HTTPStatus.MULTIPLE_CHOICES <= reply.status < HTTPStatus.BAD_REQUEST:
        raise Unreadable(f"redirection {reply.status}")
    if not reply.is_taken:
        raise ports.Declined(_why(reply))
    envelope = question.envelope
    if envelope is not None and not envelope.answered_at:
        answer = _message(asking, reply, name)
        return question.read(_found(answer)), answer.header.message_id
    if envelope is None:
        _require_signed(asking, reply)
    return question.read(read_object(reply.body)), name


def _require_signed(asking: Asking, reply: Reply) -> None:
    """Stops at an answer of a service of no standard that no agreed key signed.

    Raises:
        Rejected: see there.
    """
    if asking.link.signature is Signing.NONE:
        return
    signature = reply.headers.get(_SIGNED_BY, "")
    verify_bytes(reply.body, signature, keys=asking.link.keys, at=asking.at)


def _message(asking: Asking, reply: Reply, name: str) -> Envelope:
    """An answer in DCI: of this source, to us, signed, to this very question.

    Raises:
        Rejected: it is not.
    """
    link = asking.link
    found = parse(reply.body, service="on-search", at=asking.at)
    require_parties(found.header, sender_id=link.sender_id, our_id=link.our_sender_id)
    if link.signature is not Signing.NONE:
        verify(found, Trusted(link.signature, link.keys, link.sender_id), at=asking.at)
    if found.header.status == Status.RJCT:
        raise ports.Declined((found.header.reason or Status.RJCT)[:_LONGEST])
    if found.transaction_id != name:
        raise Rejected("is of another question", field="message.transaction_id")
    return found


def _found(envelope: Envelope) -> Mapping[str, Any]:
    """What the one search of a message found.

    Raises:
        Declined: the search itself is refused.
        Strange: there is no such search in the answer.
    """
    items = [each for each in envelope.items if isinstance(each, AnswerItem)]
    if len(items) != 1:
        raise ports.Strange("answers")
    item = items[0]
    if item.status == Status.RJCT:
        raise ports.Declined((item.reason or Status.RJCT)[:_LONGEST])
    return {"records": item.records, "total": item.total_count}


def _why(reply: Reply) -> str:
    """Why a source refused, in its own code where it gives one that can be shown."""
    try:
        code = _code(read_object(reply.body))
    except Rejected:
        code = None
    is_code = isinstance(code, str) and code.isascii() and code.replace(".", "").isprintable()
    return str(code)[:_LONGEST] if is_code and code else str(reply.status)


def _code(said: Mapping[str, Any]) -> Any:
    """The code of a refusal: in a list of errors, in an acknowledgement, in a header."""
    errors, header, message = said.get("errors"), said.get("header"), said.get("message")
    if isinstance(errors, list) and errors and isinstance(errors[0], Mapping):
        return errors[0].get("code")
    error = message.get("error") if isinstance(message, Mapping) else None
    if isinstance(error, Mapping):
        return error.get("code")
    return header.get("status_reason_code") if isinstance(header, Mapping) else None


def _noted(
    asking: Asking,
    question: Question,
    heard: Heard,
    status: MessageStatus,
    reason: str = "",
) -> Noted:
    return Noted(
        link=asking.link,
        direction=Direction.IN,
        service=question.service,
        raw=heard.raw,
        at=asking.at,
        status=status,
        message_id=heard.message_id,
        reason=reason,
        http_status=heard.http_status or None,
        took_ms=heard.took_ms,
        answers_id=heard.question,
        subject=asking.subject,
        asked_by_id=asking.asked_by,
        reference=asking.reference,
        is_of_stranger=not asking.subject[1],
    )


def _unreadable(asking: Asking, question: Question, heard: Heard, why: str) -> Unavailable:
    with fund_scope(asking.fund.id):
        noted = _noted(asking, question, heard, MessageStatus.REJECTED, why)
        note(fund=asking.fund, noted=noted)
    return Unavailable("exchange.source_unreadable", partner=asking.link.name)


def _fared(asking: Asking) -> None:
    with fund_scope(asking.fund.id):
        note_outcome(fund=asking.fund, link=asking.link, at=asking.at)


def _away(link: LinkView, why: str) -> Unavailable:
    return Unavailable("exchange.source_away", partner=link.name, why=why)


def _short(strange: Exception) -> str:
    """What is wrong with an answer, for the journal: the standard's code where it has one."""
    if isinstance(strange, Rejected):
        return str(strange.reason or strange.error.value)[:_LONGEST]
    return str(strange)[:_LONGEST]
