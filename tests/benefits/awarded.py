"""Awards for tests of what comes after the decision: written as a decision writes them."""

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from psycopg.types.range import DateRange
from tests import factories

from socle.benefits.facts import TERM
from socle.benefits.models import Award, Claim, ClaimDecision, DecisionTerm
from socle.benefits.types import Calculation
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActRequest
from socle.platform.temporal.operations import assign, clear
from socle.registry.queries import person_id

Term = tuple[date, date | None, int]  # since, until (exclusive), amount


def granted(
    by: Desk,
    person: str,
    terms: Sequence[Term],
    *,
    benefit: str = "old_age",
    branch: str = "old_age",
    periodicity: str = "monthly",
    payee: str = "",
    part: str = "",
) -> str:
    """An award with its terms; its number."""
    number = f"DR-{uuid4().hex[:8]}"
    with (
        fund_scope(by.fund.id),
        performing(_request(by), subject_kind="award", subject_number=number) as act,
    ):
        insured = person_id(person)
        said = {"fund_id": by.fund.id, "act_id": act.id}
        claim = Claim.objects.create(
            **said,
            number=f"D-{number}",
            person_id=insured,
            benefit=benefit,
            event_on=terms[0][0],
            filed_on=terms[0][0],
            channel="counter",
            recorded_at=act.recorded_at,
        )
        decision = ClaimDecision.objects.create(
            **said,
            claim=claim,
            number=f"DL-{number}",
            outcome="granted",
            decided_on=terms[0][0],
            amount=terms[0][2],
            calculation=Calculation(True, terms[0][2], periodicity, ()).as_json(),
        )
        award = Award.objects.create(
            **said,
            number=number,
            claim=claim,
            person_id=insured,
            beneficiary_id=insured,
            benefit=benefit,
            branch=branch,
            part=part,
            periodicity=periodicity,
        )
        for since, until, amount in terms:
            valid = DateRange(since, until)
            DecisionTerm.objects.create(
                **said, decision=decision, award=award, valid=valid, amount=amount
            )
            values = {
                "amount": amount,
                "payee_id": person_id(payee) if payee else insured,
                "status": "active",
                "reason": "",
            }
            key = {"award_id": award.pk}
            assign(TERM, fund_id=by.fund.id, key=key, values=values, valid=valid)
    return number


def decided_again(
    by: Desk, number: str, terms: Sequence[Term], *, on: date = date(2026, 1, 1)
) -> None:
    """A later decision of the same claim: the award gives these terms and no others."""
    with (
        fund_scope(by.fund.id),
        performing(_request(by), subject_kind="award", subject_number=number) as act,
    ):
        award = Award.objects.get(number=number)
        said = {"fund_id": by.fund.id, "act_id": act.id}
        decision = ClaimDecision.objects.create(
            **said,
            claim_id=award.claim_id,
            number=f"DL-{uuid4().hex[:8]}",
            outcome="granted",
            decided_on=on,
            amount=1,
            calculation=ClaimDecision.objects.filter(claim_id=award.claim_id)
            .order_by("-id")[0]
            .calculation,
        )
        key = {"award_id": award.pk}
        clear(TERM, fund_id=by.fund.id, key=key, valid=DateRange(date(1950, 1, 1), None))
        for since, until, amount in terms:
            valid = DateRange(since, until)
            DecisionTerm.objects.create(
                **said, decision=decision, award=award, valid=valid, amount=amount
            )
            values = {"amount": amount, "payee_id": award.beneficiary_id}
            values |= {"status": "active", "reason": ""}
            assign(TERM, fund_id=by.fund.id, key=key, values=values, valid=valid)


def told(by: Desk, number: str, tell: str, since: date) -> None:
    """`suspend`, `lift` or `end` of `benefits.terms`, within an act."""
    from socle.benefits import terms

    with (
        fund_scope(by.fund.id),
        performing(_request(by), subject_kind="award", subject_number=number),
    ):
        said = {"fund_id": by.fund.id, "award_id": Award.objects.get(number=number).pk}
        if tell == "suspend":
            terms.suspend(**said, since=since, reason="test")
        else:
            getattr(terms, tell)(**said, since=since)


def _request(by: Desk) -> ActRequest:
    return ActRequest(by, "decide", {}, factories.SINCE, "", uuid4().hex)
