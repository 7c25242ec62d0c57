"""Families and dependants, in their two times. What changes them is an act."""

from django.http import HttpRequest
from ninja import Query, Router

from socle.api import family_shapes as shapes
from socle.api.access import permitted
from socle.api.parameters import Number, Reading
from socle.api.partner_calls import open_to_partners
from socle.platform.access.types import Permission
from socle.platform.partners.types import Scope
from socle.registry.queries import families, families_charges

router = Router(tags=["Registre"])


@router.get(
    "/persons/{number}/family",
    operation_id="get_family",
    summary="La famille d'une personne",
    description="Parents, conjoints avec leur rang, enfants, et qui est confié à qui. Les actes "
    "`marry`, `declare_filiation`, `give_kafala`… la changent.",
    response=shapes.Family,
)
@open_to_partners(Scope.FAMILIES, "person")
def get_family(request: HttpRequest, number: Number, reading: Query[Reading]) -> shapes.Family:
    country = permitted(request, Permission.READ_PERSON).fund.country
    found = families.family(
        number=number, on=reading.day(country), known_at=reading.instant(country)
    )
    return shapes.family(found)


@router.get(
    "/persons/{number}/dependants",
    operation_id="list_dependants",
    summary="Les personnes à charge d'un assuré",
    description="Pour chacune et chaque prestation : son lien, sa situation et le motif, jusqu'à "
    "quand, qui la porte et qui est payé. Celles qui ne sont plus portées restent, avec le motif.",
    response=shapes.Dependants,
)
@open_to_partners(Scope.FAMILIES, "person")
def list_dependants(
    request: HttpRequest, number: Number, reading: Query[Reading]
) -> shapes.Dependants:
    country = permitted(request, Permission.READ_PERSON).fund.country
    on, known_at = reading.day(country), reading.instant(country)
    found = families_charges.dependants(number=number, on=on, known_at=known_at)
    return shapes.Dependants(
        person=number,
        on=on,
        known_at=known_at,
        dependants=[shapes.dependant(each) for each in found],
    )
