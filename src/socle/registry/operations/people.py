"""Acts on a person: registration, civil status."""

from typing import Any

from socle.kernel.errors import Conflict
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.registry.facts import CIVIL_STATUS
from socle.registry.models import Person
from socle.registry.operations.common import (
    checked_number,
    is_believed,
    person_by_number,
    shown,
    state,
    supersede,
)


def register_person(request: ActRequest) -> ActAnswer:
    """Registers a person under their number for life (immatriculation).

    Raises:
        Refused: the number's key is wrong. A number whose key nobody can compute is accepted.
        Conflict: the number is already given.
    """
    fields = request.fields
    number = checked_number(request, "insured_number", fields["number"])
    with performing(request, subject_kind="person", subject_number=number) as act:
        # A number whose registration was reversed is known, and nothing is believed of it.
        person = Person.objects.filter(number=number).first()
        if person and is_believed(CIVIL_STATUS, {"person_id": person.pk}):
            raise Conflict("registry.person_exists", number=number)
        person = person or Person.objects.create(
            fund_id=request.desk.fund.id, number=number, act_id=act.id
        )
        values = _civil_status(fields)
        since = values["birth_on"] or request.effective_on
        state(request, CIVIL_STATUS, {"person_id": person.pk}, values, since)
        act.after = shown(values)
        return act.answer()


def correct_civil_status(request: ActRequest) -> ActAnswer:
    """Corrects who a person is, from a day on: what was believed before that day stays.

    Raises:
        NotKnown: no such person.
    """
    number = request.fields["number"]
    with performing(request, subject_kind="person", subject_number=number) as act:
        person = person_by_number(number)
        values = _civil_status(request.fields)
        supersede(request, act, CIVIL_STATUS, {"person_id": person.pk}, values)
        return act.answer()


def _civil_status(fields: Any) -> dict[str, Any]:
    return {
        "family_name": fields["family_name"],
        "given_names": fields.get("given_names", ""),
        "birth_on": fields.get("birth_on"),
        "birth_precision": fields.get("birth_precision", "day"),
        "sex": fields.get("sex", ""),
        "national_id": fields.get("national_id", ""),
    }
