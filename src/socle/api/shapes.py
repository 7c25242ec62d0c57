"""The pieces that answers are made of: amounts, rates, located errors, pages of a list."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Generic, TypeVar

from ninja import Schema
from pydantic import Field

from socle.countries.calculation import rate_as_json
from socle.kernel.errors import Fault
from socle.kernel.wording import error_as_json

Item = TypeVar("Item")


class Amount(Schema):
    """Un montant, en unités mineures entières (XAF et XOF : 0 décimale, MAD : 2, TND : 3)."""

    minor: int = Field(examples=[3150000])
    currency: str = Field(examples=["MAD"])


class Rate(Schema):
    """Un taux, tel qu'il se lit et en fraction exacte."""

    text: str = Field(examples=["4.2 %"])
    fraction: list[int] = Field(min_length=2, max_length=2, examples=[[42, 1000]])


class ErrorShown(Schema):
    """Une erreur : ce qui ne va pas, où, et que faire."""

    code: str
    message: str
    where: dict[str, Any] = Field(description="L'endroit : ligne, enregistrement, champ.")
    line: int | None = Field(None, description="La ligne du fichier, comptée de 1.")
    record: str | None = Field(None, description="Le type d'enregistrement, par exemple C04.")
    field: str | None = Field(None, description="Le nom du champ.")
    read: str | None = Field(None, description="Le texte tel qu'il a été lu.")
    do: str


class Problem(Schema):
    """Un refus ou un échec (RFC 9457, application/problem+json)."""

    type: str = Field(examples=["urn:socle:registry.person_unknown"])
    title: str
    status: int
    detail: str
    code: str
    do: str = Field(description="Ce que l'appelant peut faire.")
    errors: list[ErrorShown]
    source: str | None = Field(None, description="Le texte de loi qui fonde le refus.")


class ListOf(Schema, Generic[Item]):
    """Une page d'une liste."""

    items: list[Item]
    next: str | None = Field(description="À donner en `cursor` pour la suite ; nul à la fin.")


def amount(minor: int, currency: str) -> Amount:
    return Amount(minor=minor, currency=currency)


def rate(fraction: Fraction | None) -> Rate | None:
    return None if fraction is None else Rate(**rate_as_json(fraction))


def errors(faults: Sequence[Fault], language: str) -> list[ErrorShown]:
    return [ErrorShown.model_validate(error_as_json(fault, language)) for fault in faults]
