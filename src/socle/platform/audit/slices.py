"""The verification of a fund cut into short pieces: each a transaction of its own.

Whole, it would hold one snapshot, and the only worker, for as long as the fund is old.
"""

from dataclasses import dataclass

from django.db import connection

from socle.platform.access.scope import fund_scope
from socle.platform.audit.queries import changed_act, checks, one_check
from socle.platform.documents.queries import document_ids, first_changed_document

_ACTS, _DOCUMENTS = 500, 50


@dataclass(frozen=True, slots=True)
class Place:
    """How far a verification is: the step, and behind which row of it."""

    step: int = 0
    after: int = 0


@dataclass(frozen=True, slots=True)
class Slice:
    """What a piece came to: a break as a sentence, and where the next piece begins, if any."""

    first_break: str | None
    next: Place | None


def verify_slice(*, fund_id: int, place: Place) -> Slice:
    """Verifies the piece that begins at a place: a check of a module, then documents, then acts."""
    with fund_scope(fund_id):
        every = [*checks(), "socle_find_broken_seal"]
        if place.step < len(every):
            found = one_check(every[place.step])
            return Slice(found, None if found else Place(place.step + 1))
        if place.step == len(every):
            return _documents(place)
        return _acts(place)


def counted(*, fund_id: int) -> int:
    """How many acts the fund has."""
    with fund_scope(fund_id), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM act")
        return int(cursor.fetchone()[0])


def _documents(place: Place) -> Slice:
    ids = document_ids(after=place.after, limit=_DOCUMENTS)
    found = first_changed_document(ids=ids)
    if found:
        return Slice(found, None)
    is_last = len(ids) < _DOCUMENTS
    return Slice(None, Place(place.step + 1) if is_last else Place(place.step, ids[-1]))


def _acts(place: Place) -> Slice:
    found, last = changed_act(after=place.after, limit=_ACTS)
    return Slice(found, None if found or last is None else Place(place.step, last))
