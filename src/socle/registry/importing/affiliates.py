"""Affiliates by sets: numbers that nobody has, and nothing that another affiliate has too."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg.types.range import DateRange

from socle.countries.affiliates import USUAL
from socle.kernel.errors import NotKnown, Refused
from socle.platform.access.types import FundView
from socle.platform.acts.progress import ActInProgress
from socle.platform.acts.types import ActRequest
from socle.platform.sql import statements
from socle.registry import facts
from socle.registry.importing.sets import (
    Asked,
    Plain,
    SetKind,
    Stated,
    in_order,
)
from socle.registry.models import Employer
from socle.registry.operations.doubts_on_employers import told_of_affiliation
from socle.registry.operations.employers import (
    ABOVE,
    affiliation_faults,
    stated_by_affiliation,
)
from socle.registry.operations.families_persons import Someone, plainly_known
from socle.registry.operations.groups import require_agency, require_may_be_above
from socle.registry.queries.families_gathered import Gathered
from socle.registry.queries.families_reading import Moment
from socle.registry.queries.imports import AFFILIATES_ACT_TYPE
from socle.registry.subjects import checked_number, here
from socle.registry.types.affiliations import Origin
from socle.registry.types.imports import ImportKind

_SQL = statements(Path(__file__).parents[1])


@dataclass(frozen=True, slots=True)
class _Register:
    """What is known of all that the rows of a slice name."""

    employers: Mapping[str, int]  # believed or not
    persons: Mapping[str, Someone]
    reading: Gathered
    alike: frozenset[int]  # lines that say what another row or affiliate says
    has_agency: Callable[[str, date], bool]


def _names(request: ActRequest) -> tuple[str, ...]:
    fields = request.fields
    person = [f"person:{fields['person']}"] if "person" in fields else []
    above = [f"employer:{fields[name]}" for name in ABOVE if name in fields]
    return (f"employer:{fields['number']}", *above, *person)


def _plain(asked: Sequence[Asked]) -> list[Plain]:
    register = _register(asked)
    given = set[str]()

    def judge(each: Asked) -> Plain | None:
        if each.line in register.alike or each.request.fields["number"] in given:
            return None
        plain = _judged(each, register)
        if plain:
            given.add(plain.opens)
        return plain

    return in_order(asked=asked, named=_names, judge=judge)


def _register(asked: Sequence[Asked]) -> _Register:
    fields = [each.request.fields for each in asked]
    numbers = {each[name] for each in fields for name in ("number", *ABOVE) if name in each}
    employers = dict(Employer.objects.filter(number__in=numbers).values_list("number", "pk"))
    persons, _keys = plainly_known(numbers={each["person"] for each in fields if "person" in each})
    reading = Gathered({})
    for table in (facts.PROFILE, facts.NATURE):
        reading.facts_of(table, by="employer_id", ids=employers.values(), moment=_EVER)
    return _Register(employers, persons, reading, _alike(asked), cache(_has_agency))


def _alike(asked: Sequence[Asked]) -> frozenset[int]:
    told = [(each.line, *said) for each in asked for said in told_of_affiliation(each.request)]
    columns = list(zip(*told, strict=True)) or [(), (), (), ()]
    names = ("lines", "kinds", "said", "cities")
    with connection.cursor() as cursor:
        cursor.execute(_SQL["affiliates_alike"], dict(zip(names, map(list, columns), strict=True)))
        return frozenset(row[0] for row in cursor.fetchall())


def _has_agency(code: str, on: date) -> bool:
    try:
        require_agency(code=code, on=on)
    except NotKnown:
        return False
    return True


def _judged(each: Asked, register: _Register) -> Plain | None:
    request = each.request
    fields, on = request.fields, request.effective_on
    if "agency" in fields and not register.has_agency(fields["agency"], on):
        return None
    person = register.persons.get(fields.get("person", ""))
    if "person" in fields and (person is None or not _lives(person, on)):
        return None
    try:
        number = checked_number(request, "employer_number", fields["number"])
        kind = here(request).affiliates.kind(fields.get("affiliate_kind", USUAL))
        if any(affiliation_faults(request=request, kind=kind, origin=Origin.REQUEST)):
            return None
        stated = [
            *stated_by_affiliation(
                request=request,
                kind=kind,
                origin=Origin.REQUEST,
                person_id=person.id if person else None,
            ),
            *_above(request, number, register),
        ]
    except Refused:
        return None
    if _is_believed(number, register):
        return None
    valid = DateRange(on, None)
    rows = tuple(Stated(table, key | values | {"valid": valid}) for table, key, values in stated)
    return Plain(each.line, rows, _names(request), opens=number)


def _lives(person: Someone, on: date) -> bool:
    return person.who.died_on is None or on <= person.who.died_on


def _is_believed(number: str, register: _Register) -> bool:
    ids = [register.employers[number]] if number in register.employers else []
    return bool(register.reading.facts_of(facts.PROFILE, by="employer_id", ids=ids, moment=_EVER))


def _above(
    request: ActRequest, number: str, register: _Register
) -> list[tuple[Any, dict[str, str], dict[str, Any]]]:
    """Who is above an affiliate that stands above nobody: its number is new.

    Raises:
        Refused: that one may not be, or is not certain to be.
    """
    found: list[tuple[Any, dict[str, str], dict[str, Any]]] = []
    for name, relation in ABOVE.items():
        if above := request.fields.get(name):
            if found or number in register.employers or above not in register.employers:
                raise Refused("employer.circular", number=above, below=number)
            parent, moment = register.employers[above], Moment(request.effective_on, None)
            profile, nature = (
                register.reading.facts_of(table, by="employer_id", ids=[parent], moment=moment)
                for table in (facts.PROFILE, facts.NATURE)
            )
            require_may_be_above(number=above, relation=relation, profile=profile, nature=nature)
            found.append((facts.PARENT, {}, {"parent_id": parent, "relation": relation.value}))
    return found


def _opened(act: ActInProgress, fund: FundView, plain: Sequence[Plain]) -> list[Plain]:
    """The rows, each of the file that it opens; one whose affiliation was taken back is there."""
    numbers = [each.opens for each in plain]
    ids = dict(Employer.objects.filter(number__in=numbers).values_list("number", "pk"))
    new = [number for number in numbers if number not in ids]
    opened = Employer.objects.bulk_create(
        Employer(fund_id=fund.id, number=number, act_id=act.id) for number in new
    )
    ids |= {each.number: each.pk for each in opened}
    return [
        each._replace(
            stated=tuple(
                fact._replace(row={**fact.row, "employer_id": ids[each.opens]})
                for fact in each.stated
            )
        )
        for each in plain
    ]


_EVER = Moment(None, None)
AFFILIATES = SetKind(ImportKind.AFFILIATES, AFFILIATES_ACT_TYPE, _names, _plain, opened=_opened)
