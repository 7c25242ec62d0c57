"""Claims that the register suggests; acts open them or set them aside."""

from datetime import date

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from socle.api import clock
from socle.api.access import permitted
from socle.api.claims import day_place
from socle.api.parameters import Page
from socle.api.shapes import ListOf
from socle.benefits.queries.openings import openings
from socle.benefits.types.openings import OpeningCause
from socle.platform.access.types import Permission

router = Router(tags=["Prestations"])


class Opening(Schema):
    """Une demande que le registre propose d'ouvrir."""

    cause: OpeningCause
    benefit: str
    event_on: date
    person: str = Field(description="L'assuré.")
    about: str = Field(description="L'enfant né ou entré dans la famille ; sinon l'assuré.")
    award: str = Field(description="Le droit à réviser ; vide quand une demande est à ouvrir.")


class OpeningsAsked(Page):
    """Which claims to open."""

    cause: OpeningCause | None = Field(None, description="Seulement celles de cet événement.")


@router.get(
    "/openings",
    operation_id="list_openings",
    summary="Les demandes que le registre propose d'ouvrir, l'événement le plus ancien d'abord",
    description="L'acte `open_claim` en ouvre une, `dismiss_opening` l'écarte.",
    response=ListOf[Opening],
)
def list_openings(request: HttpRequest, asked: Query[OpeningsAsked]) -> ListOf[Opening]:
    fund = permitted(request, Permission.READ_BENEFITS).fund
    found = openings(
        fund=fund,
        on=clock.today(fund.country),
        cause=asked.cause or "",
        after=day_place(asked.cursor) if asked.cursor else None,
        limit=asked.limit + 1,
    )
    shown = found[: asked.limit]
    last = shown[-1] if len(found) > len(shown) else None
    return ListOf[Opening](
        items=[
            Opening(
                cause=each.cause,
                benefit=each.benefit,
                event_on=each.event_on,
                person=each.person,
                about=each.about,
                award=each.award,
            )
            for each in shown
        ],
        next=f"{last.event_on:%Y-%m-%d}.{last.person_id}" if last else None,
    )
