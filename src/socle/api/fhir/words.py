"""What every resource is made of: names of systems, references, codes, days."""

from datetime import date, timedelta
from typing import Any

from socle.platform.access.types import FundView

Resource = dict[str, Any]

_HL7 = "http://terminology.hl7.org/CodeSystem/"
ROLE_CODES = _HL7 + "v3-RoleCode"
IDENTIFIER_TYPES = _HL7 + "v2-0203"
COVERAGE_CLASSES = _HL7 + "coverage-class"
SUBSCRIBER_RELATIONSHIPS = _HL7 + "subscriber-relationship"
SECURITY_SERVICES = _HL7 + "restful-security-service"
# What the register calls a tie, why a right is open or closed, and how a call failed: ours.
BONDS = "urn:socle:bond"
RIGHT_REASONS = "urn:socle:right-reason"
ERRORS = "urn:socle:error"
FUNDS = "urn:socle:fund"
WHY = "urn:socle:extension:right-reason"


def number_system(fund: FundView) -> str:
    """The system of the insured numbers that a fund gives."""
    return f"urn:socle:{fund.code}:insured-number"


def identity_system(fund: FundView) -> str:
    """The system of the numbers of a country's identity documents."""
    return f"urn:socle:{fund.country.lower()}:national-id"


def category_system(fund: FundView) -> str:
    """The system of the categories of insured persons in a country's rules of cover."""
    return f"urn:socle:{fund.country.lower()}:coverage-category"


def coded(system: str, code: str, text: str = "") -> Resource:
    """A concept by one code, with the words that a person reads."""
    found: Resource = {"coding": [{"system": system, "code": code}]}
    return found | ({"text": text} if text else {})


def patient(number: str) -> Resource:
    return {"reference": f"Patient/{number}"}


def insurer(fund: FundView) -> Resource:
    """The fund as whoever insures: by its code, for it is no resource here."""
    return {
        "type": "Organization",
        "identifier": {"system": FUNDS, "value": fund.code},
        "display": fund.name,
    }


def period(since: date | None, until: date | None) -> Resource:
    """A period whose end is its last day, as FHIR says it; ours is the first day after."""
    found: Resource = {} if since is None else {"start": since.isoformat()}
    if until is not None:
        found["end"] = (until - timedelta(days=1)).isoformat()
    return found


def partial_date(day: date, precision: str) -> str:
    """A day as far as it is known: year, month or day."""
    return day.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]
