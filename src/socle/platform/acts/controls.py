"""The controls at entry that every act shares: what it has, its fields, its pieces.

What is wrong is gathered, never raised: a form shows every fault at once, a draft keeps them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from socle.countries.clock import legal_day
from socle.kernel.errors import Fault, SocleError
from socle.platform.access.types import FundView
from socle.platform.acts.catalogue import HIDDEN
from socle.platform.acts.types import ActRequest, ActType, Field, FieldKind
from socle.platform.documents.queries import documents
from socle.platform.documents.types import DocumentView

LONGEST_MOTIVE = 500
_LONGEST_KEY = 120
# Signs that show nothing and turn what follows about: pasted with a text, never part of it. Joiners
# stay, which some scripts need.
_UNSEEN = re.compile("[\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_FIRST_YEAR, _LAST_YEAR = 1800, 2199


def piece_field(code: str) -> str:
    """The name under which a form asks for a piece, and a fault names it."""
    return f"piece_{code}"


def evidence_faults(
    kind: ActType, fund: FundView, fields: Mapping[str, Any], evidence: Sequence[int], at: datetime
) -> list[Fault]:
    """Pieces that the act is asked for and does not have, and those that serve no more."""
    faults = []
    if kind.needs_evidence and not evidence:
        faults.append(Fault("acts.evidence_missing", field="evidence"))
    asked = [piece for piece in kind.pieces(fund) if piece.is_asked(fields)]
    given = documents(ids=evidence) if asked and evidence else ()
    today = legal_day(at, fund.country)
    for piece in asked:
        here = [each for each in given if each.kind == piece.code]
        if not here and piece.is_required:
            facts = {"piece": str(piece.label)}
            faults.append(Fault("acts.piece_missing", field=piece_field(piece.code), facts=facts))
        if here and (ended := _ended(kind, fund, here, today)) is not None:
            facts = {"name": ended[0].name, "last_day": f"{ended[1]:%d/%m/%Y}"}
            faults.append(Fault("acts.piece_expired", field=piece_field(piece.code), facts=facts))
    return faults


def _ended(
    kind: ActType, fund: FundView, here: Sequence[DocumentView], today: date
) -> tuple[DocumentView, date] | None:
    """A document of which the last day is past, where none of its kind still serves."""
    ended = [(each, last_day(kind, fund, each)) for each in here]
    if any(day is None or day >= today for _each, day in ended):
        return None
    return next((each, day) for each, day in ended if day is not None)


def last_day(kind: ActType, fund: FundView, document: DocumentView) -> date | None:
    """The last day on which a document serves this act; None where it always does."""
    piece = next((each for each in kind.pieces(fund) if each.code == document.kind), None)
    if piece is None:
        return document.expires_on
    return piece.last_day(legal_day(document.stored_at, fund.country), document.expires_on)


def request_faults(effective_on: date, motive: str, key: str) -> list[Fault]:
    """What is wrong with what every act has."""
    faults = [text_fault("key", key, _LONGEST_KEY)]
    if motive.strip():
        faults.append(text_fault("motive", motive.strip(), LONGEST_MOTIVE))
    if not _is_legal_day(effective_on):
        said = effective_on.isoformat()
        faults.append(Fault("acts.not_a_date", field="effective_on", read=said))
    return [fault for fault in faults if fault is not None]


def far_faults(
    kind: ActType, fund: FundView, fields: Mapping[str, Any], effective_on: date, today: date
) -> list[Fault]:
    """Days that lie further ahead than the act may plan: a year mistyped, most often."""
    days: list[tuple[str, date, int | None]] = [("effective_on", effective_on, kind.ahead_days)]
    for field in kind.fields(fund):
        if field.kind is FieldKind.DATE and field.name in fields:
            days.append((field.name, fields[field.name], field.ahead_days))
    lasts = [
        (name, day, today + timedelta(days=most)) for name, day, most in days if most is not None
    ]
    return [
        Fault("acts.day_far", field=name, facts={"last": last.isoformat()})
        for name, day, last in lasts
        if day > last and _is_legal_day(day)
    ]


@contextmanager
def located(kind: ActType, asked: ActRequest) -> Iterator[None]:
    """Has what refuses a request name the field that it is about, where one alone holds it."""
    try:
        yield
    except SocleError as error:
        error.field = error.field or _told_at(error, kind, asked)
        raise


def _told_at(error: SocleError, kind: ActType, asked: ActRequest) -> str:
    """The one field that holds what a refusal tells; empty where none does, or several."""
    if error.code == kind.motive_missing:
        return "motive"
    facts = {str(fact) for fact in error.facts.values() if fact}
    said = {name: str(value or "").strip() for name, value in asked.fields.items()}
    said["effective_on"] = asked.effective_on.isoformat()
    # A secret is told by its end alone.
    ends = {name: f"{HIDDEN} {said[name][-4:]}" for name in kind.secrets & said.keys()}
    found = [name for name, text in said.items() if text and {text, ends.get(name, text)} & facts]
    chosen = {each.name for each in kind.fields(asked.desk.fund) if each.choices is not None}
    # A word of a list is rarely what a refusal is about, where it tells what was written too.
    found = [name for name in found if name not in chosen] or found
    return found[0] if len(found) == 1 else ""


def text_fault(name: str, text: str, most: int) -> Fault | None:
    if not text:
        return Fault("acts.field_missing", field=name)
    if len(text) > most or "\x00" in text or _has_surrogate(text):
        return Fault("acts.field_too_long", field=name, facts={"most": most})
    return None


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in text)


def _is_legal_day(day: date) -> bool:
    """Days that the law and the calendar arithmetic of a file can hold."""
    return _FIRST_YEAR <= day.year <= _LAST_YEAR


def read_fields(
    kind: ActType, fund: FundView, given: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Fault]]:
    """What was given, read by the act's fields, and everything that is wrong with it."""
    read: dict[str, Any] = {}
    asked = kind.fields(fund)
    known = {field.name for field in asked}
    faults = [Fault("acts.field_unknown", field=name) for name in given if name not in known]
    for field in asked:
        text = _UNSEEN.sub("", str(given.get(field.name) or "")).strip()
        fault = _field_fault(field, fund, text)
        if fault is not None:
            faults.append(fault)
        elif text:
            read[field.name] = date.fromisoformat(text) if field.kind is FieldKind.DATE else text
    return read, faults


def _field_fault(field: Field, fund: FundView, text: str) -> Fault | None:
    if not text and not field.is_required:
        return None
    if fault := text_fault(field.name, text, field.max_length):
        return fault
    if field.kind is FieldKind.DATE and not _is_day(text):
        return Fault("acts.not_a_date", field=field.name, read=text[:40])
    if field.choices is not None and text not in (allowed := field.choices(fund)):
        return Fault(
            "acts.not_a_choice",
            field=field.name,
            read=text[:40],
            facts={"allowed": ", ".join(allowed)},
        )
    return None


def _is_day(text: str) -> bool:
    """Whether it is a day written `2026-03-16`; Python alone would also take `2026-W12-1`."""
    if len(text) != len("2026-03-16"):
        return False
    try:
        return _is_legal_day(date.fromisoformat(text))
    except ValueError:
        return False
