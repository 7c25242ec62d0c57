"""Acts on who works where: hiring, leaving."""

from datetime import timedelta

from psycopg.types.range import DateRange

from socle.kernel.errors import Refused
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.temporal.operations import clear
from socle.platform.temporal.queries import as_of
from socle.registry.facts import EMPLOYMENT, PROFILE
from socle.registry.operations.common import (
    day_text,
    employer_by_number,
    person_by_number,
    shown,
    state,
)
from socle.registry.types import EmployerStatus


def hire(request: ActRequest) -> ActAnswer:
    """Records that a person works for an employer from a day on (avis d'embauche).

    Raises:
        NotKnown: no such person or employer.
        Refused: they already work there on that day, or the employer is closed.
    """
    fields = request.fields
    person_number, employer_number = fields["person"], fields["employer"]
    locks = (f"employer:{employer_number}",)
    with performing(
        request, subject_kind="person", subject_number=person_number, locks=locks
    ) as act:
        person, employer = person_by_number(person_number), employer_by_number(employer_number)
        on = request.effective_on
        profile = as_of(PROFILE, on=on, known_at=None, where={"employer_id": employer.pk})
        if not profile or profile[0]["status"] == EmployerStatus.CLOSED:
            raise Refused("registry.employer_not_active", number=employer_number)
        key = {"person_id": person.pk, "employer_id": employer.pk}
        if as_of(EMPLOYMENT, on=on, known_at=None, where=key):
            raise Refused(
                "registry.already_employed", person=person_number, employer=employer_number
            )
        values = {
            "establishment_number": fields.get("establishment", ""),
            "occupation": fields.get("occupation", ""),
        }
        state(request, EMPLOYMENT, key, values, on)
        act.touched.add(f"employer:{employer_number}")
        act.after = shown(values | {"employer": employer_number, "from": on})
        return act.answer()


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
