"""Records that we give in DCI: a person, a member, a programme, a beneficiary of one.

The words are those of the standard's dictionaries (core and IBR); what it has no word for is left
out. A beneficiary says no more than is asked: which programme, since when, in which state.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from socle.exchange.dci.writing import Json, filled

REG_TYPE = "ns:org:RegistryType:IBR"
BENEFICIARY = "spdci-extensions-ibr:Beneficiary"


class EnrolmentStatus(StrEnum):
    """In which state an enrolment is (IBR dictionary, enrolment status)."""

    ACTIVE = "1"
    DECEASED = "2"
    GRADUATED = "3"
    SUSPENDED = "4"


class Function(StrEnum):
    """What a programme protects from (IBR dictionary, social protection functions)."""

    OLD_AGE = "1"
    INVALIDITY_SURVIVORS = "2"
    SICKNESS = "3"
    MATERNITY = "4"
    FAMILY = "5"
    EDUCATION = "6"
    UNEMPLOYMENT = "7"
    EMPLOYMENT_INJURY = "8"
    HEALTH = "9"


_CONTRIBUTORY, _SOCIAL_INSURANCE = "1", "9"


@dataclass(frozen=True, slots=True)
class Programme:
    """What a fund gives, as other institutions know it."""

    code: str
    name: str
    institution: str
    function: Function | None = None


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Somebody in a programme: since when, in which state, and since when in that state."""

    programme: Programme
    since: date
    status: EnrolmentStatus
    changed_on: date | None = None


def identifier(kind: str, value: str) -> Json:
    """A number and whose it is."""
    return {"@type": "Identifier", "identifier_type": kind, "identifier_value": value}


def identifiers(said: Mapping[str, str]) -> list[Json]:
    """Numbers by type."""
    return [identifier(kind, value) for kind, value in sorted(said.items())]


def person(said: Mapping[str, Any]) -> Json:
    """A person in the standard's words, from the house's shape."""
    return filled(
        {
            "@type": "Person",
            "identifier": identifiers(said.get("identifiers", {})),
            "name": {
                "surname": said.get("family_name"),
                "given_name": said.get("given_names"),
            },
            "sex": said.get("sex"),
            "birth_date": said.get("birth_on"),
            "death_date": said.get("death_on"),
            "birth_place": {"name": said.get("birth_place")},
        }
    )


def member(numbers: Mapping[str, str], *, who: Mapping[str, Any] | None = None) -> Json:
    """A member: its numbers, and who it is only where that was agreed."""
    return filled(
        {
            "@type": "Member",
            "member_identifier": identifiers(numbers),
            "demographic_info": person(who) if who else None,
        }
    )


def programme(said: Programme) -> Json:
    """A programme of social insurance."""
    return filled(
        {
            "@type": "Programme",
            "programme_identifier": said.code,
            "programme_name": said.name,
            "implementing_institution": said.institution,
            "social_protection_functions": [said.function.value] if said.function else [],
            "contribution_type": _CONTRIBUTORY,
            "programme_type": _SOCIAL_INSURANCE,
        }
    )


def beneficiary(numbers: Mapping[str, str], enrolment: Enrolment) -> Json:
    """Somebody in one programme; whoever is in two is two records."""
    return filled(
        {
            "@type": "Beneficiary",
            "member": member(numbers),
            "programme_identifier": [programme(enrolment.programme)],
            "enrollment_date": enrolment.since.isoformat(),
            "enrollment_status": enrolment.status.value,
            "status_change_date": [enrolment.changed_on.isoformat()]
            if enrolment.changed_on
            else [],
        }
    )


def beneficiaries(numbers: Mapping[str, str], found: Sequence[Enrolment]) -> list[Json]:
    """Every programme that somebody is in."""
    return [beneficiary(numbers, each) for each in found]
