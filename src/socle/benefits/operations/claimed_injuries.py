"""Claims made of a work injury: of whose, of which day, and granted once it is recognised."""

from socle.benefits.models import Claim, ClaimInjury, WorkInjury
from socle.benefits.queries.claims import claim_row, claims
from socle.benefits.queries.injuries import injuries, injury_of_claim, injury_row, rate_of
from socle.benefits.queries.known import number_of
from socle.benefits.types.injuries import OF_INJURY, OF_ITS_DEATH, InjuryState
from socle.kernel.errors import Conflict, Refused
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.registry.queries.merging import ids_of_person

_UNFOUNDED = (InjuryState.DECLARED, InjuryState.COMPLETE, InjuryState.REFUSED)


def link_injury(request: ActRequest) -> ActAnswer:
    """Says of which injury a claim is made, where it was filed without it.

    Raises:
        NotKnown: no such claim or injury.
        Refused: the claim and the injury contradict each other.
        Conflict: the claim is decided already.
    """
    claim = claim_row(request.fields["claim"])
    with performing(
        request, subject_kind="person", subject_number=number_of(claim.person_id)
    ) as act:
        (line,) = claims(limit=1, number=claim.number)
        if line.decided_on is not None:
            raise Conflict("benefits.decided_already", claim=claim.number)
        injury = keep_injury(act=act, claim=claim, number=request.fields["injury"])
        act.after = {"claim": claim.number, "injury": injury.number}
        return act.answer()


def keep_injury(*, act: ActInProgress, claim: Claim, number: str) -> WorkInjury:
    """Keeps of which injury a claim is made.

    Raises:
        NotKnown: no such injury.
        Refused: it is somebody else's, of a later day, or the benefit is of no injury.
    """
    injury = injury_row(number)
    if claim.benefit not in OF_INJURY | OF_ITS_DEATH:
        raise Refused("injuries.not_of_benefit", benefit=claim.benefit)
    files = ids_of_person(person_id=claim.person_id, known_at=None)
    if injury.person_id not in files:
        raise Refused("injuries.of_another", injury=number, claim=claim.number)
    if claim.event_on < injury.happened_on:
        known = injury.happened_on.isoformat()
        raise Refused("injuries.claimed_before", injury=number, known=known)
    ClaimInjury.objects.create(fund_id=claim.fund_id, claim=claim, injury=injury, act_id=act.id)
    return injury


def require_recognised(claim: Claim) -> None:
    """A claim that names its injury is granted once that injury, or the death of it, is recognised.

    Raises:
        Refused: `injuries.not_recognised`, `injuries.death_not_recognised`.
    """
    injury = injury_of_claim(claim_id=claim.pk)
    if injury is None:
        return
    (line,) = injuries(limit=1, number=injury.number)
    if line.state in _UNFOUNDED:
        raise Refused("injuries.not_recognised", injury=injury.number)
    if claim.benefit in OF_ITS_DEATH and not line.is_fatal:
        raise Refused("injuries.death_not_recognised", injury=injury.number)


def require_same_rate(claim: Claim, *, said: str) -> None:
    """The rate of a claim that names its injury is the register's: of the event, or at last.

    Raises:
        Refused: `injuries.rate_otherwise`.
    """
    injury = injury_of_claim(claim_id=claim.pk)
    if injury is None or claim.benefit not in OF_INJURY:
        return
    known = {each[0] for on in (claim.event_on, None) if (each := rate_of(injury, on=on))}
    if known and said not in known:
        raise Refused("injuries.rate_otherwise", injury=injury.number)
