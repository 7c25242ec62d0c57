"""Which providers a fund believes, and whose account an identity opens."""

from datetime import date, datetime
from typing import Any

from socle.countries.clock import legal_day
from socle.kernel.errors import NotKnown
from socle.platform.access.holders import person_here
from socle.platform.access.queries import fund as fund_of_code
from socle.platform.access.queries import funds, funds_of, names_of_users
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import FundView
from socle.platform.acts.queries import numbers_of
from socle.platform.identities.tables import IDENTITY, PROVIDER
from socle.platform.identities.types import IdentityView, ProviderView, Shown
from socle.platform.temporal.queries import as_of


def providers(*, fund: FundView, on: date, known_at: datetime | None = None) -> list[ProviderView]:
    """The providers that the fund of the transaction believes on a day, by name."""
    rows = as_of(PROVIDER, on=on, known_at=known_at, where={})
    acts = numbers_of(act_ids={row["act_id"] for row in rows})
    found = [_provider(fund, row, acts) for row in rows]
    return sorted(found, key=lambda each: (each.name, each.code))


def all_providers(*, at: datetime) -> list[ProviderView]:
    """Those of every fund, for a page that knows nobody's fund yet; outside of any transaction."""
    found: list[ProviderView] = []
    for each in funds():
        with fund_scope(each.id):
            found += providers(fund=each, on=legal_day(at, each.country))
    return found


def provider(*, fund_code: str, code: str, at: datetime) -> ProviderView:
    """One provider of a fund, outside of any transaction.

    Raises:
        NotKnown: the fund believes none of that code.
    """
    fund = fund_of_code(code=fund_code)
    with fund_scope(fund.id):
        found = providers(fund=fund, on=legal_day(at, fund.country))
    for each in found:
        if each.code == code:
            return each
    raise NotKnown("identities.provider_unknown", provider=code[:40])


def identities(
    *, fund: FundView, on: date, user_id: int | None = None, known_at: datetime | None = None
) -> list[IdentityView]:
    """The accounts of the fund that are linked to an identity on a day, or those of one person."""
    where = {} if user_id is None else {"user_id": user_id}
    rows = as_of(IDENTITY, on=on, known_at=known_at, where=where)
    names = names_of_users(ids={row["user_id"] for row in rows})
    acts = numbers_of(act_ids={row["act_id"] for row in rows})
    # A provider that ended, or that has another issuer now, may be stated as it was.
    ever = as_of(PROVIDER, on=None, known_at=known_at, where={"fund_id": fund.id})
    codes = {row["issuer"]: row["code"] for row in ever}
    codes |= {each.issuer: each.code for each in providers(fund=fund, on=on, known_at=known_at)}
    found = [
        IdentityView(
            *names[row["user_id"]],
            provider=codes.get(row["issuer"], ""),
            issuer=row["issuer"],
            subject=row["subject"],
            since=row["valid"].lower,
            act=acts[row["act_id"]],
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: (each.name, each.login, each.provider))


def providers_for(*, user_id: int, at: datetime) -> list[ProviderView]:
    """The providers at which a person can show who they are; outside of any transaction."""
    found: list[ProviderView] = []
    for fund in funds_of(user_id=user_id, at=at):
        day = legal_day(at, fund.country)
        with fund_scope(fund.id):
            known = providers(fund=fund, on=day)
            theirs = identities(fund=fund, on=day, user_id=user_id) if known else []
        found += [each for each in known if each.issuer in {one.issuer for one in theirs}]
    return found


def user_of(*, provider: ProviderView, shown: Shown, at: datetime) -> int | None:
    """Whose open account an identity is in the provider's fund; None where it opens nothing.

    A fund's provider opens no other fund: whoever serves two enters by their own password.
    """
    fund = provider.fund
    where = {"issuer": shown.issuer, "subject": shown.subject}
    with fund_scope(fund.id):
        rows = as_of(IDENTITY, on=legal_day(at, fund.country), known_at=None, where=where)
    if not rows:
        return None
    user_id, day = int(rows[0]["user_id"]), legal_day(at, fund.country)
    try:
        login = names_of_users(ids={user_id})[user_id][0]
        person = person_here(fund=fund, login=login, on=day)
    except NotKnown:
        return None
    serves = any(each.is_in_force(day) for each in person.roles)
    return user_id if person.is_active and serves and not person.is_elsewhere else None


def _provider(fund: FundView, row: dict[str, Any], acts: dict[int, str]) -> ProviderView:
    return ProviderView(
        fund=fund,
        code=row["code"],
        name=row["name"],
        issuer=row["issuer"],
        client_id=row["client_id"],
        hosts=tuple(row["hosts"]),
        strong=frozenset(row["strong"]),
        since=row["valid"].lower,
        act=acts[row["act_id"]],
        sealed=bytes(row["secret"]),
    )
