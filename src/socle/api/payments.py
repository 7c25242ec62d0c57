"""Payments: those of an employer, one of them, and money received at the counter."""

from http import HTTPStatus
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import Field

from socle.api import clock
from socle.api import payment_shapes as shapes
from socle.api.access import key_of_caller, own_key, permitted
from socle.api.parameters import IdempotencyKey, Input, Number, Page, Text
from socle.api.shapes import ListOf
from socle.collection import queries
from socle.kernel.errors import NotKnown
from socle.kernel.money import Money
from socle.platform.access.queries import require_employer
from socle.platform.access.types import Permission
from socle.platform.acts.operations import submit
from socle.platform.acts.types import ActStatus

router = Router(tags=["Paiements"])
_LARGEST = 10**15


class PaymentInput(Input):
    """Un paiement reçu au guichet : pour une référence, un employeur, ou les deux."""

    reference: Annotated[Text, Field(max_length=30)] = ""
    employer: Annotated[Text, Field(max_length=30)] = ""
    amount: int = Field(gt=0, le=_LARGEST, strict=True, description="En unités mineures entières.")
    means: Literal["cash", "cheque"]
    cheque_number: Annotated[Text, Field(max_length=30)] = ""
    bank: Annotated[Text, Field(max_length=40)] = ""
    payer: Annotated[Text, Field(max_length=100)] = ""


@router.get(
    "/employers/{number}/payments",
    operation_id="list_payments",
    summary="Les paiements d'un employeur, du plus récent au plus ancien",
    description="Un agent de paie ne lit que ceux de ses employeurs.",
    response=ListOf[shapes.Payment],
)
def list_payments(
    request: HttpRequest, number: Number, page: Query[Page]
) -> ListOf[shapes.Payment]:
    desk = permitted(request, Permission.READ_ACCOUNT)
    require_employer(desk, number)
    found = queries.payments_of(
        employer_number=number, before=page.cursor or None, limit=page.limit + 1
    )
    shown = found[: page.limit]
    return ListOf[shapes.Payment](
        items=[shapes.payment(each, desk.fund.currency) for each in shown],
        next=shown[-1].number if len(found) > len(shown) else None,
    )


@router.get(
    "/payments/{number}",
    operation_id="get_payment",
    summary="Un paiement : de qui, de quand, et ce qui en reste",
    description="Un agent de paie ne lit que ceux de ses employeurs.",
    response=shapes.Payment,
)
def get_payment(request: HttpRequest, number: Number) -> shapes.Payment:
    desk = permitted(request, Permission.READ_ACCOUNT)
    found = queries.payment(number=number)
    if desk.employer_numbers and found.employer_number not in desk.employer_numbers:
        raise NotKnown("collection.payment_unknown", number=number[:40])
    return shapes.payment(found, desk.fund.currency)


@router.post(
    "/payments",
    operation_id="receive_payment",
    summary="Recevoir un paiement au guichet",
    description=(
        "Par un caissier dont la caisse est ouverte. 201 reçu, 200 déjà reçu avec cette clé. Un "
        "chèque compte du jour où la banque le crédite."
    ),
    response={201: shapes.Receipt, 200: shapes.Receipt},
)
def receive_payment(
    request: HttpRequest, given: PaymentInput, key: IdempotencyKey
) -> Status[shapes.Receipt]:
    desk = permitted(request, Permission.COLLECT)
    fields = {
        name: value
        for name, value in given.dict().items()
        if isinstance(value, str) and value.strip()
    }
    fields["amount"] = Money(given.amount, desk.fund.currency).decimal()
    with key_of_caller(key):
        done = submit(
            desk=desk,
            act_type_code="receive_payment",
            fields=fields,
            effective_on=clock.today(desk.fund.country),
            motive="",
            key=own_key(desk, key),
            at=clock.now(),
        )
    found = queries.payment(number=done.subject)
    receipt = shapes.Receipt(
        status=done.status,
        act=done.act,
        payment=shapes.payment(found, desk.fund.currency),
        in_words=queries.in_words(amount=found.amount, currency=desk.fund.currency),
    )
    is_again = done.status is ActStatus.ALREADY_DONE
    return Status(HTTPStatus.OK if is_again else HTTPStatus.CREATED, receipt)
