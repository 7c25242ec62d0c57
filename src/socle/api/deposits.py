"""Depositing declaration files, and what became of them."""

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Annotated, BinaryIO, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router, Status, UploadedFile

from socle.api import clock
from socle.api import contribution_shapes as shapes
from socle.api.access import key_of_caller, own_key, permitted
from socle.api.parameters import Day, IdempotencyKey, MonthText, Number, Page, Text
from socle.api.problems import language
from socle.api.shapes import ListOf, errors
from socle.contributions import operations, queries
from socle.contributions.spreadsheets import Said
from socle.contributions.types import Outcome
from socle.contributions.versions import DepositKind
from socle.kernel.errors import NotKnown, Refused
from socle.platform.access.types import Desk, Permission

router = Router(tags=["Déclarations"])
_MOST_ERRORS = 1_000
_STATUS = {
    "posted": HTTPStatus.CREATED,
    "already_posted": HTTPStatus.OK,
    "refused": HTTPStatus.UNPROCESSABLE_ENTITY,
}


@router.post(
    "/declarations",
    operation_id="declare",
    summary="Déposer un fichier de déclaration",
    description=(
        "Le fichier est compté en entier ou refusé en entier : 201 compté, 200 déjà compté, "
        "422 refusé avec ses erreurs situées, 202 reçu et lu plus tard (gros fichier : suivre "
        "`Location`). Le même fichier envoyé deux fois ne compte qu'une fois."
    ),
    response={
        201: shapes.DepositAnswer,
        200: shapes.DepositAnswer,
        202: shapes.DepositAnswer,
        422: shapes.DepositAnswer,
    },
)
def declare(
    request: HttpRequest,
    response: HttpResponse,
    key: IdempotencyKey,
    file: Annotated[
        UploadedFile, File(description="Le fichier, tel que le logiciel de paie le produit.")
    ],
    deposited_on: Annotated[
        Day | None, Form(description="Le jour du dépôt ; aujourd'hui s'il n'est pas donné.")
    ] = None,
    profile: Annotated[
        Text | None,
        Form(
            max_length=20,
            description="Pour un tableau CSV ou XLSX : le numéro du profil qui le lit.",
        ),
    ] = None,
    month: Annotated[
        MonthText | None,
        Form(description="Le mois déclaré, si le tableau n'a pas de colonne du mois."),
    ] = None,
    kind: Annotated[
        DepositKind,
        Form(
            description="`corrective` remplace un mois déjà déclaré : 202 `to_confirm`, ce qui "
            "change est à `/deposits/{number}/changes`, puis `/deposits/{number}/confirm`."
        ),
    ] = DepositKind.FIRST,
) -> Status[shapes.DepositAnswer]:
    """Posts a file as a whole, or refuses it as a whole."""
    desk = permitted(request, Permission.DEPOSIT_DECLARATION)
    with key_of_caller(key):
        on = deposited_on or clock.today(desk.fund.country)
        found = _handed_in(desk, file, on, key, Said(profile or "", month), kind)
    status = _STATUS.get(found.status, HTTPStatus.ACCEPTED)
    if status in {HTTPStatus.CREATED, HTTPStatus.ACCEPTED}:
        response.headers["Location"] = f"/api/v1/deposits/{found.receipt}"
    return Status(status, shapes.deposit_answer(found, desk.fund.currency, language()))


def _handed_in(
    desk: Desk, file: UploadedFile, deposited_on: date, key: str, said: Said, kind: DepositKind
) -> Outcome:
    """The outcome of a short file; of a long one its receipt, and its reading is for later."""
    is_short = (file.size or 0) <= settings.DEPOSIT_INLINE_BYTES
    take: Callable[..., Outcome | str] = operations.deposit_file if is_short else operations.hand_in
    taken = take(
        desk=desk,
        stream=cast("BinaryIO", file.file),
        file_name=file.name or "",
        deposited_on=deposited_on,
        key=own_key(desk, key),
        at=clock.now(),
        said=said,
        kind=kind,
    )
    if isinstance(taken, Outcome):
        return taken
    found = queries.outcome(number=taken)
    return queries.outcome(number=taken, is_again=True) if found.status == "posted" else found


@router.get(
    "/deposits",
    operation_id="list_deposits",
    summary="Les dépôts, du plus récent au plus ancien",
    description="Un agent de paie ne voit que ceux de ses employeurs.",
    response=ListOf[shapes.DepositSummary],
)
def list_deposits(request: HttpRequest, page: Query[Page]) -> ListOf[shapes.DepositSummary]:
    desk = permitted(request, Permission.READ_ACCOUNT)
    if page.cursor:
        _check_cursor(desk, page.cursor)
    found = queries.deposits(
        employer_numbers=desk.employer_numbers, limit=page.limit + 1, before=page.cursor or None
    )
    shown = found[: page.limit]
    return ListOf[shapes.DepositSummary](
        items=[shapes.deposit_summary(each, desk.fund.currency) for each in shown],
        next=shown[-1].number if len(found) > len(shown) else None,
    )


def _check_cursor(desk: Desk, cursor: str) -> None:
    try:
        queries.deposit(number=cursor, employer_numbers=desk.employer_numbers)
    except NotKnown as unknown:
        raise Refused("api.cursor_invalid") from unknown


@router.get(
    "/deposits/{number}",
    operation_id="get_deposit",
    summary="Un dépôt : où il en est, ses déclarations",
    description="À relire jusqu'à ce que `status` soit `posted` ou `refused`.",
    response=shapes.Deposit,
)
def get_deposit(request: HttpRequest, number: Number) -> shapes.Deposit:
    desk = permitted(request, Permission.READ_ACCOUNT)
    found = queries.deposit(number=number, employer_numbers=desk.employer_numbers)
    return shapes.deposit(found, desk.fund.currency)


@router.get(
    "/deposits/{number}/errors",
    operation_id="list_deposit_errors",
    summary="Ce qui ne va pas dans un fichier refusé",
    description=f"Les {_MOST_ERRORS} premières erreurs, dans l'ordre des lignes.",
    response=shapes.DepositErrors,
)
def list_deposit_errors(request: HttpRequest, number: Number) -> shapes.DepositErrors:
    desk = permitted(request, Permission.READ_ACCOUNT)
    found = queries.deposit(number=number, employer_numbers=desk.employer_numbers)
    return shapes.DepositErrors(
        receipt=found.number,
        error_count=found.fault_count,
        errors=errors(queries.faults(number=number, limit=_MOST_ERRORS), language()),
    )
