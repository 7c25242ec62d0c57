"""Changes to funds, people and roles. Operators' work: it touches no insured person's file."""

import hashlib
import logging
import secrets
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now
from psycopg.types.range import DateRange

from socle.countries.clock import zone
from socle.kernel.errors import Conflict, Refused
from socle.platform.access.models import (
    ApiToken,
    Fund,
    RoleGrant,
    SignInFailure,
    User,
    UserSession,
)
from socle.platform.access.queries import fund_view, sign_in_subjects
from socle.platform.access.types import FOR_AGENCIES, Desk, FundView, Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

log = logging.getLogger("socle.access")
_FORGOTTEN_AFTER = timedelta(hours=1)
# The account that signs what no person asked for; nobody signs in with it.
_AUTOMATIC = "socle-automatic"
_COUNT_FAILURE = """
    INSERT INTO sign_in_failure AS f (subject, failures, last_at) VALUES (%s, 1, %s)
    ON CONFLICT (subject) DO UPDATE SET last_at = excluded.last_at,
      failures = CASE WHEN f.last_at < %s THEN 1 ELSE f.failures + 1 END
"""
# One statement, so that processes that ask at once are counted one after the other. Beyond the
# limit nothing is written: whoever insists costs a read.
_TAKE_ONE = "SELECT asked_once_more(%s, %s, %s, %s)"


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
            "zone": zone(country).key,
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


def partner_account(*, fund: FundView, code: str, name: str) -> int:
    """The account in whose name a partner's acts stand; nobody signs in to it."""
    login = f"partner:{fund.code}:{code}"[:80]
    found = User.objects.filter(login=login).values_list("pk", flat=True).first()
    return int(found) if found else create_user(login=login, full_name=name, password=None)


def automatic_desk(*, fund: FundView) -> Desk:
    """The desk of Socle itself in a fund: it signs the acts of periodic work, and holds no role.

    Such work calls its own operation; by `submit` this desk may do nothing.
    """
    user = User.objects.filter(login=_AUTOMATIC).first()
    name = user.full_name if user else "Socle, tâche automatique"
    user_id = user.pk if user else create_user(login=_AUTOMATIC, full_name=name, password=None)
    return Desk(user_id, _AUTOMATIC, name, fund, frozenset(), frozenset())


def set_password(*, login: str, password: str, one_time_until: datetime | None) -> None:
    """Gives an account a password; sessions opened with the one before end by it.

    With `one_time_until` it opens one session, in which another must be chosen.
    """
    user = User.objects.get(login=login)
    user.set_password(password)
    user.one_time_until = one_time_until
    user.save(update_fields=["password", "one_time_until"])


def set_active(*, login: str, is_active: bool) -> None:
    """Closes an account, with its sessions and tokens, or opens it again without them."""
    user = User.objects.get(login=login)
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    if not is_active:
        ApiToken.objects.filter(user=user).delete()
        _end_sessions(UserSession.objects.filter(user=user))


def end_role(
    *,
    login: str,
    fund_code: str,
    role: Role,
    on: date,
    employer_number: str = "",
    agency: str = "",
) -> bool:
    """Takes a role back from that day on, and what was to come of it; whether there was any."""
    found = RoleGrant.objects.filter(
        Q(valid__endswith__isnull=True) | Q(valid__endswith__gt=on),
        user__login=login,
        fund__code=fund_code,
        role=role.value,
        employer_number=employer_number,
        agency=agency,
        ended_at__isnull=True,
    )
    believed = list(found)
    found.update(ended_at=Now())
    for each in believed:
        if each.valid.lower is None or each.valid.lower < on:
            each.pk, each.ended_at = None, None
            each.valid = DateRange(each.valid.lower, on)
            each.save(force_insert=True)
    return bool(believed)


def end_token(*, login: str, token_id: int) -> bool:
    """Ends a person's token at once; whether they had it."""
    return bool(ApiToken.objects.filter(user__login=login, pk=token_id).delete()[0])


def note_session(*, user_id: int, session_key: str, address: str, at: datetime) -> None:
    """Remembers whose session was opened; those of theirs that are over are forgotten."""
    alive = Session.objects.filter(expire_date__gt=at).values("session_key")
    UserSession.objects.filter(user_id=user_id).exclude(session_key__in=alive).delete()
    UserSession.objects.create(
        user_id=user_id, session_key=session_key, opened_at=at, address=address[:60]
    )
    log.info("account %s entered", user_id)


def end_sessions(*, login: str) -> None:
    """Ends every session of a person at once."""
    _end_sessions(UserSession.objects.filter(user__login=login))


def end_session(*, user_id: int, session_id: int) -> bool:
    """Ends one of a person's sessions at once; whether it was theirs."""
    return _end_sessions(UserSession.objects.filter(user_id=user_id, pk=session_id))


def _end_sessions(found: "QuerySet[UserSession]") -> bool:
    keys = list(found.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    return bool(found.delete()[0])


def grant_role(
    *,
    login: str,
    fund_code: str,
    role: Role,
    employer_number: str = "",
    agency: str = "",
    first_day: date | None = None,
    last_day: date | None = None,
) -> None:
    """Gives a person a role in a fund, for all days or between two, the last one included.

    An employer's clerk always has it for a named employer; an agent, for an agency or the fund.
    Who holds it then, and until the same day, is not given it again.

    Raises:
        Refused: a clerk without an employer, or an employer for an agent of the fund; an agency for
            a role that is the whole fund's; a last day before the first.
        Conflict: it is held, for the same, on some of those days, or on all and longer: that they
            hold it until a day would not be true.
    """
    if (role is Role.EMPLOYER_CLERK) != bool(employer_number):
        raise Refused("access.clerk_needs_employer", role=role)
    if agency and role not in FOR_AGENCIES:
        raise Refused("access.role_of_the_fund", role=role)
    if first_day is not None and last_day is not None and last_day < first_day:
        raise Refused("access.role_days")
    valid = DateRange(first_day, last_day + timedelta(days=1) if last_day else None)
    whose = {
        "user": User.objects.get(login=login),
        "fund": Fund.objects.get(code=fund_code),
        "role": role.value,
        "employer_number": employer_number,
        "agency": agency,
    }
    held = RoleGrant.objects.filter(**whose, ended_at__isnull=True)
    found = [each.valid for each in held.filter(valid__overlap=valid)]
    if any(_holds_as_long(each, valid) for each in found):
        return
    if found:
        raise Conflict("access.role_held", login=login, role=role)
    RoleGrant.objects.create(**whose, valid=valid)


def _holds_as_long(held: DateRange, asked: DateRange) -> bool:
    """Whether what is held begins no later than what is asked, and ends with it."""
    begins = held.lower is None or (asked.lower is not None and held.lower <= asked.lower)
    return begins and held.upper == asked.upper


def create_token(
    *,
    login: str,
    fund_code: str,
    label: str,
    at: datetime,
    days: int = 365,
    is_strong: bool = False,
) -> str:
    """A new bearer token for the API, shown this once; a strong one does guarded acts too."""
    token = "socle_" + secrets.token_urlsafe(32)
    ApiToken.objects.create(
        user=User.objects.get(login=login),
        fund=Fund.objects.get(code=fund_code),
        digest=hashlib.sha256(token.encode()).digest(),
        label=label,
        created_at=at,
        expires_at=at + timedelta(days=days),
        is_strong=is_strong,
    )
    return token


def count_sign_in_failure(*, login: str, address: str, at: datetime) -> None:
    """Counts a failure for the name and the address; an hour without any forgets them.

    The log knows the name by its digest: failures of one name are told apart from those of many.
    """
    forgotten = at - _FORGOTTEN_AFTER
    subjects = sign_in_subjects(login=login, address=address)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sign_in_failure WHERE last_at < %s", [forgotten])
        for subject in sorted(subjects.values()):
            cursor.execute(_COUNT_FAILURE, [subject, at, forgotten])
    log.warning("a sign-in failed: %s", subjects["name"][:17])


def forget_sign_in_failures(*, login: str, address: str) -> None:
    """Who signs in starts anew; the address keeps its count, or one account would free them all."""
    subject = sign_in_subjects(login=login, address=address)["name"]
    SignInFailure.objects.filter(subject=subject).delete()


def may_ask(*, subject: str, most: int, span: timedelta, at: datetime) -> bool:
    """Counts one more request of a subject; whether it is among the first of its time span.

    The span begins with the first request. The count is the installation's: however many
    processes answer, they allow no more together than one would.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_ONE, [subject[:80], most, f"{span.total_seconds()} seconds", at])
        taken = cursor.fetchone()[0]
    return taken is not None
