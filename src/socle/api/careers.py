"""Careers: the months credited to a person, and those that are missing."""

from django.http import HttpRequest
from ninja import Query, Router

from socle.api import career_shapes as shapes
from socle.api.access import permitted
from socle.api.parameters import Number, Reading
from socle.api.partner_calls import open_to_partners
from socle.api.problems import language
from socle.contributions import careers
from socle.platform.access.types import Permission
from socle.platform.partners.types import Scope

router = Router(tags=["Registre"])


@router.get(
    "/persons/{number}/career",
    operation_id="get_career",
    summary="La carrière d'une personne",
    description="Les mois crédités, du plus ancien au plus récent, et les totaux par année.",
    response=shapes.Career,
)
@open_to_partners(Scope.CAREERS, "person")
def get_career(request: HttpRequest, number: Number, reading: Query[Reading]) -> shapes.Career:
    fund = permitted(request, Permission.READ_PERSON).fund
    on, known_at = reading.day(fund.country), reading.instant(fund.country)
    found = careers.view(person_number=number, on=on, known_at=known_at)
    return shapes.career(number, found, known_at, fund.currency)


@router.get(
    "/persons/{number}/career/gaps",
    operation_id="list_career_gaps",
    summary="Ce qui manque à une carrière, et comment y remédier",
    description=(
        "Les mois d'emploi sans crédit et les interruptions, jusqu'à un jour ; chacun dit sa cause "
        "connue, les pièces à porter et à qui s'adresser, dans la langue d'`Accept-Language`."
    ),
    response=shapes.CareerGaps,
)
@open_to_partners(Scope.CAREERS, "person")
def list_career_gaps(
    request: HttpRequest, number: Number, reading: Query[Reading]
) -> shapes.CareerGaps:
    country = permitted(request, Permission.READ_PERSON).fund.country
    on, known_at = reading.day(country), reading.instant(country)
    found = careers.view(person_number=number, on=on, known_at=known_at)
    return shapes.CareerGaps(
        person=number,
        on=on,
        known_at=known_at,
        months=found.gap_months,
        gaps=[shapes.gap(each, language()) for each in found.gaps],
    )
