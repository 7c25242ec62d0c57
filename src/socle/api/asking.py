"""Asking a source about a file: the same questions as on the file's page of sources.

A question is on record even where the source does not answer: its failure is an answer of this
operation, not an exception, so that the transaction around it ends well.
"""

from collections.abc import Callable
from enum import StrEnum

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from socle.api import clock
from socle.api.access import permitted
from socle.api.parameters import MonthText, Number
from socle.api.problems import problem, status_of
from socle.exchange.operations import asking
from socle.exchange.operations.asking import Learned
from socle.kernel.errors import SocleError
from socle.platform.access.types import Permission

router = Router(tags=["Échanges"])


class PersonQuestion(StrEnum):
    """Ce qui est demandé d'une personne."""

    IDENTITY = "identity"
    CIVIL = "civil"
    HOUSEHOLD = "household"


class EmployerQuestion(StrEnum):
    """Ce qui est demandé d'un affilié."""

    COMPANY = "company"
    TAXPAYER = "taxpayer"


class AskedOfPerson(Schema):
    """Une question sur une personne."""

    ask: PersonQuestion


class AskedOfEmployer(Schema):
    """Une question sur un affilié."""

    ask: EmployerQuestion


class AskedWages(Schema):
    """Les salaires d'un mois."""

    month: MonthText


class Differing(Schema):
    """Une donnée que la source dit autrement : elle attend parmi les discordances."""

    attribute: str
    ours: str
    theirs: str


class SourceAnswer(Schema):
    """Ce qu'une source a répondu ; ce qui en change un dossier passe par un acte."""

    partner: str
    message: str = Field(description="Son numéro au journal des échanges.")
    is_known: bool = Field(description="La source connaît ce qui était demandé.")
    status: str | None
    scores: dict[str, int] = Field(description="L'accord de chaque donnée comparée, en pour cent.")
    differing: list[Differing]
    act: str | None = Field(description="L'acte fait au nom de qui demande.")


@router.post(
    "/persons/{number}/source-questions",
    operation_id="ask_source_of_person",
    summary="Interroger une source sur une personne",
    description="`identity` : l'état civil est comparé. `civil` : un décès que la source connaît "
    "entre dans les avis. `household` : l'indice du ménage est inscrit par un acte.",
    response=SourceAnswer,
)
def ask_source_of_person(
    request: HttpRequest, number: Number, asked: AskedOfPerson
) -> SourceAnswer | HttpResponse:
    ways = {
        PersonQuestion.IDENTITY: asking.verify_identity,
        PersonQuestion.CIVIL: asking.ask_civil,
        PersonQuestion.HOUSEHOLD: asking.ask_household,
    }
    desk = permitted(request, Permission.READ_ACTS)
    return _answered(lambda: ways[asked.ask](desk=desk, number=number, at=clock.now()))


@router.post(
    "/employers/{number}/source-questions",
    operation_id="ask_source_of_employer",
    summary="Interroger une source sur un affilié",
    description="`company` : le registre des sociétés. `taxpayer` : l'administration fiscale.",
    response=SourceAnswer,
)
def ask_source_of_employer(
    request: HttpRequest, number: Number, asked: AskedOfEmployer
) -> SourceAnswer | HttpResponse:
    ways = {
        EmployerQuestion.COMPANY: asking.ask_company,
        EmployerQuestion.TAXPAYER: asking.ask_taxpayer,
    }
    desk = permitted(request, Permission.READ_ACTS)
    return _answered(lambda: ways[asked.ask](desk=desk, number=number, at=clock.now()))


@router.post(
    "/employers/{number}/wage-questions",
    operation_id="ask_source_of_wages",
    summary="Demander au fisc les salaires d'un mois",
    description="Ce qu'il répond entre dans les avis, et s'y compare aux déclarations.",
    response=SourceAnswer,
)
def ask_source_of_wages(
    request: HttpRequest, number: Number, asked: AskedWages
) -> SourceAnswer | HttpResponse:
    desk = permitted(request, Permission.READ_ACTS)
    at = clock.now()
    return _answered(lambda: asking.ask_wages(desk=desk, number=number, month=asked.month, at=at))


def _answered(way: Callable[[], Learned]) -> SourceAnswer | HttpResponse:
    try:
        found = way()
    except SocleError as error:
        return problem(status_of(error), error)
    return SourceAnswer(
        partner=found.partner_name,
        message=found.message,
        is_known=bool(found.found or found.scores),
        status=found.status or None,
        scores=dict(found.scores),
        differing=[
            Differing(attribute=name, ours=ours, theirs=theirs)
            for name, ours, theirs in found.differing
        ],
        act=found.act.act if found.act else None,
    )
