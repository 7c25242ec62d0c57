"""Agencies of a fund, and agents who hold their role for one, or between two days."""

from datetime import date
from uuid import uuid4

from tests import factories

from socle.platform.access import operations as access
from socle.platform.access.queries import desk_of_login
from socle.platform.access.types import Desk, Role

LOW, HIGH = "DLA", "YDE"


def opened(place: factories.Agency) -> None:
    """Two agencies, and an employer."""
    factories.employer(place)
    for code in (LOW, HIGH):
        factories.act(
            place.registration,
            "open_agency",
            agency_code=code,
            agency_name=f"Agence {code}",
            city="Douala",
        )


def account(
    place: factories.Agency,
    role: Role,
    agency: str = "",
    first_day: date | None = None,
    last_day: date | None = None,
) -> str:
    """An account with one role; the sign-in name, which is the password too."""
    login = f"{role}-{uuid4().hex[:8]}"
    access.create_user(login=login, full_name=f"Agent {login}", password=login)
    access.grant_role(
        login=login,
        fund_code=place.fund.code,
        role=role,
        agency=agency,
        first_day=first_day,
        last_day=last_day,
    )
    return login


def agent(place: factories.Agency, role: Role, agency: str = "") -> Desk:
    """Somebody who holds a role for an agency."""
    return desk_of_login(login=account(place, role, agency), fund_code=place.fund.code)
