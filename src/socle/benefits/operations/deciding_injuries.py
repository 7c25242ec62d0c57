"""What the fund decides of a work injury, and how care of it ends.

French: reconnaissance, guérison, consolidation avec taux d’incapacité permanente, révision.
"""

from datetime import date

from socle.benefits.models import (
    ClaimDecision,
    ClaimInjury,
    InjuryCertificate,
    InjuryDecision,
    InjuryOutcome,
    WorkInjury,
)
from socle.benefits.operations.injuries import on_injury
from socle.benefits.queries.injuries import (
    ended_since,
    injury_row,
    sealed_part,
    state_of,
)
from socle.benefits.queries.known import known
from socle.benefits.types.health import RATE
from socle.benefits.types.injuries import (
    UNDER_CARE,
    CertificateOf,
    DecidedOf,
    Ending,
    InjuryState,
    Recognition,
)
from socle.kernel.errors import Conflict, Refused
from socle.platform.acts.fields import require_past
from socle.platform.acts.progress import ActInProgress
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.sql import next_ids
from socle.registry.queries import died_on

_GRANTED = "granted"


def decide_injury(request: ActRequest) -> ActAnswer:
    """Recognises or refuses the occupational character, a relapse, or that the victim died of it.

    French: reconnaissance du caractère professionnel, de la rechute, du décès des suites.

    Raises:
        NotKnown: no such injury.
        Refused: a paper is wanting, or the register knows no death.
        Conflict: it is decided already.
    """
    fields = request.fields
    injury = injury_row(fields["injury"])
    about, outcome = DecidedOf(fields["about"]), Recognition(fields["outcome"])
    with on_injury(request, injury=injury) as act:
        require_past(request.effective_on, act)
        if request.effective_on < injury.declared_on:
            raise Refused("injuries.before_declaration", injury=injury.number)
        relapse = _require_decidable(injury, about, outcome)
        (new_id,) = next_ids("injury_decision")
        decision = InjuryDecision.objects.create(
            id=new_id,
            fund_id=injury.fund_id,
            number=f"DAT-{request.effective_on.year}-{new_id:06d}",
            injury=injury,
            certificate=relapse,
            act_id=act.id,
            about=about.value,
            outcome=outcome.value,
            decided_on=request.effective_on,
            ground=fields["ground"],
            inquiry=fields.get("inquiry", ""),
        )
        act.after = {
            "injury": injury.number,
            "decision": decision.number,
            "about": about.value,
            "outcome": outcome.value,
            "ground": decision.ground,
        }
        return act.answer()


def close_injury(request: ActRequest) -> ActAnswer:
    """The medical adviser's word at the end of care: healed, consolidated with a rate, or revised.

    French: guérison, consolidation avec taux d’incapacité permanente (IPP), révision du taux.

    Raises:
        NotKnown: no such injury.
        Refused: the injury is not under care, its dates cross, or the rate is wanting or too much.
    """
    injury = injury_row(request.fields["injury"])
    kind = Ending(request.fields["ending"])
    since: date = request.fields["since"]
    rate = _rate(kind, request.fields.get(RATE, ""))
    with on_injury(request, injury=injury) as act:
        require_past(since, act)
        state, before = state_of(injury), ended_since(injury)
        wanted = (InjuryState.CONSOLIDATED,) if kind is Ending.REVISED else UNDER_CARE
        if state not in wanted:
            raise Refused("injuries.not_to_close", injury=injury.number)
        if since < injury.happened_on or (before is not None and since <= before):
            raise Refused("injuries.closed_before", injury=injury.number)
        _require_after_relapse(injury, since)
        kept = (
            sealed_part(fund_id=injury.fund_id, number=injury.number, name="rate", value=rate)
            if rate
            else ""
        )
        InjuryOutcome.objects.create(
            fund_id=injury.fund_id,
            injury=injury,
            act_id=act.id,
            kind=kind.value,
            since=since,
            rate=kept,
        )
        act.after = {
            "injury": injury.number,
            "ending": kind.value,
            "from": since.isoformat(),
            **({RATE: kept} if kept else {}),
        }
        return act.answer()


def undo_injury_act(act: ActInProgress, reversed_id: int) -> None:
    """What was done last of an injury is undone first, and nothing that a claim was granted on.

    Raises:
        Conflict: `injuries.rested_on`.
    """
    rows = (WorkInjury, InjuryCertificate, InjuryDecision, InjuryOutcome, ClaimInjury)
    own = WorkInjury.objects.filter(act_id=reversed_id).values_list("pk", flat=True).first()
    for model in rows[1:]:
        if own is None:
            found = model.objects.filter(act_id=reversed_id)
            own = found.values_list("injury_id", flat=True).first()
    if own is None:
        return
    number = WorkInjury.objects.values_list("number", flat=True).get(pk=own)
    for model in rows[1:]:
        later = model.objects.filter(known(), injury_id=own, act_id__gt=reversed_id)
        if later.exclude(act_id=act.id).exists():
            raise Conflict("injuries.rested_on", injury=number)
    claims = ClaimInjury.objects.filter(known(), injury_id=own)
    if ClaimDecision.objects.filter(
        known(),
        claim_id__in=claims.values("claim_id"),
        outcome=_GRANTED,
        act_id__gt=reversed_id,
    ).exists():
        raise Conflict("injuries.rested_on", injury=number)


def _require_decidable(
    injury: WorkInjury, about: DecidedOf, outcome: Recognition
) -> InjuryCertificate | None:
    """What may be decided now; the certificate of the relapse that is decided."""
    state = state_of(injury)
    if about is DecidedOf.CHARACTER:
        if outcome is Recognition.RECOGNISED and not _has_initial(injury):
            raise Refused("injuries.no_initial_certificate", injury=injury.number)
        is_again = state is InjuryState.REFUSED and outcome is Recognition.RECOGNISED
        if not is_again and state not in (InjuryState.DECLARED, InjuryState.COMPLETE):
            raise Conflict("injuries.decided_already", injury=injury.number)
        return None
    if about is DecidedOf.RELAPSE:
        if state is not InjuryState.RELAPSE_DECLARED:
            raise Refused("injuries.no_relapse", injury=injury.number)
        return (
            InjuryCertificate.objects.filter(known(), injury=injury, kind=CertificateOf.RELAPSE)
            .order_by("-id")
            .first()
        )
    _require_death(injury, state)
    return None


def _has_initial(injury: WorkInjury) -> bool:
    initial = InjuryCertificate.objects.filter(known(), injury=injury, kind=CertificateOf.INITIAL)
    return initial.exists()


def _require_death(injury: WorkInjury, state: InjuryState) -> None:
    if state in (InjuryState.DECLARED, InjuryState.COMPLETE, InjuryState.REFUSED):
        raise Refused("injuries.not_recognised", injury=injury.number)
    dead = died_on(person_id=injury.person_id)
    if dead is None or dead < injury.happened_on:
        raise Refused("injuries.no_death", injury=injury.number)
    about = InjuryDecision.objects.filter(known(), injury=injury, about=DecidedOf.DEATH)
    last = about.order_by("-id").first()
    if last is not None and last.outcome == Recognition.RECOGNISED:
        raise Conflict("injuries.decided_already", injury=injury.number)


def _require_after_relapse(injury: WorkInjury, since: date) -> None:
    relapse = (
        InjuryCertificate.objects.filter(known(), injury=injury, kind=CertificateOf.RELAPSE)
        .order_by("-id")
        .first()
    )
    if relapse is not None and since < relapse.issued_on and state_of(injury) in UNDER_CARE:
        raise Refused("injuries.closed_before", injury=injury.number)


def _rate(kind: Ending, said: str) -> str:
    """The rate of permanent incapacity: asked where care leaves something, and nowhere else."""
    if kind is Ending.HEALED:
        if said:
            raise Refused("injuries.healed_has_no_rate")
        return ""
    if not (said.isascii() and said.isdecimal() and len(said) <= 3 and int(said) <= 100):
        raise Refused("injuries.rate_unread", read=said[:10])
    return str(int(said))
