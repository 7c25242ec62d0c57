"""The death of a person: what ends that day."""

from datetime import date, timedelta

from psycopg.types.range import DateRange

from socle.kernel.errors import Conflict, Refused
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.temporal.operations import clear
from socle.platform.temporal.queries import as_of
from socle.registry.facts import CIVIL_STATUS, DEATH, EMPLOYMENT
from socle.registry.models import Employer, Person
from socle.registry.queries.merging import ids_of_person
from socle.registry.queries.people import died_on
from socle.registry.stating import state
from socle.registry.subjects import legal_day, person_by_number
from socle.registry.types.births import birth_span


def declare_death(request: ActRequest) -> ActAnswer:
    """Records that a person died on the effective date (décès); their employments end that day.

    The counter-act brings the employments back.

    Raises:
        NotKnown: no such person.
        Refused: the day is yet to come, or before the birth.
        Conflict: the death is already recorded.
    """
    number, on = request.fields["number"], request.effective_on
    with performing(request, subject_kind="person", subject_number=number) as act:
        person = person_by_number(number)
        require_dead_by(request=request, today=legal_day(request, act))
        key = {"person_id": person.pk}
        known = died_on(person_id=person.pk)
        if known is not None:
            raise Conflict("registry.death_known", number=number, died=known.isoformat())
        status = as_of(CIVIL_STATUS, on=None, known_at=None, where=key)[-1]
        if status["birth_on"] is not None:
            earliest = birth_span(status["birth_on"], status["birth_precision"])[0]
            if on < earliest:
                raise Refused(
                    "registry.died_before_birth", died=on.isoformat(), birth=earliest.isoformat()
                )
        state(request, DEATH, key, {}, on)
        after = DateRange(on + timedelta(days=1), None)
        ended = _works_after(person.pk, after)
        for file_id, employer_id, _number in ended:
            work = {"person_id": file_id, "employer_id": employer_id}
            clear(EMPLOYMENT, fund_id=request.desk.fund.id, key=work, valid=after)
        employers = list(dict.fromkeys(employer for *_ids, employer in ended))
        act.touched |= {f"employer:{employer}" for employer in employers}
        # What ended under a merged number shows there too, should the two be parted.
        files = Person.objects.filter(pk__in={file_id for file_id, *_work in ended})
        act.touched |= {f"person:{each.number}" for each in files}
        act.after = {"died_on": on.isoformat(), "employments_ended": employers}
        return act.answer()


def require_dead_by(*, request: ActRequest, today: date) -> None:
    """Stops a death that is yet to come.

    Raises:
        Refused: `registry.death_to_come`.
    """
    on = request.effective_on
    if on > today:
        raise Refused("registry.death_to_come", died=on.isoformat())


def _works_after(person_id: int, after: DateRange) -> list[tuple[int, int, str]]:
    """Where a person would work after a day, under any of their numbers: file, employer, number."""
    ids = {
        (key, row["employer_id"])
        for key in ids_of_person(person_id=person_id, known_at=None)
        for row in as_of(EMPLOYMENT, on=None, known_at=None, where={"person_id": key})
        if row["valid"].upper is None or row["valid"].upper > after.lower
    }
    numbers = dict(
        Employer.objects.filter(pk__in={each for _file, each in ids}).values_list("pk", "number")
    )
    return sorted(((key, each, numbers[each]) for key, each in ids), key=lambda work: work[2])
