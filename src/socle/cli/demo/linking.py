"""Agreements, links and secrets with the simulated registries; they are told of us in turn.

All of it by the acts that a real installation would do. What a registry knows of the fund it is
told again each time: it keeps its keys, nothing else.
"""

import json
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPConnection
from typing import Any
from uuid import uuid4

from socle.cli.demo.office import Office
from socle.cli.demo.registries import HOST, KINDS, SERVICE, SUBSYSTEM, Registries, Simulated
from socle.cli.demo.story import Story
from socle.countries.clock import legal_day
from socle.exchange.our_keys import our_key_set
from socle.exchange.queries.links import link
from socle.kernel.errors import Conflict, NotKnown
from socle.platform.access.scope import fund_scope
from socle.platform.partners.operations import client_id, end_secret, issue_secret

_LAW = {
    "CM": "Convention fictive, loi 2024/017 sur les données personnelles",
    "MA": "Convention fictive, loi 09-08 sur les données personnelles",
}
_PURPOSES = {
    "civil": "Tenir à jour l’état civil et la famille des assurés",
    "identity": "Vérifier l’identité des assurés",
    "companies": "Suivre la vie des entreprises affiliées",
    "tax": "Rapprocher les salaires déclarés",
    "household": "Connaître l’indice des ménages",
}
_SECONDS = 10


def agree(office: Office, told: Story, one: Simulated) -> None:
    """What a registry may tell and be asked, for a year."""
    _ports, scope, _name = KINDS[one.what]
    office.act(
        office.desk("admin"),
        "agree_with_partner",
        on=min(told.months[0].first_day, today(office)),
        key=f"partner:{one.what}",
        second=office.desk("verif"),
        partner=_code(one),
        name=one.name,
        purpose=_PURPOSES[one.what],
        legal_basis=_LAW[told.law],
        scopes=scope,
        calls_per_minute="6000",
        until=(today(office) + timedelta(days=365)).isoformat(),
    )


def connect(office: Office, one: Simulated) -> None:
    """The link with a registry that runs, stated anew where it moved."""
    on = today(office)
    said: dict[str, Any] = _link_said(office, one)
    if _believed(office, one) != said:
        office.act(
            office.desk("admin"),
            "state_link",
            on=on,
            key=f"link:{one.what}:{uuid4()}",
            second=office.desk("verif"),
            **said,
        )
    if not one.is_by_bus:
        office.act(
            office.desk("admin"),
            "keep_credential",
            on=on,
            key=f"credential:{one.what}:{one.secret[:12]}",
            partner=_code(one),
            client_id=office.fund.code,
            client_secret=one.secret,
        )


def clients(office: Office, registries: Registries, one: Simulated) -> dict[str, Any]:
    """Who may ask a registry: the fund, by its keys; where it is told of events, by what secret."""
    said: dict[str, Any] = {
        "secret": one.secret,
        "sender_id": our_id(office),
        "keys": our_key_set(fund_id=office.fund.id),
    }
    if one.is_by_bus:
        return {office.fund.code: said | {"subsystem": SUBSYSTEM}}
    base = f"{registries.site}/dci/{office.fund.code}"
    known_by = {
        "url": f"{base}/oauth2/client/token",
        "client_id": client_id(fund_code=office.fund.code, code=_code(one)),
        "client_secret": _issued(office, registries, one),
    }
    said |= {"callback": base, "callback_oauth": known_by, "push": True}
    return {office.fund.code: said}


def control(one: Simulated, path: str, said: Any) -> Any:
    """Tells a registry what only who plays with it may: its clients, what happens, what fails."""
    return call(one, "PUT", path, json.dumps(said).encode())


def call(one: Simulated, method: str, path: str, body: bytes = b"") -> Any:
    """What a simulator answers.

    Raises:
        OSError: it does not, or refuses.
    """
    connection = HTTPConnection(HOST, one.port, timeout=_SECONDS)
    try:
        connection.request(method, path, body)
        answer = connection.getresponse()
        read = answer.read()
    finally:
        connection.close()
    if answer.status >= 400:
        raise OSError(f"{one.what} {path} {answer.status}")
    return json.loads(read)


def today(office: Office) -> date:
    """The day on which the site is open: registries that run know no other."""
    return legal_day(datetime.now(UTC), office.fund.country)


def our_id(office: Office) -> str:
    """The fund's name in messages."""
    return f"https://{office.fund.code}.exemple"


def _code(one: Simulated) -> str:
    return f"simule-{one.what}"


def _link_said(office: Office, one: Simulated) -> dict[str, str]:
    said = {
        "partner": _code(one),
        "ports": KINDS[one.what][0],
        "transport": "xroad" if one.is_by_bus else "https",
        "sender_id": one.id,
        "our_sender_id": our_id(office),
        "signature": "detached_jws",
        "keys": json.dumps(call(one, "GET", "/.well-known/jwks.json"), sort_keys=True),
    }
    if one.is_by_bus:
        return said | {"service": SERVICE, "client": SUBSYSTEM}
    return said | {"address": one.url}


def _believed(office: Office, one: Simulated) -> dict[str, str]:
    """The same of the link that is in force, so that it is stated only where it differs."""
    with fund_scope(office.fund.id):
        try:
            found = link(code=_code(one), on=today(office))
        except NotKnown:
            return {}
    published = call(one, "GET", "/.well-known/jwks.json")
    is_same = {each["kid"] for each in found.keys} == {each["kid"] for each in published["keys"]}
    said = {
        "partner": found.code,
        "ports": KINDS[one.what][0],
        "transport": found.transport.value,
        "sender_id": found.sender_id,
        "our_sender_id": found.our_sender_id,
        "signature": found.signature.value,
        "keys": json.dumps(published, sort_keys=True) if is_same else "",
    }
    if one.is_by_bus:
        return said | {"service": found.service, "client": found.client}
    return said | {"address": found.address}


def _issued(office: Office, registries: Registries, one: Simulated) -> str:
    """The secret by which a registry enters: given once, and again once a year or lost."""
    on = today(office)
    name = f"{one.fund}.{one.what}.{on.year}"
    if known := registries.remembered(name):
        return known
    desk = office.desk("admin")
    with fund_scope(office.fund.id):
        try:
            made = issue_secret(desk=desk, code=_code(one), on=on)
        except Conflict:
            for slot in (1, 2):
                end_secret(desk=desk, code=_code(one), slot=slot, on=on)
            made = issue_secret(desk=desk, code=_code(one), on=on)
    registries.remember(name, made)
    return made
