"""What a decision writes: itself with its calculation, the awards and their terms."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from psycopg.types.range import DateRange

from socle.benefits.conventions import branch_of
from socle.benefits.models import Award, Claim, ClaimDecision, DecisionTerm
from socle.benefits.queries.health import kept_calculation
from socle.benefits.terms import grant
from socle.benefits.types import (
    Calculation,
    Outcome,
    PlannedAward,
    PlannedTerm,
    TermStatus,
    TermView,
)
from socle.countries.registry import country
from socle.kernel.errors import Refused
from socle.kernel.money import Money
from socle.platform.acts.progress import ActInProgress
from socle.platform.acts.types import ActRequest
from socle.platform.sql import next_ids
from socle.registry.queries import person_id


@dataclass(frozen=True, slots=True)
class Held:
    """An award that exists, and how it stood when it was decided again."""

    award_id: int
    number: str
    status: TermStatus = TermStatus.ACTIVE
    reason: str = ""
    payee_id: int | None = None


def not_ready(claim: Claim, found: Calculation) -> Refused:
    """Why no decision can rest on a calculation."""
    wanting = ", ".join([*found.missing, *found.unread])
    return Refused("benefits.not_ready", claim=claim.number, wanting=wanting)


def keep_decision(
    request: ActRequest, act: ActInProgress, claim: Claim, outcome: Outcome, found: Calculation
) -> ClaimDecision:
    """A decision with all that it rests on."""
    (new_id,) = next_ids("claim_decision")
    said = {name: str(request.fields.get(name) or "") for name in ("ground", "judged")}
    return ClaimDecision.objects.create(
        id=new_id,
        fund_id=request.desk.fund.id,
        number=f"DL-{request.effective_on.year}-{new_id:06d}",
        claim=claim,
        act_id=act.id,
        outcome=outcome.value,
        decided_on=request.effective_on,
        amount=found.amount if outcome is Outcome.GRANTED else 0,
        calculation=kept_calculation(claim, found) | said,
    )


def give(
    request: ActRequest, act: ActInProgress, decision: ClaimDecision, plan: PlannedAward
) -> str:
    """A new award with its terms; its number."""
    fund, claim = request.desk.fund, decision.claim
    scheme = country(fund.country).scheme(fund.scheme)
    (new_id,) = next_ids("award")
    award = Award.objects.create(
        id=new_id,
        fund_id=fund.id,
        number=f"DR-{request.effective_on.year}-{new_id:06d}",
        claim=claim,
        act_id=act.id,
        person_id=claim.person_id,
        beneficiary_id=plan.beneficiary_id,
        benefit=claim.benefit,
        branch=branch_of(scheme, claim.benefit),
        part=plan.part,
        periodicity=decision.calculation["periodicity"],
    )
    state(act, decision, plan, Held(award.pk, award.number), is_first=True)
    return award.number


def state(
    act: ActInProgress,
    decision: ClaimDecision,
    plan: PlannedAward,
    held: Held,
    *,
    is_first: bool = False,
) -> None:
    """The terms of an award; what was suspended stays so, and is paid to whom it was."""
    for term in plan.terms:
        valid = DateRange(term.since, term.until)
        keep_term(act, decision, held.award_id, valid, term.amount)
        grant(
            fund_id=decision.fund_id,
            award_id=held.award_id,
            valid=valid,
            amount=term.amount,
            payee_id=held.payee_id or plan.payee_id,
            status=held.status,
            reason=held.reason,
            is_first=is_first,
        )


def keep_term(
    act: ActInProgress, decision: ClaimDecision, award_id: int, valid: DateRange, amount: int
) -> None:
    """What the decision says of an award over a period."""
    DecisionTerm.objects.create(
        fund_id=decision.fund_id,
        decision=decision,
        award_id=award_id,
        act_id=act.id,
        valid=valid,
        amount=amount,
    )


def with_payees(said: str, plans: tuple[PlannedAward, ...]) -> tuple[PlannedAward, ...]:
    """The plans paid to whom the act names: `beneficiary=payee`, separated by commas.

    Raises:
        Refused: `benefits.payees_unread`, where it names nobody of the plans.
        NotKnown: no such person.
    """
    named: dict[str, str] = {}
    for each in filter(None, (part.strip() for part in said.split(","))):
        beneficiary, equals, payee = (part.strip() for part in each.partition("="))
        if not equals or beneficiary not in {plan.beneficiary_number for plan in plans}:
            raise Refused("benefits.payees_unread", read=each[:60])
        named[beneficiary] = payee
    return tuple(
        replace(
            plan,
            payee_number=named[plan.beneficiary_number],
            payee_id=person_id(named[plan.beneficiary_number]),
        )
        if plan.beneficiary_number in named
        else plan
        for plan in plans
    )


def told(
    request: ActRequest,
    claim: Claim,
    decision: ClaimDecision,
    numbers: Sequence[str],
    plans: Sequence[PlannedAward],
) -> dict[str, Any]:
    """What the act says it did: who is given what, since when, paid to whom."""
    return {
        "claim": claim.number,
        "decision": decision.number,
        "benefit": claim.benefit,
        "outcome": decision.outcome,
        "amount": decision.amount,
        "awards": list(numbers),
        "terms": [
            in_words(
                plan.beneficiary_number,
                plan.payee_number,
                term,
                currency=request.desk.fund.currency,
            )
            for plan in plans
            for term in plan.terms
        ],
    }


def in_words(beneficiary: str, payee: str, term: PlannedTerm | TermView, *, currency: str) -> str:
    """A term on one line: whose, paid to whom, how much, from when to when."""
    paid = "" if payee == beneficiary else f" → {payee}"
    end = f"{term.until:%d/%m/%Y}" if term.until else "…"
    amount = Money(term.amount, currency).text("fr")
    return f"{beneficiary}{paid} : {amount}, {term.since:%d/%m/%Y} – {end}"
