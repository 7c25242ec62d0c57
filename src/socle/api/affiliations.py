"""Affiliations and agencies: kind, identifiers, group, representatives, in their two times."""

from django.http import HttpRequest
from ninja import Query, Router, Schema

from socle.api import affiliation_shapes as shapes
from socle.api.access import permitted
from socle.api.parameters import Number, Reading
from socle.api.partner_calls import open_to_partners, reads_identity
from socle.platform.access.queries import require_employer
from socle.platform.access.types import Permission
from socle.platform.partners.types import Scope
from socle.registry.queries import affiliations as queries

router = Router(tags=["Registre"])


class Agencies(Schema):
    """Les agences d'une caisse, par code."""

    items: list[shapes.Agency]


@router.get(
    "/employers/{number}/affiliation",
    operation_id="get_affiliation",
    summary="L'affiliation d'un employeur, un jour donné, telle qu'elle était connue",
    description="Sa nature, ses identifiants légaux, son agence, son groupe, ses représentants, "
    "ses établissements et sa vie. Un agent de paie ne lit que ses employeurs.",
    response=shapes.Affiliation,
)
@open_to_partners(Scope.AFFILIATES, "employer")
def get_affiliation(
    request: HttpRequest, number: Number, reading: Query[Reading]
) -> shapes.Affiliation:
    desk = permitted(request, Permission.READ_EMPLOYER)
    require_employer(desk, number)
    country = desk.fund.country
    found = queries.affiliation(
        number=number, on=reading.day(country), known_at=reading.instant(country)
    )
    with_phones = bool(desk.employer_numbers) or reads_identity(desk)
    return shapes.affiliation(found, with_phones=with_phones)


@router.get(
    "/agencies",
    operation_id="list_agencies",
    summary="Les agences de la caisse",
    description="Celles d'un jour, telles que connues à un instant. Toutes servent tout le monde.",
    response=Agencies,
)
@open_to_partners(Scope.AFFILIATES)
def list_agencies(request: HttpRequest, reading: Query[Reading]) -> Agencies:
    country = permitted(request, Permission.READ_EMPLOYER).fund.country
    found = queries.agencies(on=reading.day(country), known_at=reading.instant(country))
    return Agencies(
        items=[shapes.Agency(code=each.code, name=each.name, city=each.city) for each in found]
    )
