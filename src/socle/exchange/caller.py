"""The one place that sends to partners: by the agreed way, while the partner answers.

A partner that fails several times in a row is left in peace for a while, longer each time, so that
neither it nor who waits for it is worn out (circuit breaker). No transaction is open while a
partner is called, unless the caller holds one.
"""

import json
from datetime import datetime
from typing import Any

from django.db import connection

from socle.countries.clock import legal_day
from socle.exchange.dci.signatures import sign_bytes
from socle.exchange.models import ExchangeCredential, LinkState
from socle.exchange.our_keys import our_signer
from socle.exchange.transports import Away, Message, Reply, Unreadable, file, https, xroad
from socle.exchange.types import LinkView, Transport
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import FundView
from socle.platform.partners.queries import partner
from socle.platform.sealing import opened

# Failures in a row after which a partner is left in peace, and for how long at first and at most.
_MOST_FAILURES, _FIRST_REST, _LONGEST_REST = 5, 30, 15 * 60
_ACCEPTED = 202
_ANSWERED = """
    INSERT INTO exchange_link_state (fund_id, user_id, failures, last_ok_at, last_failure, cursor)
    VALUES (%(fund)s, %(user)s, 0, %(at)s, '', '')
    ON CONFLICT (fund_id, user_id) DO UPDATE
    SET failures = 0, open_until = NULL, last_ok_at = %(at)s
"""
_FAILED = """
    INSERT INTO exchange_link_state AS s (fund_id, user_id, failures, last_failure, cursor)
    VALUES (%(fund)s, %(user)s, 1, %(why)s, '')
    ON CONFLICT (fund_id, user_id) DO UPDATE
    SET failures = s.failures + 1, last_failure = %(why)s,
      open_until = CASE WHEN s.failures + 1 >= %(most)s THEN %(at)s
        + make_interval(secs => least(%(longest)s,
            %(first)s * power(2, least(s.failures + 1 - %(most)s, 10)))) END
"""


def post(
    *, fund: FundView, link: LinkView, path: str, raw: bytes, message_id: str, at: datetime
) -> Reply:
    """What a partner answers to a message at its registered address for them.

    Raises:
        Away: the moment prevents it; so does an answer that is none.
        Unavailable: this process cannot open the secret, or sign.
    """
    message = Message(path=path, body=raw, message_id=message_id)
    base = link.callback or link.address
    try:
        return send(fund=fund, link=link, message=message, at=at, base=base)
    except Unreadable as answer:
        raise Away(str(answer)) from answer


def send(
    *, fund: FundView, link: LinkView, message: Message, at: datetime, base: str = ""
) -> Reply:
    """What a partner answers, by the way that was agreed with it.

    Raises:
        Away, Unreadable: see there.
        Unavailable: this process cannot open the secret, or sign.
    """
    if link.transport is Transport.XROAD:
        return xroad.send(message, service=link.service, client=link.client)
    if link.transport is Transport.FILE:
        return _left(fund, link, message)
    with fund_scope(fund.id):
        agreed = partner(code=link.code, on=legal_day(at, fund.country)).agreement
        secret = _secret(fund.id, link)
    host = agreed.host if agreed else ""
    return https.send(base or link.address, message, host=host, secret=secret, at=at)


def may_call(link: LinkView, *, at: datetime) -> bool:
    """Whether a partner is called now, in the fund's open scope."""
    state = LinkState.objects.filter(user_id=link.user_id).first()
    return state is None or state.open_until is None or state.open_until <= at


def note_outcome(*, fund: FundView, link: LinkView, at: datetime, why: str = "") -> None:
    """Keeps that a partner answered, or why it did not, in the fund's open scope."""
    said: dict[str, Any] = {
        "fund": fund.id,
        "user": link.user_id,
        "at": at,
        "why": why[:60],
        "most": _MOST_FAILURES,
        "first": _FIRST_REST,
        "longest": _LONGEST_REST,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FAILED if why else _ANSWERED, said)


def _left(fund: FundView, link: LinkView, message: Message) -> Reply:
    """A file in the partner's folder: it is answered, if at all, by another."""
    signature = sign_bytes(message.body, signer=our_signer(fund_id=fund.id))
    file.put(link.code, name=f"{message.message_id}.json", raw=message.body, signature=signature)
    return Reply(_ACCEPTED, {}, b"")


def _secret(fund_id: int, link: LinkView) -> https.Secret | None:
    """The last secret that the partner gave us; None where it gave none."""
    kept = ExchangeCredential.objects.filter(user_id=link.user_id).order_by("-id").first()
    if kept is None:
        return None
    said = json.loads(opened(bytes(kept.sealed), bound_to=f"credential:{fund_id}:{link.user_id}"))
    return https.Secret(link.address or link.callback, str(said["id"]), str(said["secret"]))
