"""Files taken over: handed in, tried, confirmed or dropped. Sources are defined by an act."""

from http import HTTPStatus
from typing import Annotated, BinaryIO, Literal, cast

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router, Schema, Status, UploadedFile
from pydantic import Field

from socle.api import clock
from socle.api.access import key_of_caller, own_key, permitted
from socle.api.parameters import IdempotencyKey, Number, Page, Reading, Text
from socle.api.problems import language
from socle.api.shapes import ErrorShown, ListOf, errors
from socle.kernel.errors import NotKnown, Refused
from socle.platform.access.types import Permission
from socle.registry.importing import receiving
from socle.registry.queries.import_sources import sources
from socle.registry.queries.imports import import_faults, import_of, imports
from socle.registry.types.imports import ImportCounts, ImportKind, ImportState, ImportView

router = Router(tags=["Reprises"])
_MOST_ERRORS = 1_000


class ImportSource(Schema):
    """D'où viennent des fichiers, et ce que disent leurs colonnes."""

    number: str
    name: str
    kind: ImportKind
    headings_row: int
    columns: dict[str, str] = Field(description="La colonne de chaque champ.")


class ImportSources(Schema):
    """Les sources connues aujourd'hui, par nom."""

    items: list[ImportSource]


class ImportRowCounts(Schema):
    """Des lignes, par ce qu'elles deviennent."""

    rows: int
    good: int = Field(description="À écrire, ou écrites.")
    known: int = Field(description="Déjà au registre, telles quelles.")
    at_fault: int = Field(description="Gardées dehors.")
    clashing: int = Field(description="Le numéro ou la pièce d'un autre : file des doublons.")


class Import(Schema):
    """Une reprise : où elle en est."""

    number: str
    source: str
    kind: ImportKind
    file_name: str
    state: ImportState
    is_whole: bool = Field(description="Le fichier est pris entier, ou refusé.")
    received_at: str
    tried: ImportRowCounts
    written: ImportRowCounts
    percent: int
    why: ErrorShown | None = Field(description="Pourquoi le fichier entier est refusé.")


class ImportErrors(Schema):
    """Ce qui ne va pas, par ligne et par cellule."""

    number: str
    errors: list[ErrorShown]


@router.get(
    "/import-sources",
    operation_id="list_import_sources",
    summary="Les sources de fichiers à reprendre",
    description="On les définit par l'acte `define_import_source`.",
    response=ImportSources,
)
def list_import_sources(request: HttpRequest, reading: Query[Reading]) -> ImportSources:
    country = permitted(request, Permission.READ_PERSON).fund.country
    found = sources(on=reading.day(country), known_at=reading.instant(country))
    return ImportSources(
        items=[
            ImportSource(
                number=each.number,
                name=each.name,
                kind=each.kind,
                headings_row=each.mapping.headings_row,
                columns=dict(each.mapping.columns),
            )
            for each in found
        ]
    )


@router.post(
    "/imports",
    operation_id="hand_in_import",
    summary="Remettre un fichier à reprendre",
    description=(
        "Il est essayé, et rien n'est écrit : 201 essayé, 202 reçu et essayé plus tard (gros "
        "fichier : suivre `Location`). Un fichier déjà repris répond par sa première reprise. "
        "Ce qui est juste s'écrit par `/imports/{number}/confirm`."
    ),
    response={201: Import, 202: Import},
)
def hand_in_import(
    request: HttpRequest,
    response: HttpResponse,
    key: IdempotencyKey,
    file: Annotated[UploadedFile, File(description="CSV ou XLSX.")],
    source: Annotated[Text, Form(max_length=20, description="Le numéro de la source.")],
    if_faults: Annotated[
        Literal["take_others", "refuse_all"],
        Form(description="S'il y a des lignes en faute : prendre les autres, ou tout refuser."),
    ] = "take_others",
) -> Status[Import]:
    desk = permitted(request, Permission.READ_PERSON)
    try:
        with key_of_caller(key):
            number = receiving.hand_in(
                desk=desk,
                source_number=source,
                stream=cast("BinaryIO", file.file),
                file_name=file.name or "",
                is_whole=if_faults == "refuse_all",
                key=own_key(desk, key),
                at=clock.now(),
            )
    except NotKnown as unknown:
        on = clock.today(desk.fund.country)
        raise Refused("import.source_unknown", number=source, on=on.isoformat()) from unknown
    found = import_of(number=number)
    response.headers["Location"] = f"/api/v1/imports/{number}"
    is_tried = found.state is not ImportState.RECEIVED
    return Status(HTTPStatus.CREATED if is_tried else HTTPStatus.ACCEPTED, _shown(found))


@router.get(
    "/imports",
    operation_id="list_imports",
    summary="Les reprises, de la plus récente à la plus ancienne",
    description="Celles de la caisse, où qu'elles en soient.",
    response=ListOf[Import],
)
def list_imports(request: HttpRequest, page: Query[Page]) -> ListOf[Import]:
    permitted(request, Permission.READ_PERSON)
    try:
        found = imports(limit=page.limit + 1, before=page.cursor or None)
    except NotKnown as unknown:
        raise Refused("api.cursor_invalid") from unknown
    shown = found[: page.limit]
    return ListOf[Import](
        items=[_shown(each) for each in shown],
        next=shown[-1].number if len(found) > len(shown) else None,
    )


@router.get(
    "/imports/{number}",
    operation_id="get_import",
    summary="Une reprise : où elle en est",
    description="À relire jusqu'à ce que `state` soit `checked`, `done` ou `refused`.",
    response=Import,
)
def get_import(request: HttpRequest, number: Number) -> Import:
    permitted(request, Permission.READ_PERSON)
    return _shown(import_of(number=number))


@router.get(
    "/imports/{number}/errors",
    operation_id="list_import_errors",
    summary="Ce qui ne va pas dans un fichier à reprendre",
    description=f"Les {_MOST_ERRORS} premières erreurs, par ligne et par cellule.",
    response=ImportErrors,
)
def list_import_errors(request: HttpRequest, number: Number) -> ImportErrors:
    permitted(request, Permission.READ_PERSON)
    import_of(number=number)
    found = import_faults(number=number, limit=_MOST_ERRORS)
    return ImportErrors(number=number, errors=errors(found, language()))


@router.post(
    "/imports/{number}/confirm",
    operation_id="confirm_import",
    summary="Écrire les lignes justes d'un fichier essayé",
    description="Un gros fichier s'écrit par tranches : suivre `/imports/{number}`.",
    response=Import,
)
def confirm_import(request: HttpRequest, number: Number) -> Import:
    desk = permitted(request, Permission.READ_PERSON)
    receiving.confirm(desk=desk, number=number)
    return _shown(import_of(number=number))


@router.post(
    "/imports/{number}/drop",
    operation_id="drop_import",
    summary="Ne rien écrire d'un fichier essayé",
    description="Le fichier reste, avec ce qui en fut dit ; on peut le remettre corrigé.",
    response=Import,
)
def drop_import(request: HttpRequest, number: Number) -> Import:
    desk = permitted(request, Permission.READ_PERSON)
    receiving.drop(desk=desk, number=number)
    return _shown(import_of(number=number))


def _shown(found: ImportView) -> Import:
    return Import(
        number=found.number,
        source=found.source_number,
        kind=found.kind,
        file_name=found.file_name,
        state=found.state,
        is_whole=found.is_whole,
        received_at=found.received_at.isoformat(),
        tried=_counts(found.counts),
        written=_counts(found.written),
        percent=found.percent,
        why=errors([found.why], language())[0] if found.why else None,
    )


def _counts(counts: ImportCounts) -> ImportRowCounts:
    return ImportRowCounts(
        rows=counts.rows,
        good=counts.good,
        known=counts.known,
        at_fault=counts.at_fault,
        clashing=counts.clashing,
    )
