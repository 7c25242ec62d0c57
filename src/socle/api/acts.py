"""Acts: reading them, performing any of the catalogue, reversing one; deciding on proposals."""

import re
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import Field

from socle.api import act_shapes as shapes
from socle.api import clock
from socle.api.access import desk_of, key_of_caller, own_key, permitted
from socle.api.parameters import (
    Day,
    DocumentId,
    IdempotencyKey,
    Input,
    KnownAt,
    Motive,
    Number,
    Page,
    Text,
    from_microseconds,
    to_microseconds,
)
from socle.api.partner_calls import ANY, SOME_ACT, open_to_partners
from socle.api.problems import language
from socle.api.shapes import ListOf
from socle.kernel.errors import Refused
from socle.platform.access.types import Permission
from socle.platform.acts import catalogue, operations, queries
from socle.platform.acts.types import ActAnswer, ActStatus

router = Router(tags=["Actes"])
_CURSOR = re.compile(r"(\d{1,17})-(\d{1,17})", re.ASCII)
_STATUS = {
    ActStatus.DONE: HTTPStatus.CREATED,
    ActStatus.TO_VALIDATE: HTTPStatus.ACCEPTED,
    ActStatus.ALREADY_DONE: HTTPStatus.OK,
}
ANSWERS = {201: shapes.ActAnswer, 200: shapes.ActAnswer, 202: shapes.ActAnswer}

FieldName = Annotated[Text, Field(min_length=1, max_length=60)]
FieldValue = Annotated[Text, Field(max_length=1000)]


class ActInput(Input):
    """L'acte demandé : ses données, sa date d'effet, son motif."""

    fields: Annotated[dict[FieldName, FieldValue | None], Field(max_length=60)] = Field(
        description="Les données que demande ce type d'acte : voir le catalogue."
    )
    effective_on: Day = Field(description="Depuis quel jour cela est vrai.")
    motive: Motive = Field("", description="Pourquoi cet acte, et sur quelle pièce.")
    evidence: Annotated[list[DocumentId], Field(max_length=operations.MOST_EVIDENCE)] = Field(
        default_factory=list,
        description="Les pièces de l'acte, déposées avant par le même compte : POST /documents.",
    )


class ReversalInput(Input):
    """Pourquoi l'acte est annulé."""

    motive: Motive


class RefusalInput(Input):
    """Pourquoi la proposition est refusée : son auteur le lira."""

    reason: Motive


class ActsAsked(Page, KnownAt):
    """Which acts."""


@router.get(
    "/acts",
    operation_id="list_acts",
    summary="Les actes, du plus récent au plus ancien",
    description="Tous ceux de la caisse, jusqu'à l'instant demandé.",
    response=ListOf[shapes.Summary],
)
def list_acts(request: HttpRequest, page: Query[ActsAsked]) -> ListOf[shapes.Summary]:
    country = permitted(request, Permission.READ_ACTS).fund.country
    before = _place(page.cursor) if page.cursor else None
    until = page.instant(country)
    found = queries.acts(before=before, until=until, limit=page.limit + 1)
    shown = found[: page.limit]
    return ListOf[shapes.Summary](
        items=[shapes.summary(each) for each in shown],
        next=_cursor(shown[-1].recorded_at, shown[-1].id) if len(found) > len(shown) else None,
    )


@router.get(
    "/acts/catalogue",
    operation_id="list_act_types",
    summary="Le catalogue des actes",
    description="Chaque type d'acte et ce qu'il demande dans cette caisse.",
    response=shapes.Catalogue,
)
@open_to_partners(ANY)
def list_act_types(request: HttpRequest) -> shapes.Catalogue:
    fund = desk_of(request).fund
    offered = [each for each in catalogue.catalogue() if each.is_offered(fund)]
    return shapes.Catalogue(items=[shapes.act_type(each, fund) for each in offered])


@router.get(
    "/acts/{act}",
    operation_id="get_act",
    summary="Un acte en entier",
    description="`act` est le numéro de l'acte.",
    response=shapes.Act,
)
def get_act(request: HttpRequest, act: Number) -> shapes.Act:
    permitted(request, Permission.READ_ACTS)
    return shapes.act(queries.act(number=act), language())


@router.post(
    "/acts/{act}",
    operation_id="perform_act",
    summary="Accomplir un acte",
    description=(
        "`act` est le type de l'acte, pris dans le catalogue. 201 accompli, 202 proposé à une "
        "deuxième personne, 200 déjà accompli avec cette clé, 422 refusé avec une erreur par "
        "donnée à corriger."
    ),
    response=ANSWERS,
)
@open_to_partners(SOME_ACT, "act")
def perform_act(
    request: HttpRequest, act: Number, given: ActInput, key: IdempotencyKey
) -> Status[shapes.ActAnswer]:
    desk = desk_of(request)
    with key_of_caller(key):
        found = operations.submit(
            desk=desk,
            act_type_code=act,
            fields=given.fields,
            effective_on=given.effective_on,
            motive=given.motive,
            key=own_key(desk, key),
            at=clock.now(),
            evidence=tuple(dict.fromkeys(given.evidence)),
        )
    return _answered(found)


@router.post(
    "/drafts/{number}/submit",
    operation_id="submit_draft",
    summary="Accomplir un acte qui était à compléter",
    description=(
        "Les pièces gardées avec lui peuvent être jointes, qui que les ait déposées. 201 "
        "accompli, 202 proposé, 200 déjà accompli avec cette clé, 409 complété par un autre."
    ),
    response=ANSWERS,
)
def submit_draft(
    request: HttpRequest, number: Number, given: ActInput, key: IdempotencyKey
) -> Status[shapes.ActAnswer]:
    desk = desk_of(request)
    with key_of_caller(key):
        found = operations.complete(
            desk=desk,
            draft=number,
            fields=given.fields,
            effective_on=given.effective_on,
            motive=given.motive,
            key=own_key(desk, key),
            at=clock.now(),
            evidence=tuple(given.evidence),
        )
    return _answered(found)


@router.post(
    "/acts/{act}/reverse",
    operation_id="reverse_act",
    summary="Annuler un acte par un contre-acte",
    description="`act` est le numéro de l'acte. Ce qu'il avait remplacé vaut de nouveau.",
    response=ANSWERS,
)
def reverse_act(
    request: HttpRequest, act: Number, given: ReversalInput, key: IdempotencyKey
) -> Status[shapes.ActAnswer]:
    desk = permitted(request, Permission.READ_ACTS)
    with key_of_caller(key):
        found = operations.reverse(
            desk=desk,
            number=act,
            motive=given.motive,
            key=own_key(desk, key),
            at=clock.now(),
        )
    return _answered(found)


@router.get(
    "/proposals",
    operation_id="list_proposals",
    summary="Les actes qui attendent une deuxième personne",
    description="Du plus ancien au plus récent. À qui valide pour des agences : ce qu'elles ont "
    "saisi.",
    response=shapes.Proposals,
)
def list_proposals(request: HttpRequest) -> shapes.Proposals:
    desk = permitted(request, Permission.READ_ACTS)
    return shapes.Proposals(
        items=[shapes.proposal(each, language()) for each in queries.proposals(desk=desk)]
    )


@router.post(
    "/proposals/{number}/validate",
    operation_id="validate_proposal",
    summary="Valider un acte proposé",
    description="Par une autre personne que son auteur. Validé de nouveau : 200.",
    response=ANSWERS,
)
def validate_proposal(request: HttpRequest, number: Number) -> Status[shapes.ActAnswer]:
    desk = permitted(request, Permission.VALIDATE_ACTS)
    return _answered(operations.validate(desk=desk, number=number, at=clock.now()))


@router.post(
    "/proposals/{number}/refuse",
    operation_id="refuse_proposal",
    summary="Refuser un acte proposé",
    description="Par une autre personne que son auteur.",
    response=shapes.Refusal,
)
def refuse_proposal(request: HttpRequest, number: Number, given: RefusalInput) -> shapes.Refusal:
    desk = permitted(request, Permission.VALIDATE_ACTS)
    operations.refuse(desk=desk, number=number, reason=given.reason, at=clock.now())
    return shapes.Refusal(proposal=number, status="refused")


def _answered(found: ActAnswer) -> Status[shapes.ActAnswer]:
    return Status(_STATUS[found.status], shapes.answer(found))


def _cursor(at: datetime, act_id: int) -> str:
    return f"{to_microseconds(at)}-{act_id}"


def _place(cursor: str) -> tuple[datetime, int]:
    found = _CURSOR.fullmatch(cursor)
    if not found:
        raise Refused("api.cursor_invalid")
    return from_microseconds(int(found[1])), int(found[2])
