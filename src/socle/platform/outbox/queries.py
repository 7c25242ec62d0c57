"""The stream of events, read from the acts themselves.

An act is the record of what it did, written in the transaction that did it: nothing that happened
can be missing here, and nothing here has not happened. The stream is read up to the known horizon
only: an act that is still being written holds it back, so that a reader who goes on from where it
stopped never passes over one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from socle.platform.acts.catalogue import act_type, is_known
from socle.platform.outbox import catalogue
from socle.platform.outbox.types import Event, EventKind, Place, Stretch
from socle.platform.temporal.queries import horizon

_BEGINNING = Place(datetime(1970, 1, 1, tzinfo=UTC), 0, "")
_TOLD = ("employer:", "person:")
_ACTS = """
    SELECT id, number, type, touched, subject_kind || ':' || subject_number, recorded_at,
      reverses_id IS NOT NULL
    FROM act WHERE type = ANY(%(told)s) AND recorded_at <= %(settled)s
      AND (recorded_at, id) >= (%(at)s, %(act)s)
    ORDER BY recorded_at, id LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class _Act:
    id: int
    number: str
    type: str
    touched: list[str]
    subject: str
    recorded_at: datetime
    is_reversal: bool


def events(*, after: Place | None, limit: int) -> Stretch:
    """At most so many events that follow a place (None: the beginning), in the order of the acts.

    Read again from one place, they come again the same.
    """
    since = after or _BEGINNING
    # One act more: the one in which the reader stopped may have nothing left.
    acts = _acts(since, horizon(), limit + 1)
    told: list[Event] = []
    end = after
    for act in acts:
        last = since.subject if act.id == since.act_id else ""
        for event in _events(act, last, limit - len(told)):
            told.append(event)
            last = event.place.subject
        end = Place(act.recorded_at, act.id, last)
        if len(told) == limit:
            return Stretch(tuple(told), end, is_whole=False)
    return Stretch(tuple(told), end, is_whole=len(acts) <= limit)


def _acts(since: Place, settled: datetime, limit: int) -> list[_Act]:
    said: dict[str, Any] = {
        "told": catalogue.told(),
        "settled": settled,
        "at": since.at,
        "act": since.act_id,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ACTS, said)
        return [_Act(*row) for row in cursor.fetchall()]


def _events(act: _Act, after: str, most: int) -> Iterator[Event]:
    opened = catalogue.opened_by(act.type)
    subjects = new = opened(act.id, after, most) if opened is not None else []
    if opened is None or catalogue.names_files(act.type):
        touched = [each for each in act.touched if each.startswith(_TOLD) and each > after]
        subjects = sorted(touched)[:most]
    for subject in subjects:
        kind, _colon, number = subject.partition(":")
        yield Event(
            kind=_kind(act, subject, kind, is_opened=subject in new),
            subject_kind=kind,
            subject_number=number,
            act=act.number,
            recorded_at=act.recorded_at,
            place=Place(act.recorded_at, act.id, subject),
        )


def _kind(act: _Act, subject: str, kind: str, *, is_opened: bool) -> EventKind:
    if catalogue.is_of_families(act.type) and kind == "person":
        return EventKind.FAMILY_CHANGED
    opens = is_opened or (
        subject == act.subject and is_known(act.type) and act_type(act.type).opens_file
    )
    is_new = opens and not act.is_reversal
    if kind == "person":
        return EventKind.PERSON_REGISTERED if is_new else EventKind.PERSON_CHANGED
    return EventKind.EMPLOYER_REGISTERED if is_new else EventKind.EMPLOYER_CHANGED
