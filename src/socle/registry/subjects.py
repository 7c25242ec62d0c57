"""Whom an act of the register is about, and the numbers that it is told."""

from datetime import date
from typing import Any

from socle.countries import clock
from socle.countries.affiliates import AffiliateKind, legal_identifier
from socle.countries.registry import Country, country
from socle.kernel.errors import Conflict, Fault, NotKnown, Refused
from socle.platform.acts.progress import ActInProgress
from socle.platform.acts.types import ActRequest
from socle.platform.temporal.queries import as_of
from socle.platform.temporal.types import TemporalTable
from socle.registry.facts import ALIAS, CIVIL_STATUS, NATURE, PROFILE
from socle.registry.models import Employer, Person
from socle.registry.queries.people import died_on
from socle.registry.types import EmployerStatus


def checked_number(request: ActRequest, kind: str, text: str) -> str:
    """A number as it is stored. Only one that is certainly wrong is refused.

    Raises:
        Refused: `registry.number_wrong`.
    """
    identifier = country(request.desk.fund.country).identifiers[kind]
    if identifier.validate(text).valid is False:
        raise Refused("registry.number_wrong", number=text[:40])
    return identifier.compact(text)


def person_by_number(number: str) -> Person:
    """The person of a number.

    Raises:
        NotKnown: nobody has it, or the registration was reversed.
        Conflict: the number was merged into another, under which acts are done.
    """
    found = file_by_number(number)
    if into := as_of(ALIAS, on=None, known_at=None, where={"person_id": found.pk}):
        kept = Person.objects.get(pk=into[0]["kept_id"]).number
        raise Conflict("merging.merged_already", number=number, kept=kept)
    return found


def file_by_number(number: str) -> Person:
    """The file of a number, merged or not.

    Raises:
        NotKnown: nobody has it, or the registration was reversed.
    """
    found = Person.objects.filter(number=number).first()
    if found is None or not is_believed(CIVIL_STATUS, {"person_id": found.pk}):
        raise NotKnown("registry.person_unknown", number=number)
    return found


def require_alive(person: Person, on: date) -> None:
    """Stops an act that would take effect after the person's death.

    Raises:
        Refused: `registry.person_dead`.
    """
    require_living_file(person.pk, person.number, on)


def require_living_file(person_id: int, number: str, on: date) -> None:
    """The same of one file of a person, told under the number that was asked.

    Raises:
        Refused: `registry.person_dead`.
    """
    day = died_on(person_id=person_id)
    if day is not None and on > day:
        raise Refused("registry.person_dead", number=number, died=day.isoformat())


def legal_day(request: ActRequest, act: ActInProgress) -> date:
    """The day on which the fund learns of the act, in its country's time."""
    return clock.legal_day(act.recorded_at, request.desk.fund.country)


def employer_by_number(number: str) -> Employer:
    """The employer of a number.

    Raises:
        NotKnown: none has it, or the affiliation was reversed.
    """
    found = Employer.objects.filter(number=number).first()
    if found is None or not is_believed(PROFILE, {"employer_id": found.pk}):
        raise NotKnown("registry.employer_unknown", number=number)
    return found


def is_believed(table: TemporalTable, key: dict[str, Any]) -> bool:
    """Whether anything is believed of a key at present, on whatever day."""
    return bool(as_of(table, on=None, known_at=None, where=key))


def here(request: ActRequest) -> Country:
    """The country of the fund that acts."""
    return country(request.desk.fund.country)


def profile_on(employer: Employer, number: str, on: date) -> dict[str, Any]:
    """Its profile on a day.

    Raises:
        Refused: it is not affiliated that day.
    """
    rows = as_of(PROFILE, on=on, known_at=None, where={"employer_id": employer.pk})
    if not rows:
        raise Refused("registry.employer_not_active", number=number)
    return rows[0]


def open_employer(number: str, on: date) -> Employer:
    """An affiliate that is not closed on a day: nothing is changed of one that is.

    Raises:
        NotKnown: no such employer.
        Refused: not affiliated that day, or closed.
    """
    employer = employer_by_number(number)
    if profile_on(employer, number, on)["status"] == EmployerStatus.CLOSED:
        raise Refused("employer.closed", number=number)
    return employer


def kind_of(request: ActRequest, employer: Employer) -> AffiliateKind | None:
    """Its kind on the day of effect; None for one affiliated before kinds were told."""
    rows = as_of(NATURE, on=request.effective_on, known_at=None, where={"employer_id": employer.pk})
    return here(request).affiliates.kind(rows[0]["affiliate_kind"]) if rows else None


def identifier_fault(request: ActRequest, kind: str, text: str) -> Fault | None:
    """What is wrong with a legal identifier, where that is certain; a doubt is none."""
    known = legal_identifier(kind, here(request).identifiers)
    if not text or known.validate(text).valid is not False:
        return None
    return Fault("employer.identifier_wrong", field=kind, read=text[:40])


def stored_identifier(request: ActRequest, kind: str, text: str) -> str:
    """A legal identifier as it is stored."""
    return legal_identifier(kind, here(request).identifiers).compact(text) if text else ""


def stored_phone(request: ActRequest, text: str) -> str:
    """A telephone number as it is stored: that of a mobile in its one form, others as written."""
    return here(request).identifiers["msisdn"].compact(text)[:20] if text else ""
