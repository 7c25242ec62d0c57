"""A source that a fund has agreed with, its link, and what it tells, for tests of exchanges."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from tests import factories
from tests.conftest import NOW
from tests.platform.partners import scenes as partners

from socle.api import clock
from socle.exchange.models import (
    Discrepancy,
    ExchangeEvent,
    ExchangeRequest,
    FactCheck,
    LinkState,
)
from socle.exchange.operations import receiving
from socle.exchange.operations.handling import deal_with_events
from socle.exchange.queries.links import link
from socle.exchange.types import (
    Accepted,
    Direction,
    LinkView,
    MessageStatus,
    Received,
    ReceivedEvent,
    ToldKind,
    Transport,
)
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role
from socle.platform.acts.operations import refuse, submit, validate

SOURCE = "bunec"
UNPAID = "7766554433K"  # whom partners_at_work registers
# A public key of nobody's: Ed25519, made for tests.
KEY = (
    '{"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "essai",'
    ' "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}'
)
LINK = {
    "ports": "civil",
    "transport": "https",
    "address": "https://civil.exemple.cm/dci",
    "sender_id": "crvs.exemple.cm",
    "our_sender_id": "https://cnps.exemple.cm",
    "signature": "detached_jws",
    "keys": KEY,
}


def linked(
    place: factories.Agency,
    *,
    code: str = SOURCE,
    scope: str = "events:civil",
    on: date = partners.SINCE,
    **said: str,
) -> LinkView:
    """A source with its agreement and its link, each stated by two persons."""
    agreed = {"name": f"Registre {code}", "host": "civil.exemple.cm", "calls_per_minute": "6000"}
    partners.agree(place, *scope.split(), code=code, on=on, **agreed)
    fields = LINK | {"partner": code} | said
    by_two(place, "state_link", on=on, **fields)
    with fund_scope(place.fund.id):
        return link(code=code, on=on)


def by_two(place: factories.Agency, code: str, *, on: date, **fields: str) -> str:
    """An act of the administrator that the verifier lets pass; its number."""
    with fund_scope(place.fund.id):
        asked = submit(
            desk=place.administrator,
            act_type_code=code,
            fields=fields,
            effective_on=on,
            motive="",
            key=uuid4().hex,
            at=NOW,
        )
        return validate(desk=place.verifier, number=asked.act, at=NOW).act


@pytest.fixture
def one_transaction(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is taken in by a connection of its own is taken in by the test's: it is rolled back."""

    def first_row(statement: Any, said: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(statement, said)
            return cursor.fetchone()

    monkeypatch.setattr(receiving, "first_row", first_row)


def told(
    place: factories.Agency,
    source: LinkView,
    *events: ReceivedEvent,
    message_id: str = "",
    scope: str = "events:civil",
    at: datetime = NOW,
) -> Accepted | None:
    """A message of a source, its signature already held to be its own."""
    received = Received(
        transport=Transport.HTTPS,
        service="civil.notify",
        message_id=message_id or uuid4().hex,
        raw=repr([each.content for each in events]).encode(),
        events=events,
    )
    entered = receiving.Entered(place.fund, source, scope)
    return receiving.accept(entered=entered, received=received, at=at)


def event(
    kind: ToldKind, on: date | None, content: Mapping[str, Any], number: str = ""
) -> ReceivedEvent:
    return ReceivedEvent(kind, f"{kind.value}:{number or uuid4().hex[:8]}", on, content)


def dealt(place: factories.Agency, at: datetime | None = None) -> list[ExchangeEvent]:
    """Deals with what waits; every event, oldest first."""
    deal_with_events(fund_id=place.fund.id, at=at or clock.now())
    return events(place)


def events(place: factories.Agency) -> list[ExchangeEvent]:
    with fund_scope(place.fund.id):
        return list(ExchangeEvent.objects.order_by("id"))


def let_pass(place: factories.Agency, proposal: str) -> str:
    with fund_scope(place.fund.id):
        return validate(desk=place.verifier, number=proposal, at=NOW).act


def turn_down(place: factories.Agency, proposal: str) -> None:
    with fund_scope(place.fund.id):
        refuse(desk=place.verifier, number=proposal, reason="personne vivante", at=NOW)


@contextmanager
def nothing_written(table: str) -> Iterator[None]:
    """What happens within writes no row in a table."""

    def count() -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            return int(cursor.fetchone()[0])

    before = count()
    yield
    assert count() == before


def exchanges_at_work(place: factories.Agency, person: str) -> None:
    """A row in each table of exchanges and of payments kept back, superseded ones in two times."""
    linked(place)
    source = linked(place, on=date(2026, 2, 1))
    for response, on in (("queue", date(2026, 1, 1)), ("apply", date(2026, 2, 1))):
        with fund_scope(place.fund.id):
            asked = submit(
                desk=place.registration,
                act_type_code="set_exchange_policy",
                fields={"kind": "death", "response": response},
                effective_on=on,
                motive="",
                key=uuid4().hex,
                at=NOW,
            )
        let_pass(place, asked.act)
    secret = {"partner": SOURCE, "client_id": "cnps", "client_secret": "secret-remis"}
    factories.act(place.administrator, "keep_credential", on=date(2026, 2, 1), **secret)
    with fund_scope(place.fund.id):
        noted = receiving.Noted(
            link=source,
            direction=Direction.IN,
            service="civil.notify",
            raw=b"{}",
            at=NOW,
            status=MessageStatus.RECEIVED,
            message_id="m-1",
        )
        row, _number = receiving.note(fund=place.fund, noted=noted)
        said = {"fund_id": place.fund.id, "user_id": source.user_id}
        ExchangeEvent.objects.create(
            **said,
            message_id=row,
            kind="death",
            reference="death:1",
            sealed=b"x",
            digest=b"x" * 32,
            state="to_decide",
            next_at=NOW,
        )
        ExchangeRequest.objects.create(
            **said,
            service="dci",
            key="k",
            sealed=b"x",
            message_id="o-1",
            created_at=NOW,
            next_at=NOW,
        )
        LinkState.objects.get_or_create(**said)
        about = {"message_id": row, "subject_kind": "person", "subject_number": person}
        fund = {"fund_id": place.fund.id}
        FactCheck.objects.create(
            **fund, **about, attribute="name", value_sha256=b"x" * 32, score=100, checked_at=NOW
        )
        found = Discrepancy.objects.create(
            **fund,
            **about,
            kind="identity",
            attribute="sex",
            ours="male",
            theirs="female",
            found_at=NOW,
        )
        submit(
            desk=place.registration,
            act_type_code="decide_discrepancy",
            fields={"discrepancy": f"D-2026-{found.pk:09d}", "outcome": "ours"},
            effective_on=date(2026, 2, 1),
            motive="acte vu",
            key=uuid4().hex,
            at=NOW,
        )
        liquidator = factories.desk(place.fund, Role.LIQUIDATOR)
        for act in ("hold_payments", "release_payments", "hold_payments"):
            fields = {"person": UNPAID} | ({"reason": "doubt"} if act == "hold_payments" else {})
            submit(
                desk=liquidator,
                act_type_code=act,
                fields=fields,
                effective_on=date(2026, 2, 1),
                motive="vérifié",
                key=uuid4().hex,
                at=NOW,
            )
