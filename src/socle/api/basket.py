"""The work basket: acts to complete, proposals seen before deciding, refusals taken up again."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from socle.api import act_shapes as shapes
from socle.api import clock
from socle.api.access import desk_of, permitted
from socle.api.acts import FieldName, FieldValue
from socle.api.parameters import MOST, DocumentId, Input, Instant, Motive, Number
from socle.api.problems import language
from socle.api.shapes import ErrorShown, errors
from socle.kernel.errors import Fault
from socle.platform.access.queries import require
from socle.platform.access.types import Desk, Permission
from socle.platform.acts import basket, drafts, operations, queries
from socle.platform.acts.catalogue import act_type
from socle.platform.acts.controls import evidence_faults, read_fields
from socle.platform.acts.preview import preview
from socle.platform.acts.types import DraftView

router = Router(tags=["Actes"])


class Age(Schema):
    """Depuis quand les propositions d'un type attendent."""

    type: str
    count: int
    oldest_at: datetime
    median_at: datetime


class Basket(Schema):
    """Ce qui attend, pour l'appelant : à compléter, à valider, refusé à reprendre."""

    to_complete: int
    to_validate: int
    refused: int
    ages: list[Age] = Field(description="L'âge des files, de la caisse ou de ses agences.")


class Draft(Schema):
    """Un acte à compléter : tel que saisi, et ce qui manque."""

    number: str
    type: str
    fields: dict[str, str]
    author: str
    opened_at: datetime
    saved_by: str
    saved_at: datetime
    wanting: list[ErrorShown]
    corrects: str | None = Field(description="La proposition refusée qu'il reprend.")
    evidence: list[shapes.Evidence]


class Drafts(Schema):
    """Les actes à compléter, les plus anciens d'abord."""

    items: list[Draft]


class DraftNumber(Schema):
    """L'acte à compléter, gardé."""

    draft: str


class Dropped(DraftNumber):
    """L'acte à compléter, abandonné avec son motif."""

    reason: str


class DraftInput(Input):
    """Ce qui est déjà su de l'acte : rien n'y est obligatoire."""

    fields: Annotated[dict[FieldName, FieldValue], Field(max_length=60)] = Field(
        description="Les données de l'acte, et au besoin `effective_on` et `motive`."
    )
    evidence: Annotated[list[DocumentId], Field(max_length=operations.MOST_EVIDENCE)] = Field(
        default_factory=list, description="Les pièces déjà reçues."
    )


class KeptInput(DraftInput):
    """L'acte à compléter tel qu'il doit être gardé."""

    seen_at: Instant = Field(description="Son `saved_at` tel qu'il a été lu.")


class Reason(Input):
    """Pourquoi rien n'en sera fait."""

    reason: Motive


class Tried(Schema):
    """Ce que valider ferait aujourd'hui, et les signaux à lever avant."""

    before: dict[str, Any]
    after: dict[str, Any]
    refusal: ErrorShown | None = Field(description="Pourquoi valider serait refusé, s'il l'était.")
    flags: list[ErrorShown]
    doubts: list[ErrorShown] = Field(
        description="Ce qui est inhabituel, avec tout ce que la caisse sait."
    )


@router.get(
    "/basket",
    operation_id="get_basket",
    summary="La corbeille : combien d'actes attendent",
    description="À compléter et refusés selon le rôle ; à valider : ceux des autres.",
    response=Basket,
)
def get_basket(request: HttpRequest) -> Basket:
    desk = permitted(request, Permission.READ_ACTS)
    found = basket.counts(desk=desk)
    return Basket(
        to_complete=found.to_complete,
        to_validate=found.to_validate,
        refused=found.refused,
        ages=[Age.model_validate(each, from_attributes=True) for each in basket.ages(desk=desk)],
    )


@router.get(
    "/basket/refused",
    operation_id="list_refused",
    summary="Les propositions refusées, à reprendre",
    description=f"Celles de l'appelant ; toutes pour qui valide. Au plus {MOST}.",
    response=shapes.Proposals,
)
def list_refused(request: HttpRequest) -> shapes.Proposals:
    desk = permitted(request, Permission.READ_ACTS)
    found = basket.refused(desk=desk, limit=MOST, after=None)
    return shapes.Proposals(items=[shapes.proposal(each, language()) for each in found])


@router.get(
    "/drafts",
    operation_id="list_drafts",
    summary="Les actes à compléter",
    description=f"Ceux des types que l'appelant peut accomplir. Au plus {MOST}.",
    response=Drafts,
)
def list_drafts(request: HttpRequest) -> Drafts:
    desk = permitted(request, Permission.READ_ACTS)
    found = basket.drafts(desk=desk, limit=MOST, after=None)
    return Drafts(items=[_draft(each) for each in found])


@router.get(
    "/drafts/{number}",
    operation_id="get_draft",
    summary="Un acte à compléter",
    description="Tel qu'il a été saisi, avec ses pièces.",
    response=Draft,
)
def get_draft(request: HttpRequest, number: Number) -> Draft:
    desk = permitted(request, Permission.READ_ACTS)
    return _draft(basket.draft(number=number, desk=desk))


@router.post(
    "/acts/{act}/draft",
    operation_id="keep_draft",
    summary="Garder un acte à compléter",
    description="`act` est le type de l'acte. Tout agent de la caisse peut le reprendre.",
    response={201: DraftNumber},
)
def keep_draft(request: HttpRequest, act: Number, given: DraftInput) -> Status[DraftNumber]:
    desk = desk_of(request)
    number = drafts.save_draft(
        desk=desk,
        act_type_code=act,
        fields=given.fields,
        evidence=tuple(given.evidence),
        wanting=_wanting(desk, act, given),
        at=clock.now(),
    )
    return Status(201, DraftNumber(draft=number))


@router.post(
    "/drafts/{number}/keep",
    operation_id="keep_draft_again",
    summary="Garder de nouveau un acte à compléter",
    description="409 si quelqu'un l'a enregistré depuis `seen_at`.",
    response=DraftNumber,
)
def keep_draft_again(request: HttpRequest, number: Number, given: KeptInput) -> DraftNumber:
    desk = desk_of(request)
    code = basket.draft(number=number, desk=desk).type
    # A day is no instant at which a draft was saved: it is told as one saved since.
    seen_at = given.seen_at if isinstance(given.seen_at, datetime) else None
    drafts.save_draft(
        desk=desk,
        act_type_code=code,
        fields=given.fields,
        evidence=tuple(given.evidence),
        wanting=_wanting(desk, code, given),
        at=clock.now(),
        number=number,
        seen_at=seen_at,
    )
    return DraftNumber(draft=number)


@router.post(
    "/drafts/{number}/drop",
    operation_id="drop_draft",
    summary="Abandonner un acte à compléter",
    description="Le motif est gardé.",
    response=Dropped,
)
def drop_draft(request: HttpRequest, number: Number, given: Reason) -> Dropped:
    drafts.drop_draft(desk=desk_of(request), number=number, reason=given.reason, at=clock.now())
    return Dropped(draft=number, reason=given.reason)


@router.post(
    "/proposals/{number}/correct",
    operation_id="correct_proposal",
    summary="Reprendre une proposition refusée",
    description="Ouvre un acte à compléter, tel que saisi. Reprise de nouveau : le même.",
    response=DraftNumber,
)
def correct_proposal(request: HttpRequest, number: Number) -> DraftNumber:
    desk = desk_of(request)
    return DraftNumber(draft=drafts.correct(desk=desk, proposal=number, at=clock.now()))


@router.get(
    "/proposals/{number}",
    operation_id="get_proposal",
    summary="Une proposition",
    description="Qui attend, ou refusée avec son motif. Validée, elle est un acte.",
    response=shapes.Proposal,
)
def get_proposal(request: HttpRequest, number: Number) -> shapes.Proposal:
    permitted(request, Permission.READ_ACTS)
    return shapes.proposal(queries.proposal(number=number), language())


@router.get(
    "/proposals/{number}/preview",
    operation_id="preview_proposal",
    summary="Ce que valider une proposition changerait",
    description="Essayé puis défait : rien ne change. À son auteur, le seul refus qui viendrait.",
    response=Tried,
)
def preview_proposal(request: HttpRequest, number: Number) -> Tried:
    desk = permitted(request, Permission.READ_ACTS)
    asked = queries.proposal(number=number)
    if asked.author_ids.isdisjoint(desk.persons):
        require(desk, Permission.VALIDATE_ACTS)
    found = preview(desk=desk, number=number)
    subject = f"{found.subject_kind}:{found.subject_number}" if found.subject_number else ""
    flags = basket.flags(desk=desk, proposal=asked, subject=subject, at=clock.now())
    why = found.fault
    told = errors([Fault(why.code, facts=why.facts)], language()) if why else [None]
    return Tried(
        before=dict(found.before),
        after=dict(found.after),
        refusal=told[0],
        flags=errors(flags, language()),
        doubts=errors(found.doubts, language()),
    )


def _wanting(desk: Desk, code: str, given: DraftInput) -> tuple[Fault, ...]:
    kind = act_type(code)
    apart = {"effective_on", "motive"}
    said = {name: text for name, text in given.fields.items() if name not in apart}
    return (
        *read_fields(kind, desk.fund, said)[1],
        *evidence_faults(kind, desk.fund, said, given.evidence, clock.now()),
    )


def _draft(found: DraftView) -> Draft:
    return Draft(
        number=found.number,
        type=found.type,
        fields=dict(found.fields),
        author=found.author,
        opened_at=found.opened_at,
        saved_by=found.saved_by,
        saved_at=found.saved_at,
        wanting=errors(found.wanting, language()),
        corrects=found.corrects,
        evidence=[shapes.evidence(each) for each in found.evidence],
    )
