"""Reading partners: their agreements, secrets and calls; the desk that an access token opens."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import connection

from socle.kernel.errors import NotKnown
from socle.platform.access.types import Agreement, Desk, FundView, Permission
from socle.platform.acts.catalogue import act_type, catalogue, is_known
from socle.platform.acts.models import Act
from socle.platform.acts.queries import numbers_of
from socle.platform.partners.models import PartnerAccess, PartnerAgreement, PartnerSecret
from socle.platform.partners.tokens import Claims
from socle.platform.partners.types import (
    ACTS_WRITE,
    AGREEABLE,
    COMES_TO,
    AccessView,
    AgreedView,
    AgreementView,
    PartnerView,
    Scope,
    SecretView,
)

_HINT = 16
# Asked by every call of a partner, in the transaction that counts it. Nothing of a count is worth
# waiting for the disk; what is read is recorded in the call's own transaction.
_ENTRY = """
    SELECT e.*, set_config('synchronous_commit', 'off', true)
    FROM partner_entry(%(user)s, %(secret)s, %(on)s) e
"""
# By partner, so that each is the end of an index: the record of calls is long.
_LAST_ACCESS = """
    SELECT partner, (SELECT accessed_at FROM partner_access WHERE user_id = partner
      AND fund_id = socle_fund() ORDER BY accessed_at DESC LIMIT 1)
    FROM unnest(%s::bigint[]) AS partner
"""
# Of how many persons each partner read, each legal day since one.
_BY_DAY = """
    SELECT user_id, (accessed_at AT TIME ZONE %(zone)s)::date, count(DISTINCT subject_number)
    FROM partner_access
    WHERE fund_id = socle_fund() AND accessed_at >= %(since)s AND subject_kind = 'person'
      AND subject_number <> ''
    GROUP BY 1, 2 ORDER BY 2, 1
"""


def secret_digest(secret: str) -> bytes:
    """What is kept of a secret. It is 256 bits of chance: a slow digest would guard no better."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def secret_name(digest: bytes) -> str:
    """By what a token names the secret that it was asked with."""
    return digest.hex()[:_HINT]


def agreeable_acts() -> list[str]:
    """The types of act that a partner may be agreed."""
    return [each.code for each in catalogue() if each.permission in AGREEABLE]


def is_scope(text: str) -> bool:
    """Whether there is such a scope."""
    code = text.removeprefix(ACTS_WRITE)
    if code != text:
        return is_known(code) and act_type(code).permission in AGREEABLE
    return text in set(Scope)


def agreement_of(*, partner: str, act_id: int, scopes: Iterable[str]) -> Agreement:
    """What some scopes come to: the rights, and the acts."""
    return _agreement(partner, act_id, frozenset(scopes))


@lru_cache(maxsize=1_024)
def _agreement(partner: str, act_id: int, held: frozenset[str]) -> Agreement:
    """Of the same scopes the same comes, call after call: they are read each time."""
    acts = frozenset(
        each.removeprefix(ACTS_WRITE)
        for each in held
        if each.startswith(ACTS_WRITE) and is_scope(each)
    )
    permissions: set[Permission] = {COMES_TO[Scope(each)] for each in held & set(Scope)}
    permissions |= {act_type(code).permission for code in acts}
    return Agreement(partner, act_id, held, frozenset(permissions), acts)


def entry(*, claims: Claims, on: date) -> tuple[Desk, int] | None:
    """The desk that a token opens that day and how often it may call; None when it opens none.

    Read in the fund of the token.
    """
    said: dict[str, Any] = {"user": claims.user, "secret": claims.secret, "on": on}
    with connection.cursor() as cursor:
        cursor.execute(_ENTRY, said)
        found = cursor.fetchone()
    if found is None:
        return None
    return desk_told(claims, found[:-1])


def desk_told(claims: Claims, entered: Sequence[Any]) -> tuple[Desk, int]:
    """The desk of a token, and how often it may call, from what `partner_entry` found of it."""
    code, act_id, scopes, most, login, name, *columns = entered
    held = set(scopes) & set(claims.scopes.split()) if claims.scopes else set(scopes)
    agreement = agreement_of(partner=code, act_id=act_id, scopes=held)
    fund = FundView(*columns)
    return Desk(claims.user, login, name, fund, frozenset(), frozenset(), agreement), int(most)


def partners(*, on: date) -> list[PartnerView]:
    """Every partner with whom something was ever agreed and is not over, by name."""
    found = PartnerAgreement.objects.filter(valid__endswith__gt=on).order_by("name", "valid")
    first: dict[int, PartnerAgreement] = {}
    for each in found:
        first.setdefault(each.user_id, each)
    over = (
        PartnerAgreement.objects.exclude(user_id__in=first).order_by("user_id", "-valid")
    ).distinct("user_id")
    every = sorted([*first.values(), *over], key=lambda each: (each.name, each.code))
    users = [each.user_id for each in every]
    with connection.cursor() as cursor:
        cursor.execute(_LAST_ACCESS, [users])
        used = dict(cursor.fetchall())
    acts = numbers_of(act_ids={each.act_id for each in every})
    secrets = _secrets(users, on)
    return [
        PartnerView(
            code=each.code,
            name=each.name,
            agreement=_view(each, acts[each.act_id]),
            is_in_force=on in each.valid,
            secrets=tuple(secrets.get(each.user_id, ())),
            last_access_at=used.get(each.user_id),
        )
        for each in every
    ]


def partner(*, code: str, on: date) -> PartnerView:
    """A partner of the fund.

    Raises:
        NotKnown: nothing was ever agreed with it.
    """
    found = next((each for each in partners(on=on) if each.code == code), None)
    if found is None:
        raise NotKnown("partners.unknown", partner=code[:40])
    return found


def partner_user(*, code: str) -> int:
    """The account of a partner of the fund.

    Raises:
        NotKnown: nothing was ever agreed with it.
    """
    found = PartnerAgreement.objects.filter(code=code).values_list("user_id", flat=True).first()
    if found is None:
        raise NotKnown("partners.unknown", partner=code[:40])
    return int(found)


def names_of(*, user_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """The code and the name of partners, by account."""
    found = PartnerAgreement.objects.filter(user_id__in=set(user_ids)).order_by("valid")
    return {each.user_id: (each.code, each.name) for each in found}


def agreed_under(*, act_ids: Iterable[int]) -> dict[int, AgreedView]:
    """Under what calls were made, by the acts that they name: who, what for, by which law.

    An act that put an end to an agreement says it again for the days before: of its own it names
    the partner alone, and what was agreed is read from the agreement.
    """
    found = dict(Act.objects.filter(pk__in=set(act_ids)).values_list("pk", "fields"))
    ended = {str(said["partner"]) for said in found.values() if not said.get("purpose")}
    agreed = {
        each.code: {"name": each.name, "purpose": each.purpose, "legal_basis": each.legal_basis}
        for each in PartnerAgreement.objects.filter(code__in=ended).order_by("valid")
    }
    names = ("partner", "name", "purpose", "legal_basis")
    return {
        pk: AgreedView(
            *(
                str(said.get(name) or agreed.get(str(said["partner"]), {}).get(name, ""))
                for name in names
            )
        )
        for pk, said in found.items()
    }


def accesses(*, code: str, limit: int) -> list[AccessView]:
    """The last calls of a partner, the newest first."""
    found = PartnerAccess.objects.filter(user_id=partner_user(code=code))
    return [_access(each) for each in found.order_by("-accessed_at", "-id")[:limit]]


def persons_read_by_day(*, since: datetime, zone: str) -> list[tuple[int, date, int]]:
    """Of how many persons each partner read on each day that it read: account, day, persons."""
    said: dict[str, Any] = {"since": since, "zone": zone}
    with connection.cursor() as cursor:
        cursor.execute(_BY_DAY, said)
        return [(int(user), day, int(number)) for user, day, number in cursor.fetchall()]


def accesses_on(
    *, kind: str, numbers: Sequence[str], limit: int
) -> list[tuple[AccessView, AgreedView]]:
    """The last calls of partners on a file, by its numbers, each with what it was agreed for."""
    found = PartnerAccess.objects.filter(subject_kind=kind, subject_number__in=numbers)
    rows = list(found.order_by("-accessed_at", "-id")[:limit])
    agreed = agreed_under(act_ids={each.agreed_by_id for each in rows})
    return [(_access(each), agreed[each.agreed_by_id]) for each in rows]


def _access(each: PartnerAccess) -> AccessView:
    return AccessView(
        each.accessed_at, each.operation, each.subject_kind, each.subject_number, each.outcome
    )


def _secrets(users: list[int], on: date) -> dict[int, list[SecretView]]:
    found: dict[int, list[SecretView]] = {}
    live = PartnerSecret.objects.filter(user_id__in=users, valid__contains=on)
    for each in live.order_by("user_id", "slot"):
        view = SecretView(each.slot, each.hint, *_first_and_last(each.valid))
        found.setdefault(each.user_id, []).append(view)
    return found


def _view(each: PartnerAgreement, act: str) -> AgreementView:
    since, until = _first_and_last(each.valid)
    return AgreementView(
        code=each.code,
        name=each.name,
        purpose=each.purpose,
        legal_basis=each.legal_basis,
        scopes=tuple(each.scopes),
        calls_per_minute=each.calls_per_minute,
        host=each.host,
        since=since,
        until=until,
        act=act,
    )


def _first_and_last(valid: Any) -> tuple[date, date]:
    return valid.lower, valid.upper - timedelta(days=1)
