"""What is answered a partner in DCI: status, body; the refusals of the standard in their places."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from socle.exchange.dci import writing
from socle.exchange.dci.codes import Ack, Action, ErrorCode, HeaderReason, Rejected

_STATUS = {
    ErrorCode.UNAUTHORIZED: HTTPStatus.UNAUTHORIZED,
    ErrorCode.FORBIDDEN: HTTPStatus.FORBIDDEN,
    ErrorCode.NOT_FOUND: HTTPStatus.NOT_FOUND,
    ErrorCode.TOO_MANY: HTTPStatus.TOO_MANY_REQUESTS,
    ErrorCode.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    ErrorCode.SIGNATURE_MISSING: HTTPStatus.UNAUTHORIZED,
    ErrorCode.SIGNATURE_INVALID: HTTPStatus.UNAUTHORIZED,
}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, whoever sends it: the bytes are what was signed."""

    status: HTTPStatus
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def said(status: HTTPStatus, body: Mapping[str, Any], **headers: str) -> Reply:
    """An answer in JSON."""
    return Reply(status, json.dumps(body, ensure_ascii=False).encode(), headers)


def shut(error: ErrorCode, why: str, *, seconds: int = 0) -> Reply:
    """Nothing was read: no token, another fund's, a scope that is not agreed, too many calls."""
    headers = (
        {"WWW-Authenticate": 'Bearer realm="Socle"'} if error is ErrorCode.UNAUTHORIZED else {}
    )
    if seconds:
        headers["Retry-After"] = str(seconds)
    body = writing.written(writing.http_error(error, why))
    return Reply(_STATUS.get(error, HTTPStatus.BAD_REQUEST), body, headers)


def acknowledged(number: str, at: datetime) -> Reply:
    """Taken; what is to follow follows by another way."""
    found = writing.acknowledged(correlation_id=number, at=at)
    return Reply(HTTPStatus.ACCEPTED, writing.written(found))


def not_taken(refused: Rejected, *, at: datetime, number: str = "") -> Reply:
    """An asynchronous message was not taken. One that had come already is valid."""
    is_repeated = refused.reason == HeaderReason.DUPLICATE
    found = writing.not_taken(
        refused,
        correlation_id=number or str(uuid4()),
        at=at,
        ack=Ack.NACK if is_repeated else Ack.ERR,
    )
    if refused.error in _STATUS:
        found |= writing.http_error(refused.error, str(refused))
    return Reply(HTTPStatus.ACCEPTED if is_repeated else _status(refused), writing.written(found))


def not_answered(
    refused: Rejected, *, at: datetime, action: Action, sender_id: str, receiver_id: str
) -> Reply:
    """A synchronous message was not answered: a header says so, and the code is beside it."""
    header = writing.answer_header(
        message_id=str(uuid4()),
        at=at,
        action=action,
        sender_id=sender_id,
        receiver_id=receiver_id,
        refused=refused,
    )
    body = {"header": header, **writing.http_error(refused.error, str(refused))}
    is_repeated = refused.reason == HeaderReason.DUPLICATE
    return Reply(HTTPStatus.OK if is_repeated else _status(refused), writing.written(body))


def _status(refused: Rejected) -> HTTPStatus:
    return _STATUS.get(refused.error, HTTPStatus.BAD_REQUEST)
