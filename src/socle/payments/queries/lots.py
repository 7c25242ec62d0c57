"""Lots and orders as they stand now, and what waits for a person."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection

from socle.kernel.errors import NotKnown
from socle.payments.models import LotFile
from socle.payments.types import (
    Channel,
    Form,
    LotKind,
    LotView,
    OrderEventView,
    OrderState,
    OrderView,
    Outcome,
    RunToPrepare,
    SharedAccount,
    Stage,
    StepView,
    Unordered,
    WaitingLine,
    Why,
)
from socle.platform.access.queries import names_of_users
from socle.platform.sealing.values import opened_values
from socle.platform.sql import statements
from socle.registry.queries.details import first_days
from socle.registry.types.details import mask

_ACCOUNT = 8  # its place in a row of `orders`
_SQL = statements(Path(__file__).parents[1])


def lots(*, before: str | None, limit: int) -> list[LotView]:
    """Lots, the last first."""
    return [_lot(row) for row in _rows("lots", number=None, before=before, limit=limit)]


def lot(*, number: str) -> LotView:
    """One lot, with its steps.

    Raises:
        NotKnown: this fund has no such lot.
    """
    found = _rows("lots", number=number, before=None, limit=1)
    if not found:
        raise NotKnown("payments.lot_unknown", number=number[:40])
    steps = _rows("steps", number=number)
    names = names_of_users(ids={row[1] for row in steps})
    return replace(
        _lot(found[0]),
        steps=tuple(
            StepView(Stage(stage), names[by][1], act, at, count, amount, digest)
            for stage, by, act, at, count, amount, digest in steps
        ),
    )


def lot_file(*, number: str) -> int | None:
    """The stored file of a lot that was sent."""
    found = LotFile.objects.filter(lot__number=number).values_list("document_id", flat=True)
    return found.first()


def orders(
    *,
    lot_number: str | None = None,
    states: Collection[OrderState] | None = None,
    after: str = "",
    limit: int,
) -> list[OrderView]:
    """Orders of a lot, or of all lots in some states, by number."""
    said = [each.value for each in states] if states is not None else None
    return _orders(
        _rows("orders", lot=lot_number, number=None, states=said, after=after, limit=limit)
    )


def orders_of_payees(
    *,
    person_ids: Sequence[int],
    on: date,
    known_at: datetime | None,
    before: str = "",
    limit: int,
) -> list[OrderView]:
    """Orders to a person, by the keys of their files, to be paid until a day, the newest first.

    As known at an instant: what became of an order since is not told.
    """
    return _orders(
        _rows(
            "orders_of_payees",
            payees=list(person_ids),
            day=on,
            known_at=known_at or "infinity",
            before=before,
            limit=limit,
        )
    )


def order(*, number: str) -> OrderView:
    """One order, with what happened to it.

    Raises:
        NotKnown: this fund has no such order.
    """
    found = _rows("orders", lot=None, number=number, states=None, after="", limit=1)
    if not found:
        raise NotKnown("payments.order_unknown", number=number[:40])
    events = tuple(OrderEventView(*row) for row in _rows("events", number=number))
    return replace(_orders(found)[0], events=events)


def shared_accounts(*, lot_number: str, limit: int) -> list[SharedAccount]:
    """Accounts of a lot that pay several persons, those of most persons first; masked.

    A family may share one; so may somebody who cashes for the dead. A person looks, and signs.
    """
    found = _rows("shared", lot=lot_number, limit=limit)
    opened = opened_values(row[0] for row in found)
    return [
        SharedAccount(mask(opened[account]), payees, amount, tuple(holders))
        for account, payees, amount, holders in found
    ]


def unordered(*, on: date, limit: int) -> list[Unordered]:
    """Whom validated runs owe and who has no order, and why."""
    rows = _rows("unordered", day=on, limit=limit)
    without = [key for *_said, why, key in rows if why == Why.NO_ACCOUNT]
    waits = first_days(person_ids=without, on=on)
    return [
        Unordered(
            *(run, payee, name, amount),
            Why.NOT_YET if key in waits else Why(why),
            waits.get(key),
        )
        for run, payee, name, amount, why, key in rows
    ]


def nowhere_paid(*, person_ids: Sequence[int], on: date) -> dict[int, Why]:
    """Of persons, by the keys of their files: those with no account to be paid on, and why."""
    rows = _rows("where_paid", payees=list(person_ids), day=on)
    return {key: Why(why) for key, why in rows if why}


def runs_to_prepare(*, limit: int) -> list[RunToPrepare]:
    """Validated runs of which somebody has no order yet, the last first."""
    return [RunToPrepare(*row) for row in _rows("runs_to_prepare", limit=limit)]


def waiting_lines(*, limit: int) -> list[WaitingLine]:
    """Lines of returned files that wait for a person, the oldest first."""
    return [_waiting(row) for row in _rows("waiting", limit=limit)]


def _waiting(row: tuple[Any, ...]) -> WaitingLine:
    *said, outcome, order_number = row
    line, file, position, reference, answer, amount, reason, value_on = said
    return WaitingLine(
        id=line,
        file_number=file,
        position=position,
        reference=reference,
        answer=answer,
        amount=amount,
        reason=reason,
        value_on=value_on,
        outcome=Outcome(outcome),
        order_number=order_number,
    )


def _lot(row: tuple[Any, ...]) -> LotView:
    number, kind, channel, agency, form, label, pay_on, stage, *rest = row
    return LotView(
        number,
        LotKind(kind),
        Channel(channel),
        agency,
        Form(form),
        label,
        pay_on,
        Stage(stage),
        *rest,
    )


def _orders(rows: list[tuple[Any, ...]]) -> list[OrderView]:
    opened = opened_values(row[_ACCOUNT] for row in rows)
    return [_order(row, mask(opened[row[_ACCOUNT]])) for row in rows]


def _order(row: tuple[Any, ...], masked: str) -> OrderView:
    number, lot_number, kind, state, channel, agency, payee, name, _account, *rest = row
    return OrderView(
        number,
        lot_number,
        LotKind(kind),
        OrderState(state),
        Channel(channel),
        agency,
        payee,
        name,
        masked,
        *rest,
    )


def _rows(name: str, **said: Any) -> list[tuple[Any, ...]]:
    named: Mapping[str, Any] = said
    with connection.cursor() as cursor:
        cursor.execute(_SQL[name], named)
        return list(cursor)
