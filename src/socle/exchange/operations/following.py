"""What a partner asks and is answered later (DCI, asynchronous): the answer goes by the outbox.

The question is answered at once all the same, in the transaction that takes it, and its answer
waits to be sent: what is told is what was known when it was asked.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from socle.exchange.dci import writing
from socle.exchange.dci.codes import ItemReason, Rejected, Status
from socle.exchange.dci.envelope import parse
from socle.exchange.dci.messages import Envelope, SearchItem, StatusItem, SubscribeItem
from socle.exchange.dci.parties import answer_to, path_of_answer
from socle.exchange.models import ExchangeMessage, ExchangeRequest
from socle.exchange.operations.enrolment import Said, searched
from socle.exchange.operations.outbox import Outgoing, enqueue
from socle.exchange.operations.provider import (
    Exchange,
    answered,
    search_response,
    searches,
    taken,
)
from socle.exchange.queries.kept import bytes_of
from socle.exchange.queries.numbers import MESSAGE, number_of, row_of
from socle.exchange.types import RequestState
from socle.kernel.errors import NotKnown

SEARCH, SUBSCRIBE, UNSUBSCRIBE = "ibr.search", "ibr.subscribe", "ibr.unsubscribe"
_KINDS = {SEARCH: "search", SUBSCRIBE: "subscribe"}
_LOOKED_THROUGH = 200
_STATES = {
    RequestState.WAITING: Status.PDNG,
    RequestState.SENT: Status.SUCC,
    RequestState.ANSWERED: Status.SUCC,
}


def take_search(exchange: Exchange, envelope: Envelope) -> str:
    """Takes a search whose answer follows; the number by which it is asked about.

    The same requests of one transaction, sent again under another name, are answered once.

    Raises:
        Rejected: the message had come already, or names no address that is registered.
    """
    path = path_of_answer(envelope.header, callback=exchange.link.callback)
    key = key_of(exchange, envelope)
    if (before := earlier(exchange, envelope, key)) is not None:
        taken(exchange, envelope)
        return before
    _row, number = taken(exchange, envelope)
    found = searched(exchange.asking, searches(envelope))
    people = {each.person for each in found if each.person}
    send_later(
        exchange,
        envelope,
        path=path,
        key=key,
        message=search_response(envelope, number, found),
        count=len(found),
        person=people.pop() if len(people) == 1 else "",
    )
    return number


def take_status(exchange: Exchange, envelope: Envelope) -> str:
    """Takes a question about an earlier one, whose answer follows; its number.

    Raises:
        Rejected: as `take_search`.
    """
    path = path_of_answer(envelope.header, callback=exchange.link.callback)
    row, number = taken(exchange, envelope)
    message = status_response(exchange, envelope, number)
    key = f"{exchange.service}:{row}"
    send_later(exchange, envelope, path=path, key=key, message=message, count=1)
    return number


def answer_status(exchange: Exchange, envelope: Envelope) -> bytes:
    """The answer to a question about an earlier one, at once.

    Raises:
        Rejected: the message had come already.
    """
    row, number = taken(exchange, envelope)
    message = status_response(exchange, envelope, number)
    return answered(exchange, envelope, row=row, message=message, found=[Said({})])


def send_later(
    exchange: Exchange,
    envelope: Envelope,
    *,
    path: str,
    key: str,
    message: Mapping[str, Any],
    count: int,
    person: str = "",
) -> None:
    """Has an answer sent to the registered address of the partner."""
    outgoing = Outgoing(
        service=exchange.service,
        key=key,
        path=path,
        action=answer_to(envelope.header.action),
        message=message,
        count=count,
        subject=("person", person) if person else ("", ""),
    )
    enqueue(
        fund_id=exchange.desk.fund.id,
        user_id=exchange.link.user_id,
        outgoing=outgoing,
        at=exchange.at,
    )


def key_of(exchange: Exchange, envelope: Envelope) -> str:
    """What is the same of a request that is sent again under another name."""
    references = [
        each.reference_id for each in envelope.items if isinstance(each, SearchItem | SubscribeItem)
    ]
    said = "\n".join([envelope.transaction_id, *references])
    return f"{exchange.service}:{hashlib.sha256(said.encode()).hexdigest()}"


def earlier(exchange: Exchange, envelope: Envelope, key: str) -> str | None:
    """The number of the same request, when it was taken already under another name."""
    if not ExchangeRequest.objects.filter(user_id=exchange.link.user_id, key=key).exists():
        return None
    first = (
        ExchangeMessage.objects.filter(
            user_id=exchange.link.user_id,
            transaction_id=envelope.transaction_id,
            service=exchange.service,
            direction="in",
            status="succ",
        )
        .order_by("id")
        .first()
    )
    return number_of(MESSAGE, first.at, first.pk) if first else None


def status_response(exchange: Exchange, envelope: Envelope, number: str) -> Mapping[str, Any]:
    """What has become of something that was asked: of each of its requests, received or done."""
    asked = next(each for each in envelope.items if isinstance(each, StatusItem))
    found = [
        writing.answered(reference_id=reference, at=exchange.at, status=status)
        for message in _asked_about(exchange, asked)
        for reference, status in _states(exchange, message)
        if asked.attribute_type != "reference_id_list" or reference in asked.values
    ]
    unknown = writing.answered(
        reference_id=asked.reference_id,
        at=exchange.at,
        status=Status.RJCT,
        reason=ItemReason.REFERENCE,
        said="nothing was asked under that name",
    )
    told = {
        "transaction_id": envelope.transaction_id,
        "correlation_id": number,
        "search_response": found or [unknown],
    }
    return {
        "transaction_id": envelope.transaction_id,
        "correlation_id": number,
        "txnstatus_response": {"txn_type": asked.txn_type, "txn_status": told},
    }


def _asked_about(exchange: Exchange, asked: StatusItem) -> list[ExchangeMessage]:
    """The partner's own messages that are asked about, the newest first."""
    service = SEARCH if asked.txn_type == "search" else SUBSCRIBE
    mine = ExchangeMessage.objects.filter(
        user_id=exchange.link.user_id, direction="in", service=service, status="succ"
    ).order_by("-id")
    if asked.attribute_type == "transaction_id":
        return list(mine.filter(transaction_id__in=asked.values)[:_LOOKED_THROUGH])
    if asked.attribute_type == "reference_id_list":
        return list(mine[:_LOOKED_THROUGH])
    return list(mine.filter(pk__in=_rows(asked.values)))


def _rows(numbers: Sequence[str]) -> list[int]:
    rows = []
    for each in numbers:
        try:
            rows.append(row_of(MESSAGE, each))
        except NotKnown:
            continue
    return rows


def _states(exchange: Exchange, message: ExchangeMessage) -> list[tuple[str, Status]]:
    envelope = read_again(message)
    if envelope is None:
        return []
    waiting = ExchangeRequest.objects.filter(
        user_id=message.user_id, key=key_of(exchange_of(exchange, message), envelope)
    ).first()
    state = RequestState(waiting.state) if waiting else RequestState.ANSWERED
    status = _STATES.get(state, Status.RJCT)
    return [
        (each.reference_id, status)
        for each in envelope.items
        if isinstance(each, SearchItem | SubscribeItem)
    ]


def exchange_of(exchange: Exchange, message: ExchangeMessage) -> Exchange:
    """The exchange that an earlier message of the same partner was."""
    return Exchange(exchange.desk, exchange.link, message.service, message.at)


def read_again(message: ExchangeMessage) -> Envelope | None:
    """A message of the journal as it was read; None once its bytes are forgotten.

    Raises:
        Unavailable: this process cannot open them.
    """
    raw = bytes_of(row=message.pk)
    if raw is None:
        return None
    try:
        return parse(raw, service=_KINDS[message.service], at=message.at)
    except Rejected:  # a reader that has become stricter since
        return None


def heard_answer(exchange: Exchange, envelope: Envelope) -> str:
    """Takes the answer to something that we asked; its number.

    What we ask has the name of its message for transaction: by it the answer finds its question.

    Raises:
        Rejected: the message had come already.
    """
    mine = {"user_id": exchange.link.user_id, "message_id": envelope.transaction_id}
    asked = ExchangeMessage.objects.filter(direction="out", **mine).first()
    _row, number = taken(exchange, envelope, answers=asked.pk if asked else None)
    ExchangeRequest.objects.filter(state=RequestState.SENT.value, **mine).update(
        state=RequestState.ANSWERED.value
    )
    return number
