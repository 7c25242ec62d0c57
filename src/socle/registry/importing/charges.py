"""Charges by sets: dependants of one civil status whom nobody bears, nor ever bore."""

from collections.abc import Mapping, Sequence

from psycopg.types.range import DateRange

from socle.kernel.errors import Conflict, Refused
from socle.platform.acts.types import ActRequest
from socle.registry.facts import DEPENDENCY, EMPLOYMENT, FILIATION, GUARDIANSHIP, MARRIAGE
from socle.registry.importing.sets import Asked, Plain, SetKind, Stated, in_order
from socle.registry.operations.families_charges import (
    require_may_bear,
    unusual_charge,
    values_of_charge,
)
from socle.registry.operations.families_persons import (
    Someone,
    locks_of,
    plainly_known,
    require_living,
)
from socle.registry.queries.families_gathered import Gathered
from socle.registry.queries.families_reading import Moment
from socle.registry.queries.imports import CHARGES_ACT_TYPE
from socle.registry.types.imports import ImportKind

_EVER = Moment(None, None)


def _numbers(request: ActRequest) -> tuple[str, str, str]:
    fields = request.fields
    return fields["dependant"], fields["bearer"], fields.get("payee", "")


def _names(request: ActRequest) -> tuple[str, ...]:
    return locks_of(numbers=_numbers(request))


def _read(request: ActRequest) -> tuple[str, ...]:
    """Whose charges a row looks at."""
    return request.fields["dependant"], request.fields["bearer"]


def _changed(request: ActRequest) -> tuple[str, ...]:
    return (request.fields["dependant"],)


def _plain(asked: Sequence[Asked]) -> list[Plain]:
    numbers = {number for each in asked for number in _numbers(each.request) if number}
    known, _keys = plainly_known(numbers=numbers)
    reading = _gathered(known)
    return in_order(
        asked=asked,
        named=_read,
        changed=_changed,
        judge=lambda each: _judged(each, known, reading),
    )


def _gathered(known: Mapping[str, Someone]) -> Gathered:
    """What is known of all of them, and of their parents where these bear nobody."""
    reading = Gathered({each.id: each.who for each in known.values()})
    persons = {each.id for each in known.values()}
    rows = reading.facts_of(FILIATION, by="child_id", ids=persons, moment=_EVER)
    parents = {row["parent_id"] for row in rows}
    reading.facts_of(EMPLOYMENT, by="person_id", ids=parents, moment=_EVER)
    reading.facts_of(MARRIAGE, by="husband_id", ids=parents, moment=_EVER)
    reading.facts_of(GUARDIANSHIP, by="child_id", ids=persons, moment=_EVER)
    return reading


def _judged(each: Asked, known: Mapping[str, Someone], reading: Gathered) -> Plain | None:
    request = each.request
    dependant, bearer, payee = (known.get(number) for number in _numbers(request))
    if dependant is None or bearer is None or dependant.id == bearer.id:
        return None
    if request.fields.get("payee") and payee is None:
        return None
    pair = {"dependant": dependant, "bearer": bearer}
    try:
        for one in filter(None, (dependant, bearer, payee)):
            require_living(one=one, on=request.effective_on)
        require_may_bear(request=request, reading=reading, **pair)
    except (Refused, Conflict):
        return None
    if unusual_charge(request=request, reading=reading, **pair):
        return None
    key = {"dependant_id": dependant.id, "benefit": request.fields["benefit"]}
    held = reading.facts_of(DEPENDENCY, by="dependant_id", ids=[dependant.id], moment=_EVER)
    # What was known of the charge before is kept up to this day, or ends it: the counter's work.
    if any(row["benefit"] == key["benefit"] for row in held):
        return None
    valid = DateRange(request.effective_on, None)
    row = {**key, **values_of_charge(bearer=bearer, payee=payee), "valid": valid}
    reading.add(DEPENDENCY, row)
    return Plain(each.line, (Stated(DEPENDENCY, row),), _names(request))


CHARGES = SetKind(ImportKind.CHARGES, CHARGES_ACT_TYPE, _names, _plain)
