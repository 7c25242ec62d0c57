"""Declaring a work injury, and the certificates that follow.

French: accidents du travail et maladies professionnelles. A declaration is received whoever the
employer is and however late it comes: what is wanting or late is said, and stops nothing.
"""

import re
from contextlib import AbstractContextManager
from datetime import date

from socle.benefits.models import (
    InjuryCertificate,
    WorkInjury,
)
from socle.benefits.queries.filings import require_filing_day
from socle.benefits.queries.injuries import (
    deadline_to_declare,
    ended_since,
    injuries,
    injury_row,
    sealed_part,
    state_of,
)
from socle.benefits.queries.known import number_of
from socle.benefits.types.injuries import (
    ENDED,
    CertificateOf,
    Declarer,
    InjuryKind,
    InjuryState,
)
from socle.kernel.errors import Conflict, NotKnown, Refused
from socle.platform.access.queries import require_employer
from socle.platform.acts.fields import require_past
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.documents.queries import documents
from socle.platform.sql import next_ids
from socle.registry.queries import died_on, employer_id, employments_of_person, person_id
from socle.registry.queries.merging import ids_of_person

_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_PAPER = "medical_certificate"
_ENDS = {CertificateOf.HEALING, CertificateOf.CONSOLIDATION, CertificateOf.FINAL}


def declare_injury(request: ActRequest) -> ActAnswer:
    """Receives the declaration of an injury, with its first certificate where there is one.

    French: déclaration d’accident du travail ou de maladie professionnelle.

    Raises:
        NotKnown: no such victim, or no such employer.
        Refused: the declaration contradicts the register or itself.
        Conflict: the same injury is declared already.
    """
    fields, fund = request.fields, request.desk.fund
    victim, kind = fields["person"], InjuryKind(fields["kind"])
    happened_on: date = fields["happened_on"]
    _require_own(request, victim, happened_on)
    key = person_id(victim)
    employer = fields.get("employer")
    with performing(request, subject_kind="person", subject_number=victim) as act:
        require_past(request.effective_on, act)
        require_filing_day(request)
        _require_sound(request, key)
        _require_new(key, kind, happened_on)
        declared_by = Declarer(fields["declared_by"])
        due = deadline_to_declare(fund=fund, declared_by=declared_by, happened_on=happened_on)
        (new_id,) = next_ids("work_injury")
        number = f"AT-{request.effective_on.year}-{new_id:06d}"
        injury = WorkInjury.objects.create(
            id=new_id,
            fund_id=fund.id,
            number=number,
            act_id=act.id,
            person_id=key,
            employer_id=employer_id(employer) if employer else None,
            employer_name="" if employer else fields["employer_name"],
            kind=kind.value,
            happened_on=happened_on,
            declared_by=declared_by.value,
            declared_on=request.effective_on,
            due_on=due.last_day if due else None,
            recorded_at=act.recorded_at,
            **_told(request, number),
        )
        certified = _certify(request, act, injury, CertificateOf.INITIAL)
        if employer:
            act.touched.add(f"employer:{employer}")
        act.after = {
            "injury": number,
            "injury_kind": kind.value,
            "happened_on": happened_on.isoformat(),
            "declare_until": due.last_day.isoformat() if due else None,
            "injury_certificate": certified or None,
        }
        return act.answer()


def add_injury_certificate(request: ActRequest) -> ActAnswer:
    """Adds a medical certificate; one of a relapse, once care has ended, asks for a decision.

    Of an injury that was refused, the first one alone: it may have been refused for want of it.

    French: certificat initial, de prolongation, de guérison, de consolidation, final, de rechute.

    Raises:
        NotKnown: no such injury.
        Refused: its dates contradict the injury, or a relapse is certified before care has ended.
    """
    injury = injury_row(request.fields["injury"])
    kind = CertificateOf(request.fields["certificate"])
    with on_injury(request, injury=injury) as act:
        state, since = state_of(injury), ended_since(injury)
        issued_on: date = request.fields["issued_on"]
        if state is InjuryState.REFUSED and kind is not CertificateOf.INITIAL:
            raise Refused("injuries.refused", injury=injury.number)
        if kind is CertificateOf.RELAPSE and (
            state not in ENDED or (since is not None and issued_on <= since)
        ):
            raise Refused("injuries.no_relapse_yet", injury=injury.number)
        if kind in (CertificateOf.PROLONGATION, *_ENDS) and state in ENDED:
            raise Refused("injuries.care_ended", injury=injury.number)
        _certify(request, act, injury, kind)
        act.after = {
            "injury": injury.number,
            "injury_certificate": kind.value,
            "issued_on": issued_on.isoformat(),
        }
        return act.answer()


def on_injury(request: ActRequest, *, injury: WorkInjury) -> AbstractContextManager[ActInProgress]:
    """An act on an injury is one on its victim's file: two of them wait for each other."""
    victim = number_of(injury.person_id)
    return performing(request, subject_kind="person", subject_number=victim)


def _require_own(request: ActRequest, victim: str, on: date) -> None:
    """An employer's clerk declares for one's own employer, and for who worked there that day.

    Raises:
        NotKnown: the employer is not theirs.
        Refused: no employer is named, or nobody of that number worked there.
    """
    desk, employer = request.desk, request.fields.get("employer", "")
    if not desk.employer_numbers:
        return
    if not employer:
        raise Refused("registry.employer_needed")
    require_employer(desk, employer)
    if request.fields["declared_by"] != Declarer.EMPLOYER:
        raise Refused("injuries.employer_declares")
    try:
        worked = employments_of_person(number=victim, on=on, known_at=None)
    except NotKnown:
        worked = []  # the same answer as for somebody of another employer
    if employer not in {each.employer_number for each in worked}:
        raise Refused("injuries.not_yours", number=victim, on=on.isoformat())


def _require_sound(request: ActRequest, key: int) -> None:
    fields, happened_on = request.fields, request.fields["happened_on"]
    if happened_on > request.effective_on:
        raise Refused("injuries.not_yet", on=happened_on.isoformat())
    if not fields.get("employer") and not fields.get("employer_name"):
        raise Refused("injuries.employer_unsaid")
    if fields["declared_by"] in (Declarer.KIN, Declarer.INSPECTOR) and not fields.get("declarer"):
        raise Refused("injuries.declarer_unsaid")
    hour = fields.get("happened_at", "")
    if hour and not _HOUR.fullmatch(hour):
        raise Refused("injuries.hour_unread", read=hour[:20])
    dead = died_on(person_id=key)
    if dead is not None and dead < happened_on:
        raise Refused("injuries.victim_dead", on=dead.isoformat())


def _require_new(key: int, kind: InjuryKind, happened_on: date) -> None:
    """One injury is declared once: the same kind, the same victim, the same day."""
    files = ids_of_person(person_id=key, known_at=None)
    for each in injuries(limit=200, person_ids=files):
        if (each.kind, each.happened_on) == (kind, happened_on):
            raise Conflict("injuries.declared_already", injury=each.number)


def _told(request: ActRequest, number: str) -> dict[str, str]:
    """What was told of it; what tells of health, sealed."""
    fund_id, fields = request.desk.fund.id, request.fields
    sealed = {
        name: sealed_part(fund_id=fund_id, number=number, name=name, value=fields[name])
        for name in ("nature", "seat")
    }
    named = ("happened_at", "place", "circumstances", "witnesses", "third_party", "declarer")
    return sealed | {name: fields.get(name, "") for name in named}


def _certify(
    request: ActRequest, act: ActInProgress, injury: WorkInjury, kind: CertificateOf
) -> str:
    """Keeps a certificate of the act's fields and papers; what it is, empty where there is none.

    Raises:
        Refused: its days cross, or are before the injury or yet to come.
    """
    fields = request.fields
    issued_on, since, until = (fields.get(name) for name in ("issued_on", "off_since", "off_until"))
    paper = next(
        (
            each.id
            for each in (documents(ids=request.evidence) if request.evidence else ())
            if each.kind == _PAPER
        ),
        None,
    )
    if issued_on is None:
        if since or until or paper:
            raise Refused("injuries.certificate_undated")
        return ""
    require_past(issued_on, act)
    if issued_on < injury.happened_on or (since is not None and since < injury.happened_on):
        raise Refused("injuries.certified_before", on=injury.happened_on.isoformat())
    if (since is None) != (until is None) or (since and until and until < since):
        raise Refused("injuries.days_crossed")
    InjuryCertificate.objects.create(
        fund_id=injury.fund_id,
        injury=injury,
        act_id=act.id,
        kind=kind.value,
        issued_on=issued_on,
        off_since=since,
        off_until=until,
        doctor=fields.get("doctor", ""),
        document_id=paper,
    )
    return kind.value
