"""What the acts of the register share."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from psycopg.types.range import DateRange

from socle.countries.registry import country
from socle.kernel.errors import NotKnown, Refused
from socle.platform.acts.progress import ActInProgress
from socle.platform.acts.types import ActRequest
from socle.platform.temporal.operations import assign
from socle.platform.temporal.queries import as_of
from socle.platform.temporal.types import TemporalTable
from socle.registry.facts import CIVIL_STATUS, PROFILE
from socle.registry.models import Employer, Person
from socle.registry.queries.people import died_on


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
    day = died_on(person_id=person.pk)
    if day is not None and on > day:
        raise Refused("registry.person_dead", number=person.number, died=day.isoformat())


def legal_day(request: ActRequest, act: ActInProgress) -> date:
    """The day on which the fund learns of the act, in its country's time."""
    zone = ZoneInfo(country(request.desk.fund.country).timezone)
    return act.recorded_at.astimezone(zone).date()


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


def state(
    request: ActRequest, table: Any, key: dict[str, Any], values: dict[str, Any], since: date
) -> None:
    """States a fact from a day on, until another is stated."""
    period = DateRange(since, None)
    assign(table, fund_id=request.desk.fund.id, key=key, values=values, valid=period)


def supersede(
    request: ActRequest, act: ActInProgress, table: Any, key: dict[str, Any], values: dict[str, Any]
) -> None:
    """States values from the effective date on, and keeps before and after on the act."""
    now = as_of(table, on=request.effective_on, known_at=None, where=key)
    if now:
        act.before = shown({name: now[0][name] for name in table.values})
    state(request, table, key, values, request.effective_on)
    act.after = shown(values)


def shown(values: dict[str, Any]) -> dict[str, Any]:
    """Values as an act keeps them: days as text."""
    return {
        name: day_text(value) if isinstance(value, date) else value
        for name, value in values.items()
    }


def day_text(value: date | None) -> str | None:
    """A day as an act keeps it: `2026-03-16`."""
    return None if value is None else value.isoformat()
