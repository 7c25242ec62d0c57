"""Marriages by sets: persons of one civil status, whose other unions are at hand."""

from collections.abc import Mapping, Sequence

from socle.kernel.errors import Conflict, Refused
from socle.platform.acts.types import ActRequest
from socle.registry.facts import MARRIAGE
from socle.registry.importing.sets import Asked, Plain, SetKind, Stated, in_order
from socle.registry.operations.families_persons import (
    Someone,
    locks_of,
    plainly_known,
    require_living,
)
from socle.registry.operations.families_unions import (
    days_of_union,
    ended_by_death,
    key_of_union,
    unions_of,
    unusual_union,
    values_of_union,
)
from socle.registry.queries.families_gathered import Gathered
from socle.registry.queries.families_reading import Moment
from socle.registry.queries.imports import MARRIAGES_ACT_TYPE
from socle.registry.types.imports import ImportKind

_EVER = Moment(None, None)


def _numbers(request: ActRequest) -> tuple[str, str]:
    return request.fields["husband"], request.fields["wife"]


def _names(request: ActRequest) -> tuple[str, ...]:
    return locks_of(numbers=_numbers(request))


def _plain(asked: Sequence[Asked]) -> list[Plain]:
    numbers = {number for each in asked for number in _numbers(each.request)}
    known, _keys = plainly_known(numbers=numbers)
    reading = _gathered(known)
    return in_order(asked=asked, named=_names, judge=lambda each: _judged(each, known, reading))


def _gathered(known: Mapping[str, Someone]) -> Gathered:
    """What is known of all spouses: their lines, their unions, whom they are united to."""
    reading = Gathered({each.id: each.who for each in known.values()})
    persons = {each.id for each in known.values()}
    reading.gather_lines(persons)
    for by, other in (("husband_id", "wife_id"), ("wife_id", "husband_id")):
        rows = reading.facts_of(MARRIAGE, by=by, ids=persons, moment=_EVER)
        reading.relatives({row[other] for row in rows}, _EVER)
    return reading


def _judged(each: Asked, known: Mapping[str, Someone], reading: Gathered) -> Plain | None:
    request = each.request
    husband, wife = (known.get(number) for number in _numbers(request))
    if husband is None or wife is None or husband.id == wife.id:
        return None
    pair = {"husband": husband, "wife": wife}
    if unusual_union(request=request, reading=reading, **pair):
        return None
    try:
        for one in (husband, wife):
            require_living(one=one, on=request.effective_on)
        valid = days_of_union(request=request, reading=reading, **pair)
        values = values_of_union(request=request, valid=valid, reading=reading, **pair)
    except (Refused, Conflict):
        return None
    # The counter restates a union that a death has ended, and what was known of these two: they
    # were divorced before, or will be united later.
    if ended_by_death(request=request, reading=reading, **pair) or unions_of(
        moment=_EVER, reading=reading, **pair
    ):
        return None
    row = {**key_of_union(**pair), **values, "valid": valid}
    reading.add(MARRIAGE, row)
    return Plain(each.line, (Stated(MARRIAGE, row),), _names(request))


MARRIAGES = SetKind(ImportKind.MARRIAGES, MARRIAGES_ACT_TYPE, _names, _plain)
