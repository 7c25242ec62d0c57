"""What is unusual in an act on a person, and may yet be lawful: shown to a second person."""

from datetime import date
from typing import Any

from socle.kernel.errors import Fault, NotKnown
from socle.platform.acts.types import ActRequest
from socle.platform.temporal.queries import as_of
from socle.registry.facts import CIVIL_STATUS
from socle.registry.operations.duplicates import doubts_on_duplicates
from socle.registry.queries.people import registration
from socle.registry.subjects import person_by_number
from socle.registry.types import RegistrationState
from socle.registry.types.births import least_age, most_age
from socle.registry.types.conventions import convention

Doubts = tuple[Fault, ...]


def doubts_on_registration(request: ActRequest) -> Doubts:
    """Somebody known already, older than people live, or hired at an unusual age."""
    fields = request.fields
    born, precision = fields.get("birth_on"), fields.get("birth_precision", "day")
    found = _on_life(request, born, precision, request.effective_on)
    if fields.get("employer"):
        found += _on_hiring(request, born, precision)
    return (*doubts_on_duplicates(request), *found)


def doubts_on_correction(request: ActRequest) -> Doubts:
    """A birth that would make somebody older than people live."""
    born, precision = request.fields.get("birth_on"), request.fields.get("birth_precision", "day")
    return tuple(_on_life(request, born, precision, request.effective_on))


def doubts_on_hiring(request: ActRequest) -> Doubts:
    """A worker who is younger or older than workers are."""
    status = _status(request.fields["person"])
    if status is None:
        return ()  # refused in performing, which says of whom
    return tuple(_on_hiring(request, status["birth_on"], status["birth_precision"]))


def doubts_on_confirmation(request: ActRequest) -> Doubts:
    """A registration confirmed after it lapsed."""
    number = request.fields["number"]
    try:
        person = person_by_number(number)
    except NotKnown:
        return ()  # refused in performing, which says of whom
    said = registration(person_id=person.pk, on=request.effective_on, known_at=None)
    if said.state is not RegistrationState.LAPSED or said.lapses_on is None:
        return ()
    facts = {"number": number, "since": said.lapses_on.isoformat()}
    return (Fault("registry.doubt_lapsed", field="number", facts=facts),)


def _status(number: str) -> dict[str, Any] | None:
    try:
        person = person_by_number(number)
    except NotKnown:
        return None
    return as_of(CIVIL_STATUS, on=None, known_at=None, where={"person_id": person.pk})[-1]


def _on_life(request: ActRequest, born: date | None, precision: str, on: date) -> list[Fault]:
    oldest = convention("oldest_person_years", request.desk.fund.country).value
    if born is None or (age := least_age(born, precision, on)) < oldest:
        return []
    facts = {"age": age, "usual": oldest}
    return [Fault("registry.doubt_very_old", field="birth_on", facts=facts)]


def _on_hiring(request: ActRequest, born: date | None, precision: str) -> list[Fault]:
    if born is None:
        return []
    country, on = request.desk.fund.country, request.effective_on
    youngest = convention("youngest_worker_years", country).value
    oldest = convention("oldest_worker_years", country).value
    most, least = most_age(born, precision, on), least_age(born, precision, on)
    if 0 <= most < youngest:
        facts = {"age": most, "usual": youngest}
        return [Fault("registry.doubt_young_worker", field="effective_on", facts=facts)]
    if least >= oldest:
        facts = {"age": least, "usual": oldest}
        return [Fault("registry.doubt_old_worker", field="effective_on", facts=facts)]
    return []
