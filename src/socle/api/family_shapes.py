"""Families and dependants as the API shows them."""

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from socle.registry import types


class Relative(Schema):
    """Une personne de la famille."""

    number: str
    name: str
    sex: str
    birth_on: date | None
    died_on: date | None


class Kin(Schema):
    """Un lien : un parent, un conjoint, un enfant, ou une personne confiée."""

    who: Relative
    role: str = Field(
        description="father, mother, adoptive_father, adoptive_mother, spouse, child, adopted, "
        "kafala, guardianship, custody."
    )
    since: date | None
    until: date | None = Field(description="Exclu ; nul si cela dure.")
    state: Literal["", "married", "divorced", "annulled", "widowed"] = Field(
        description="D'un mariage seulement."
    )
    rank: int | None = Field(description="D'un mariage seulement : rang parmi les épouses.")
    other_parent: str | None = Field(description="D'un enfant : le numéro de l'autre parent.")
    judgment: str
    act: str


class Family(Schema):
    """La famille d'une personne, un jour, telle que la caisse la connaissait."""

    person: Relative
    parents: list[Kin]
    carers: list[Kin] = Field(description="À qui la personne est confiée.")
    spouses: list[Kin]
    children: list[Kin]
    wards: list[Kin] = Field(description="Qui lui est confié.")
    on: date
    known_at: datetime | None


class Rule(Schema):
    """La règle d'âge, sa source et sa certitude."""

    name: str
    age: int | None = Field(description="Nul : la loi ne fixe pas de limite.")
    source: str
    status: str


class Dependant(Schema):
    """Une personne à charge pour une prestation : où elle en est, pourquoi, jusqu'à quand."""

    who: Relative
    benefit: str
    relation: str | None = Field(
        description="spouse, child, adopted, kafala, ward, in_custody ; nul si plus rien ne la lie."
    )
    status: Literal[
        "active",
        "waiting",
        "suspended",
        "ended",
        "deceased",
        "divorced",
        "transferred",
        "unknown",
    ]
    reason: str
    until: date | None = Field(description="Premier jour où cela ne sera plus vrai ; nul sinon.")
    reopened_by: str | None = Field(description="Ce qui rouvrirait le droit ; nul si rien.")
    rule: Rule | None
    bearer: Relative
    payee: Relative | None = Field(description="L'attributaire ; nul quand l'assuré est payé.")
    is_contested: bool
    since: date
    act: str


class Dependants(Schema):
    """Les personnes à charge d'un assuré, un jour, telles que la caisse les connaissait."""

    person: str
    on: date
    known_at: datetime | None
    dependants: list[Dependant]


def family(found: types.FamilyView) -> Family:
    return Family(
        person=_relative(found.person),
        parents=[_kin(each) for each in found.parents],
        carers=[_kin(each) for each in found.carers],
        spouses=[_kin(each) for each in found.spouses],
        children=[_kin(each) for each in found.children],
        wards=[_kin(each) for each in found.wards],
        on=found.on,
        known_at=found.known_at,
    )


def dependant(found: types.Dependant) -> Dependant:
    judgement = found.judgement
    return Dependant(
        who=_relative(found.who),
        benefit=found.benefit,
        relation=found.bond.value if found.bond else None,
        status=judgement.standing.value,
        reason=judgement.reason,
        until=judgement.until,
        reopened_by=judgement.reopens or None,
        rule=_rule(judgement.rule) if judgement.rule else None,
        bearer=_relative(found.bearer),
        payee=_relative(found.payee) if found.payee else None,
        is_contested=found.is_contested,
        since=found.since,
        act=found.act_number,
    )


def _relative(found: types.Relative) -> Relative:
    return Relative(
        number=found.number,
        name=found.name,
        sex=found.sex,
        birth_on=found.birth_on,
        died_on=found.died_on,
    )


def _kin(found: types.Kin) -> Kin:
    return Kin(
        who=_relative(found.who),
        role=found.role,
        since=found.since,
        until=found.until,
        state=found.state,  # type: ignore[arg-type]
        rank=found.rank or None,
        other_parent=found.beside or None,
        judgment=found.paper,
        act=found.act_number,
    )


def _rule(found: types.Rule) -> Rule:
    return Rule(name=found.name, age=found.age, source=found.cited, status=found.status)
