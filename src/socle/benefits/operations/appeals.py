"""Appeals against a decision, and their answers, by another person than the decision's."""

from socle.benefits.conventions import silence_months
from socle.benefits.models import Appeal, AppealRuling, Claim, ClaimDecision
from socle.benefits.queries.claims import claim_row
from socle.benefits.queries.known import known, number_of
from socle.benefits.types import AppealKind
from socle.kernel.errors import Conflict, NotKnown, Refused
from socle.kernel.months import months_after
from socle.platform.acts.fields import require_past
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.sql import next_ids


def file_appeal(request: ActRequest) -> ActAnswer:
    """Takes an appeal against the decision that stands (recours gracieux, contentieux).

    Raises:
        NotKnown: no such claim.
        Conflict: nothing is decided yet, or an appeal waits for its answer: a gracious one may be
            passed over once the silence that the law gives the fund is over.
    """
    claim = claim_row(request.fields["claim"])
    number = number_of(claim.person_id)
    with performing(
        request, subject_kind="person", subject_number=number, locks=(f"claim:{claim.number}",)
    ) as act:
        require_past(request.effective_on, act)
        decision = _last_decision(claim)
        _require_turn(request, decision)
        (new_id,) = next_ids("appeal")
        appeal = Appeal.objects.create(
            id=new_id,
            fund_id=request.desk.fund.id,
            number=f"RC-{request.effective_on.year}-{new_id:06d}",
            claim=claim,
            decision=decision,
            act_id=act.id,
            kind=request.fields["kind"],
            filed_on=request.effective_on,
            grounds=request.fields["grounds"],
        )
        act.after = {
            "claim": claim.number,
            "appeal": appeal.number,
            "decision": decision.number,
            "kind": appeal.kind,
            "grounds": appeal.grounds,
        }
        return act.answer()


def decide_appeal(request: ActRequest) -> ActAnswer:
    """Answers an appeal. Upheld, the claim is to be decided again; rejected, the decision stands.

    Raises:
        NotKnown: no such appeal.
        Refused: who decided the claim does not answer the appeal.
        Conflict: it was answered already, or a later one took its place.
    """
    appeal = (
        Appeal.objects.filter(known(), number=request.fields["appeal"])
        .select_related("claim", "decision__act")
        .first()
    )
    if appeal is None:
        raise NotKnown("benefits.appeal_unknown", number=request.fields["appeal"][:40])
    decided = appeal.decision.act
    if request.desk.user_id in {decided.author_id, decided.validator_id}:
        raise Refused("benefits.appeal_by_another", number=appeal.number)
    number = number_of(appeal.claim.person_id)
    with performing(
        request,
        subject_kind="person",
        subject_number=number,
        locks=(f"claim:{appeal.claim.number}",),
    ) as act:
        require_past(request.effective_on, act)
        if AppealRuling.objects.filter(known(), appeal=appeal).exists():
            raise Conflict("benefits.appeal_answered", number=appeal.number)
        last = _last_appeal(appeal.decision)
        if last is not None and last.pk != appeal.pk:
            raise Conflict("benefits.appeal_passed_over", number=appeal.number, last=last.number)
        ruling = AppealRuling.objects.create(
            fund_id=request.desk.fund.id,
            appeal=appeal,
            act_id=act.id,
            outcome=request.fields["outcome"],
            ruled_on=request.effective_on,
            grounds=request.fields["grounds"],
        )
        act.after = {
            "claim": appeal.claim.number,
            "appeal": appeal.number,
            "outcome": ruling.outcome,
            "grounds": ruling.grounds,
        }
        return act.answer()


def _last_decision(claim: Claim) -> ClaimDecision:
    found = ClaimDecision.objects.filter(known(), claim=claim).order_by("-id").first()
    if found is None:
        raise Conflict("benefits.not_decided", claim=claim.number)
    return found


def _require_turn(request: ActRequest, decision: ClaimDecision) -> None:
    """One appeal at a time; silence on a gracious one opens the contentious one."""
    last = _last_appeal(decision)
    if last is None or AppealRuling.objects.filter(known(), appeal=last).exists():
        return
    claim = decision.claim.number
    if last.kind != AppealKind.GRACIOUS or request.fields["kind"] != AppealKind.CONTENTIOUS:
        raise Conflict("benefits.appeal_open", claim=claim)
    months = silence_months(request.desk.fund.country)
    over_on = months_after(last.filed_on, months) if months else None
    if over_on is not None and request.effective_on < over_on:
        raise Conflict("benefits.appeal_silence", claim=claim, on=over_on.isoformat())


def _last_appeal(decision: ClaimDecision) -> Appeal | None:
    return Appeal.objects.filter(known(), decision=decision).order_by("-id").first()
