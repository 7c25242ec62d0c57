"""The process's own log in production: one JSON object a line, with the request's name.

It holds nobody's data. What we write ourselves carries identifiers of work, never what people
typed. Of others' lines the template is kept and not its values; of an error its kind and where it
arose, not its message, which quotes rows; of a request the pattern of its address, not the address.
"""

import logging
import traceback
from typing import Any

import structlog
from structlog.types import EventDict, Processor

_OURS = "socle."
_DJANGO = "django."


def formatter() -> logging.Formatter:
    """What a handler writes its lines with."""
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=before,
        processors=[
            _without_persons,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )


def _without_persons(_logger: Any, _method: str, told: EventDict) -> EventDict:
    record: logging.LogRecord = told["_record"]
    # Taken off the record itself, or the standard formatter would write it out below the line.
    raised = told.get("exc_info")
    error = raised[1] if isinstance(raised, tuple) else None
    kept = {name: value for name, value in told.items() if name not in {"exc_info", "stack_info"}}
    kept["event"] = _event(record, str(told["event"]))
    if record.name.startswith(_DJANGO):
        kept |= _of_request(record)
    if error is not None:
        kept["error"] = _of_error(error)
    return kept


def _event(record: logging.LogRecord, said: str) -> str:
    if record.name.startswith(_OURS):
        return said
    # Django puts addresses and headers in its sentences; the name of its logger says what it was.
    return record.name if record.name.startswith(_DJANGO) else str(record.msg)


def _of_request(record: logging.LogRecord) -> dict[str, Any]:
    request = getattr(record, "request", None)
    found = getattr(request, "resolver_match", None)
    return {
        "status": getattr(record, "status_code", None),
        "method": getattr(request, "method", None),
        "route": getattr(found, "route", None),
    }


def _of_error(error: BaseException) -> dict[str, Any]:
    """Its kind, PostgreSQL's code where it has one, and the last places it came through."""
    places = traceback.extract_tb(error.__traceback__)[-8:]
    cause = error.__cause__
    return {
        "kind": type(error).__name__,
        "sqlstate": getattr(cause or error, "sqlstate", None),
        "at": [f"{each.filename.rpartition('/')[2]}:{each.lineno} {each.name}" for each in places],
    }
