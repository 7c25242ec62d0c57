"""File profiles: how an employer's spreadsheets are read. Defined and ended by acts."""

from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from socle.api import act_shapes, clock
from socle.api.access import key_of_caller, own_key, permitted
from socle.api.acts import ANSWERS
from socle.api.parameters import (
    Day,
    DocumentId,
    IdempotencyKey,
    Input,
    Motive,
    Number,
    Reading,
    Text,
)
from socle.contributions import profiles as room
from socle.platform.access.types import Permission
from socle.platform.acts.operations import MOST_EVIDENCE, submit
from socle.platform.acts.types import ActStatus

router = Router(tags=["Déclarations"])
Column = Annotated[Text, Field(max_length=120)]


class Mapping(Schema):
    """Ce que disent les colonnes : un titre, ou une place (`#3`)."""

    headings_row: int = Field(description="La ligne des titres ; 0 sans titres.")
    separator: str = Field(description="`semicolon`, `comma`, `tab`, `bar` ; vide : reconnu.")
    decimal_mark: str = Field(description="`comma` ou `point`.")
    sheet: str = Field(description="La feuille d'un classeur ; vide : la première visible.")
    columns: dict[str, str] = Field(description="La colonne de chaque champ.")


class Profile(Schema):
    """Un profil en vigueur."""

    number: str
    name: str
    employer: str | None = Field(description="Le numéro de l'employeur ; null : tous.")
    valid_from: str | None
    mapping: Mapping


class Profiles(Schema):
    """Les profils en vigueur, ceux de la caisse d'abord."""

    items: list[Profile]


class ProfilesAsked(Reading):
    """Le jour de dépôt pour lequel les profils sont lus."""

    employer: Text = Field("", max_length=30, description="Le numéro d'un employeur.")


class ProfileInput(Input):
    """Un profil à définir : le même nom change le profil qui le porte."""

    employer: Annotated[Text, Field(max_length=30)] = Field(
        "", description="Vide pour un profil de la caisse, commun aux employeurs."
    )
    name: Annotated[Text, Field(min_length=1, max_length=60)]
    headings_row: Annotated[int, Field(ge=0, le=99)] = 1
    separator: Annotated[Text, Field(max_length=10)] = ""
    decimal_mark: Annotated[Text, Field(max_length=10)] = "comma"
    sheet: Column = ""
    columns: Annotated[dict[Text, Column], Field(max_length=20)]
    effective_on: Day = Field(description="Pour les fichiers déposés depuis ce jour.")
    motive: Motive = ""
    evidence: Annotated[list[DocumentId], Field(max_length=MOST_EVIDENCE)] = Field(
        default_factory=list, description="Le fichier d'exemple, déposé avant : POST /documents."
    )


@router.get(
    "/profiles",
    operation_id="list_profiles",
    summary="Les profils qui lisent les tableaux CSV et XLSX",
    description=(
        f"Ceux en vigueur un jour de dépôt, {room.MOST_LISTED} au plus. Un agent de paie ne voit "
        "que ceux de ses employeurs et de la caisse."
    ),
    response=Profiles,
)
def list_profiles(request: HttpRequest, asked: Query[ProfilesAsked]) -> Profiles:
    desk = permitted(request, Permission.DEPOSIT_DECLARATION)
    on, known_at = asked.day(desk.fund.country), asked.instant(desk.fund.country)
    found = room.profiles(desk=desk, on=on, known_at=known_at, employer=asked.employer)
    return Profiles(items=[_shown(each) for each in found])


@router.get(
    "/profiles/{number}",
    operation_id="get_profile",
    summary="Un profil, en vigueur un jour",
    description="Ce que disent les colonnes des tableaux qu'il lit.",
    response=Profile,
)
def get_profile(request: HttpRequest, number: Number, reading: Query[Reading]) -> Profile:
    desk = permitted(request, Permission.DEPOSIT_DECLARATION)
    on, known_at = reading.day(desk.fund.country), reading.instant(desk.fund.country)
    return _shown(room.profile(desk=desk, number=number, on=on, known_at=known_at))


@router.post(
    "/profiles",
    operation_id="define_profile",
    summary="Définir un profil",
    description=(
        "Par un acte, dont `subject` est le numéro du profil. 201 accompli, 200 déjà accompli "
        "avec cette clé, 422 refusé avec une erreur par donnée à corriger."
    ),
    response=ANSWERS,
)
def define_profile(
    request: HttpRequest, given: ProfileInput, key: IdempotencyKey
) -> Status[act_shapes.ActAnswer]:
    desk = permitted(request, Permission.DEPOSIT_DECLARATION)
    layout = {name: str(getattr(given, name)) for name in ("employer", "name", *room.LAYOUT)}
    fields = layout | {str(name): str(column) for name, column in given.columns.items()}
    with key_of_caller(key):
        answer = submit(
            desk=desk,
            act_type_code=room.DEFINE,
            fields={name: value for name, value in fields.items() if value},
            effective_on=given.effective_on,
            motive=given.motive,
            key=own_key(desk, key),
            at=clock.now(),
            evidence=tuple(dict.fromkeys(given.evidence)),
        )
    is_done = answer.status is ActStatus.DONE
    return Status(HTTPStatus.CREATED if is_done else HTTPStatus.OK, act_shapes.answer(answer))


def _shown(found: room.ProfileView) -> Profile:
    mapping = found.mapping
    return Profile(
        number=found.number,
        name=found.name,
        employer=found.employer_number or None,
        valid_from=found.valid_from.isoformat() if found.valid_from else None,
        mapping=Mapping(
            headings_row=mapping.headings_row,
            separator=mapping.separator,
            decimal_mark=mapping.decimal_mark,
            sheet=mapping.sheet,
            columns=dict(mapping.columns),
        ),
    )
