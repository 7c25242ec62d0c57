"""Registrations that are done in two steps: announced or sent by another body, then completed."""

from socle.kernel.errors import Refused
from socle.platform.access.queries import require_employer
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.temporal.queries import as_of
from socle.registry.facts import REGISTRATION
from socle.registry.operations.numbers import number_for
from socle.registry.operations.people import open_file
from socle.registry.operations.work import employ
from socle.registry.stating import state, supersede
from socle.registry.subjects import person_by_number, require_alive
from socle.registry.types import RegistrationOrigin, RegistrationState


def preregister_person(request: ActRequest) -> ActAnswer:
    """Announces a person, before the papers are seen (pré-immatriculation), with their hiring.

    They have a number at once, and the wages declared under it count. An employer's clerk
    announces whom that employer hires; the fund's agent, anybody.

    Raises:
        NotKnown: the employer is not theirs, or is not known.
        Refused: a clerk names no employer; the number, the birth or the hiring does not stand.
        Conflict: the number is already given.
    """
    desk, fields = request.desk, request.fields
    employer = fields.get("employer", "")
    if desk.employer_numbers and not employer:
        raise Refused("registry.employer_needed")
    if employer:
        require_employer(desk, employer)
    number = number_for(request)
    locks = (f"employer:{employer}",) if employer else ()
    with performing(request, subject_kind="person", subject_number=number, locks=locks) as act:
        person = open_file(request=request, act=act)
        is_theirs = bool(desk.employer_numbers)
        origin = RegistrationOrigin.EMPLOYER if is_theirs else RegistrationOrigin.AGENT
        said = {
            "state": RegistrationState.PREREGISTERED.value,
            "origin": origin.value,
            "source": employer,
        }
        state(request, REGISTRATION, {"person_id": person.pk}, said, request.effective_on)
        act.after |= said
        if employer:
            employ(request=request, act=act, person=person, employer_number=employer)
        return act.answer()


def register_for_body(request: ActRequest) -> ActAnswer:
    """Registers a person that another body sends (organisme de liaison): to be activated later.

    Raises:
        Refused: the number or the birth does not stand.
        Conflict: the number is already given.
    """
    number = number_for(request)
    with performing(request, subject_kind="person", subject_number=number) as act:
        person = open_file(request=request, act=act)
        said = {
            "state": RegistrationState.TO_ACTIVATE.value,
            "origin": RegistrationOrigin.BODY.value,
            "source": request.fields["body"],
        }
        state(request, REGISTRATION, {"person_id": person.pk}, said, request.effective_on)
        act.after |= said
        return act.answer()


def confirm_registration(request: ActRequest) -> ActAnswer:
    """Confirms an announced registration, the papers being seen, from a day on.

    Raises:
        NotKnown: no such person.
        Refused: it waits for no confirmation on that day, or the person was dead.
    """
    return _complete(request, RegistrationState.PREREGISTERED, "registry.nothing_to_confirm")


def activate_registration(request: ActRequest) -> ActAnswer:
    """Activates a registration that another body sent, the person having come.

    Raises:
        NotKnown: no such person.
        Refused: it waits for no activation on that day, or the person was dead.
    """
    return _complete(request, RegistrationState.TO_ACTIVATE, "registry.nothing_to_activate")


def _complete(request: ActRequest, waits: RegistrationState, otherwise: str) -> ActAnswer:
    number = request.fields["number"]
    with performing(request, subject_kind="person", subject_number=number) as act:
        person = person_by_number(number)
        require_alive(person, request.effective_on)
        key = {"person_id": person.pk}
        now = as_of(REGISTRATION, on=request.effective_on, known_at=None, where=key)
        if not now or now[0]["state"] != waits:
            raise Refused(otherwise, number=number)
        said = {name: now[0][name] for name in REGISTRATION.values}
        said["state"] = RegistrationState.REGISTERED.value
        supersede(request, act, REGISTRATION, key, said)
        return act.answer()
