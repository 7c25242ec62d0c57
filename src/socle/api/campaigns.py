"""Exceptional campaigns: acts define one, close its list, and give to who was left out."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from socle.api import clock
from socle.api.access import permitted
from socle.api.parameters import Number, Page
from socle.api.runs import place_of
from socle.api.shapes import Amount, ListOf, amount
from socle.benefits.queries.campaigns import campaign, campaigns, counts, lines
from socle.benefits.types.campaigns import CampaignState, CampaignView, ChildStanding
from socle.platform.access.types import Permission

router = Router(tags=["Prestations"])


class ListedCampaign(Schema):
    """Une campagne exceptionnelle dans une liste."""

    number: str
    act: str = Field(description="L'acte qui l'a définie.")
    label: str
    state: CampaignState
    decided_by: str = Field(description="La décision qui l'accorde.")
    decided_on: date
    amount: Amount = Field(description="Par enfant.")
    judged_on: date = Field(description="Le jour où s'apprécient les conditions.")
    age_from: int
    age_to: int
    needs_certificate: bool
    claims_from: date
    claims_until: date
    listed: int = Field(description="Enfants de la liste arrêtée.")
    claimed: int = Field(description="Enfants servis sur demande depuis.")
    total: Amount
    paid: Amount = Field(description="Ce que les échéances validées en comptent.")


class StandingCount(Schema):
    """Combien d'enfants ont une même situation."""

    standing: ChildStanding
    children: int


class Campaign(ListedCampaign):
    """Une campagne, et combien d'enfants elle sert ou laisse de côté, par raison."""

    counts: list[StandingCount]


class CampaignChild(Schema):
    """Un enfant que la campagne regarde."""

    child: str
    insured: str
    payee: str
    standing: ChildStanding
    award: str = Field(description="Le droit donné ; vide sans lui.")


class ChildrenAsked(Page):
    """Which children of a campaign."""

    standing: ChildStanding | None = Field(None, description="Seulement cette situation.")


@router.get(
    "/campaigns",
    operation_id="list_campaigns",
    summary="Les campagnes exceptionnelles, la plus récente d'abord",
    description="L'acte `define_campaign` en définit une, `close_campaign_list` arrête sa liste.",
    response=ListOf[ListedCampaign],
)
def list_campaigns(request: HttpRequest, page: Query[Page]) -> ListOf[ListedCampaign]:
    fund = permitted(request, Permission.READ_BENEFITS).fund
    found = campaigns(before=place_of(page.cursor), limit=page.limit + 1)
    shown, today = found[: page.limit], clock.today(fund.country)
    return ListOf[ListedCampaign](
        items=[ListedCampaign(**_told(each, fund.currency, today)) for each in shown],
        next=str(shown[-1].id) if len(found) > len(shown) else None,
    )


@router.get(
    "/campaigns/{number}",
    operation_id="get_campaign",
    summary="Une campagne : ce qu'elle donne, et combien d'enfants restent de côté et pourquoi",
    description="Tant que sa liste n'est pas arrêtée, c'est une simulation : rien n'est écrit.",
    response=Campaign,
)
def get_campaign(request: HttpRequest, number: Number) -> Campaign:
    fund = permitted(request, Permission.READ_BENEFITS).fund
    found = campaign(number=number)
    how_many = counts(campaign_id=found.id)
    return Campaign(
        **_told(found, fund.currency, clock.today(fund.country)),
        counts=[StandingCount(standing=each, children=number) for each, number in how_many.items()],
    )


@router.get(
    "/campaigns/{number}/children",
    operation_id="list_campaign_children",
    summary="Les enfants que regarde une campagne",
    description="Par pages, dans l'ordre de leurs dossiers ; `standing` n'en garde qu'une sorte.",
    response=ListOf[CampaignChild],
)
def list_campaign_children(
    request: HttpRequest, number: Number, asked: Query[ChildrenAsked]
) -> ListOf[CampaignChild]:
    permitted(request, Permission.READ_BENEFITS)
    found = lines(
        campaign_id=campaign(number=number).id,
        standing=asked.standing,
        after=place_of(asked.cursor),
        limit=asked.limit + 1,
    )
    shown = found[: asked.limit]
    return ListOf[CampaignChild](
        items=[
            CampaignChild(
                child=each.child,
                insured=each.insured,
                payee=each.payee,
                standing=each.standing,
                award=each.award,
            )
            for each in shown
        ],
        next=str(shown[-1].child_id) if len(found) > len(shown) else None,
    )


def _told(found: CampaignView, currency: str, today: date) -> dict[str, Any]:
    same = (
        *("number", "act", "label", "decided_by", "decided_on", "judged_on", "age_from", "age_to"),
        *("needs_certificate", "claims_from", "claims_until", "listed", "claimed"),
    )
    return {
        **{name: getattr(found, name) for name in same},
        "state": found.state_on(today),
        "amount": amount(found.amount, currency),
        "total": amount(found.total, currency),
        "paid": amount(found.paid, currency),
    }
