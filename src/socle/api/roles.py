"""Who holds which role in the fund, in its two times; for its administrator."""

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from socle.api.access import permitted
from socle.api.parameters import Reading
from socle.platform.access import holders
from socle.platform.access.types import Permission, Role

router = Router(tags=["Accès"])


class HeldRole(Schema):
    """Un rôle d'une personne de la caisse, le dernier jour compris."""

    login: str
    role: Role
    agency: str = Field(description="Le code de l'agence ; vide pour toute la caisse.")
    employer: str = Field(description="Pour un agent de paie : le numéro de son employeur.")
    first_day: date | None
    last_day: date | None
    recorded_at: datetime | None = Field(description="Depuis quand la caisse le sait.")


class HeldRoles(Schema):
    """Les rôles tenus un jour, par nom de connexion."""

    items: list[HeldRole]


@router.get(
    "/roles",
    operation_id="list_roles",
    summary="Qui tient quel rôle dans la caisse",
    description="Un jour donné, tel que connu à un instant. Pour l'administrateur des comptes.",
    response=HeldRoles,
)
def list_roles(request: HttpRequest, reading: Query[Reading]) -> HeldRoles:
    fund = permitted(request, Permission.MANAGE_USERS).fund
    found = holders.roles_then(
        fund=fund, on=reading.day(fund.country), known_at=reading.instant(fund.country)
    )
    return HeldRoles(
        items=[
            HeldRole(
                login=login,
                role=held.role,
                agency=held.agency,
                employer=held.employer_number,
                first_day=held.first_day,
                last_day=held.last_day,
                recorded_at=held.recorded_at,
            )
            for login, held in found
        ]
    )
