"""Reading claims: the liquidator's list, and one claim in full."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from socle.benefits.conventions import deadline_of
from socle.benefits.models import (
    Appeal,
    AppealRuling,
    Claim,
    ClaimDecision,
    ClaimFact,
    ClaimPiece,
)
from socle.benefits.queries.awards import awards
from socle.benefits.queries.health import fact_value, whole_calculation, without_health
from socle.benefits.queries.injuries import injury_of_claim, rate_of
from socle.benefits.queries.known import known
from socle.benefits.queries.pieces import missing_of, pieces_of
from socle.benefits.types import (
    AppealView,
    Calculation,
    ClaimLine,
    ClaimPieceView,
    ClaimView,
    DeadlineView,
    DecisionView,
    Outcome,
    Ruling,
    Stage,
    Told,
    calculation_from,
)
from socle.benefits.types.health import RATE
from socle.benefits.types.injuries import OF_INJURY
from socle.countries.registry import country
from socle.kernel.errors import NotKnown, ParameterUnknown
from socle.kernel.months import months_after
from socle.platform.access.queries import current_fund
from socle.platform.access.types import FundView
from socle.platform.acts.queries import waiting
from socle.platform.sql import statements
from socle.registry.queries.families_reading import Moment, relatives

SQL = statements(Path(__file__).parents[1])
DECIDING = ("decide_claim", "revise_award")


def claims(
    *,
    limit: int,
    number: str = "",
    person_ids: list[int] | None = None,
    benefits: list[str] | None = None,
    only_open: bool = False,
    after: tuple[date, int] | None = None,
) -> list[ClaimLine]:
    """Claims, the longest waiting first; those of some persons as insured or beneficiary, or of
    some benefits.

    `only_open` leaves out what was decided and not appealed against.
    """
    asked = {
        "number": number,
        "persons": person_ids,
        "benefits": benefits,
        "only_open": only_open,
        "after_on": after[0] if after else None,
        "after": after[1] if after else None,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(SQL["claims"], asked)
        rows = cursor.fetchall()
    fund = current_fund()
    named = relatives({row[2] for row in rows}, Moment(None, None))
    proposed = _proposed({row[1] for row in rows})
    return [
        ClaimLine(
            id=row[0],
            number=row[1],
            person_number=named[row[2]].number,
            person_name=named[row[2]].name,
            benefit=row[3],
            event_on=row[4],
            filed_on=row[5],
            stage=_stage(fund, row, proposed),
            amount=row[8],
            decided_on=row[7],
        )
        for row in rows
    ]


def claim(*, number: str) -> ClaimView:
    """One claim in full.

    Raises:
        NotKnown: there is none, or its act was reversed.
    """
    row = claim_row(number)
    (line,) = claims(limit=1, number=number)
    fund = current_fund()
    return ClaimView(
        id=row.pk,
        number=row.number,
        act_number=row.act.number,
        person_id=row.person_id,
        person_number=line.person_number,
        person_name=line.person_name,
        benefit=row.benefit,
        event_on=row.event_on,
        filed_on=row.filed_on,
        channel=row.channel,
        choices=row.choices,
        told=told_of(row),
        stage=line.stage,
        pieces=_pieces(fund, row),
        decisions=decisions(claim_id=row.pk),
        appeals=_appeals(row.pk),
        awards=tuple(awards(claim_id=row.pk)),
        deadline=deadline(fund=fund, benefit=row.benefit, event=row.event_on, filed=row.filed_on),
    )


def claim_of_act(*, act: str) -> ClaimView:
    """The claim that an act opened.

    Raises:
        NotKnown: it opened none, or was reversed.
    """
    found = Claim.objects.filter(act__number=act).first()
    return claim(number=found.number if found else act)


def claim_row(number: str) -> Claim:
    """The stored claim of a number.

    Raises:
        NotKnown: there is none, or its act was reversed.
    """
    found = Claim.objects.filter(known(), number=number).select_related("act").first()
    if found is None:
        raise NotKnown("benefits.claim_unknown", number=number[:40])
    return found


def told_of(row: Claim, *, on: date | None = None) -> Told:
    """What was said of a claim: with it, then by acts since; the last stands.

    The rate of its injury is the register's, as it stands on a day: that of the event, or that from
    which a right is revised.
    """
    said = {name: (str(value), row.act.number) for name, value in row.choices.items()}
    later = ClaimFact.objects.filter(known(), claim=row).select_related("act").order_by("id")
    said |= {each.name: (fact_value(each, row.number), each.act.number) for each in later}
    injury = injury_of_claim(claim_id=row.pk) if row.benefit in OF_INJURY else None
    if injury is not None and (found := rate_of(injury, on=on or row.event_on)):
        said[RATE] = found
    return said


def deadline(*, fund: FundView, benefit: str, event: date, filed: date) -> DeadlineView | None:
    """How long the law gave to claim; None where no text that we read says it."""
    said = deadline_of(fund, benefit)
    if said is None:
        return None
    try:
        value = country(fund.country).parameters.value(said["months"], event)
    except ParameterUnknown:
        return None
    months = value.value
    if not isinstance(months, int):
        return None
    last = months_after(event, months)
    return DeadlineView(months, last, filed <= last, value.cited)


def whole_decision(*, number: str) -> Calculation:
    """The calculation of a decision with what it tells of health, for who may read that.

    Raises:
        NotKnown: there is no such decision.
        Unavailable: this process cannot open what is sealed.
    """
    row = ClaimDecision.objects.select_related("claim").filter(known(), number=number).first()
    if row is None:
        raise NotKnown("benefits.claim_unknown", number=number[:40])
    return whole_calculation(row.calculation, fund_id=row.fund_id, claim=row.claim.number)


def decisions(*, claim_id: int) -> tuple[DecisionView, ...]:
    """The decisions on a claim, the first one first, without what they tell of health."""
    rows = list(
        ClaimDecision.objects.filter(known(), claim_id=claim_id)
        .select_related("act__author", "act__validator")
        .order_by("id")
    )
    return tuple(
        DecisionView(
            number=each.number,
            act_number=each.act.number,
            outcome=Outcome(each.outcome),
            decided_on=each.decided_on,
            amount=each.amount,
            calculation=without_health(calculation_from(each.calculation)),
            is_last=each is rows[-1],
            author=each.act.author.full_name,
            validator=each.act.validator.full_name if each.act.validator else "",
            author_login=each.act.author.login,
            motive=each.act.motive,
            ground=each.calculation.get("ground", ""),
            judged=each.calculation.get("judged", ""),
        )
        for each in rows
    )


def _stage(fund: FundView, row: tuple[Any, ...], proposed: set[str]) -> Stage:
    number, benefit, outcome, has_appeal, ruling, here = (row[1], row[3], row[6], *row[9:12])
    if number in proposed:
        return Stage.PROPOSED
    if has_appeal and not ruling:
        return Stage.APPEALED
    if ruling == Ruling.UPHELD:
        return Stage.TO_REDO
    if outcome:
        return Stage.GRANTED if outcome == Outcome.GRANTED else Stage.REFUSED
    if country(fund.country).scheme(fund.scheme).benefits[benefit].amount is None:
        return Stage.NOT_COMPUTABLE
    return Stage.INCOMPLETE if missing_of(fund, benefit, set(here)) else Stage.READY


def _proposed(numbers: set[str]) -> set[str]:
    """The claims on which a decision waits for its second person."""
    found = waiting().filter(type__in=DECIDING, fields__claim__in=sorted(numbers))
    return {str(fields["claim"]) for fields in found.values_list("fields", flat=True)}


def _pieces(fund: FundView, row: Claim) -> tuple[ClaimPieceView, ...]:
    given = {
        each.piece: each
        for each in ClaimPiece.objects.filter(known(), claim=row)
        .select_related("document", "act")
        .order_by("id")
    }

    def view(each: Any) -> ClaimPieceView:
        here = given.get(each.code)
        document = here.document if here else None
        return ClaimPieceView(
            code=each.code,
            label=each.label,
            is_required=each.is_required,
            document_id=document.pk if document else None,
            document_name=document.name if document else "",
            act_number=here.act.number if here else "",
            is_here=here is not None,
            status=each.status,
            source=each.source,
        )

    return tuple(view(each) for each in pieces_of(fund, row.benefit))


def _appeals(claim_id: int) -> tuple[AppealView, ...]:
    rows = Appeal.objects.filter(known(), claim_id=claim_id).select_related("decision")
    rulings: Mapping[int, AppealRuling] = {
        each.appeal_id: each
        for each in AppealRuling.objects.filter(known(), appeal__claim_id=claim_id).order_by("id")
    }
    found = []
    for each in rows.order_by("id"):
        ruling = rulings.get(each.pk)
        found.append(
            AppealView(
                number=each.number,
                kind=each.kind,
                filed_on=each.filed_on,
                grounds=each.grounds,
                decision_number=each.decision.number,
                ruling=ruling.outcome if ruling else "",
                ruled_on=ruling.ruled_on if ruling else None,
                ruling_grounds=ruling.grounds if ruling else "",
            )
        )
    return tuple(found)
