"""The queue of waiting lines as the API shows it."""

from datetime import date, datetime

from ninja import Schema
from pydantic import Field

from socle.api.shapes import Amount, amount
from socle.contributions import types


class Candidate(Schema):
    """Une personne qui peut être celle des lignes, et pourquoi."""

    person: str
    person_name: str
    birth_on: date | None
    reasons: list[str] = Field(
        description="cured_before, number_held, number_one_wrong, number_swapped, same_name, "
        "close_name, employed, declared_before."
    )
    is_likely: bool = Field(description="Vrai quand deux faits indépendants la désignent.")


class WaitingGroup(Schema):
    """Les lignes en attente d'un employeur sous un même numéro et un même nom."""

    employer: str
    employer_name: str
    insured_number: str
    insured_name: str
    lines: int
    first_month: str
    last_month: str
    wage: Amount
    reasons: list[str]
    waiting_since: datetime
    proposals: list[Candidate]


class Queue(Schema):
    """Une page de la file d'attente, de la plus ancienne ligne à la plus récente."""

    items: list[WaitingGroup]
    next: str | None = Field(description="À donner en `cursor` pour la suite ; nul à la fin.")
    by_reason: dict[str, int] = Field(description="Combien de lignes attendent, par motif.")
    oldest: datetime | None


def waiting_group(found: types.WaitingGroup, currency: str) -> WaitingGroup:
    return WaitingGroup(
        employer=found.employer_number,
        employer_name=found.employer_name,
        insured_number=found.insured_number,
        insured_name=found.insured_name,
        lines=found.line_count,
        first_month=found.first_month,
        last_month=found.last_month,
        wage=amount(found.wage, currency),
        reasons=[each.value for each in found.reasons],
        waiting_since=found.waiting_since,
        proposals=[
            Candidate(
                person=each.person_number,
                person_name=each.person_name,
                birth_on=each.birth_on,
                reasons=sorted(each.reasons),
                is_likely=each.is_likely,
            )
            for each in found.proposals
        ],
    )
