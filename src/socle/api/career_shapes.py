"""Careers as the API shows them."""

from datetime import date, datetime

from ninja import Schema
from pydantic import Field

from socle.api.shapes import Amount, amount
from socle.contributions import types
from socle.kernel.wording import wording


class CareerMonth(Schema):
    """Un mois crédité à un assuré par un employeur."""

    month: str
    employer: str
    employer_name: str = Field(description="Son nom d'alors, tel que la caisse le connaissait.")
    days: int
    wage: Amount
    wage_capped: Amount
    declaration: str
    credited: int = Field(description="En mois ou en jours : voir `unit`.")
    act: str = Field(description="L'acte qui le crédite : du dépôt, ou du rattachement.")
    is_cured: bool = Field(description="Vrai quand la ligne a attendu et a été rattachée.")


class CareerYear(Schema):
    """Une année de carrière et ses totaux."""

    year: int
    months: int = Field(description="Les mois déclarés.")
    credited: int = Field(description="Un mois compte une fois, même déclaré par plusieurs.")
    days: int
    wage: Amount
    wage_capped: Amount


class Career(Schema):
    """La carrière d'un assuré, du plus ancien mois au plus récent."""

    person: str
    known_at: datetime | None
    months: list[CareerMonth]
    unit: str = Field(description="month ou day : ce que compte le régime.")
    is_unit_verified: bool = Field(description="Faux quand aucun texte lu ne le dit.")
    years: list[CareerYear]


class WaitingLine(Schema):
    """Une ligne de déclaration."""

    declaration: str
    line: int


class CareerGap(Schema):
    """Des mois de suite qui manquent, pourquoi, et comment y remédier."""

    first_month: str
    last_month: str
    months: int
    cause: str = Field(
        description="line_waiting, not_counted, employer_suspended, employer_closed, "
        "not_declared, not_named ou no_employment."
    )
    employer: str
    employer_name: str
    lines: list[WaitingLine] = Field(
        description="Les lignes en attente qui peuvent être les siennes."
    )
    message: str
    do: str = Field(description="Les pièces à porter, et à qui s'adresser.")


class CareerGaps(Schema):
    """Ce qui manque à une carrière, du plus récent au plus ancien."""

    person: str
    on: date
    known_at: datetime | None
    months: int
    gaps: list[CareerGap]


def career(
    number: str, found: types.CareerView, known_at: datetime | None, currency: str
) -> Career:
    return Career(
        person=number,
        known_at=known_at,
        months=[_month(each, currency) for each in found.months],
        unit=found.unit,
        is_unit_verified=found.is_unit_verified,
        years=[
            CareerYear(
                year=each.year,
                months=each.months,
                credited=each.credited,
                days=each.days,
                wage=amount(each.wage, currency),
                wage_capped=amount(each.wage_capped, currency),
            )
            for each in reversed(found.years)
        ],
    )


def _month(found: types.CareerMonth, currency: str) -> CareerMonth:
    return CareerMonth(
        month=found.month,
        employer=found.employer_number,
        employer_name=found.employer_name,
        days=found.days,
        wage=amount(found.wage, currency),
        wage_capped=amount(found.wage_capped, currency),
        declaration=found.declaration_number,
        credited=found.credited,
        act=found.act_number,
        is_cured=found.is_cured,
    )


def gap(found: types.CareerGap, language: str) -> CareerGap:
    named = found.employer_name or found.employer_number
    said = wording(f"career.gap.{found.cause}", {"employer": named}, language)
    return CareerGap(
        first_month=found.first_month,
        last_month=found.last_month,
        months=found.months,
        cause=found.cause.value,
        employer=found.employer_number,
        employer_name=found.employer_name,
        lines=[
            WaitingLine(declaration=declaration, line=line) for declaration, line in found.lines
        ],
        message=said.message,
        do=said.do,
    )
