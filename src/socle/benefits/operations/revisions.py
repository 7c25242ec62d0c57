"""Deciding again from a day on, by what is known now (révision): what came before stays.

The whole claim is computed again, for the shares of survivors depend on each other. A pension of
one's own is computed by the law and the facts of its event; what depends on the family, by those of
the day from which it changes. Who was ended by an act has no share any more.
"""

from datetime import date

from psycopg.types.range import DateRange

from socle.benefits.covering import award_ids_of, cover_pensioners
from socle.benefits.facts import TERM
from socle.benefits.granting import (
    Held,
    give,
    in_words,
    keep_decision,
    keep_term,
    not_ready,
)
from socle.benefits.granting import state as state_terms
from socle.benefits.granting import told as told_by
from socle.benefits.models import Claim, ClaimDecision, DecisionTerm
from socle.benefits.queries.awards import award, awards
from socle.benefits.queries.calculations import calculate, formula_of
from socle.benefits.queries.claims import claim_row, decisions, told_of
from socle.benefits.queries.known import known, number_of
from socle.benefits.queries.planning import FAMILY_FACTS, planned
from socle.benefits.queries.unasked import MONTH_FACTS
from socle.benefits.types import AwardView, Outcome, PlannedAward
from socle.kernel.errors import Conflict, Refused
from socle.kernel.money import Money
from socle.kernel.months import after_month_begun
from socle.platform.acts.fields import require_past
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.temporal.operations import clear
from socle.rules.benefits.facts import AMOUNT, FACTS

# What died with the insured stays what the first decision found.
_OF_THE_DEAD = "pension_of_deceased"


def revise_award(request: ActRequest) -> ActAnswer:
    """Computes the claim of an award again, and restates what it gives from a day on.

    Raises:
        NotKnown: no such award.
        Refused: something is missing to decide, or the award is of a campaign.
        Conflict: nothing changes.
    """
    asked = award(number=request.fields["award"])
    if not asked.claim_number:
        raise Refused("campaigns.not_revised", award=asked.number)
    claim = claim_row(asked.claim_number)
    number = number_of(claim.person_id)
    with performing(
        request, subject_kind="person", subject_number=number, locks=(f"claim:{claim.number}",)
    ) as act:
        require_past(request.effective_on, act)
        act.before, act.after = revised(
            request=request,
            act=act,
            claim=claim,
            since=after_month_begun(request.effective_on),
        )
        return act.answer()


def revised(
    *, request: ActRequest, act: ActInProgress, claim: Claim, since: date
) -> tuple[dict[str, object], dict[str, object]]:
    """Decides a claim again from a day on, for an act; what was said before, and what is now.

    Raises:
        Refused: something is missing to decide.
        Conflict: nothing changes.
    """
    number, fund = number_of(claim.person_id), request.desk.fund
    before = awards(claim_id=claim.pk)
    told = _told_again(claim, fund.currency, since)
    formula = formula_of(fund=fund, benefit=claim.benefit, on=claim.event_on, told=told)
    on = since if FAMILY_FACTS & set(formula.facts()) else claim.event_on
    found = calculate(fund=fund, number=number, benefit=claim.benefit, on=on, told=told)
    if not found.may_decide:
        raise not_ready(claim, found)
    outcome = Outcome.GRANTED if found.eligible else Outcome.REFUSED
    ended = frozenset(each.beneficiary_id for each in before if _is_ended(each, since))
    plans: tuple[PlannedAward, ...] = ()
    if outcome is Outcome.GRANTED:
        plans = planned(fund=fund, claim=claim, found=found, since=since, on=on, without=ended)
    held = {each.beneficiary_id: _held(each, since) for each in before}
    decision = keep_decision(request, act, claim, outcome, found)
    _keep_earlier(act, claim, decision, since)
    for each in before:
        clear(
            TERM,
            fund_id=fund.id,
            key={"award_id": each.id},
            valid=DateRange(since, None),
        )
    numbers, has_new = [], False
    for plan in plans:
        if plan.beneficiary_id in held:
            state_terms(act, decision, plan, held[plan.beneficiary_id])
            numbers.append(held[plan.beneficiary_id].number)
        else:
            numbers.append(give(request, act, decision, plan))
            has_new = True
    if not has_new and _same(before, awards(claim_id=claim.pk)):
        raise Conflict("benefits.nothing_changes", claim=claim.number)
    act.touched |= {f"person:{each.beneficiary_number}" for each in plans}
    cover_pensioners(fund, award_ids_of(claim_id=claim.pk))
    said_before = _said_before(claim, before, since, fund.currency)
    return said_before, told_by(request, claim, decision, numbers, plans)


def _told_again(claim: Claim, currency: str, since: date) -> dict[str, tuple[str, str]]:
    """What was told, and what stays as the last decision found it.

    That is what the deceased had, and the work of the month that opened the right: every other
    month is judged when it is paid.
    """
    last, told = decisions(claim_id=claim.pk)[-1], dict(told_of(claim, on=since))
    for each in last.calculation.facts:
        if each.name == _OF_THE_DEAD or (each.name in MONTH_FACTS and each.name not in told):
            is_amount = FACTS[each.name].unit == AMOUNT
            said = Money(each.value, currency).decimal() if is_amount else str(each.value)
            told[each.name] = (said, last.act_number)
    return told


def _is_ended(found: AwardView, since: date) -> bool:
    """Whether an award that was to give on that day gives nothing: an act ended it.

    The insured's own may also have ended by itself, as when no child was counted any more: then
    the last decision says nothing of that day either.
    """
    if any(each.until is None or each.until > since for each in found.terms):
        return False
    return bool(found.part) or _is_said(found.id, since)


def _is_said(award_id: int, since: date) -> bool:
    """Whether the last decision gives an award something after a day."""
    said = DecisionTerm.objects.filter(known(), award_id=award_id).order_by("-decision_id")
    last = said.values_list("decision_id", flat=True).first()
    after = DateRange(since, None)
    return DecisionTerm.objects.filter(
        award_id=award_id, decision_id=last, valid__overlap=after
    ).exists()


def _held(found: AwardView, since: date) -> Held:
    term = found.term_on(since)
    if term is None:
        return Held(found.id, found.number)
    return Held(found.id, found.number, term.status, term.reason, term.payee_id)


def _keep_earlier(act: ActInProgress, claim: Claim, decision: ClaimDecision, since: date) -> None:
    """The new decision says again what the last one said of the time before."""
    last = (
        DecisionTerm.objects.filter(known(), decision__claim=claim)
        .exclude(decision=decision)
        .order_by("-decision_id")
        .values_list("decision_id", flat=True)
        .first()
    )
    for each in DecisionTerm.objects.filter(decision_id=last):
        if each.valid.lower < since:
            upper = since if each.valid.upper is None else min(each.valid.upper, since)
            keep_term(act, decision, each.award_id, DateRange(each.valid.lower, upper), each.amount)


def _same(before: list[AwardView], after: list[AwardView]) -> bool:
    def said(found: list[AwardView]) -> list[tuple[object, ...]]:
        return [
            (each.number, term.since, term.until, term.amount, term.payee_id, term.status)
            for each in found
            for term in each.terms
        ]

    return said(before) == said(after)


def _said_before(
    claim: Claim, before: list[AwardView], since: date, currency: str
) -> dict[str, object]:
    last = decisions(claim_id=claim.pk)[-1]  # the act in progress is not known yet
    return {
        "claim": claim.number,
        "decision": last.number,
        "outcome": last.outcome.value,
        "amount": last.amount,
        "awards": [each.number for each in before],
        "terms": [
            in_words(each.beneficiary_number, term.payee_number, term, currency=currency)
            for each in before
            for term in each.terms
            if term.until is None or term.until > since
        ],
    }
