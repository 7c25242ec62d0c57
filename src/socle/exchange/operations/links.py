"""Acts on links and policies, by two persons: a key that is believed changes people's files."""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from psycopg.types.range import DateRange

from socle.exchange.facts import LINK, POLICY
from socle.exchange.models import ExchangeCredential, ExchangeLink, ExchangePolicy
from socle.exchange.types import Port, Signing, Transport
from socle.kernel.errors import Fault, NotKnown
from socle.platform.acts.errors import Invalid
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.partners.addresses import may_be_called
from socle.platform.partners.queries import partner, partner_user
from socle.platform.sealing import sealed
from socle.platform.temporal.operations import assign, clear

SUBJECT = "partner"
_MOST_KEYS = 10
_KTY = {"OKP": {"crv", "x"}, "RSA": {"n", "e"}, "EC": {"crv", "x", "y"}}
# What only a private key has: it is refused, and never kept.
_PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "k", "oth"}
_SMALL_KEY = 300  # characters of a modulus under 2048 bits
_XROAD = re.compile(r"[A-Za-z0-9'()+,.=?-]+(/[A-Za-z0-9'()+,.=?-]+){2,4}")


def state_link(request: ActRequest) -> ActAnswer:
    """States how to speak with a partner (liaison technique): what was stated before ends then.

    Raises:
        NotKnown: nothing is agreed with this partner.
        Invalid: what is badly written, all at once.
    """
    fields, since, fund_id = request.fields, request.effective_on, request.desk.fund.id
    code = fields["partner"]
    said = _link_said(fields, host=_host(code, since))
    with performing(request, subject_kind=SUBJECT, subject_number=code) as act:
        user_id = partner_user(code=code)
        key = {"user_id": user_id}
        act.before = _believed(user_id, since)
        clear(LINK, fund_id=fund_id, key=key, valid=DateRange(since, None))
        assign(
            LINK,
            fund_id=fund_id,
            key=key,
            values={"code": code, **said},
            valid=DateRange(since, None),
            is_first=True,
        )
        act.after = _shown(said)
        return act.answer()


def link_doubts(request: ActRequest) -> tuple[Fault, ...]:
    """Nothing in a link is doubted; what is badly written is told before it is proposed.

    Raises:
        Invalid, NotKnown: as `state_link`.
    """
    _link_said(request.fields, host=_host(request.fields["partner"], request.effective_on))
    return ()


def end_link(request: ActRequest) -> ActAnswer:
    """Ends a link: from that day the partner is neither called nor believed.

    Raises:
        NotKnown: there is none.
    """
    code, since = request.fields["partner"], request.effective_on
    with performing(request, subject_kind=SUBJECT, subject_number=code) as act:
        user_id = partner_user(code=code)
        if not (before := _believed(user_id, since)):
            raise NotKnown("exchange.link_unknown", partner=code[:40])
        fund_id = request.desk.fund.id
        clear(LINK, fund_id=fund_id, key={"user_id": user_id}, valid=DateRange(since, None))
        act.before = before
        return act.answer()


def keep_credential(request: ActRequest) -> ActAnswer:
    """Keeps, sealed, the secret by which a partner knows us; the one before serves no more.

    Raises:
        NotKnown: nothing was ever agreed with this partner.
        Unavailable: this process has no secret to seal with.
    """
    fields, fund_id = request.fields, request.desk.fund.id
    with performing(request, subject_kind=SUBJECT, subject_number=fields["partner"]) as act:
        user_id = partner_user(code=fields["partner"])
        told = json.dumps({"id": fields["client_id"], "secret": fields["client_secret"]})
        ExchangeCredential.objects.create(
            fund_id=fund_id,
            act_id=act.id,
            recorded_at=act.recorded_at,
            user_id=user_id,
            sealed=sealed(told.encode(), bound_to=f"credential:{fund_id}:{user_id}"),
        )
        act.after = {"client_id": fields["client_id"]}
        return act.answer()


def set_policy(request: ActRequest) -> ActAnswer:
    """States what events of a kind do in this fund from a day on (politique des avis)."""
    fields, since, fund = request.fields, request.effective_on, request.desk.fund
    kind = fields["kind"]
    with performing(request, subject_kind="fund", subject_number=fund.code) as act:
        before = ExchangePolicy.objects.filter(kind=kind, valid__contains=since).first()
        clear(POLICY, fund_id=fund.id, key={"kind": kind}, valid=DateRange(since, None))
        assign(
            POLICY,
            fund_id=fund.id,
            key={"kind": kind},
            values={"response": fields["response"]},
            valid=DateRange(since, None),
            is_first=True,
        )
        act.before = {"kind": kind, "response": before.response} if before else {}
        act.after = {"kind": kind, "response": fields["response"]}
        return act.answer()


def _host(code: str, on: date) -> str:
    """The domain that the agreement names for what we send.

    Raises:
        NotKnown: nothing is agreed with the partner.
    """
    agreed = partner(code=code, on=on).agreement
    return agreed.host if agreed else ""


def _link_said(fields: Mapping[str, Any], *, host: str) -> dict[str, Any]:
    """A link that is written well.

    Raises:
        Invalid: what is not, all at once.
    """
    faults: list[Fault] = []
    ports = sorted(set(fields["ports"].split()))
    for each in ports:
        if each not in set(Port):
            known = ", ".join(Port)
            fact = {"known": known}
            faults.append(Fault("exchange.port_unknown", field="ports", read=each, facts=fact))
    transport = Transport(fields["transport"])
    is_sandbox = fields.get("sandbox") == "yes"
    if is_sandbox and not settings.SANDBOX_PARTNERS:
        faults.append(Fault("exchange.sandbox_closed", field="sandbox"))
    keys, key_faults = _keys(fields.get("keys", ""))
    faults += key_faults
    faults += _address_faults(fields, transport, host)
    signature = Signing(fields["signature"])
    if signature is Signing.NONE and not is_sandbox and {"civil", "enrolment"} & set(ports):
        faults.append(Fault("exchange.must_be_signed", field="signature"))
    if signature is not Signing.NONE and not keys:
        faults.append(Fault("exchange.keys_missing", field="keys"))
    if faults:
        raise Invalid(faults)
    return {
        "ports": ports,
        "transport": transport.value,
        "address": fields.get("address", "").rstrip("/"),
        "sender_id": fields["sender_id"],
        "our_sender_id": fields["our_sender_id"],
        "callback": fields.get("callback", "").rstrip("/"),
        "signature": signature.value,
        "keys": json.dumps(keys, sort_keys=True),
        "service": fields.get("service", ""),
        "client": fields.get("client", ""),
        "is_sandbox": is_sandbox,
    }


def _address_faults(fields: Mapping[str, Any], transport: Transport, host: str) -> list[Fault]:
    faults = []
    facts = {"host": host or "–"}
    address, callback = fields.get("address", ""), fields.get("callback", "")
    if transport is Transport.HTTPS and not may_be_called(address, host=host):
        faults.append(Fault("exchange.address_invalid", field="address", read=address, facts=facts))
    if callback and not may_be_called(callback, host=host):
        faults.append(
            Fault("exchange.address_invalid", field="callback", read=callback, facts=facts)
        )
    if transport is not Transport.HTTPS and address:
        faults.append(Fault("exchange.address_needless", field="address", read=address))
    if transport is Transport.XROAD:
        for name in ("service", "client"):
            read = fields.get(name, "")
            if not _XROAD.fullmatch(read):
                faults.append(Fault("exchange.xroad_invalid", field=name, read=read))
    return faults


def _keys(text: str) -> tuple[list[dict[str, str]], list[Fault]]:
    """The public keys of a JWK set, each named; a private one is refused."""
    if not text.strip():
        return [], []
    try:
        read = json.loads(text)
        listed = read["keys"] if isinstance(read, dict) and "keys" in read else read
        keys = [_key(each) for each in (listed if isinstance(listed, list) else [listed])]
    except (ValueError, TypeError, KeyError, RecursionError):
        return [], [Fault("exchange.keys_invalid", field="keys")]
    names = [each["kid"] for each in keys]
    if len(keys) > _MOST_KEYS or len(set(names)) < len(names):
        return [], [Fault("exchange.keys_invalid", field="keys")]
    return keys, []


def _key(said: Mapping[str, object]) -> dict[str, str]:
    wanted = _KTY[str(said["kty"])]
    if _PRIVATE & set(said):
        raise ValueError("a private key")
    found = {name: str(said[name]) for name in ("kty", "kid", *sorted(wanted))}
    if found["kty"] == "RSA" and len(found["n"]) < _SMALL_KEY:
        raise ValueError("a key of less than 2048 bits")
    if not found["kid"] or len(found["kid"]) > 120:
        raise ValueError("a key without name")
    return found


def _believed(user_id: int, on: date) -> dict[str, Any]:
    found = ExchangeLink.objects.filter(user_id=user_id, valid__contains=on).first()
    if found is None:
        return {}
    return _shown({name: getattr(found, name) for name in LINK.values if name != "code"})


def _shown(said: Mapping[str, Any]) -> dict[str, Any]:
    """A link as an act shows it: of keys their names."""
    return {**said, "keys": [each["kid"] for each in json.loads(said["keys"])]}
