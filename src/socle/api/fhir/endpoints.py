"""What is read here: persons, whom they bear, their covers, and whether a right is open."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from socle.api import clock
from socle.api.access import permitted
from socle.api.fhir import bundle, capability, coverage, eligibility, patient, reading
from socle.api.fhir.related_person import related_person
from socle.api.fhir.serving import base_of, desk_of, opened, site_of
from socle.api.fhir.words import Resource
from socle.api.partner_calls import reads_identity
from socle.api.problems import language
from socle.coverage.queries import coverage_file
from socle.coverage.types import HEALTH, Cover, CoverageFile
from socle.kernel.errors import NotKnown, Refused
from socle.platform.access.queries import fund as fund_called
from socle.platform.access.types import Desk, FundView, Permission
from socle.platform.partners.operations import note_access
from socle.platform.partners.types import Scope
from socle.registry import queries
from socle.registry.queries.families_charges import charges_on, dependants
from socle.registry.queries.finding import numbers_of_document
from socle.registry.queries.merging import merge_of
from socle.registry.types import Bond


def metadata(request: HttpRequest, fund: str) -> Resource:
    found = fund_called(code=fund)
    token_url = f"{site_of(request)}/api/v1/oauth/token"
    return capability.capability(fund=found, base=base_of(request, fund), token_url=token_url)


# ------------------------------------------------------------ Patient


@opened(Scope.PERSONS)
def read_patient(request: HttpRequest, number: str) -> Resource:
    return _patient(permitted(request, Permission.READ_PERSON), number)


def patients_asked(request: HttpRequest) -> dict[str, str]:
    """What `Patient?identifier=` asks, by one number or the other."""
    asked = reading.parameters(request, "identifier")["identifier"]
    number, document = reading.identifier_asked(asked, desk_of(request).fund)
    return {"number": number, "document": document}


@opened(Scope.PERSONS)
def find_patients(request: HttpRequest, number: str, document: str) -> Resource:
    desk = permitted(request, Permission.READ_PERSON)
    if not document:
        return _bundle(request, [_patient(desk, each) for each in _known(desk, number)])
    if not reads_identity(desk):
        raise Refused("partners.scope_missing", scope=Scope.IDENTITY)
    found = numbers_of_document(national_id=document)
    for each in found:  # whom the search led to, which the call itself did not name
        note_access(
            desk=desk,
            operation="find_patients",
            kind="person",
            number=each,
            outcome="done",
            at=clock.now(),
        )
    return _bundle(request, [_patient(desk, each) for each in found])


def _patient(desk: Desk, number: str) -> Resource:
    fund = desk.fund
    found = queries.person(number=number, on=clock.today(fund.country), known_at=None)
    merge = merge_of(number=number, known_at=None)
    return patient.patient_of(found, merge, fund=fund, with_identity=reads_identity(desk))


def _known(desk: Desk, number: str) -> list[str]:
    """The number, where somebody has it: a search that finds nobody is no error."""
    try:
        queries.person(number=number, on=clock.today(desk.fund.country), known_at=None)
    except NotKnown:
        return []
    return [number]


# ------------------------------------------------------------ RelatedPerson


def related_asked(request: HttpRequest) -> dict[str, str]:
    return {"number": _person_asked(request, "patient")}


@opened(Scope.FAMILIES)
def find_related(request: HttpRequest, number: str) -> Resource:
    desk = permitted(request, Permission.READ_PERSON)
    return _bundle(request, _related(desk, number) if _known(desk, number) else [])


def related_by_id(request: HttpRequest, key: str) -> Resource:
    number, _dot, _dependant = key.rpartition(".")
    return read_related(request, number=number, key=key)


@opened(Scope.FAMILIES)
def read_related(request: HttpRequest, number: str, key: str) -> Resource:
    desk = permitted(request, Permission.READ_PERSON)
    return _one(_related(desk, number), key)


def _related(desk: Desk, number: str) -> list[Resource]:
    fund, on = desk.fund, clock.today(desk.fund.country)
    borne: dict[str, list[Any]] = {}
    for each in dependants(number=number, on=on, known_at=None):
        borne.setdefault(each.who.number, []).append(each)
    return [
        related_person(number, held, queries.person(number=who, on=on, known_at=None), fund=fund)
        for who, held in borne.items()
    ]


# ------------------------------------------------------------ Coverage


def covers_asked(request: HttpRequest) -> dict[str, str]:
    return {"number": _person_asked(request, "beneficiary")}


@opened(Scope.COVERAGE)
def find_covers(request: HttpRequest, number: str) -> Resource:
    desk = permitted(request, Permission.CHECK_RIGHTS)
    return _bundle(request, _covers(desk, number) if _known(desk, number) else [])


def coverage_by_id(request: HttpRequest, key: str) -> Resource:
    return read_coverage(request, number=coverage.person_of(key), key=key)


@opened(Scope.COVERAGE)
def read_coverage(request: HttpRequest, number: str, key: str) -> Resource:
    desk = permitted(request, Permission.CHECK_RIGHTS)
    return _one(_covers(desk, number), key)


def _covers(desk: Desk, number: str) -> list[Resource]:
    fund, on = desk.fund, clock.today(desk.fund.country)
    file = coverage_file(fund=fund, person=number, on=on, known_at=None)
    bond = _bond(file, fund)
    return [
        coverage.coverage(each, file, fund=fund, bond=bond, language=language())
        for each in coverage.covers_of(file)
    ]


def _bond(file: CoverageFile, fund: FundView) -> Bond | None:
    """By what a dependant is tied to whom bears them for health."""
    held: Cover | None = file.answer.right.cover
    if held is None or not coverage.is_borne(held, fund):
        return None
    borne = charges_on(number=file.person, on=file.on, known_at=file.known_at)
    return next((each.bond for each in borne if each.benefit == HEALTH), None)


# ------------------------------------------------------------ CoverageEligibilityRequest


def question_asked(request: HttpRequest) -> dict[str, Any]:
    reading.parameters(request)
    fund = desk_of(request).fund
    asked = reading.question(request, fund, base=base_of(request, fund.code))
    return {"number": asked.number, "asked": asked}


@opened(Scope.COVERAGE)
def check_eligibility(request: HttpRequest, number: str, asked: eligibility.Question) -> Resource:
    fund = permitted(request, Permission.CHECK_RIGHTS).fund
    on = asked.on or clock.today(fund.country)
    file = coverage_file(fund=fund, person=number, on=on, known_at=None)
    return eligibility.eligibility(asked, file, fund=fund, at=clock.now(), language=language())


# ------------------------------------------------------------ in common


def _person_asked(request: HttpRequest, name: str) -> str:
    asked = reading.parameters(request, name)[name]
    return reading.patient_number(asked, base=base_of(request, desk_of(request).fund.code))


def _bundle(request: HttpRequest, found: Sequence[Resource]) -> Resource:
    base = base_of(request, desk_of(request).fund.code)
    asked = f"{site_of(request)}{request.get_full_path()}"
    return bundle.searchset(found, base=base, asked=asked, at=clock.now())


def _one(found: Sequence[Resource], key: str) -> Resource:
    """The resource of that id.

    Raises:
        NotKnown: `fhir.resource_unknown`.
    """
    for each in found:
        if each["id"] == key:
            return each
    raise NotKnown("fhir.resource_unknown", key=key)
