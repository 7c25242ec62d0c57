"""Declarations and their wage lines."""

import re

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from socle.api import contribution_shapes as shapes
from socle.api.access import permitted
from socle.api.parameters import Number, Page
from socle.api.shapes import ListOf
from socle.contributions import queries
from socle.contributions.types import DeclarationView
from socle.kernel.errors import NotKnown, Refused
from socle.platform.access.queries import require_employer
from socle.platform.access.types import Desk, Permission

router = Router(tags=["Déclarations"])
_LINE = re.compile(r"\d{1,9}", re.ASCII)


class LinePage(Page):
    """The place in the lines of a declaration."""

    queued: bool = Field(
        default=False, description="Seulement les lignes dont le crédit de carrière attend."
    )


@router.get(
    "/declarations/{number}",
    operation_id="get_declaration",
    summary="Une déclaration : le mois d'un employeur",
    description="Ses branches, avec base, taux, montants et texte de loi.",
    response=shapes.Declaration,
)
def get_declaration(request: HttpRequest, number: Number) -> shapes.Declaration:
    desk = permitted(request, Permission.READ_ACCOUNT)
    return shapes.declaration(_own_declaration(desk, number), desk.fund.currency)


@router.get(
    "/declarations/{number}/lines",
    operation_id="list_declaration_lines",
    summary="Les lignes de salaire d'une déclaration",
    description="Dans l'ordre du fichier.",
    response=ListOf[shapes.Line],
)
def list_declaration_lines(
    request: HttpRequest, number: Number, page: Query[LinePage]
) -> ListOf[shapes.Line]:
    desk = permitted(request, Permission.READ_ACCOUNT)
    _own_declaration(desk, number)
    if page.cursor and not _LINE.fullmatch(page.cursor):
        raise Refused("api.cursor_invalid")
    found = queries.declaration_lines(
        number=number,
        only_queued=page.queued,
        after_line=int(page.cursor or 0),
        limit=page.limit + 1,
    )
    shown = found[: page.limit]
    return ListOf[shapes.Line](
        items=[shapes.line(each, desk.fund.currency) for each in shown],
        next=str(shown[-1].line) if len(found) > len(shown) else None,
    )


def _own_declaration(desk: Desk, number: str) -> DeclarationView:
    """The declaration, when the desk may read it; else the answer of a number not given yet."""
    found = queries.declaration(number=number)
    try:
        require_employer(desk, found.employer_number)
    except NotKnown as outside:
        raise NotKnown("declaration.unknown", number=number) from outside
    return found
