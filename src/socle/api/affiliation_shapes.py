"""Affiliations as the API shows them."""

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from socle.registry.types import affiliations as types
from socle.registry.types.details import mask


class LegalIdentifier(Schema):
    """Un numéro donné par un autre organisme."""

    kind: str = Field(description="company_number, trade_register, tax_number, business_tax…")
    value: str
    is_verified: bool | None = Field(description="Nul quand sa règle n'est pas connue ici.")


class Agency(Schema):
    """Une agence de la caisse."""

    code: str
    name: str
    city: str


class Linked(Schema):
    """Un autre affilié, et ce qui l'y lie."""

    number: str
    legal_name: str
    relation: str
    since: date


class Representative(Schema):
    """Qui agit pour l'affilié, à quel titre et pour quels actes."""

    rank: int
    full_name: str
    capacity: str
    scope: str
    phone: str = Field(description="Par sa fin à qui ne l'inscrit pas.")
    since: date
    until: date | None = Field(description="Exclu ; nul si cela dure.")


class PlaceOfWork(Schema):
    """Un établissement, et où il est."""

    number: str
    name: str
    address: str
    city: str
    phone: str
    since: date


class LifeStage(Schema):
    """Une période de la vie de l'affiliation."""

    status: Literal["active", "suspended", "closed"]
    since: date
    until: date | None = Field(description="Exclu ; nul si cela dure.")
    act: str


class Affiliation(Schema):
    """Une affiliation, telle qu'elle était un jour, telle que la caisse la connaissait."""

    employer: str
    kind: str = Field(description="Nature de l'affilié ; vide si elle n'a jamais été dite.")
    legal_form: str
    activity: str
    person: str = Field(description="L'assuré qui est son propre affilié ; sinon vide.")
    first_hired_on: date | None
    headcount: int | None
    origin: Literal["request", "own_motion"]
    grounds: str
    notice_on: date | None
    address_status: str
    activity_address: str
    activity_city: str
    phone: str
    email: str
    identifiers: list[LegalIdentifier]
    agency: Agency | None
    parent: Linked | None
    subsidiaries: list[Linked]
    successor: Linked | None
    absorbed: list[Linked]
    representatives: list[Representative]
    establishments: list[PlaceOfWork]
    life: list[LifeStage]
    on: date
    known_at: datetime | None


def _linked(found: types.LinkedEmployer) -> Linked:
    return Linked(
        number=found.number,
        legal_name=found.legal_name,
        relation=found.relation,
        since=found.since,
    )


def _representative(found: types.Representative, *, with_phone: bool) -> Representative:
    return Representative(
        rank=found.rank,
        full_name=found.full_name,
        capacity=found.capacity,
        scope=found.scope,
        phone=found.phone if with_phone else mask(found.phone),
        since=found.since,
        until=found.until,
    )


def _place(found: types.PlaceOfWork) -> PlaceOfWork:
    return PlaceOfWork(
        number=found.number,
        name=found.name,
        address=found.address,
        city=found.city,
        phone=found.phone,
        since=found.since,
    )


def affiliation(found: types.AffiliationView, *, with_phones: bool) -> Affiliation:
    agency = found.agency
    return Affiliation(
        employer=found.number,
        kind=found.kind,
        legal_form=found.legal_form,
        activity=found.activity,
        person=found.person_number,
        first_hired_on=found.first_hired_on,
        headcount=found.headcount,
        origin=found.origin.value,
        grounds=found.grounds,
        notice_on=found.notice_on,
        address_status=found.address_status,
        activity_address=found.activity_address,
        activity_city=found.activity_city,
        phone=found.phone,
        email=found.email,
        identifiers=[
            LegalIdentifier(kind=each.kind, value=each.value, is_verified=each.is_verified)
            for each in found.identifiers
        ],
        agency=Agency(code=agency.code, name=agency.name, city=agency.city) if agency else None,
        parent=_linked(found.parent) if found.parent else None,
        subsidiaries=[_linked(each) for each in found.subsidiaries],
        successor=_linked(found.successor) if found.successor else None,
        absorbed=[_linked(each) for each in found.absorbed],
        representatives=[
            _representative(each, with_phone=with_phones) for each in found.representatives
        ],
        establishments=[_place(each) for each in found.places],
        life=[
            LifeStage(
                status=each.status.value, since=each.since, until=each.until, act=each.act_number
            )
            for each in found.life
        ],
        on=found.on,
        known_at=found.known_at,
    )
