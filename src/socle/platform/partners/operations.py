"""Agreements with partners, their secrets, the tokens they ask for, and every call they make.

An agreement is an act of the catalogue, by two persons: it opens people's files to a machine. It
says what for, by which law, what, how often, and until which day. Ending it takes one person.
"""

import re
import secrets as chance
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection
from psycopg.types.range import DateRange

from socle.countries.clock import legal_day
from socle.kernel.errors import Conflict, Fault, NotKnown, Refused
from socle.platform.access.operations import may_ask, partner_account
from socle.platform.access.queries import asked_until, fund, require
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, FundView, Permission
from socle.platform.acts.errors import Invalid
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.partners import queries, tokens
from socle.platform.partners.errors import TokenRefused
from socle.platform.partners.models import PartnerAgreement, PartnerSecret
from socle.platform.partners.tables import AGREEMENT, SECRET
from socle.platform.partners.types import Grant
from socle.platform.temporal.operations import assign, clear

SUBJECT = "partner"
TOKEN_PREFIX = tokens.PREFIX
SECRET_LIFE = timedelta(days=365)
SLOTS = (1, 2)
MOST_CALLS = 6_000
_USUAL_CALLS = "120"
MINUTE = timedelta(minutes=1)
_CODE = re.compile(r"[a-z][a-z0-9-]{1,28}")
_HOST = re.compile(r"(?=.{4,120}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_HINT = 4
# Written by every call: by functions, which the entry beside Django calls too.
_NOTE = "SELECT partner_note(%s, %s, %s, %s, %s, %s, %s, %s)"


def agree(request: ActRequest) -> ActAnswer:
    """Agrees with a partner what it may read and do (convention de partenariat).

    What was agreed before ends the day that this begins.

    Raises:
        Invalid: what is badly written, all at once.
    """
    fields, since, fund_id = request.fields, request.effective_on, request.desk.fund.id
    scopes = _scopes(request)
    code, name = fields["partner"], fields["name"]
    said = {
        "code": code,
        "name": name,
        "purpose": fields["purpose"],
        "legal_basis": fields["legal_basis"],
        "scopes": scopes,
        "calls_per_minute": int(fields.get("calls_per_minute", _USUAL_CALLS)),
        "host": fields.get("host", "").lower(),
    }
    with performing(request, subject_kind=SUBJECT, subject_number=code) as act:
        key = {"user_id": partner_account(fund=request.desk.fund, code=code, name=name)}
        act.before = _believed(code, since)
        clear(AGREEMENT, fund_id=fund_id, key=key, valid=DateRange(since, None))
        valid = DateRange(since, fields["until"] + timedelta(days=1))
        assign(AGREEMENT, fund_id=fund_id, key=key, values=said, valid=valid, is_first=True)
        act.after = said | {"until": fields["until"].isoformat()}
        return act.answer()


def agreement_doubts(request: ActRequest) -> tuple[Fault, ...]:
    """Nothing in an agreement is doubted; what is badly written is told before it is proposed.

    Raises:
        Invalid: as `agree`.
    """
    _scopes(request)
    return ()


def _scopes(request: ActRequest) -> list[str]:
    """The scopes of an agreement that is written well.

    Raises:
        Invalid: what is not, all at once.
    """
    scopes = sorted(set(request.fields["scopes"].split()))
    if faults := _agreement_faults(request, scopes):
        raise Invalid(faults)
    return scopes


def _agreement_faults(request: ActRequest, scopes: list[str]) -> list[Fault]:
    fields, faults = request.fields, []
    calls = fields.get("calls_per_minute", _USUAL_CALLS)
    if not _CODE.fullmatch(fields["partner"]):
        faults.append(Fault("partners.code_invalid", field="partner", read=fields["partner"]))
    if not scopes:
        faults.append(Fault("acts.field_missing", field="scopes"))
    for each in scopes:
        if not queries.is_scope(each):
            faults.append(Fault("partners.scope_unknown", field="scopes", read=each[:80]))
    if fields["until"] < request.effective_on:
        faults.append(Fault("partners.ends_before", field="until"))
    if not re.fullmatch(r"[1-9]\d{0,3}", calls, re.ASCII) or int(calls) > MOST_CALLS:
        facts = {"most": MOST_CALLS}
        faults.append(
            Fault("partners.calls_invalid", field="calls_per_minute", read=calls, facts=facts)
        )
    host = fields.get("host", "").lower()
    if host and not _HOST.fullmatch(host):
        faults.append(Fault("partners.host_invalid", field="host", read=host))
    return faults


def _believed(code: str, on: date) -> dict[str, object]:
    found = PartnerAgreement.objects.filter(code=code, valid__contains=on).first()
    if found is None:
        return {}
    last = found.valid.upper - timedelta(days=1)
    return {name: getattr(found, name) for name in AGREEMENT.values} | {"until": last.isoformat()}


def end_agreement(request: ActRequest) -> ActAnswer:
    """Ends what was agreed with a partner (fin de convention): from that day it enters no more.

    Raises:
        NotKnown: nothing was agreed with it for that day or later.
    """
    code, since = request.fields["partner"], request.effective_on
    with performing(request, subject_kind=SUBJECT, subject_number=code) as act:
        user_id = queries.partner_user(code=code)
        if not PartnerAgreement.objects.filter(user_id=user_id, valid__endswith__gt=since).exists():
            raise NotKnown("partners.not_agreed", partner=code)
        act.before = _believed(code, since)
        clear(
            AGREEMENT,
            fund_id=request.desk.fund.id,
            key={"user_id": user_id},
            valid=DateRange(since, None),
        )
        act.after = {"until": (since - timedelta(days=1)).isoformat()}
        return act.answer()


def client_id(*, fund_code: str, code: str) -> str:
    """The name under which a partner's system asks for tokens."""
    return f"{fund_code}.{code}"


def issue_secret(*, desk: Desk, code: str, on: date) -> str:
    """A new secret of a partner's client, shown this once; the one before lives on beside it.

    Raises:
        NotKnown: nothing was ever agreed with the partner.
        Conflict: two secrets live already: one must end first.
    """
    require(desk, Permission.MANAGE_USERS)
    user_id = queries.partner_user(code=code)
    secret = "socle_s_" + chance.token_urlsafe(32)
    with performing(
        _request(desk, "issue_partner_secret", code, on), subject_kind=SUBJECT, subject_number=code
    ) as act:
        valid = DateRange(on, on + SECRET_LIFE)
        taken = set(
            PartnerSecret.objects.filter(user_id=user_id, valid__overlap=valid).values_list(
                "slot", flat=True
            )
        )
        free = [slot for slot in SLOTS if slot not in taken]
        if not free:
            raise Conflict("partners.two_secrets", partner=code)
        assign(
            SECRET,
            fund_id=desk.fund.id,
            key={"user_id": user_id, "slot": free[0]},
            values={"digest": queries.secret_digest(secret), "hint": secret[-_HINT:]},
            valid=valid,
            is_first=True,
        )
        act.after = {"slot": free[0], "hint": secret[-_HINT:]}
    return secret


def end_secret(*, desk: Desk, code: str, slot: int, on: date) -> None:
    """Ends a secret at once, with every token that was asked with it.

    Raises:
        NotKnown: the partner has no such secret.
    """
    require(desk, Permission.MANAGE_USERS)
    user_id = queries.partner_user(code=code)
    request = _request(desk, "end_partner_secret", code, on)
    with performing(request, subject_kind=SUBJECT, subject_number=code) as act:
        found = PartnerSecret.objects.filter(
            user_id=user_id, slot=slot, valid__endswith__gt=on
        ).first()
        if found is None:
            raise NotKnown("partners.secret_unknown", partner=code)
        key = {"user_id": user_id, "slot": slot}
        clear(SECRET, fund_id=desk.fund.id, key=key, valid=DateRange(on, None))
        act.before = {"slot": slot, "hint": found.hint}


def _request(desk: Desk, kind: str, code: str, on: date) -> ActRequest:
    return ActRequest(desk, kind, {"partner": code}, on, "", f"partners:{uuid4()}")


def grant_token(*, client: str, secret: str, scope: str, at: datetime) -> Grant:
    """An access token for a partner's client (RFC 6749, 4.4).

    Raises:
        TokenRefused: `invalid_client` whatever is wrong with client, secret or agreement;
            `invalid_scope` when more is asked than was agreed.
    """
    fund_code, _dot, code = client.rpartition(".")
    try:
        found = fund(code=fund_code)
    except NotKnown:
        raise TokenRefused("invalid_client") from None
    on, digest = legal_day(at, found.country), queries.secret_digest(secret)
    with fund_scope(found.id):
        user_id = PartnerSecret.objects.filter(
            digest=digest,
            valid__contains=on,
            user__in=PartnerAgreement.objects.filter(code=code).values("user"),
        ).values_list("user_id", flat=True)
        if not (owner := user_id.first()):
            raise TokenRefused("invalid_client")
        asked = " ".join(sorted(set(scope.split())))
        claims = tokens.Claims(
            fund=found.id,
            country=found.country,
            user=owner,
            secret=queries.secret_name(digest),
            scopes=asked,
            until=tokens.until(at),
        )
        entered = queries.entry(claims=claims, on=on)
        desk = _counted(*entered, at=at) if entered else None
        if desk is None or desk.agreement is None:
            raise TokenRefused("invalid_client")
        if set(asked.split()) - desk.agreement.scopes:
            raise TokenRefused("invalid_scope")
        note_access(desk=desk, operation="take_token", kind="", number="", outcome="done", at=at)
    held = tuple(sorted(desk.agreement.scopes))
    return Grant(tokens.make(claims), int(tokens.LIFE.total_seconds()), held)


def enter(*, token: str, at: datetime) -> Desk | None:
    """The desk that an access token opens, the call counted; None when it opens none.

    Raises:
        Refused: `partners.too_many_calls`, with the seconds to wait.
    """
    claims = tokens.read(token, at)
    if claims is None:
        return None
    with fund_scope(claims.fund):
        entered = queries.entry(claims=claims, on=legal_day(at, claims.country))
        return _counted(*entered, at=at) if entered else None


def enter_known(*, fund: FundView, user_id: int, at: datetime) -> Desk | None:
    """The desk of a partner who is known without a token, its call counted; None: agreed no more.

    Whoever calls has made sure who it is: the state's bus said so, on a listener of its own.

    Raises:
        Refused: as `enter`.
    """
    on = legal_day(at, fund.country)
    with fund_scope(fund.id):
        agreed = PartnerAgreement.objects.filter(
            user_id=user_id, user__is_active=True, valid__contains=on
        ).first()
        if agreed is None:
            return None
        agreement = queries.agreement_of(
            partner=agreed.code, act_id=agreed.act_id, scopes=set(agreed.scopes)
        )
        known = frozenset[Any]()
        desk = Desk(user_id, agreed.user.login, agreed.name, fund, known, known, agreement)
        return _counted(desk, agreed.calls_per_minute, at=at)


def _counted(desk: Desk, most: int, *, at: datetime) -> Desk:
    subject = counted_as(desk.user_id)
    if not may_ask(subject=subject, most=most, span=MINUTE, at=at):
        until = asked_until(subject=subject, span=MINUTE) or at
        seconds = max(1, -int(-(until - at).total_seconds() // 1))
        raise Refused("partners.too_many_calls", most=most, seconds=seconds)
    return desk


def counted_as(user_id: int) -> str:
    """Under which name the calls of a partner are counted."""
    return f"partner:{user_id}"


def note_access(
    *, desk: Desk, operation: str, kind: str, number: str, outcome: str, at: datetime
) -> None:
    """Records a call of a partner: whose file, by which operation, what came of it."""
    if desk.agreement is None:
        return
    said: list[int | str | datetime] = [desk.fund.id, desk.user_id, desk.agreement.act_id]
    said += [operation[:60], kind, number[:60], outcome[:60], at]
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, said)


def claims_of(*, token: str, at: datetime) -> tokens.Claims | None:
    """What an access token says, if it is ours and has not ended; nothing is asked yet."""
    return tokens.read(token, at)
