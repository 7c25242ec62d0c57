"""Bank statements: posted whole, or refused whole with their located errors."""

from http import HTTPStatus
from typing import Annotated, BinaryIO, cast

from django.http import HttpRequest
from ninja import File, Router, Status, UploadedFile

from socle.api import clock
from socle.api import payment_shapes as shapes
from socle.api.access import key_of_caller, own_key, permitted
from socle.api.parameters import IdempotencyKey, Number
from socle.collection import queries
from socle.platform.access.types import Permission
from socle.platform.acts.operations import submit
from socle.platform.acts.types import ActStatus
from socle.platform.documents.operations import keep_document

router = Router(tags=["Paiements"])
_LIMIT_MB = 20


@router.post(
    "/statements",
    operation_id="post_statement",
    summary="Intégrer un relevé bancaire",
    description=(
        f"camt.053 (versions 02 et 08) ou le CSV de la caisse, {_LIMIT_MB} Mo au plus. 201 "
        "intégré, 200 déjà intégré, 422 refusé en entier avec ses erreurs situées. Le même "
        "fichier, ou le même mouvement dans un autre relevé, ne compte qu'une fois."
    ),
    response={201: shapes.Statement, 200: shapes.Statement},
)
def post_statement(
    request: HttpRequest,
    key: IdempotencyKey,
    file: Annotated[UploadedFile, File(description="Le relevé, tel que la banque le produit.")],
) -> Status[shapes.Statement]:
    desk = permitted(request, Permission.MATCH_PAYMENT)
    kept = keep_document(
        fund_id=desk.fund.id,
        stream=cast("BinaryIO", file.file),
        name=file.name or "",
        limit_bytes=_LIMIT_MB * 1024 * 1024,
        at=clock.now(),
        by=desk.user_id,
    )
    with key_of_caller(key):
        done = submit(
            desk=desk,
            act_type_code="post_statement",
            fields={},
            effective_on=clock.today(desk.fund.country),
            motive="",
            key=own_key(desk, key),
            at=clock.now(),
            evidence=(kept.id,),
        )
    is_again = done.status is ActStatus.ALREADY_DONE
    found = queries.bank_statement(number=done.subject)
    shown = shapes.statement(found, desk.fund.currency, is_again=is_again)
    return Status(HTTPStatus.OK if is_again else HTTPStatus.CREATED, shown)


@router.get(
    "/statements/{number}",
    operation_id="get_statement",
    summary="Un relevé bancaire intégré, ses totaux",
    description="Pour qui rattache les paiements.",
    response=shapes.Statement,
)
def get_statement(request: HttpRequest, number: Number) -> shapes.Statement:
    desk = permitted(request, Permission.MATCH_PAYMENT)
    found = queries.bank_statement(number=number)
    return shapes.statement(found, desk.fund.currency, is_again=False)
