"""Payments and statements as the API answers them."""

from datetime import date, datetime

from ninja import Schema
from pydantic import Field

from socle.api.shapes import Amount
from socle.collection.types import OpenLine as Waiting
from socle.collection.types import PaymentView, StatementView


class Payment(Schema):
    """Un encaissement."""

    number: str = Field(examples=["E-2026-000000012"])
    channel: str = Field(description="bank, cash, cheque, mobile, transfer.")
    status: str = Field(description="to_clear, unmatched, credit, allocated, returned.")
    amount: Amount
    rest: Amount = Field(description="Ce qui ne règle encore rien.")
    value_on: date | None = Field(description="Date de valeur : le paiement compte de ce jour.")
    received_on: date
    employer: str | None = Field(description="Numéro d'employeur ; absent s'il n'est pas connu.")
    rule: str | None = Field(description="La règle par laquelle l'employeur a été reconnu.")
    months: list[str] = Field(description="Les mois que le payeur a désignés.")
    payer: str
    label: str
    act: str
    entry: str | None = Field(description="La pièce comptable.")
    recorded_at: datetime


class Statement(Schema):
    """Un relevé bancaire intégré."""

    number: str = Field(examples=["RB-2026-000000003"])
    status: str = Field(description="posted, ou already_posted si ce fichier l'était déjà.")
    account: str
    statement_id: str
    from_on: date
    to_on: date
    lines: int
    booked: Amount
    booked_count: int
    matched: Amount
    matched_count: int
    debited: Amount = Field(description="Les débits, montrés sans être comptés.")
    held: Amount = Field(description="Peut-être déjà comptés : rien n'en est compté encore.")
    held_count: int
    returned_count: int = Field(description="Paiements repris par la banque, pas encore reliés.")
    act: str


class NearPayment(Schema):
    """Un encaissement dont une ligne parle peut-être."""

    payment: Payment
    nearness: str = Field(description="same_reference, same_text, same_amount.")
    is_returned: bool


class OpenLine(Schema):
    """Une ligne de relevé qui attend qu'une personne tranche."""

    line: int = Field(description="Son rang dans le relevé.")
    outcome: str = Field(description="held : doublon possible ; returned : repris par la banque.")
    value_on: date
    amount: Amount
    payer: str
    label: str
    return_code: str = Field(description="Le motif de la banque, par son code ISO 20022.")
    near: list[NearPayment] = Field(description="Du plus proche au moins proche.")


class Receipt(Schema):
    """La quittance d'un paiement reçu au guichet."""

    status: str = Field(description="done, ou already_done si la clé avait déjà servi.")
    act: str
    payment: Payment
    in_words: str = Field(description="Le montant en toutes lettres, en français.")


class Notified(Schema):
    """Ce qu'est devenu un paiement annoncé."""

    status: str = Field(description="booked, ou already_booked si la transaction l'était déjà.")
    payment: str = Field(examples=["E-2026-000000012"])
    is_matched: bool = Field(description="Faux : le paiement attend que son employeur soit connu.")


def payment(found: PaymentView, currency: str) -> Payment:
    return Payment(
        number=found.number,
        channel=found.channel,
        status=found.status,
        amount=Amount(minor=found.amount, currency=currency),
        rest=Amount(minor=found.rest, currency=currency),
        value_on=found.value_on,
        received_on=found.received_on,
        employer=found.employer_number,
        rule=found.rule,
        months=list(found.months),
        payer=found.payer_name,
        label=found.label,
        act=found.act_number,
        entry=found.entry_number,
        recorded_at=found.recorded_at,
    )


def statement(found: StatementView, currency: str, *, is_again: bool) -> Statement:
    return Statement(
        number=found.number,
        status="already_posted" if is_again else "posted",
        account=found.account,
        statement_id=found.statement_id,
        from_on=found.from_on,
        to_on=found.to_on,
        lines=found.line_count,
        booked=Amount(minor=found.booked, currency=currency),
        booked_count=found.booked_count,
        matched=Amount(minor=found.matched, currency=currency),
        matched_count=found.matched_count,
        debited=Amount(minor=found.debited, currency=currency),
        held=Amount(minor=found.held, currency=currency),
        held_count=found.held_count,
        returned_count=found.returned_count,
        act=found.act_number,
    )


def open_line(found: Waiting, currency: str) -> OpenLine:
    line = found.line
    return OpenLine(
        line=line.position,
        outcome=line.outcome,
        value_on=line.value_on,
        amount=Amount(minor=line.amount, currency=currency),
        payer=line.payer_name,
        label=line.label,
        return_code=line.return_code,
        near=[
            NearPayment(
                payment=payment(each.payment, currency),
                nearness=each.nearness,
                is_returned=each.is_returned,
            )
            for each in found.near
        ],
    )
