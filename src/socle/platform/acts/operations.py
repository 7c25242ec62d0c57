"""The one door: submitting an act, validating a proposal, reversing an act."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from socle.kernel.errors import Conflict, Fault, NotKnown, Refused
from socle.platform.access.queries import require
from socle.platform.access.types import Desk, Permission
from socle.platform.acts.catalogue import act_type
from socle.platform.acts.errors import Invalid
from socle.platform.acts.models import Act, ActProposal
from socle.platform.acts.progress import AlreadyDone, performing
from socle.platform.acts.types import (
    ActAnswer,
    ActRequest,
    ActStatus,
    ActType,
    Field,
    FieldKind,
)
from socle.platform.temporal.operations import restore
from socle.platform.temporal.tables import temporal_tables


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
    """Performs an act of the catalogue, or proposes it where the act needs four eyes.

    The same key with the same request again answers `already_done`.

    Raises:
        Invalid: fields are missing, unknown or malformed; all faults at once.
        Refused: the desk may not, or the act's own rules say no.
        Conflict: the key was used for another request, or another act came first.
    """
    kind = act_type(act_type_code)
    require(desk, kind.permission)
    request = ActRequest(
        desk=desk,
        type=kind.code,
        fields=_read_fields(kind, desk, fields),
        effective_on=effective_on,
        motive=motive.strip(),
        key=key,
        evidence=evidence,
    )
    if kind.needs_four_eyes:
        return _propose(request, at)
    return _perform(kind, request)


def validate(*, desk: Desk, number: str, at: datetime) -> ActAnswer:
    """Performs a proposed act, by a second person.

    Raises:
        NotKnown: there is no such proposal.
        Refused: the author may not validate their own act, or it was refused.
    """
    require(desk, Permission.VALIDATE_ACTS)
    with transaction.atomic():
        found = ActProposal.objects.select_for_update().filter(number=number).first()
        if found is None:
            raise NotKnown("acts.proposal_unknown", number=number)
        if found.author_id == desk.user_id:
            raise Refused("acts.own_act")
        if found.refusal:
            raise Refused("acts.proposal_refused", number=number)
        request = ActRequest(
            desk=_author_desk(found, desk),
            type=found.type,
            fields=found.fields,
            effective_on=found.effective_on,
            motive=found.motive,
            key=found.key,
            evidence=tuple(found.evidence),
            validated_by=desk,
        )
        answer = _perform(act_type(found.type), request)
        found.decided_by_id, found.decided_at = desk.user_id, at
        found.save(update_fields=["decided_by", "decided_at"])
        return answer


def refuse(*, desk: Desk, number: str, reason: str, at: datetime) -> None:
    """Turns a proposal down, with the reason its author will read.

    Raises:
        NotKnown: there is no open proposal with that number.
        Refused: the author may not decide, or no reason was given.
    """
    require(desk, Permission.VALIDATE_ACTS)
    if not reason.strip():
        raise Invalid([Fault("acts.field_missing", field="reason")])
    with transaction.atomic():
        found = (
            ActProposal.objects.select_for_update()
            .filter(number=number, decided_at__isnull=True)
            .first()
        )
        if found is None:
            raise NotKnown("acts.proposal_unknown", number=number)
        if found.author_id == desk.user_id:
            raise Refused("acts.own_act")
        found.decided_by_id, found.decided_at, found.refusal = desk.user_id, at, reason.strip()
        found.save(update_fields=["decided_by", "decided_at", "refusal"])


def reverse(*, desk: Desk, number: str, motive: str, key: str) -> ActAnswer:
    """Reverses an act by a counter-act: what it had superseded is believed again.

    Raises:
        NotKnown: no act has that number.
        Refused: acts of this type are corrected otherwise, or a later act rests on this one.
    """
    found = Act.objects.filter(number=number).first()
    if found is None:
        raise NotKnown("acts.unknown", number=number)
    kind = act_type(found.type)
    require(desk, kind.permission)
    if not kind.is_reversible or found.reverses_id is not None:
        raise Refused("acts.not_reversible", number=number)
    if not motive.strip():
        raise Invalid([Fault("acts.field_missing", field="motive")])
    request = ActRequest(
        desk=desk,
        type=found.type,
        fields={"reverses": number},
        effective_on=found.effective_on,
        motive=motive.strip(),
        key=key,
    )
    try:
        with performing(
            request,
            subject_kind=found.subject_kind,
            subject_number=found.subject_number,
            locks=tuple(found.touched),
        ) as act:
            if Act.objects.filter(reverses_id=found.pk).exists():
                raise Conflict("acts.already_reversed", number=number)
            for table in temporal_tables():
                later = restore(table, act_id=found.pk)
                if later is not None:
                    by = Act.objects.get(pk=later).number
                    raise Refused("acts.later_act", number=number, later=by)
            act.reverses_id = found.pk
            act.touched = set(found.touched)
            act.before, act.after = found.after, found.before
            return act.answer()
    except AlreadyDone as done:
        return done.answer


def _perform(kind: ActType, request: ActRequest) -> ActAnswer:
    try:
        return kind.perform(request)
    except AlreadyDone as done:
        return done.answer


def _propose(request: ActRequest, at: datetime) -> ActAnswer:
    fund_id = request.desk.fund.id
    proposal, created = ActProposal.objects.get_or_create(
        fund_id=fund_id,
        key=request.key,
        defaults={
            "number": f"P-{at.year}-{request.key[:32]}",
            "type": request.type,
            "fields": {name: str(value) for name, value in request.fields.items()},
            "effective_on": request.effective_on,
            "motive": request.motive,
            "evidence": list(request.evidence),
            "author_id": request.desk.user_id,
            "proposed_at": at,
        },
    )
    if not created and proposal.type != request.type:
        raise Conflict("acts.key_reused", key=request.key)
    status = ActStatus.TO_VALIDATE if proposal.decided_at is None else ActStatus.ALREADY_DONE
    return ActAnswer(act=proposal.number, status=status, subject="")


def _author_desk(proposal: ActProposal, validator: Desk) -> Desk:
    author = proposal.author
    return Desk(
        user_id=author.pk,
        login=author.login,
        name=author.full_name,
        fund=validator.fund,
        roles=frozenset(),
        employer_numbers=frozenset(),
    )


def _read_fields(kind: ActType, desk: Desk, given: Mapping[str, Any]) -> dict[str, Any]:
    faults: list[Fault] = []
    read: dict[str, Any] = {}
    asked = kind.fields(desk.fund)
    known = {field.name for field in asked}
    faults += [Fault("acts.field_unknown", field=name) for name in given if name not in known]
    for field in asked:
        text = str(given.get(field.name) or "").strip()
        fault = _field_fault(field, desk, text)
        if fault is not None:
            faults.append(fault)
        elif text:
            read[field.name] = date.fromisoformat(text) if field.kind is FieldKind.DATE else text
    if faults:
        raise Invalid(faults)
    return read


def _field_fault(field: Field, desk: Desk, text: str) -> Fault | None:
    if not text:
        return Fault("acts.field_missing", field=field.name) if field.is_required else None
    if len(text) > field.max_length or "\x00" in text:
        return Fault(
            "acts.field_too_long", field=field.name, facts={"most": field.max_length}
        )
    if field.kind is FieldKind.DATE:
        try:
            date.fromisoformat(text)
        except ValueError:
            return Fault("acts.not_a_date", field=field.name, read=text[:40])
    if field.choices is not None and text not in (allowed := field.choices(desk.fund)):
        return Fault(
            "acts.not_a_choice",
            field=field.name,
            read=text[:40],
            facts={"allowed": ", ".join(allowed)},
        )
    return None
