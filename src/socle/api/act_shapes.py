"""Acts and proposals as the API shows them."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from socle.api.shapes import ErrorShown, errors
from socle.platform.access.types import FundView
from socle.platform.acts import types
from socle.platform.documents.types import DocumentView


class ActAnswer(Schema):
    """Ce qu'il est advenu d'un acte demandé."""

    act: str = Field(description="Le numéro de l'acte, ou de la proposition à valider.")
    status: Literal["done", "to_validate", "already_done"]
    subject: str = Field(description="Le numéro du dossier touché.")
    errors: list[ErrorShown] = Field(default_factory=list)


class Summary(Schema):
    """Un acte, dans une liste."""

    number: str
    type: str
    subject_kind: str
    subject: str
    effective_on: date
    recorded_at: datetime
    author: str
    motive: str


class Evidence(Schema):
    """Une pièce justificative."""

    id: int = Field(description="Son numéro : pour la joindre à un acte, ou la lire.")
    name: str
    media_type: str
    size: int
    sha256: str
    stored_at: datetime
    kind: str = Field(description="La pièce de la liste qu'elle est ; vide pour une autre.")
    expires_on: date | None = Field(description="Son dernier jour, s'il est écrit dessus.")


class Act(Summary):
    """Un acte en entier : qui, quand, pourquoi, ce qui a changé, et la preuve."""

    fields: dict[str, Any]
    before: dict[str, Any]
    after: dict[str, Any]
    validator: str | None
    author_for: str | None = Field(description="Qui avait délégué son rôle à l'auteur.")
    validator_for: str | None = Field(description="Qui avait délégué son rôle au vérificateur.")
    digest: str
    seal: str | None = Field(description="Nul pendant les secondes qui précèdent le scellement.")
    seal_position: int | None
    reverses: str | None
    reversed_by: str | None
    evidence: list[Evidence]
    doubts: list[ErrorShown] = Field(
        description="Ce qui y était inhabituel, et qu'une deuxième personne a laissé passer."
    )


class FieldShown(Schema):
    """Une donnée que demande un acte."""

    name: str
    label: str
    kind: str = Field(description="text, identifier, date ou choice.")
    required: bool
    hint: str
    choices: list[str] | None
    max_length: int


class PieceShown(Schema):
    """Une pièce que demande un acte : la même liste que la page publique et le guichet."""

    kind: str = Field(description="Son code : `kind` de POST /documents.")
    label: str
    required: bool = Field(description="Sans elle l'acte est refusé ; il se garde à compléter.")
    asked_if: str = Field(description="Quand elle est demandée ; vide : toujours.")
    valid_days: int | None
    status: str = Field(description="confirmed, provisional ou convention.")
    source: str


class TypeShown(Schema):
    """Un type d'acte du catalogue, avec ce qu'il demande dans cette caisse."""

    type: str
    label: str
    subject_kind: str
    permission: str
    needs_four_eyes: bool
    is_reversible: bool
    needs_evidence: bool
    needs_motive: bool = Field(description="Sans motif il est refusé.")
    fields: list[FieldShown]
    pieces: list[PieceShown]


class Catalogue(Schema):
    """Le catalogue des actes."""

    items: list[TypeShown]


class Proposal(Schema):
    """Un acte qui attend une deuxième personne."""

    number: str
    type: str
    fields: dict[str, Any]
    effective_on: date
    motive: str
    author: str
    proposed_at: datetime
    evidence: list[Evidence]
    doubts: list[ErrorShown] = Field(description="Ce qui est inhabituel, à voir avant de décider.")
    status: Literal["to_validate", "refused"]
    refusal: str = Field(description="Le motif du refus, pour son auteur.")
    decided_by: str | None
    decided_at: datetime | None
    author_for: str | None = Field(description="Qui avait délégué son rôle à l'auteur.")
    corrects: str | None = Field(description="La proposition refusée qu'elle reprend.")
    corrected_in: str | None = Field(description="L'acte à compléter qui reprend celle-ci.")


class Proposals(Schema):
    """Ce qui attend une deuxième personne, du plus ancien au plus récent."""

    items: list[Proposal]


class Refusal(Schema):
    """Une proposition refusée."""

    proposal: str
    status: Literal["refused"]


def answer(found: types.ActAnswer) -> ActAnswer:
    return ActAnswer(act=found.act, status=found.status.value, subject=found.subject)


def summary(found: types.ActSummary) -> Summary:
    return Summary(
        number=found.number,
        type=found.type,
        subject_kind=found.subject_kind,
        subject=found.subject_number,
        effective_on=found.effective_on,
        recorded_at=found.recorded_at,
        author=found.author,
        motive=found.motive,
    )


def act(found: types.ActView, language: str) -> Act:
    return Act(
        number=found.number,
        type=found.type,
        subject_kind=found.subject_kind,
        subject=found.subject_number,
        effective_on=found.effective_on,
        recorded_at=found.recorded_at,
        author=found.author,
        motive=found.motive,
        fields=dict(found.fields),
        before=dict(found.before),
        after=dict(found.after),
        validator=found.validator,
        author_for=found.author_for,
        validator_for=found.validator_for,
        digest=found.digest,
        seal=found.seal,
        seal_position=found.seal_position,
        reverses=found.reverses,
        reversed_by=found.reversed_by,
        evidence=[evidence(each) for each in found.evidence],
        doubts=errors(found.doubts, language),
    )


def evidence(found: DocumentView) -> Evidence:
    return Evidence(
        id=found.id,
        name=found.name,
        media_type=found.media_type,
        size=found.size,
        sha256=found.sha256,
        stored_at=found.stored_at,
        kind=found.kind,
        expires_on=found.expires_on,
    )


def act_type(found: types.ActType, fund: FundView) -> TypeShown:
    return TypeShown(
        type=found.code,
        label=str(found.label),
        subject_kind=found.subject_kind,
        permission=found.permission.value,
        needs_four_eyes=found.needs_four_eyes,
        is_reversible=found.is_reversible,
        needs_evidence=found.needs_evidence,
        needs_motive=bool(found.motive_missing),
        fields=[
            FieldShown(
                name=each.name,
                label=str(each.label),
                kind=each.kind.value,
                required=each.is_required,
                hint=str(each.hint),
                choices=list(each.choices(fund)) if each.choices else None,
                max_length=each.max_length,
            )
            for each in found.fields(fund)
        ],
        pieces=[
            PieceShown(
                kind=each.code,
                label=str(each.label),
                required=each.is_required,
                asked_if=str(each.asked_if),
                valid_days=each.valid_days,
                status=each.status,
                source=each.source,
            )
            for each in found.pieces(fund)
        ],
    )


def proposal(found: types.ProposalView, language: str) -> Proposal:
    return Proposal(
        number=found.number,
        type=found.type,
        fields=dict(found.fields),
        effective_on=found.effective_on,
        motive=found.motive,
        author=found.author,
        proposed_at=found.proposed_at,
        evidence=[evidence(each) for each in found.evidence],
        doubts=errors(found.doubts, language),
        status="refused" if found.refusal else "to_validate",
        refusal=found.refusal,
        decided_by=found.decided_by,
        decided_at=found.decided_at,
        author_for=found.author_for,
        corrects=found.corrects,
        corrected_in=found.corrected_in,
    )
