"""Employers, persons and search: the register in its two times."""

from datetime import date
from typing import Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from socle.api import contribution_shapes
from socle.api import registry_shapes as registry
from socle.api.access import permitted
from socle.api.parameters import MOST, Day, KnownAt, Limit, Number, Page, Reading, Words
from socle.api.partner_calls import open_to_partners, reads_identity
from socle.contributions import queries as contributions
from socle.kernel.errors import Refused
from socle.platform.access.queries import require_employer
from socle.platform.access.types import Permission
from socle.platform.partners.types import Scope
from socle.registry import queries
from socle.registry.mandates import mandates
from socle.registry.queries.merging import merge_of
from socle.registry.types import RegistrationState

router = Router(tags=["Registre"])


class EmploymentReading(KnownAt):
    """Employments on a day, or ever."""

    on: Day | None = Field(
        None, description="Les emplois en cours ce jour-là ; tous s'il n'est pas donné."
    )


class RegistrationsPage(Page, Reading):
    """Registrations to complete on a day, in one state or all."""

    state: Literal["preregistered", "lapsed", "to_activate"] | None = Field(
        None, description="Un seul état ; tous s'il n'est pas donné."
    )

    def place(self) -> tuple[date, str] | None:
        """The day and number after which the page begins.

        Raises:
            Refused: `api.cursor_invalid`.
        """
        if not self.cursor:
            return None
        day, _sign, number = self.cursor.partition("_")
        try:
            return date.fromisoformat(day), number
        except ValueError as error:
            raise Refused("api.cursor_invalid") from error


class Search(Schema):
    """What to search for."""

    q: Words = Field(
        description="Un numéro, celui d'une pièce d'identité, ou un nom en écriture latine ou "
        "arabe, avec ou sans année de naissance ; ou des mots de la raison sociale."
    )
    limit: Limit = MOST


@router.get(
    "/employers/{number}",
    operation_id="get_employer",
    summary="Un employeur, un jour donné, tel qu'il était connu",
    description="Un agent de paie ne lit que ses employeurs.",
    response=registry.Employer,
)
@open_to_partners(Scope.AFFILIATES, "employer")
def get_employer(
    request: HttpRequest, number: Number, reading: Query[Reading]
) -> registry.Employer:
    desk = permitted(request, Permission.READ_EMPLOYER)
    require_employer(desk, number)
    country = desk.fund.country
    found = queries.employer(
        number=number, on=reading.day(country), known_at=reading.instant(country)
    )
    return registry.employer(found)


@router.get(
    "/employers/{number}/mandates",
    operation_id="list_mandates",
    summary="Les mandats d'un employeur",
    description="Qui agit pour lui, en vigueur ou non, tel que connu à un instant. Les actes "
    "`give_mandate` et `end_mandate` les changent.",
    response=registry.Mandates,
)
def list_mandates(request: HttpRequest, number: Number, known: Query[KnownAt]) -> registry.Mandates:
    desk = permitted(request, Permission.READ_EMPLOYER)
    require_employer(desk, number)
    found = mandates(number=number, known_at=known.instant(desk.fund.country))
    return registry.Mandates(
        employer=number,
        mandates=[
            registry.Mandate(
                mandatary=each.login, name=each.name, since=each.since, until=each.until
            )
            for each in found
        ],
    )


@router.get(
    "/employers/{number}/account",
    operation_id="get_account",
    summary="Le compte cotisant d'un employeur, mois par mois",
    description="Ce qui est dû et payé, par branche, tel que connu à un instant.",
    response=contribution_shapes.Account,
)
def get_account(
    request: HttpRequest, number: Number, known: Query[KnownAt]
) -> contribution_shapes.Account:
    desk = permitted(request, Permission.READ_ACCOUNT)
    require_employer(desk, number)
    found = contributions.account(employer_number=number, known_at=known.instant(desk.fund.country))
    return contribution_shapes.account(found)


@router.get(
    "/persons/{number}",
    operation_id="get_person",
    summary="Une personne, un jour donné, telle qu'elle était connue",
    description="Son état civil et l'acte qui l'a établi, ses autres noms, où en est son "
    "immatriculation, et son décès s'il est connu.",
    response=registry.Person,
)
@open_to_partners(Scope.PERSONS, "person")
def get_person(request: HttpRequest, number: Number, reading: Query[Reading]) -> registry.Person:
    desk = permitted(request, Permission.READ_PERSON)
    known_at = reading.instant(desk.fund.country)
    found = queries.person(number=number, on=reading.day(desk.fund.country), known_at=known_at)
    merge = merge_of(number=number, known_at=known_at)
    return registry.person(found, merge, with_identity=reads_identity(desk))


@router.get(
    "/registrations",
    operation_id="list_registrations",
    summary="Les immatriculations à compléter, un jour donné",
    description="Pré-immatriculations à confirmer avant qu'elles soient caduques, caduques, et "
    "personnes envoyées par un autre organisme, à activer. Un agent de paie ne voit que celles de "
    "ses employeurs. Les actes `confirm_registration` et `activate_registration` les complètent.",
    response=registry.WaitingRegistrations,
)
def list_registrations(
    request: HttpRequest, page: Query[RegistrationsPage]
) -> registry.WaitingRegistrations:
    desk = permitted(request, Permission.PREREGISTER)
    country = desk.fund.country
    found = queries.waiting_registrations(
        on=page.day(country),
        known_at=page.instant(country),
        country=country,
        employer_numbers=desk.employer_numbers,
        state=RegistrationState(page.state) if page.state else None,
        after=page.place(),
        limit=page.limit + 1,
    )
    shown = found[: page.limit]
    is_cut = len(found) > len(shown)
    return registry.WaitingRegistrations(
        items=[registry.waiting(each) for each in shown],
        next=f"{shown[-1].since}_{shown[-1].number}" if is_cut else None,
    )


@router.get(
    "/persons/{number}/employments",
    operation_id="list_employments",
    summary="Les emplois d'une personne",
    description="Ceux d'un jour, ou tous.",
    response=registry.Employments,
)
@open_to_partners(Scope.CAREERS, "person")
def list_employments(
    request: HttpRequest, number: Number, reading: Query[EmploymentReading]
) -> registry.Employments:
    country = permitted(request, Permission.READ_PERSON).fund.country
    known_at = reading.instant(country)
    found = queries.employments_of_person(number=number, on=reading.on, known_at=known_at)
    return registry.Employments(
        person=number,
        on=reading.on,
        known_at=known_at,
        employments=[registry.employment(each) for each in found],
    )


@router.get(
    "/search",
    operation_id="search",
    summary="Chercher une personne ou un employeur",
    description=f"Au plus {MOST} réponses ; seulement ce que le rôle permet de lire.",
    response=registry.SearchAnswer,
)
def search(request: HttpRequest, asked: Query[Search]) -> registry.SearchAnswer:
    desk = permitted(request, Permission.READ_EMPLOYER)
    found = queries.search(
        text=asked.q,
        limit=asked.limit,
        with_persons=Permission.READ_PERSON in desk.permissions,
        employer_numbers=desk.employer_numbers,
    )
    return registry.SearchAnswer(
        items=[
            registry.Found(
                kind=each.kind,  # type: ignore[arg-type]
                number=each.number,
                name=each.name,
                why=each.why.value,
                born=each.born,
                merged_into=each.merged_into or None,
            )
            for each in found
        ],
        is_cut=len(found) >= asked.limit,
    )
