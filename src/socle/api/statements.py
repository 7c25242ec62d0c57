"""Bank statements: posted whole, or refused whole with their located errors."""

from http import HTTPStatus
from typing import Annotated, BinaryIO, cast

from django.http import HttpRequest
from ninja import File, Query, Router, Status, UploadedFile

from socle.api import clock
from socle.api import payment_shapes as shapes
from socle.api.access import key_of_caller, own_key, permitted
from socle.api.parameters import IdempotencyKey, Number, Page
from socle.api.shapes import ListOf
from socle.collection import queries
from socle.platform.access.types import Permission
from socle.platform.acts.operations import submit
from socle.platform.acts.types import ActStatus
from socle.platform.documents.operations import keep_document

router = Router(tags=["Paiements"])
_LIMIT_MB = 20
_CURSOR = 8  # a line's rank is shorter


@router.post(
    "/statements",
    operation_id="post_statement",
    summary="Intégrer un relevé bancaire",
    description=(
        f"camt.053 (versions 02 et 08) ou le CSV de la caisse, {_LIMIT_MB} Mo au plus. 201 "
        "intégré, 200 déjà intégré, 422 refusé en entier avec ses erreurs situées. Le même "
        "fichier, ou le même mouvement dans un autre relevé, ne compte qu'une fois. Ce qui est "
        "peut-être le mouvement d'un autre format attend : voir `open-lines`."
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


@router.get(
    "/statements/{number}/open-lines",
    operation_id="list_open_lines",
    summary="Les lignes d'un relevé qui attendent une décision",
    description=(
        "Doublons possibles, par l'acte `same_movement` ou `another_movement` ; paiements repris "
        "par la banque, par `return_payment`. Le curseur est le rang de la dernière ligne lue."
    ),
    response=ListOf[shapes.OpenLine],
)
def list_open_lines(
    request: HttpRequest, number: Number, page: Query[Page]
) -> ListOf[shapes.OpenLine]:
    desk = permitted(request, Permission.MATCH_PAYMENT)
    after = int(page.cursor) if page.cursor.isdecimal() and len(page.cursor) < _CURSOR else 0
    found = queries.open_lines(number=number, after=after, limit=page.limit + 1)
    shown = found[: page.limit]
    return ListOf[shapes.OpenLine](
        items=[shapes.open_line(each, desk.fund.currency) for each in shown],
        next=str(shown[-1].line.position) if len(found) > len(shown) else None,
    )
