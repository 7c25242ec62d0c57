"""Deciding a claim: computed inside the act, stored with its steps, seen by two people.

Who proposes says the outcome, the act computes it, and who validates is shown what it would give.
"""

from socle.benefits.covering import award_ids_of, cover_pensioners
from socle.benefits.granting import give, keep_decision, not_ready, told, with_payees
from socle.benefits.models import Claim, ClaimPiece
from socle.benefits.operations.claimed_injuries import require_recognised
from socle.benefits.queries.calculations import calculate
from socle.benefits.queries.claims import claim_row, claims, told_of
from socle.benefits.queries.known import known, number_of
from socle.benefits.queries.pieces import missing_of
from socle.benefits.queries.planning import begins_on, planned
from socle.benefits.types import Calculation, Outcome, PlannedAward, Stage
from socle.kernel.errors import Conflict, Refused
from socle.platform.acts.fields import require_past
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest


def decide_claim(request: ActRequest) -> ActAnswer:
    """Grants a claim what the calculation gives, or refuses it with reasons.

    Raises:
        NotKnown: no such claim.
        Refused: something is missing to decide, or the calculation says otherwise.
        Conflict: it is decided already, and no appeal asks to decide again.
    """
    claim = claim_row(request.fields["claim"])
    number, fund = number_of(claim.person_id), request.desk.fund
    with performing(
        request, subject_kind="person", subject_number=number, locks=(f"claim:{claim.number}",)
    ) as act:
        require_past(request.effective_on, act)
        _require_open(claim)
        found = calculate(
            fund=fund,
            number=number,
            benefit=claim.benefit,
            on=claim.event_on,
            told=told_of(claim),
        )
        outcome = _outcome(request, claim, found)
        decision = keep_decision(request, act, claim, outcome, found)
        plans: tuple[PlannedAward, ...] = ()
        if outcome is Outcome.GRANTED:
            since = begins_on(
                fund=fund, benefit=claim.benefit, event=claim.event_on, filed=claim.filed_on
            )
            plans = planned(fund=fund, claim=claim, found=found, since=since)
            plans = with_payees(str(request.fields.get("payees") or ""), plans)
        given = [give(request, act, decision, each) for each in plans]
        act.touched |= {f"person:{each.beneficiary_number}" for each in plans}
        cover_pensioners(fund, award_ids_of(claim_id=claim.pk))
        act.after = told(request, claim, decision, given, plans)
        return act.answer()


def _require_open(claim: Claim) -> None:
    """What was refused may be decided again after an appeal; what was granted is revised."""
    (line,) = claims(limit=1, number=claim.number)
    if line.decided_on is None or (line.stage is Stage.TO_REDO and not line.amount):
        return
    raise Conflict("benefits.decided_already", claim=claim.number)


def _outcome(request: ActRequest, claim: Claim, found: Calculation) -> Outcome:
    """What the act decides: a right is never given against the calculation.

    Raises:
        Refused: `benefits.ground_missing`, `benefits.not_ready`, `benefits.no_right`,
            `benefits.judgment_missing`, `benefits.pieces_missing`.
    """
    outcome = Outcome(request.fields["outcome"])
    if outcome is Outcome.REFUSED:
        if not found.reasons and not request.fields.get("ground"):
            raise Refused("benefits.ground_missing", claim=claim.number)
        return outcome
    require_recognised(claim)
    if not found.may_decide:
        raise not_ready(claim, found)
    if not found.eligible:
        raise Refused("benefits.no_right", claim=claim.number)
    if found.unchecked_law and not request.fields.get("judged"):
        values = ", ".join(found.unchecked_law)
        raise Refused("benefits.judgment_missing", claim=claim.number, values=values)
    here = set(ClaimPiece.objects.filter(known(), claim=claim).values_list("piece", flat=True))
    if missing := missing_of(request.desk.fund, claim.benefit, here):
        raise Refused("benefits.pieces_missing", claim=claim.number, pieces=", ".join(missing))
    return outcome
