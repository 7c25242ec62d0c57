"""The one door: submitting an act, validating a proposal, reversing an act."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NoReturn

from django.db import transaction

from socle.countries.clock import legal_day
from socle.kernel.errors import Conflict, Fault, NotKnown, Refused
from socle.platform.access.queries import require, require_act
from socle.platform.access.types import Desk, Permission
from socle.platform.acts import drafts
from socle.platform.acts.catalogue import act_type, doubts_on, is_known, undo_of
from socle.platform.acts.controls import (
    LONGEST_MOTIVE,
    evidence_faults,
    far_faults,
    located,
    read_fields,
    request_faults,
    text_fault,
)
from socle.platform.acts.doubts import to_json
from socle.platform.acts.errors import Invalid
from socle.platform.acts.guarded import require_proved
from socle.platform.acts.kept import kept_fields, opened_fields
from socle.platform.acts.models import Act, ActProposal
from socle.platform.acts.progress import (
    AlreadyDone,
    Tried,
    act_of_key,
    answer_as_sure,
    performing,
)
from socle.platform.acts.proposed import REVERSES, proposed_request
from socle.platform.acts.queries import later_act_on, require_second
from socle.platform.acts.types import ActAnswer, ActRequest, ActStatus, ActType
from socle.platform.documents.queries import foreign_documents
from socle.platform.sql import next_ids
from socle.platform.temporal.operations import restore
from socle.platform.temporal.tables import temporal_tables

MOST_EVIDENCE = 20


def submit(
    *,
    desk: Desk,
    act_type_code: str,
    fields: Mapping[str, Any],
    effective_on: date,
    motive: str,
    key: str,
    at: datetime,
    evidence: tuple[int, ...] = (),
) -> ActAnswer:
    """Performs an act of the catalogue, or proposes it where it needs four eyes or is in doubt.

    The same key with the same request again answers `already_done`. `evidence` are stored files
    that the author handed in.

    Raises:
        Invalid: fields or pieces are missing, unknown or wrong; all faults at once.
        Refused: the desk may not, or the act's own rules say no.
        Conflict: the key was used for another request, or another act came first.
    """
    asked = ActRequest(desk, act_type_code, fields, effective_on, motive, key, evidence)
    return _submit(asked, at)


def propose(
    *,
    desk: Desk,
    act_type_code: str,
    fields: Mapping[str, Any],
    effective_on: date,
    motive: str,
    key: str,
    at: datetime,
    evidence: tuple[int, ...] = (),
) -> ActAnswer:
    """Leaves an act to a person, even of a type that one person does alone.

    Raises:
        As `submit`.
    """
    asked = ActRequest(desk, act_type_code, fields, effective_on, motive, key, evidence)
    return _submit(asked, at, is_proposed=True)


def complete(
    *,
    desk: Desk,
    draft: str,
    fields: Mapping[str, Any],
    effective_on: date,
    motive: str,
    key: str,
    at: datetime,
    evidence: tuple[int, ...] = (),
) -> ActAnswer:
    """Submits the act that a draft was kept for, and closes the draft with what came of it.

    `evidence` may be files that were kept with the draft, whoever handed them in.

    Raises:
        NotKnown: there is no such draft.
        Conflict: somebody else has completed or dropped it. Otherwise as `submit`.
    """
    with transaction.atomic():
        code, kept = drafts.kept_in(draft, desk=desk)
        asked = ActRequest(desk, code, fields, effective_on, motive, key, evidence)
        answer = _submit(asked, at, kept)
        drafts.complete(draft, desk=desk, answer=answer, at=at)
        return answer


def _submit(
    asked: ActRequest,
    at: datetime,
    kept: frozenset[int] = frozenset(),
    *,
    is_proposed: bool = False,
) -> ActAnswer:
    desk, kind = asked.desk, act_type(asked.type)
    require(desk, kind.permission)
    require_act(desk, kind.code)
    require_proved(desk, kind.code)
    _require_own(asked.evidence, desk, kept)
    faults = request_faults(asked.effective_on, asked.motive, asked.key)
    today = legal_day(at, desk.fund.country)
    read, wrong = read_fields(kind, desk.fund, asked.fields)
    wrong += far_faults(kind, desk.fund, read, asked.effective_on, today)
    if faults := faults + wrong + evidence_faults(kind, desk.fund, read, asked.evidence, at):
        raise Invalid(faults)
    request = replace(asked, fields=read, motive=asked.motive.strip(), asked_on=today)
    with located(kind, asked):
        if kind.motive_missing and not request.motive:
            raise Refused(kind.motive_missing)
        if kind.controls:
            kind.controls(request=request, today=today)
        request = _with_doubts(kind, request)
        if request.doubts and not request.motive:
            raise Invalid([*request.doubts, Fault("acts.doubt_without_motive", field="motive")])
        if kind.needs_four_eyes or request.doubts or is_proposed:
            return _propose(request, at)
        return _perform(kind, request)


def _require_own(evidence: tuple[int, ...], desk: Desk, kept: frozenset[int]) -> None:
    """Nobody gives another's file as evidence, but for what a draft was kept with.

    Raises:
        NotKnown: `document.unknown`, whether it is another's or nobody's.
    """
    if len(evidence) > MOST_EVIDENCE:
        raise Refused("document.too_many", most=MOST_EVIDENCE)
    asked = set(evidence) - kept
    for document_id in foreign_documents(ids=asked, user_id=desk.user_id) if asked else ():
        raise NotKnown("document.unknown", number=document_id)


def _with_doubts(kind: ActType, request: ActRequest) -> ActRequest:
    return replace(request, doubts=doubts_on(kind, request))


def validate(*, desk: Desk, number: str, at: datetime) -> ActAnswer:
    """Performs a proposed act, by a second person.

    Raises:
        NotKnown: there is no such proposal.
        Refused: the author may not validate their own act, or it was refused, or it is for others
            to decide on what that agency has entered.
    """
    require(desk, Permission.VALIDATE_ACTS)
    with transaction.atomic():
        found = ActProposal.objects.select_for_update().filter(number=number).first()
        if found is None:
            raise NotKnown("acts.proposal_unknown", number=number)
        require_second(found, desk)
        if found.refusal:
            raise Refused("acts.proposal_refused", number=number)
        return decide(proposal=found, validator=desk, at=at)


def decide(*, proposal: ActProposal, validator: Desk, at: datetime) -> ActAnswer:
    """Performs a proposal that this person lets pass; the caller has seen that they may."""
    # Decided first: the database records nobody as validator who has not decided.
    if proposal.decided_at is None:
        proposal.decided_by_id, proposal.decided_at = validator.user_id, at
        proposal.decided_for_id = validator.acts_for_id
        proposal.save(update_fields=["decided_by", "decided_for", "decided_at"])
    return _perform_proposed(proposal, validator)


def try_proposed(*, proposal: ActProposal, author: Desk) -> NoReturn:
    """Does a proposal as its author would, for the caller to take back, and records no act.

    Raises:
        Tried: it would pass. Otherwise as performing it.
    """
    request = replace(proposed_request(proposal, author), desk=author, is_tried=True)
    if REVERSES in request.fields:
        _perform_reversal(request)
    else:
        kind = act_type(proposal.type)
        kind.perform(_with_doubts(kind, request))
    raise Tried


def _perform_proposed(found: ActProposal, validator: Desk) -> ActAnswer:
    request = replace(proposed_request(found, validator), validated_by=validator)
    if REVERSES in request.fields:
        return _perform_reversal(request)
    kind = act_type(found.type)
    return _perform(kind, _with_doubts(kind, request))


def refuse(*, desk: Desk, number: str, reason: str, at: datetime) -> None:
    """Turns a proposal down, with the reason its author will read.

    Raises:
        NotKnown: there is no open proposal with that number.
        Refused: the author may not decide, nor another agency, or no reason was given.
    """
    require(desk, Permission.VALIDATE_ACTS)
    if fault := text_fault("reason", reason.strip(), LONGEST_MOTIVE):
        raise Invalid([fault])
    with transaction.atomic():
        found = (
            ActProposal.objects.select_for_update()
            .filter(number=number, decided_at__isnull=True)
            .first()
        )
        if found is None:
            raise NotKnown("acts.proposal_unknown", number=number)
        require_second(found, desk)
        found.decided_by_id, found.decided_at, found.refusal = desk.user_id, at, reason.strip()
        found.decided_for_id = desk.acts_for_id
        found.save(update_fields=["decided_by", "decided_for", "decided_at", "refusal"])


def reverse(*, desk: Desk, number: str, motive: str, key: str, at: datetime) -> ActAnswer:
    """Reverses an act by a counter-act: what it had superseded is believed again.

    What two people did, one does not undo: such a reversal is proposed, then validated.

    Raises:
        NotKnown: no act has that number.
        Refused: acts of this type are corrected otherwise, or a later act rests on this one.
    """
    found = Act.objects.filter(number=number).first()
    if found is None:
        raise NotKnown("acts.unknown", number=number)
    if not is_known(found.type):
        # Done by an operation of its own, as a deposit is, and corrected by another.
        raise Refused("acts.not_reversible", number=number)
    kind = act_type(found.type)
    require(desk, kind.permission)
    require_proved(desk, kind.code)
    if not kind.is_reversible or found.reverses_id is not None:
        raise Refused("acts.not_reversible", number=number)
    faults = request_faults(found.effective_on, motive, key)
    if not motive.strip():
        faults.append(Fault("acts.field_missing", field="motive"))
    if faults:
        raise Invalid(faults)
    request = ActRequest(
        desk=desk,
        type=found.type,
        fields={REVERSES: number},
        effective_on=found.effective_on,
        motive=motive.strip(),
        key=key,
    )
    if kind.needs_four_eyes or found.validator_id is not None:
        return _propose(request, at)
    return _perform_reversal(request)


def reverse_one_of_many(
    *, desk: Desk, number: str, motive: str, key: str, with_locks: bool = True
) -> ActAnswer:
    """Reverses an act that one person did alone, for an operation that takes many back at once.

    The caller has seen that the desk may, and has the second person that the whole needs.
    Without locks, for more files than the server has locks: others may act on them meanwhile, and
    the caller looks whether anybody did before it ends (`hold_all_acts`, `touched_since`).

    Raises:
        Refused: a later act rests on this one.
    """
    found = Act.objects.get(number=number)
    return _perform_reversal(
        ActRequest(desk, found.type, {REVERSES: number}, found.effective_on, motive, key),
        with_locks=with_locks,
    )


def _perform_reversal(request: ActRequest, *, with_locks: bool = True) -> ActAnswer:
    found = Act.objects.get(number=request.fields[REVERSES])
    try:
        with performing(
            request,
            subject_kind=found.subject_kind,
            subject_number=found.subject_number,
            locks=tuple(found.touched) if with_locks else (),
            is_alone=with_locks,
        ) as act:
            if Act.objects.filter(reverses_id=found.pk).exists():
                raise Conflict("acts.already_reversed", number=found.number)
            _require_nothing_rests_on(found)
            for table in temporal_tables():
                later = restore(table, act_id=found.pk)
                if later is not None:
                    by = Act.objects.get(pk=later).number
                    raise Refused("acts.later_act", number=found.number, later=by)
            if undo := undo_of(found.type):
                undo(act, found.pk)
            act.reverses_id = found.pk
            act.touched = set(found.touched)
            act.before, act.after = found.after, found.before
            return act.answer()
    except AlreadyDone as done:
        return done.answer


def _require_nothing_rests_on(opening: Act) -> None:
    """A file that was opened by mistake is closed again only while nothing was done in it."""
    if not is_known(opening.type) or not act_type(opening.type).opens_file:
        return
    later = later_act_on(
        subjects=[f"{opening.subject_kind}:{opening.subject_number}"], act_id=opening.pk
    )
    if later is not None:
        raise Refused("acts.later_act", number=opening.number, later=later)


def _perform(kind: ActType, request: ActRequest) -> ActAnswer:
    if request.validated_by is None and ActProposal.objects.filter(key=request.key).exists():
        raise Conflict("acts.key_reused", key=request.key)
    try:
        return kind.perform(request)
    except AlreadyDone as done:
        return done.answer


def _propose(request: ActRequest, at: datetime) -> ActAnswer:
    fund_id = request.desk.fund.id
    said: dict[str, Any] = {
        "type": request.type,
        "fields": {name: str(value) for name, value in request.fields.items()},
        "effective_on": request.effective_on,
        "motive": request.motive,
        "evidence": list(request.evidence),
    }
    proposal = ActProposal.objects.filter(key=request.key).first()
    if proposal is not None:
        answer_as_sure()
    else:
        if done := act_of_key(fund_id=fund_id, key=request.key):
            raise Conflict("acts.key_reused", key=request.key, act=done.act)
        (new_id,) = next_ids("act_proposal")
        proposal, _created = ActProposal.objects.get_or_create(
            fund_id=fund_id,
            key=request.key,
            defaults=said
            | {
                "fields": kept_fields(request.type, said["fields"], fund_id=fund_id),
                "doubts": to_json(request.doubts),
                "id": new_id,
                "number": f"P-{at.year}-{new_id:09d}",
                "author_id": request.desk.user_id,
                "author_for_id": request.desk.acts_for_id,
                "agencies": sorted(_entered_for(request)),
                "proposed_at": at,
            },
        )
    held = {name: getattr(proposal, name) for name in said}
    held["fields"] = opened_fields(proposal.type, proposal.fields, fund_id=fund_id)
    if held != said:
        raise Conflict("acts.key_reused", key=request.key)
    if proposal.refusal:
        raise Refused("acts.proposal_refused", number=proposal.number)
    done = act_of_key(fund_id=fund_id, key=request.key)
    return done or ActAnswer(act=proposal.number, status=ActStatus.TO_VALIDATE, subject="")


def _entered_for(request: ActRequest) -> frozenset[str]:
    """The agencies for which the author has the right to what they propose; none: the fund."""
    kind = act_type(request.type)
    if kind.is_of_fund:
        return frozenset()
    return request.desk.agencies_for(kind.permission) or frozenset()
