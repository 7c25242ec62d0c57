"""Acts on an employer's places of work: opened, moved or renamed, closed."""

from datetime import timedelta

from psycopg.types.range import DateRange

from socle.kernel.errors import Conflict, Fault, NotKnown
from socle.platform.acts.errors import Invalid
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.temporal.operations import clear
from socle.platform.temporal.queries import as_of
from socle.registry.facts import ESTABLISHMENT, PLACE
from socle.registry.stating import amend, next_stated, shown, state
from socle.registry.subjects import open_employer, stored_phone

_DAY = timedelta(days=1)


def open_establishment(request: ActRequest) -> ActAnswer:
    """Opens a place of work of an employer. French: établissement.

    Raises:
        NotKnown: no such employer.
        Refused: it is closed.
        Conflict: a place with that number is open already, or from a later day on.
    """
    fields, number, on = request.fields, request.fields["number"], request.effective_on
    with performing(request, subject_kind="employer", subject_number=number) as act:
        employer = open_employer(number, on)
        key = {"employer_id": employer.pk, "number": fields["establishment"]}
        known = as_of(ESTABLISHMENT, on=on, known_at=None, where=key)
        if known or next_stated(ESTABLISHMENT, key, on):
            raise Conflict("employer.establishment_open", establishment=fields["establishment"])
        values = {"name": fields["name"], "city": fields.get("city", "")}
        state(request, ESTABLISHMENT, key, values, on)
        place = _place(request)
        if any(place.values()):
            state(request, PLACE, key, place, on)
        act.after = shown(values | {name: said for name, said in place.items() if said})
        return act.answer()


def move_establishment(request: ActRequest) -> ActAnswer:
    """Changes the name, the town, the address or the telephone of a place of work from a day on.

    Raises:
        NotKnown: no such employer, or no such place that day.
        Refused: it is closed.
        Invalid: nothing is changed.
    """
    fields, number, on = request.fields, request.fields["number"], request.effective_on
    called = {name: fields[name] for name in ESTABLISHMENT.values if name in fields}
    place = {name: said for name, said in _place(request).items() if said}
    if not called and not place:
        raise Invalid([Fault("employer.nothing_changed", field="address")])
    with performing(request, subject_kind="employer", subject_number=number) as act:
        employer = open_employer(number, on)
        key = {"employer_id": employer.pk, "number": fields["establishment"]}
        if not as_of(ESTABLISHMENT, on=on, known_at=None, where=key):
            raise NotKnown("employer.no_establishment", establishment=fields["establishment"])
        if called:
            amend(request, act, ESTABLISHMENT, key, called)
        if place and as_of(PLACE, on=on, known_at=None, where=key):
            amend(request, act, PLACE, key, place)
        elif place:
            state(request, PLACE, key, dict.fromkeys(PLACE.values, "") | place, on)
            act.note(changes=True)
            act.after |= place
        return act.answer()


def close_establishment(request: ActRequest) -> ActAnswer:
    """Records the last day of a place of work: the day of effect.

    Raises:
        NotKnown: no such employer, or no such place that day.
        Refused: it is closed.
    """
    fields, number, on = request.fields, request.fields["number"], request.effective_on
    with performing(request, subject_kind="employer", subject_number=number) as act:
        employer = open_employer(number, on)
        key = {"employer_id": employer.pk, "number": fields["establishment"]}
        held = as_of(ESTABLISHMENT, on=on, known_at=None, where=key)
        if not held:
            raise NotKnown("employer.no_establishment", establishment=fields["establishment"])
        for table in (ESTABLISHMENT, PLACE):
            ended = DateRange(on + _DAY, None)
            clear(table, fund_id=request.desk.fund.id, key=key, valid=ended)
        act.before = {"name": held[0]["name"]}
        act.after = {"establishment": fields["establishment"], "until": on.isoformat()}
        return act.answer()


def _place(request: ActRequest) -> dict[str, str]:
    return {
        "address": request.fields.get("address", ""),
        "phone": stored_phone(request, request.fields.get("phone", "")),
    }
