"""Partners with whom something was agreed, and their systems as callers of the API."""

import base64
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.test import Client
from tests import factories
from tests.api.samples import ROOT, Caller
from tests.conftest import NOW

from socle.api import clock
from socle.platform.access.scope import fund_scope
from socle.platform.acts.operations import submit, validate
from socle.platform.partners import operations, webhooks
from socle.platform.partners.courier import deliver

CODE = "mutuelle-wouri"
SINCE, UNTIL = date(2026, 1, 1), date(2027, 12, 31)
AGREED = {
    "name": "Mutuelle du Wouri",
    "purpose": "Droits aux soins des ayants droit",
    "legal_basis": "Convention du 5 janvier 2026, loi 2024/017",
    "until": UNTIL.isoformat(),
}


def agree(
    place: factories.Agency, *scopes: str, code: str = CODE, on: date = SINCE, **said: str
) -> str:
    """Something agreed with a partner, by two persons; the number of the act."""
    fields = AGREED | {"partner": code, "scopes": " ".join(scopes)} | said
    with fund_scope(place.fund.id):
        asked = submit(
            desk=place.administrator,
            act_type_code="agree_with_partner",
            fields=fields,
            effective_on=on,
            motive="",
            key=f"{code}-{on}-{sorted(fields.items())}"[:120],
            at=NOW,
        )
        return validate(desk=place.verifier, number=asked.act, at=NOW).act


def end(place: factories.Agency, *, on: date, code: str = CODE) -> None:
    factories.act(place.administrator, "end_agreement", on=on, partner=code)


def secret_of(place: factories.Agency, code: str = CODE) -> str:
    """A new secret of a partner."""
    with fund_scope(place.fund.id):
        return operations.issue_secret(
            desk=place.administrator, code=code, on=clock.today(place.fund.country)
        )


def take_token(client: str, secret: str, scope: str = "", **form: str) -> HttpResponse:
    """What the token endpoint answers a client that shows its secret as the protocol prefers."""
    shown = base64.b64encode(f"{client}:{secret}".encode()).decode()
    sent = {"grant_type": "client_credentials"} | ({"scope": scope} if scope else {}) | form
    response: HttpResponse = Client().post(
        ROOT + "/oauth/token", sent, headers={"Authorization": f"Basic {shown}"}
    )
    return response


def system(
    place: factories.Agency, *scopes: str, secret: str = "", on: date = SINCE, **said: str
) -> Caller:
    """A partner's system with a token; what it is agreed are those scopes."""
    agree(place, *scopes, on=on, **said)
    code = said.get("code", CODE)
    answer: dict[str, Any] = take_token(
        f"{place.fund.code}.{code}", secret or secret_of(place, code)
    ).json()
    caller = Caller(None)
    caller.headers["Authorization"] = f"Bearer {answer['access_token']}"
    return caller


def subscribed(
    place: factories.Agency, url: str, *events: str, code: str = CODE, key: str = "subscription"
) -> str:
    """A subscription of a partner; its number."""
    with fund_scope(place.fund.id):
        return webhooks.subscribe(
            desk=place.administrator,
            code=code,
            url=url,
            events=events or ("person.registered", "person.changed"),
            key=key,
            on=clock.today(place.fund.country),
        )


def partners_at_work(place: factories.Agency, person: str) -> None:
    """A row in each table of partners, and a superseded one in each of two times."""
    agree(place, "persons:read")
    every = ("persons:read", "families:read", "standing:check")
    caller = system(place, *every, on=date(2026, 2, 1))
    assert caller.get(f"/persons/{person}").status_code == 200
    asked = caller.get("/employers/0/standing", purpose="Délivrance d'un passeport")
    assert asked.status_code == 200
    secret_of(place)
    on = clock.today(place.fund.country)
    with fund_scope(place.fund.id):
        operations.end_secret(desk=place.administrator, code=CODE, slot=2, on=on)
    nobody = "http://127.0.0.1:9/avis"
    subscribed(place, nobody)
    ended = subscribed(place, nobody, key="ended")
    with fund_scope(place.fund.id):
        webhooks.end_subscription(
            desk=place.administrator, code=CODE, number=ended, key="end", on=on
        )
    factories.person(place, "7766554433K")
    deliver(fund=place.fund, at=clock.now())
