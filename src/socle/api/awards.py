"""Awards: what each gives, to whom, since when; acts change them."""

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from socle.api.access import permitted
from socle.api.parameters import KnownAt, Number
from socle.api.shapes import Amount, amount
from socle.benefits.queries.awards import award, awards
from socle.benefits.types import AwardView
from socle.platform.access.types import Permission
from socle.registry.queries import person_id
from socle.registry.queries.merging import ids_of_person

router = Router(tags=["Prestations"])


class Term(Schema):
    """Ce que donne un droit sur une période, et à qui il est payé."""

    since: date
    until: date | None = Field(description="Premier jour où il ne donne plus ; nul sans fin.")
    amount: Amount
    payee: str
    status: str = Field(description="`active` ou `suspended`.")
    reason: str
    act: str
    recorded_at: datetime


class Award(Schema):
    """Un droit liquidé : un bénéficiaire, une prestation."""

    number: str
    claim: str = Field(description="La demande ; vide pour le droit d'une campagne.")
    campaign: str = Field(description="La campagne ; vide pour le droit d'une demande.")
    act: str
    person: str = Field(description="L'assuré.")
    beneficiary: str
    benefit: str
    branch: str
    part: str = Field(description="`spouses`, `orphans`, ou vide : un droit à soi seul.")
    periodicity: str
    terms: list[Term]


class PersonAwards(Schema):
    """Les droits d'un bénéficiaire."""

    items: list[Award]
    known_at: datetime | None


def shown(found: AwardView, currency: str) -> Award:
    """An award as the API tells it."""
    return Award(
        number=found.number,
        claim=found.claim_number,
        campaign=found.campaign_number,
        act=found.act_number,
        person=found.person_number,
        beneficiary=found.beneficiary_number,
        benefit=found.benefit,
        branch=found.branch,
        part=found.part,
        periodicity=found.periodicity,
        terms=[
            Term(
                since=each.since,
                until=each.until,
                amount=amount(each.amount, currency),
                payee=each.payee_number,
                status=each.status.value,
                reason=each.reason,
                act=each.act_number,
                recorded_at=each.recorded_at,
            )
            for each in found.terms
        ],
    )


@router.get(
    "/awards/{number}",
    operation_id="get_award",
    summary="Un droit et ses périodes",
    description="Ce qu'il donne, à qui, depuis quand ; tel que la caisse le savait à `known_at`.",
    response=Award,
)
def get_award(request: HttpRequest, number: Number, asked: Query[KnownAt]) -> Award:
    desk = permitted(request, Permission.READ_BENEFITS)
    known_at = asked.instant(desk.fund.country)
    return shown(award(number=number, known_at=known_at), desk.fund.currency)


@router.get(
    "/persons/{number}/awards",
    operation_id="list_person_awards",
    summary="Les droits d'un bénéficiaire",
    description="Tous, les terminés aussi, du plus ancien au plus récent.",
    response=PersonAwards,
)
def list_person_awards(request: HttpRequest, number: Number, asked: Query[KnownAt]) -> PersonAwards:
    desk = permitted(request, Permission.READ_BENEFITS)
    known_at = asked.instant(desk.fund.country)
    files = ids_of_person(person_id=person_id(number), known_at=known_at)
    found = awards(person_ids=files, known_at=known_at)
    return PersonAwards(
        items=[shown(each, desk.fund.currency) for each in found], known_at=known_at
    )
