"""Acts on who works where: hiring, leaving."""

from datetime import date, timedelta

from psycopg.types.range import DateRange

from socle.countries.affiliates import NO_FILING
from socle.kernel.errors import Refused
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.temporal.operations import assign, clear
from socle.platform.temporal.queries import as_of
from socle.registry.facts import CIVIL_STATUS, EMPLOYMENT, PROFILE
from socle.registry.models import Person
from socle.registry.queries.affiliations import closed_from
from socle.registry.queries.people import died_on
from socle.registry.stating import day_text, next_stated, shown
from socle.registry.subjects import employer_by_number, person_by_number, require_alive
from socle.registry.types import EmployerStatus
from socle.registry.types.births import birth_span

_DAY = timedelta(days=1)


def hire(request: ActRequest) -> ActAnswer:
    """Records that a person works for an employer from a day on (avis d'embauche).

    Raises:
        NotKnown: no such person or employer.
        Refused: they already work there on that day, or the employer is closed.
    """
    person_number, employer_number = request.fields["person"], request.fields["employer"]
    locks = (f"employer:{employer_number}",)
    with performing(
        request, subject_kind="person", subject_number=person_number, locks=locks
    ) as act:
        person = person_by_number(person_number)
        employ(request=request, act=act, person=person, employer_number=employer_number)
        return act.answer()


def employ(
    *, request: ActRequest, act: ActInProgress, person: Person, employer_number: str
) -> None:
    """Records, in an act already in progress, that a person works somewhere from its day on.

    Raises:
        NotKnown: no such employer.
        Refused: they already work there on that day, were dead or not yet born, or the employer is
            closed.
    """
    on, employer = request.effective_on, employer_by_number(employer_number)
    profile = as_of(PROFILE, on=on, known_at=None, where={"employer_id": employer.pk})
    if not profile or profile[0]["status"] != EmployerStatus.ACTIVE:
        raise Refused("registry.employer_not_active", number=employer_number)
    if profile[0]["filing_regime"] == NO_FILING:
        raise Refused("employer.hires_nobody", number=employer_number)
    require_alive(person, on)
    _require_born(person, on)
    key = {"person_id": person.pk, "employer_id": employer.pk}
    if as_of(EMPLOYMENT, on=on, known_at=None, where=key):
        raise Refused("registry.already_employed", person=person.number, employer=employer_number)
    values = {
        "establishment_number": request.fields.get("establishment", ""),
        "occupation": request.fields.get("occupation", ""),
    }
    until = _ends_by_itself(person, employer.pk, on)
    period = DateRange(on, until)
    assign(EMPLOYMENT, fund_id=request.desk.fund.id, key=key, values=values, valid=period)
    act.touched.add(f"employer:{employer_number}")
    hired = values | {"employer": employer_number, "from": on}
    act.after |= shown(hired | ({"until": until} if until else {}))


def _ends_by_itself(person: Person, employer: int, on: date) -> date | None:
    """The day before which a hiring that is told late ended, by what is known already.

    A death, the closure of the employer, or the next time that they were hired there.
    """
    dead = died_on(person_id=person.pk)
    key = {"person_id": person.pk, "employer_id": employer}
    ends = [
        dead + _DAY if dead else None,
        closed_from(employer=employer, on=on),
        next_stated(EMPLOYMENT, key, on),
    ]
    return min((day for day in ends if day), default=None)


def _require_born(person: Person, on: date) -> None:
    status = as_of(CIVIL_STATUS, on=None, known_at=None, where={"person_id": person.pk})[-1]
    if status["birth_on"] is None:
        return
    earliest = birth_span(status["birth_on"], status["birth_precision"])[0]
    if on < earliest:
        raise Refused("registry.before_birth", birth=earliest.isoformat())


def end_employment(request: ActRequest) -> ActAnswer:
    """Records a person's last day with an employer (avis de cessation): the effective date.

    Raises:
        NotKnown: no such person or employer.
        Refused: they do not work there on that day.
    """
    fields = request.fields
    person_number, employer_number = fields["person"], fields["employer"]
    locks = (f"employer:{employer_number}",)
    with performing(
        request, subject_kind="person", subject_number=person_number, locks=locks
    ) as act:
        person, employer = person_by_number(person_number), employer_by_number(employer_number)
        key = {"person_id": person.pk, "employer_id": employer.pk}
        current = as_of(EMPLOYMENT, on=request.effective_on, known_at=None, where=key)
        if not current:
            raise Refused("registry.not_employed", person=person_number, employer=employer_number)
        after = DateRange(request.effective_on + timedelta(days=1), current[0]["valid"].upper)
        clear(EMPLOYMENT, fund_id=request.desk.fund.id, key=key, valid=after)
        act.touched.add(f"employer:{employer_number}")
        act.before = {"until": day_text(current[0]["valid"].upper)}
        act.after = {"until": day_text(after.lower), "employer": employer_number}
        return act.answer()
