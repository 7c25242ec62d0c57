"""Reading links: how to speak with a partner, what an event of it does, how it fares."""

import json
from datetime import date
from typing import Any

from django.db import connection

from socle.exchange.models import ExchangeCredential, ExchangeLink, ExchangePolicy
from socle.exchange.policies import usual_response
from socle.exchange.types import (
    LinkHealth,
    LinkView,
    Port,
    Response,
    SecretsInClear,
    Signing,
    ToldKind,
    Transport,
)
from socle.kernel.errors import NotKnown, Unavailable
from socle.platform.acts.queries import kept_in_clear, numbers_of

# A link serves as long as what was agreed with its partner does.
_IN_FORCE = """
    SELECT l.id, a.name, a.act_id FROM exchange_link l
    JOIN agreed_partner a ON a.user_id = l.user_id AND a.valid @> %(on)s::date
    WHERE l.valid @> %(on)s::date ORDER BY a.name, l.code
"""
_HEALTH = """
    SELECT l.code, coalesce(s.failures, 0), s.open_until, s.last_ok_at,
      coalesce(s.last_failure, ''),
      (SELECT count(*) FROM exchange_request r WHERE r.user_id = l.user_id AND r.state = 'waiting'),
      (SELECT count(*) FROM exchange_event e WHERE e.user_id = l.user_id AND e.state = 'to_decide'),
      (SELECT count(*) FROM exchange_request r WHERE r.user_id = l.user_id AND r.state = 'given_up')
    FROM exchange_link l LEFT JOIN exchange_link_state s ON s.user_id = l.user_id
    WHERE l.valid @> %(on)s::date ORDER BY l.code
"""


def links(*, on: date) -> list[LinkView]:
    """Every link in force on a day whose partner's agreement is in force too, by name."""
    said: dict[str, Any] = {"on": on}
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE, said)
        found = {row: (name, act) for row, name, act in cursor.fetchall()}
    rows = {each.pk: each for each in ExchangeLink.objects.filter(pk__in=found)}
    acts = numbers_of(act_ids={each.act_id for each in rows.values()})
    return [
        _view(rows[key], name, agreed_by, acts[rows[key].act_id])
        for key, (name, agreed_by) in found.items()
    ]


def link(*, code: str, on: date) -> LinkView:
    """The link with a partner.

    Raises:
        NotKnown: there is none that day, or nothing is agreed with the partner any more.
    """
    found = next((each for each in links(on=on) if each.code == code), None)
    if found is None:
        raise NotKnown("exchange.link_unknown", partner=code[:40])
    return found


def secrets_in_clear(*, on: date) -> SecretsInClear:
    """Secrets that acts of before keep as they were typed, and the partners to ask for another.

    Those whose link is in force and whose last secret is one of them: what came after serves no
    more by it, and an act is never rewritten.
    """
    given = list(ExchangeCredential.objects.order_by("id").values_list("user_id", "act_id"))
    plain = kept_in_clear(act_ids=[act for _user, act in given])
    stale = {user for user, act in dict(given).items() if act in plain}
    codes = tuple(each.code for each in links(on=on) if each.user_id in stale) if stale else ()
    return SecretsInClear(len(plain), codes)


def link_of_user(*, user_id: int, on: date) -> LinkView | None:
    """The link of a partner's account; None where there is none."""
    return next((each for each in links(on=on) if each.user_id == user_id), None)


def link_for(*, port: Port, on: date) -> LinkView:
    """The source of a kind of fact.

    Raises:
        Unavailable: the fund has agreed with none.
    """
    found = next((each for each in links(on=on) if port in each.ports), None)
    if found is None:
        raise Unavailable("exchange.no_source", port=port.value)
    return found


def health(*, on: date) -> list[LinkHealth]:
    """How each link fares."""
    said: dict[str, Any] = {"on": on}
    with connection.cursor() as cursor:
        cursor.execute(_HEALTH, said)
        return [LinkHealth(*row) for row in cursor.fetchall()]


def response_to(*, kind: ToldKind, on: date) -> Response:
    """What the fund has an event of that kind do."""
    found = ExchangePolicy.objects.filter(kind=kind.value, valid__contains=on).first()
    return Response(found.response) if found else usual_response(kind)


def policies(*, on: date) -> list[tuple[ToldKind, Response, str]]:
    """What each kind of event does, and by which act; empty where it is the usual."""
    stated = {each.kind: each for each in ExchangePolicy.objects.filter(valid__contains=on)}
    acts = numbers_of(act_ids={each.act_id for each in stated.values()})
    return [
        (kind, Response(stated[kind].response), acts[stated[kind].act_id])
        if kind in stated
        else (kind, usual_response(kind), "")
        for kind in ToldKind
    ]


def _view(each: ExchangeLink, name: str, agreed_by: int, act: str) -> LinkView:
    return LinkView(
        code=each.code,
        name=name,
        user_id=each.user_id,
        agreed_by=agreed_by,
        act_id=each.act_id,
        ports=frozenset(Port(port) for port in each.ports),
        transport=Transport(each.transport),
        address=each.address,
        sender_id=each.sender_id,
        our_sender_id=each.our_sender_id,
        callback=each.callback,
        signature=Signing(each.signature),
        keys=tuple(json.loads(each.keys)),
        service=each.service,
        client=each.client,
        is_sandbox=each.is_sandbox,
        since=each.valid.lower,
        act=act,
    )
