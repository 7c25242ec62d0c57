"""Acts that still lack something: kept as typed, resumed by anyone of the fund, never lost.

A draft changes no file. It is closed once: by the act or the proposal that came of it, or dropped
with a reason. What was refused is corrected through a draft too, which so links the new proposal
to the old one.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from socle.kernel.errors import Conflict, Fault, NotKnown, Refused
from socle.platform.access.queries import require
from socle.platform.access.types import Desk
from socle.platform.acts.catalogue import act_type
from socle.platform.acts.controls import LONGEST_MOTIVE, text_fault
from socle.platform.acts.doubts import to_json
from socle.platform.acts.errors import Invalid
from socle.platform.acts.kept import is_of_another, kept_fields
from socle.platform.acts.models import ActDraft, ActProposal
from socle.platform.acts.types import ActAnswer, ActStatus
from socle.platform.documents.queries import foreign_documents
from socle.platform.sql import next_ids

_MOST_FIELDS, _LONGEST_TEXT = 80, 1000


def save_draft(
    *,
    desk: Desk,
    act_type_code: str,
    fields: Mapping[str, str],
    evidence: tuple[int, ...],
    wanting: tuple[Fault, ...],
    at: datetime,
    number: str = "",
    seen_at: datetime | None = None,
) -> str:
    """Keeps an act to be completed, new or resumed, and returns the draft's number.

    `seen_at` is when the resumed draft had been saved as its editor read it.

    Raises:
        Refused: the desk may not do such an act, or the draft holds more than any act.
        NotKnown: no open draft has that number.
        Conflict: somebody else has saved it since.
    """
    kind = act_type(act_type_code)
    require(desk, kind.permission)
    kept = kept_fields(kind.code, _kept(fields), fund_id=desk.fund.id)
    with transaction.atomic():
        found = _open(number, desk) if number else None
        if found is not None and (found.type != kind.code or found.saved_at != seen_at):
            raise Conflict("acts.draft_changed", number=number, by=found.saved_by.full_name)
        known = found.evidence if found else []
        for document_id in foreign_documents(ids=evidence, user_id=desk.user_id):
            if document_id not in known:
                raise NotKnown("document.unknown", number=document_id)
        said = _said(desk, kept, evidence, wanting, at)
        if found is None:
            return _new(desk, kind.code, said, at).number
        for name, value in said.items():
            setattr(found, name, value)
        found.save(update_fields=[name.removesuffix("_id") for name in said])
        return found.number


def leave_draft(
    *,
    desk: Desk,
    act_type_code: str,
    fields: Mapping[str, str],
    evidence: tuple[int, ...],
    wanting: tuple[Fault, ...],
    at: datetime,
) -> str:
    """Leaves an act for whoever may do it, on behalf of one who may not; the draft's number.

    For an operation that takes in what people ask of the fund: `desk` signs it, the files are its.

    Raises:
        Refused: the draft holds more than any act.
    """
    with transaction.atomic():
        kept = kept_fields(act_type_code, _kept(fields), fund_id=desk.fund.id)
        said = _said(desk, kept, evidence, wanting, at)
        return _new(desk, act_type(act_type_code).code, said, at).number


def correct(*, desk: Desk, proposal: str, at: datetime) -> str:
    """Opens a refused proposal again as a draft, and returns the draft's number.

    The same number once somebody has opened it already.

    Raises:
        NotKnown: there is no such proposal.
        Refused: it was not refused, or the desk may not do such an act.
    """
    with transaction.atomic():
        found = ActProposal.objects.select_for_update().filter(number=proposal).first()
        if found is None:
            raise NotKnown("acts.proposal_unknown", number=proposal)
        kind = act_type(found.type)
        require(desk, kind.permission)
        if not found.refusal or "reverses" in found.fields:
            raise Refused("acts.nothing_to_correct", number=proposal)
        known = ActDraft.objects.filter(corrects=found).first()
        if known is not None:
            return known.number
        typed = {name: str(value) for name, value in found.fields.items()}
        said = {
            "fields": typed
            | {"effective_on": found.effective_on.isoformat(), "motive": found.motive},
            "evidence": found.evidence,
            "wanting": [],
            "saved_by_id": desk.user_id,
            "saved_at": at,
            "corrects": found,
        }
        return _new(desk, kind.code, said, at).number


def drop_draft(*, desk: Desk, number: str, reason: str, at: datetime) -> None:
    """Gives an act up that was to be completed; the reason is kept.

    Raises:
        Invalid: no reason was given.
        NotKnown: no open draft has that number.
        Refused: the desk may not do such an act.
    """
    if fault := text_fault("reason", reason.strip(), LONGEST_MOTIVE):
        raise Invalid([fault])
    with transaction.atomic():
        found = _open(number, desk)
        require(desk, act_type(found.type).permission)
        _close(found, desk, at, reason=reason.strip())


def complete(number: str, *, desk: Desk, answer: ActAnswer, at: datetime) -> None:
    """Closes a draft with what came of it; the same answer again changes nothing.

    Raises:
        Conflict: it was completed or dropped by somebody else.
    """
    found = ActDraft.objects.select_for_update().get(number=number)
    if found.closed_at is None:
        _close(found, desk, at, outcome=answer.act)
    elif answer.status is not ActStatus.ALREADY_DONE and found.outcome != answer.act:
        raise Conflict("acts.draft_closed", number=number)


def kept_in(number: str, *, desk: Desk) -> tuple[str, frozenset[int]]:
    """The type of act of a draft, and the stored files that it was kept with.

    Raises:
        NotKnown: there is no such draft.
    """
    found = ActDraft.objects.filter(number=number).first()
    if found is None or is_of_another(desk, found.author_id):
        raise NotKnown("acts.draft_unknown", number=number)
    return found.type, frozenset(found.evidence)


def _kept(fields: Mapping[str, str]) -> dict[str, str]:
    kept = {name: text for name, text in fields.items() if text}
    if len(kept) > _MOST_FIELDS or any(len(text) > _LONGEST_TEXT for text in kept.values()):
        raise Refused("acts.draft_too_long")
    return kept


def _said(
    desk: Desk,
    kept: dict[str, str],
    evidence: tuple[int, ...],
    wanting: tuple[Fault, ...],
    at: datetime,
) -> dict[str, object]:
    return {
        "fields": kept,
        "evidence": list(evidence),
        "wanting": to_json(wanting),
        "saved_by_id": desk.user_id,
        "saved_at": at,
    }


def _new(desk: Desk, code: str, said: dict[str, object], at: datetime) -> ActDraft:
    (new_id,) = next_ids("act_draft")
    return ActDraft.objects.create(
        id=new_id,
        fund_id=desk.fund.id,
        number=f"B-{at.year}-{new_id:09d}",
        type=code,
        author_id=desk.user_id,
        opened_at=at,
        **said,
    )


def _open(number: str, desk: Desk) -> ActDraft:
    found = (
        ActDraft.objects.select_for_update(of=("self",))
        .select_related("saved_by")
        .filter(number=number, closed_at__isnull=True)
        .first()
    )
    if found is None or is_of_another(desk, found.author_id):
        raise NotKnown("acts.draft_unknown", number=number)
    return found


def _close(
    found: ActDraft, desk: Desk, at: datetime, *, outcome: str = "", reason: str = ""
) -> None:
    found.closed_by_id, found.closed_at = desk.user_id, at
    found.outcome, found.reason = outcome, reason
    found.save(update_fields=["closed_by", "closed_at", "outcome", "reason"])
