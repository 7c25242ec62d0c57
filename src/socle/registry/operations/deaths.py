"""The death of a person: what ends that day."""

from datetime import timedelta

from psycopg.types.range import DateRange

from socle.kernel.errors import Conflict, Refused
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.temporal.operations import clear
from socle.platform.temporal.queries import as_of
from socle.registry.facts import CIVIL_STATUS, DEATH, EMPLOYMENT
from socle.registry.models import Employer
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
        if on > legal_day(request, act):
            raise Refused("registry.death_to_come", died=on.isoformat())
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
        for employer_id, _number in ended:
            work = key | {"employer_id": employer_id}
            clear(EMPLOYMENT, fund_id=request.desk.fund.id, key=work, valid=after)
        employers = [employer for _id, employer in ended]
        act.touched |= {f"employer:{employer}" for employer in employers}
        act.after = {"died_on": on.isoformat(), "employments_ended": employers}
        return act.answer()


def _works_after(person_id: int, after: DateRange) -> list[tuple[int, str]]:
    """The employers a person would work for after a day: id and number."""
    rows = as_of(EMPLOYMENT, on=None, known_at=None, where={"person_id": person_id})
    ids = {
        row["employer_id"]
        for row in rows
        if row["valid"].upper is None or row["valid"].upper > after.lower
    }
    return list(Employer.objects.filter(pk__in=ids).order_by("number").values_list("pk", "number"))
