"""Lots and orders as the API answers them."""

from datetime import date, datetime

from ninja import Schema
from pydantic import Field

from socle.api.shapes import Amount
from socle.payments.queries import BookLine
from socle.payments.types import LotView, OrderView
from socle.payments.types import SharedAccount as SharedAccountView


class LotStep(Schema):
    """Une étape d'un lot, avec ses totaux de contrôle."""

    stage: str
    by: str
    act: str
    at: datetime
    orders: int
    amount: Amount
    accounts_sha256: str = Field(description="L'empreinte des ordres, comptes et montants.")


class Lot(Schema):
    """Un lot de paiement."""

    number: str = Field(examples=["LP-2026-0000001"])
    kind: str = Field(description="regular, test.")
    channel: str = Field(description="bank, wallet, cash.")
    agency: str
    form: str = Field(description="pain001, cfonb160, fixed, gsma, list.")
    label: str
    pay_on: date
    stage: str = Field(
        description="calculated, named, controlled, validated, endorsed, sent, closed, discarded."
    )
    orders: int
    amount: Amount
    paid: int
    paid_amount: Amount
    back: int = Field(description="Rejetés ou revenus.")
    back_amount: Amount
    held: int = Field(description="Retenus : le porte-monnaie est à un autre nom.")
    away: int = Field(description="Transmis, et dont rien n'est dit encore.")
    steps: list[LotStep]


class OrderEvent(Schema):
    """Ce qui est arrivé à un ordre."""

    kind: str
    reason: str
    value_on: date
    at: datetime
    act: str


class Order(Schema):
    """Un ordre de paiement. Le compte est masqué."""

    number: str = Field(examples=["OP-000000001"])
    lot: str
    kind: str
    state: str = Field(
        description=(
            "prepared, held, sent, accepted, paid, rejected, returned, replayed, discarded."
        )
    )
    channel: str
    person: str
    name: str
    account: str
    amount: Amount
    pay_on: date
    reason: str
    value_on: date | None
    run: str
    replaces: str
    replaced_by: str
    events: list[OrderEvent]


class SharedAccount(Schema):
    """Un compte d'un lot qui paie plusieurs personnes."""

    account: str
    payees: int
    amount: Amount
    holders: list[str] = Field(description="Les dix premiers : numéro et nom.")


class Book(Schema):
    """Un compte et une branche, à un jour."""

    account: str
    branch: str
    number: str = Field(description="Dans le plan de la caisse ; vide si elle n'en donne pas.")
    label: str
    debit: Amount
    credit: Amount


def shared_account(found: SharedAccountView, currency: str) -> SharedAccount:
    return SharedAccount(
        account=found.account,
        payees=found.payees,
        amount=Amount(minor=found.amount, currency=currency),
        holders=list(found.holders),
    )


def lot(found: LotView, currency: str) -> Lot:
    return Lot(
        number=found.number,
        kind=found.kind,
        channel=found.channel,
        agency=found.agency,
        form=found.form,
        label=found.label,
        pay_on=found.pay_on,
        stage=found.stage,
        orders=found.orders,
        amount=Amount(minor=found.amount, currency=currency),
        paid=found.paid,
        paid_amount=Amount(minor=found.paid_amount, currency=currency),
        back=found.back,
        back_amount=Amount(minor=found.back_amount, currency=currency),
        held=found.held,
        away=found.away,
        steps=[
            LotStep(
                stage=each.stage,
                by=each.by,
                act=each.act_number,
                at=each.at,
                orders=each.orders,
                amount=Amount(minor=each.amount, currency=currency),
                accounts_sha256=each.accounts_sha256,
            )
            for each in found.steps
        ],
    )


def order(found: OrderView, currency: str) -> Order:
    return Order(
        number=found.number,
        lot=found.lot_number,
        kind=found.kind,
        state=found.state,
        channel=found.channel,
        person=found.payee_number,
        name=found.name,
        account=found.account,
        amount=Amount(minor=found.amount, currency=currency),
        pay_on=found.pay_on,
        reason=found.reason,
        value_on=found.value_on,
        run=found.run_number,
        replaces=found.replaces,
        replaced_by=found.replaced_by,
        events=[
            OrderEvent(
                kind=each.kind,
                reason=each.reason,
                value_on=each.value_on,
                at=each.at,
                act=each.act_number,
            )
            for each in found.events
        ],
    )


def book(found: BookLine, currency: str) -> Book:
    return Book(
        account=found.account,
        branch=found.branch,
        number=found.number,
        label=found.label,
        debit=Amount(minor=found.debit, currency=currency),
        credit=Amount(minor=found.credit, currency=currency),
    )
