"""CapabilityStatement: what is served here, to whom, and what is not."""

from socle.api.fhir.words import SECURITY_SERVICES, Resource, coded
from socle.platform.access.types import FundView
from socle.platform.partners.types import Scope

# The day on which what is said below last changed.
_STATED = "2026-11-23"
_OAUTH_URIS = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
_OPERATION = "http://hl7.org/fhir/OperationDefinition/CoverageEligibilityRequest-submit"


def capability(*, fund: FundView, base: str, token_url: str) -> Resource:
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": _STATED,
        "kind": "instance",
        "software": {"name": "Socle"},
        "implementation": {"description": fund.name, "url": base},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "rest": [
            {
                "mode": "server",
                "documentation": "Everything is read as known now and true today. A parameter that "
                "is not named here is refused. XML, history, versions, paging, `_search` and "
                "writing are not served.",
                "security": _security(token_url),
                "resource": [_patient(), _related(), _coverage(), _question(), _answer()],
            }
        ],
    }


def _security(token_url: str) -> Resource:
    return {
        "extension": [{"url": _OAUTH_URIS, "extension": [{"url": "token", "valueUri": token_url}]}],
        "service": [coded(SECURITY_SERVICES, "OAuth")],
        "description": "Authorization: Bearer, a token of OAuth 2.0 client credentials. "
        f"Scopes: {Scope.PERSONS} for Patient, {Scope.IDENTITY} for the number of the identity "
        f"document, {Scope.FAMILIES} for RelatedPerson, {Scope.COVERAGE} for Coverage and "
        "CoverageEligibilityRequest. Each read is recorded with the agreement that allows it.",
    }


def _served(
    kind: str, documentation: str, *interactions: str, search: tuple[str, str] | None = None
) -> Resource:
    told: Resource = {"type": kind, "documentation": documentation}
    if interactions:
        told["interaction"] = [{"code": each} for each in interactions]
    if search is not None:
        name, form = search
        told["searchParam"] = [{"name": name, "type": form}]
    return told


def _patient() -> Resource:
    return _served(
        "Patient",
        "An insured person or a dependant, by the fund's number or by that of the identity "
        "document. A number that was merged leads to the one that was kept.",
        "read",
        "search-type",
        search=("identifier", "token"),
    )


def _related() -> Resource:
    return _served(
        "RelatedPerson",
        "Who an insured person bears or bore, active where they stand for one benefit at least.",
        "read",
        "search-type",
        search=("patient", "reference"),
    )


def _coverage() -> Resource:
    return _served(
        "Coverage",
        "The covers of a person for health through time. Active: the cover that answers today, "
        "where the right is open. Its extension says why a right is open or closed.",
        "read",
        "search-type",
        search=("beneficiary", "reference"),
    )


def _question() -> Resource:
    told = _served(
        "CoverageEligibilityRequest",
        "Posted, or by $submit, and answered at once by a CoverageEligibilityResponse with status "
        "200. Of the purposes, `validation` alone is answered. Nothing of the question is kept "
        "but that it was asked, by whom and of whom.",
        "create",
    )
    return told | {"operation": [{"name": "submit", "definition": _OPERATION}]}


def _answer() -> Resource:
    return _served(
        "CoverageEligibilityResponse",
        "Answered and not kept: it has no id and cannot be read again. Ask again.",
    )
