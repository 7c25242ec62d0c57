"""DCI messages as we write them: acknowledgements, answers, callbacks, requests.

What is null or empty is left out: the standard's lists of words know no null.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from socle.exchange.dci.codes import VERSION, Ack, Action, ErrorCode, Rejected, Status
from socle.exchange.dci.fields import LONGEST_TEXT

Json = dict[str, Any]


def told_at(at: datetime) -> str:
    """An instant as the standard writes it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def filled(said: Mapping[str, Any]) -> Json:
    """An object without what says nothing; false and zero say something."""
    found: Json = {}
    for name, value in said.items():
        kept = _filled(value)
        if kept not in (None, "", [], {}):
            found[name] = kept
    return found


def _filled(value: Any) -> Any:
    if isinstance(value, Mapping):
        return filled(value)
    if isinstance(value, list | tuple):
        return [_filled(each) for each in value]
    return value


def written(said: Mapping[str, Any]) -> bytes:
    """The bytes of a message."""
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def acknowledged(*, correlation_id: str, at: datetime, ack: Ack = Ack.ACK) -> Json:
    """A message was taken; an answer follows, or with NACK nothing does."""
    return {
        "message": {
            "ack_status": ack.value,
            "timestamp": told_at(at),
            "correlation_id": correlation_id,
        }
    }


def not_taken(refused: Rejected, *, correlation_id: str, at: datetime, ack: Ack = Ack.ERR) -> Json:
    """A message was not taken, and why; a repeated one is valid, and nothing follows: NACK."""
    found = acknowledged(correlation_id=correlation_id, at=at, ack=ack)
    found["message"]["error"] = {
        "code": refused.error.value,
        "message": str(refused)[:LONGEST_TEXT],
    }
    return found


def http_error(code: ErrorCode, said: str) -> Json:
    """A refusal before any message is read: no token, not agreed, out of order."""
    return {"errors": [{"code": code.value, "message": said[:LONGEST_TEXT]}]}


def request_header(
    *,
    message_id: str,
    at: datetime,
    action: Action,
    sender_id: str,
    total_count: int,
    receiver_id: str = "",
    sender_uri: str = "",
) -> Json:
    """The header of what we ask."""
    return filled(
        {
            "version": VERSION,
            "message_id": message_id,
            "message_ts": told_at(at),
            "action": action.value,
            "sender_id": sender_id,
            "sender_uri": sender_uri,
            "receiver_id": receiver_id,
            "total_count": total_count,
            "is_msg_encrypted": False,
        }
    )


def answer_header(
    *,
    message_id: str,
    at: datetime,
    action: Action,
    sender_id: str,
    receiver_id: str = "",
    total_count: int = 0,
    status: Status = Status.SUCC,
    refused: Rejected | None = None,
) -> Json:
    """The header of what we answer or tell; with `refused`, of a message that was not done."""
    return filled(
        {
            "version": VERSION,
            "message_id": message_id,
            "message_ts": told_at(at),
            "action": action.value,
            "status": Status.RJCT.value if refused else status.value,
            "status_reason_code": header_reason(refused),
            "status_reason_message": str(refused)[:LONGEST_TEXT] if refused else "",
            "total_count": total_count,
            "completed_count": total_count,
            "sender_id": sender_id,
            "receiver_id": receiver_id,
            "is_msg_encrypted": False,
        }
    )


def header_reason(refused: Rejected | None) -> str:
    """The code of a refusal in a header: those of one request have no place there."""
    if refused is None:
        return ""
    codes = {
        "rjct.version.invalid",
        "rjct.message_id.duplicate",
        "rjct.message_ts.invalid",
        "rjct.action.invalid",
        "rjct.action.not_supported",
        "rjct.total_count.invalid",
        "rjct.total_count.limit_exceeded",
    }
    return refused.reason if refused.reason in codes else "rjct.errors.too_many"


def answered(
    *,
    reference_id: str,
    at: datetime,
    status: Status,
    reason: str = "",
    said: str = "",
    **more: Any,
) -> Json:
    """One item of an answer: to a search, a subscription, a question of enrolment."""
    return filled(
        {
            "reference_id": reference_id,
            "timestamp": told_at(at),
            "status": status.value,
            "status_reason_code": reason,
            "status_reason_message": said[:LONGEST_TEXT],
            **more,
        }
    )


def found_records(records: Sequence[Mapping[str, Any]], *, reg_type: str, record_type: str) -> Json:
    """What was found, even nothing: the list of records must be there."""
    return {
        "version": VERSION,
        "reg_type": reg_type,
        "reg_record_type": record_type,
        "reg_records": [filled(each) for each in records],
    }


def paged(*, size: int, number: int, total: int) -> Json:
    """Which page of how many."""
    return {"page_size": size, "page_number": number, "total_count": total}


def event(
    *,
    reference_id: str,
    at: datetime,
    event_type: str,
    reg_type: str,
    record_type: str,
    record: Mapping[str, Any],
) -> Json:
    """One event that we tell."""
    return {
        "reference_id": reference_id,
        "timestamp": told_at(at),
        "data": {
            "version": VERSION,
            "reg_type": reg_type,
            "reg_event_type": event_type,
            "reg_record_type": record_type,
            "reg_records": filled(record),
        },
    }


def message(
    header: Mapping[str, Any], said: Mapping[str, Any] | None, signature: str = ""
) -> bytes:
    """The bytes of a whole message; a refusal may have a header only."""
    whole: Json = {"signature": signature} if signature else {}
    whole["header"] = dict(header)
    if said is not None:
        whole["message"] = dict(said)
    return written(whole)
