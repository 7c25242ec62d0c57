"""Covers and rights as the API shows them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from socle.api.parameters import Day, Input, Instant, Number
from socle.api.shapes import Amount
from socle.coverage import types
from socle.coverage.words import said

MOST_CHECKS = 100
CODE = r"^[a-z_]*$"
Code = Annotated[str, Field(max_length=20, pattern=CODE)]


class HeldCover(Schema):
    """Une couverture : par quel régime, à quel titre, depuis quand."""

    category: str
    scheme: str
    since: date
    until: date | None = Field(description="Le premier jour où elle n'est plus vraie.")
    is_derived: bool = Field(description="Vrai quand elle suit de l'emploi ou de la famille.")


class MonthDays(Schema):
    """Les jours déclarés d'un mois."""

    month: str
    days: int


class Score(Schema):
    """Le score du ménage au registre social, et depuis quand."""

    value: Decimal
    since: date


class Figure(Schema):
    """Un chiffre de la loi qui a décidé, qui le dit, et avec quelle certitude."""

    name: str
    value: str
    source: str
    status: str


class RightReason(Schema):
    """Pourquoi le droit est ouvert ou fermé, et ce qui le rouvrirait."""

    code: str
    message: str
    do: str
    reopens: list[str]
    had: int | None
    wanted: int | None
    days: list[MonthDays]
    unpaid: list[str] = Field(description="Les mois qui ne sont pas payés.")
    amount: Amount | None = Field(description="Ce qui reste à payer de ces mois.")
    score: Score | None
    opens_on: date | None
    bearer: str = Field(description="L'assuré qui porte l'ayant droit ; vide sinon.")
    gap: str = Field(description="Le nom de ce qui n'a pas été lu dans la loi ; vide sinon.")


class CoverageCheck(Schema):
    """Si le droit d'une personne est ouvert un jour, tel que la caisse le savait, et pourquoi."""

    person: str
    branch: str
    on: date
    known_at: datetime | None
    is_open: bool | None = Field(description="Nul quand le texte de loi qui décide n'a pas été lu.")
    closes_on: date | None = Field(description="Le jour où il se fermerait si rien ne venait.")
    cover: HeldCover | None
    beside: list[HeldCover] = Field(description="Les couvertures que celle-ci écarte ce jour-là.")
    reason: RightReason
    bearer_reason: RightReason | None
    figures: list[Figure]


class Asked(Input):
    """Des personnes à vérifier d'un coup, toutes au même jour."""

    persons: list[Number] = Field(min_length=1, max_length=MOST_CHECKS)
    on: Day | None = None
    known_at: Instant | None = None


class Checked(Schema):
    """Ce qu'il en est d'une personne ; `check` est nul quand son numéro n'est à personne."""

    person: str
    check: CoverageCheck | None


class CoverageChecks(Schema):
    """Les réponses, dans l'ordre des personnes demandées."""

    on: date
    known_at: datetime | None
    checks: list[Checked]


def check(found: types.RightView, *, language: str, currency: str) -> dict[str, Any]:
    """A `CoverageCheck` in values that a writer of JSON knows: checks come by thousands."""
    right = found.right
    of_bearer = right.of_bearer
    return {
        "person": found.person,
        "branch": found.branch,
        "on": found.on,
        "known_at": found.known_at,
        "is_open": right.is_open,
        "closes_on": right.closes_on,
        "cover": None if right.cover is None else _cover(right.cover),
        "beside": [_cover(each) for each in right.beside],
        "reason": _reason(right, language, currency),
        "bearer_reason": None if of_bearer is None else _reason(of_bearer, language, currency),
        "figures": [
            {"name": each.name, "value": each.value, "source": each.cited, "status": each.status}
            for each in right.figures
        ],
    }


def _cover(each: types.Cover) -> dict[str, Any]:
    return {
        "category": each.category,
        "scheme": each.scheme,
        "since": each.since,
        "until": each.until,
        "is_derived": each.is_derived,
    }


def _reason(right: types.Right, language: str, currency: str) -> dict[str, Any]:
    told = right.reason
    words = said(right, language=language, currency=currency)
    score, amount = told.score, told.amount
    return {
        "code": told.code,
        "message": words.message,
        "do": words.do,
        "reopens": told.reopens,
        "had": told.had,
        "wanted": told.wanted,
        "days": [{"month": each.month, "days": each.days} for each in told.days],
        "unpaid": told.unpaid,
        "amount": None if amount is None else {"minor": amount, "currency": currency},
        "score": score and {"value": score.value.normalize(), "since": score.since},
        "opens_on": told.opens_on,
        "bearer": told.bearer,
        "gap": told.gap,
    }
