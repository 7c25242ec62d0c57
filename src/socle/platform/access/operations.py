"""Changes to funds, people and roles. Operators' work: it touches no insured person's file."""

import hashlib
import secrets
from datetime import datetime, timedelta

from socle.kernel.errors import Conflict, Refused
from socle.platform.access.models import ApiToken, Fund, RoleGrant, User
from socle.platform.access.queries import fund_view
from socle.platform.access.types import FundView, Role


def create_fund(
    *, code: str, name: str, country: str, scheme: str, currency: str, is_demo: bool = False
) -> FundView:
    """Opens a fund; the same code again with the same country returns the fund that exists."""
    found, created = Fund.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "country": country,
            "scheme": scheme,
            "currency": currency,
            "is_demo": is_demo,
        },
    )
    if not created and (found.country, found.scheme) != (country, scheme):
        raise Conflict("access.fund_exists", fund=code, country=found.country)
    return fund_view(found)


def create_user(*, login: str, full_name: str, password: str | None) -> int:
    """Opens a person's sign-in, or with no password an account nobody can sign in to.

    Raises:
        Conflict: the name is taken.
    """
    if User.objects.filter(login=login).exists():
        raise Conflict("access.login_taken", login=login)
    user = User(login=login, full_name=full_name)
    user.set_password(password)
    user.save()
    return int(user.pk)


def grant_role(*, login: str, fund_code: str, role: Role, employer_number: str = "") -> None:
    """Gives a person a role in a fund; an employer's clerk always for a named employer.

    Raises:
        Refused: a clerk without an employer, or an employer for an agent of the fund.
    """
    if (role is Role.EMPLOYER_CLERK) != bool(employer_number):
        raise Refused("access.clerk_needs_employer", role=role)
    RoleGrant.objects.get_or_create(
        user=User.objects.get(login=login),
        fund=Fund.objects.get(code=fund_code),
        role=role.value,
        employer_number=employer_number,
    )


def create_token(*, login: str, fund_code: str, label: str, at: datetime, days: int = 365) -> str:
    """A new bearer token for the API, shown this once."""
    token = "socle_" + secrets.token_urlsafe(32)
    ApiToken.objects.create(
        user=User.objects.get(login=login),
        fund=Fund.objects.get(code=fund_code),
        digest=hashlib.sha256(token.encode()).digest(),
        label=label,
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    return token
