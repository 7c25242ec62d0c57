"""Persons, employers and employments as the API shows them."""

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from socle.registry import types
from socle.registry.types.merging import Merge

_SHOWN = 3


class Belief(Schema):
    """Depuis quand c'est vrai, et depuis quand et par quel acte la caisse le sait."""

    valid_from: date
    valid_until: date | None = Field(description="Exclu ; nul si cela dure.")
    recorded_at: datetime
    act: str


class Name(Schema):
    """Un autre nom d'une personne : de mariage, d'usage, ou en arabe."""

    kind: Literal["birth", "marriage", "usual"]
    script: Literal["latin", "arabic"]
    family_name: str
    given_names: str
    since: date | None


class Registration(Schema):
    """Où en est l'immatriculation."""

    state: Literal["registered", "preregistered", "lapsed", "to_activate"]
    origin: Literal["employer", "agent", "body"] | None
    source: str = Field(description="L'employeur ou l'organisme qui l'a demandée.")
    since: date | None
    lapses_on: date | None = Field(description="Premier jour où elle est caduque.")


class Person(Schema):
    """Une personne, telle qu'elle était un jour, telle que la caisse la connaissait."""

    number: str
    family_name: str
    given_names: str
    birth_on: date | None
    birth_precision: str
    sex: str | None
    national_id: str = Field(
        description="Sa fin seule à un partenaire sans `identity:read`, à qui n'inscrit personne."
    )
    names: list[Name]
    birth_place: str
    nationality: str = Field(description="ISO 3166 ; XX pour un apatride.")
    father_name: str
    mother_name: str
    registration: Registration
    died_on: date | None
    merged_into: str | None = Field(
        description="Le numéro gardé, si celui-ci a été fusionné avec lui : les actes s'y font."
    )
    merged_numbers: list[str] = Field(description="Les numéros fusionnés, du numéro gardé.")
    awaits_linkage: str | None = Field(
        description="La reprise qui a amené cette personne, tant que la recherche de doublons par "
        "lots ne l'a pas comparée à tout le registre."
    )
    belief: Belief | None
    on: date
    known_at: datetime | None


class WaitingRegistration(Registration):
    """Une immatriculation à compléter."""

    number: str
    name: str


class WaitingRegistrations(Schema):
    """Les immatriculations à compléter, de la plus ancienne à la plus récente."""

    items: list[WaitingRegistration]
    next: str | None = Field(description="Où reprendre : à donner comme `cursor`.")


class Establishment(Schema):
    """Un lieu de travail."""

    number: str
    name: str
    city: str


class Employer(Schema):
    """Un employeur, tel qu'il était un jour, tel que la caisse le connaissait."""

    number: str
    legal_name: str
    company_number: str
    address: str
    city: str
    status: str
    filing_regime: str
    classification: dict[str, str]
    establishments: list[Establishment]
    employee_count: int
    belief: Belief | None
    on: date
    known_at: datetime | None


class Employment(Schema):
    """Un emploi."""

    person: str
    person_name: str
    employer: str
    employer_name: str
    occupation: str
    valid_from: date
    valid_until: date | None = Field(description="Exclu ; nul si l'emploi dure.")


class Employments(Schema):
    """Les emplois d'une personne."""

    person: str
    on: date | None
    known_at: datetime | None
    employments: list[Employment]


class Found(Schema):
    """Une personne ou un employeur trouvé."""

    kind: Literal["person", "employer"]
    number: str
    name: str
    why: Literal["number", "identity", "phone", "name", "part", "beginning", "sound", "near"] = (
        Field(
            description="Ce qui correspond : le numéro, celui d'une pièce d'identité, le téléphone "
            "connu de la caisse, tous les mots du nom, une partie, son début, sa prononciation, "
            "ou un nom voisin à une faute ou un mot près."
        )
    )
    born: int | None = Field(description="L'année de naissance d'une personne.")
    merged_into: str | None = Field(
        description="Le numéro gardé de cette personne, quand celui-ci y a été fusionné."
    )


class SearchAnswer(Schema):
    """Ce que la recherche trouve."""

    items: list[Found]
    is_cut: bool = Field(description="Vrai quand il y en a d'autres : précisez la recherche.")


class Mandate(Schema):
    """Qui agit pour un employeur, du premier au dernier jour compris."""

    mandatary: str
    name: str
    since: date
    until: date | None


class Mandates(Schema):
    """Les mandats d'un employeur, du plus récent au plus ancien."""

    employer: str
    mandates: list[Mandate]


def _belief(found: types.Belief | None) -> Belief | None:
    if found is None:
        return None
    return Belief(
        valid_from=found.valid_from,
        valid_until=found.valid_until,
        recorded_at=found.recorded_at,
        act=found.act_number,
    )


def person(found: types.PersonView, merge: Merge, *, with_identity: bool = True) -> Person:
    """A person; of the number of their identity document the end alone, unless it may be read."""
    masked = f"•••• {found.national_id[-_SHOWN:]}" if found.national_id else ""
    return Person(
        number=found.number,
        family_name=found.family_name,
        given_names=found.given_names,
        birth_on=found.birth_on,
        birth_precision=found.birth_precision,
        sex=found.sex.value if found.sex else None,
        national_id=found.national_id if with_identity else masked,
        names=[
            Name(
                kind=each.kind.value,
                script=each.script.value,
                family_name=each.family_name,
                given_names=each.given_names,
                since=each.since,
            )
            for each in found.names
        ],
        birth_place=found.birth_place,
        nationality=found.nationality,
        father_name=found.father_name,
        mother_name=found.mother_name,
        registration=Registration(
            state=found.registration.state.value,
            origin=found.registration.origin.value if found.registration.origin else None,
            source=found.registration.source,
            since=found.registration.since,
            lapses_on=found.registration.lapses_on,
        ),
        died_on=found.died_on,
        merged_into=merge.kept if merge.leads_elsewhere(found.number) else None,
        merged_numbers=list(merge.merged) if merge.kept == found.number else [],
        awaits_linkage=found.awaits_linkage or None,
        belief=_belief(found.belief),
        on=found.on,
        known_at=found.known_at,
    )


def waiting(found: types.WaitingRegistration) -> WaitingRegistration:
    return WaitingRegistration(
        number=found.number,
        name=found.name,
        state=found.state.value,
        origin=found.origin.value,
        source=found.source,
        since=found.since,
        lapses_on=found.lapses_on,
    )


def employer(found: types.EmployerView) -> Employer:
    return Employer(
        number=found.number,
        legal_name=found.legal_name,
        company_number=found.company_number,
        address=found.address,
        city=found.city,
        status=found.status.value,
        filing_regime=found.filing_regime,
        classification=found.classification,
        establishments=[
            Establishment(number=each.number, name=each.name, city=each.city)
            for each in found.establishments
        ],
        employee_count=found.employee_count,
        belief=_belief(found.belief),
        on=found.on,
        known_at=found.known_at,
    )


def employment(found: types.EmploymentView) -> Employment:
    return Employment(
        person=found.person_number,
        person_name=found.person_name,
        employer=found.employer_number,
        employer_name=found.employer_name,
        occupation=found.occupation,
        valid_from=found.valid_from,
        valid_until=found.valid_until,
    )
