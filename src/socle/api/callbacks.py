"""Callbacks: a partner tells, signed, of a payment it took; an operator, that it has done."""

from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Router, Status
from pydantic import Field, ValidationError

from socle.api import clock
from socle.api import payment_shapes as shapes
from socle.api.errors import InvalidRequest
from socle.api.faults import located_faults
from socle.api.parameters import Day, Input, Number, Text
from socle.collection import queries
from socle.collection.operations.partners import Notice, notify_payment, partner_desk
from socle.kernel.errors import NotKnown, Refused
from socle.payments.operations.carrying import hear_call
from socle.platform.access.queries import fund as fund_of
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import FundView
from socle.platform.acts.progress import AlreadyDone

router = Router(tags=["Paiements"])


class NoticeInput(Input):
    """Un paiement pris pour la caisse."""

    transaction_id: Annotated[Text, Field(min_length=1, max_length=80)]
    amount: int = Field(gt=0, le=10**15, strict=True, description="En unités mineures entières.")
    currency: Annotated[Text, Field(min_length=3, max_length=3)]
    reference: Annotated[Text, Field(max_length=140)] = Field(
        "", description="Ce que le payeur a écrit : référence de paiement ou numéro d'employeur."
    )
    value_on: Day = Field(description="Le jour où le compte de la caisse est crédité.")
    payer_account: Annotated[Text, Field(max_length=40)] = ""
    payer_name: Annotated[Text, Field(max_length=140)] = ""


@router.post(
    "/callbacks/{fund}/{partner}",
    auth=None,
    operation_id="notify_payment",
    summary="Annoncer un paiement pris par un partenaire",
    description=(
        "`X-Socle-Timestamp` porte l'heure en secondes (Unix), `X-Socle-Signature` l'HMAC-SHA256 "
        "hexadécimal de « horodatage.corps » par le secret du partenaire, sur les octets du corps "
        "tels qu'ils sont envoyés. L'heure doit être juste à cinq minutes près ; la même "
        "signature n'est prise qu'une fois. La même transaction, signée de nouveau, répond 200 "
        "et ne compte qu'une fois ; annoncée autrement, 409."
    ),
    response={201: shapes.Notified, 200: shapes.Notified},
    openapi_extra={
        "parameters": [
            {
                "name": name,
                "in": "header",
                "required": True,
                "description": description,
                "schema": {"type": "string", "pattern": pattern},
            }
            for name, pattern, description in (
                ("X-Socle-Timestamp", r"^\d{10}$", "L'heure de l'envoi, en secondes (Unix)."),
                ("X-Socle-Signature", r"^[0-9a-f]{64}$", "L'HMAC-SHA256 hexadécimal."),
            )
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": NoticeInput.model_json_schema()}},
        },
    },
)
def notify(request: HttpRequest, fund: Number, partner: Number) -> Status[shapes.Notified]:
    """Books what a partner tells, once the raw bytes are known to be the partner's."""
    found = _fund(fund)
    with fund_scope(found.id):
        desk = partner_desk(
            fund=found,
            code=partner,
            timestamp=request.headers.get("X-Socle-Timestamp", ""),
            signature=request.headers.get("X-Socle-Signature", ""),
            body=request.body,
            at=clock.now(),
        )
        notice = _notice(request.body, found)
        try:
            done = notify_payment(
                desk=desk, partner=partner, notice=notice, today=clock.today(found.country)
            )
            status, said = HTTPStatus.CREATED, "booked"
        except AlreadyDone as already:
            done = already.answer
            status, said = HTTPStatus.OK, "already_booked"
        payment = queries.payment(number=done.subject)
        shown = shapes.Notified(
            status=said,
            payment=payment.number,
            is_matched=payment.employer_number is not None,
        )
    return Status(status, shown)


@router.put(
    "/operator-calls/{token}",
    auth=None,
    operation_id="call_of_lot",
    summary="Dire qu'un lot a été traité",
    description=(
        "Pour un opérateur, à l'adresse qu'il a reçue en `X-Callback-URL` avec le lot. Le corps "
        "n'est pas lu : le lot est aussitôt redemandé à l'opérateur lui-même. Appeler plusieurs "
        "fois n'a pas d'autre effet."
    ),
    response={202: None},
)
def call_of_lot(
    request: HttpRequest,
    token: Annotated[
        str, Path(max_length=200, pattern=r"^[\w:-]+$", description="Ce que l'adresse porte.")
    ],
) -> Status[None]:
    hear_call(token=token)
    return Status(HTTPStatus.ACCEPTED, None)


def _fund(code: str) -> FundView:
    """The fund of an address; a wrong one is answered as a wrong partner is."""
    try:
        return fund_of(code=code)
    except NotKnown:
        raise Refused("collection.call_unknown") from None


def _notice(body: bytes, fund: FundView) -> Notice:
    """What a signed body says, read as strictly as every request.

    Raises:
        InvalidRequest: it does not say what a notice says.
        Refused: it is in another currency.
    """
    try:
        given = NoticeInput.model_validate_json(body)
    except ValidationError as error:
        faults = [fault for _place, fault in located_faults(error.errors())]
        raise InvalidRequest(faults) from error
    if given.currency != fund.currency:
        raise Refused("collection.not_our_currency", read=given.currency, currency=fund.currency)
    return Notice(
        transaction_id=given.transaction_id,
        amount=given.amount,
        reference=given.reference,
        value_on=given.value_on,
        payer_account=given.payer_account,
        payer_name=given.payer_name,
    )
