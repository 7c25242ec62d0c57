"""History that answers: who changed a file, and what differs in two readings of it.

One set of pages for every kind of file: the modules say which tables tell of it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from socle.platform.access.queries import require_employer
from socle.platform.access.types import Desk, Permission
from socle.platform.acts import queries as acts
from socle.platform.acts.types import ActView
from socle.platform.sealing.values import opened_value
from socle.platform.temporal import queries
from socle.platform.temporal.tables import file_id
from socle.platform.temporal.types import Difference, FileTable, Moment, Stated
from socle.registry import queries as registry
from socle.web import access, clock
from socle.web.acts import changes_of, readable
from socle.web.reading import Reading, reading
from socle.web.templatetags.socle import local_day

_A_PAGE = 50
_LONGEST_PAGE = 6
_READ: dict[str, Permission] = {
    "person": Permission.READ_PERSON,
    "employer": Permission.READ_EMPLOYER,
}


class ShownDifference(NamedTuple):
    """One datum that two readings do not have alike, and the act that made the later one."""

    item: str
    name: str
    before: str
    after: str
    act: str


class Section(NamedTuple):
    """The differences of one table."""

    label: str
    rows: list[ShownDifference]


@dataclass(frozen=True, slots=True)
class States:
    """Where a reading stands among the changes of its file, and what was believed otherwise.

    Addresses are empty at an end. `corrected` compares what was believed with what is.
    """

    history: str
    compare: str
    previous: str
    previous_on: date | None
    next: str
    next_on: date | None
    known_before: str
    known_before_on: date | None
    known_after: str
    known_after_on: date | None
    corrected: list[Section]


def states(desk: Desk, kind: str, number: str, read: Reading) -> States:
    """The steps around a reading of a file, and the beliefs that were corrected since."""
    key, country = file_id(kind, number), desk.fund.country
    found = queries.steps(kind, key, read.known_at)
    started = max((day for day in found.days if day <= read.on), default=None)
    previous = max((day for day in found.days if started and day < started), default=None)
    following = min((day for day in found.days if day > read.on), default=None)
    learned = sorted({local_day(each) for each in found.instants})
    last = max((day for day in learned if day <= read.known_on), default=None)
    before = max((day for day in learned if last and day < last), default=None)
    after = min((day for day in learned if day > read.known_on), default=None)
    page = reverse(kind, args=[number])

    def at(on: date | None, known: date | None) -> str:
        if on is None or known is None:
            return ""
        return f"{page}?{urlencode({'on': on.isoformat(), 'known_at': known.isoformat()})}"

    return States(
        history=reverse(f"{kind}-history", args=[number]),
        compare=_compare_address(kind, number, read),
        previous=at(previous, read.known_on),
        previous_on=previous,
        next=at(following, read.known_on),
        next_on=following,
        known_before=at(read.on, before),
        known_before_on=before,
        known_after=at(read.on, after),
        known_after_on=after,
        corrected=_corrected(kind, key, read, country),
    )


def _compare_address(kind: str, number: str, read: Reading) -> str:
    """From the day before the reading's own where it is of today, else from the past to today."""
    one = read.on if read.is_past else read.today - timedelta(days=365)
    today = read.today
    asked = {"on": one, "known_at": read.known_on, "with_on": today, "with_known_at": today}
    said = {name: day.isoformat() for name, day in asked.items()}
    return f"{reverse(f'{kind}-compare', args=[number])}?{urlencode(said)}"


def _corrected(kind: str, key: int, read: Reading, country: str) -> list[Section]:
    """What was believed of that day and is no more: then beside now."""
    if read.known_at is not None:
        then, now = Moment(read.on, read.known_at), Moment(read.on, None)
        return sections(queries.differences(kind, key, then, now))
    after = clock.end_of(read.on, country)
    found = queries.retractions(kind, key, read.on, after=after)
    return sections(
        [each.difference for each in found],
        {id(each.difference): each.superseded_by for each in found},
    )


def sections(
    found: Iterable[Difference], made_by: Mapping[int, int] | None = None
) -> list[Section]:
    """Differences as a person reads them, by table; each with the act that made the later state."""
    listed = list(found)
    made = {id(each): (made_by or {}).get(id(each)) or _act_of(each) for each in listed}
    numbers = acts.numbers_of(act_ids={act for act in made.values() if act})
    shown: dict[str, list[ShownDifference]] = {}
    for table in dict.fromkeys(each.table.table.name for each in listed):
        here = [each for each in listed if each.table.table.name == table]
        words = _words(here)
        rows = [
            ShownDifference(words(each, each.item), *row, numbers.get(made[id(each)], ""))
            for each in here
            for row in _rows(each, words)
        ]
        shown.setdefault(str(here[0].table.label), []).extend(rows)
    return [Section(label, rows) for label, rows in shown.items()]


def _act_of(each: Difference) -> int:
    """The act that made the state read second; the first one's where the second has none."""
    sides = [side for side in (each.before, each.after) if side]
    return max(sides, key=lambda side: side.recorded_at).act_id


Words = Callable[[Difference, Mapping[str, Any]], str]


def _words(found: list[Difference]) -> Words:
    """What people call the things that tell apart the facts of one table: numbers, not ids."""
    table: FileTable = found[0].table
    named: dict[str, Mapping[int, str]] = {}
    for name, of in table.names.items():
        values = [
            each.item[name] if name in each.item else side.values[name]
            for each in found
            for side in (each.before, each.after)
            if side is not None
        ]
        named[name] = of({value for value in values if value is not None})

    def words(_each: Difference, values: Mapping[str, Any]) -> str:
        return ", ".join(_value(table, named, name, value) for name, value in values.items())

    return words


def _value(table: FileTable, named: Mapping[str, Mapping[int, str]], name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if name in named:
        return named[name].get(value, str(value))
    if name in table.masked:
        return "•••• " + opened_value(str(value))[-3:]
    return readable(name, value)


def _rows(each: Difference, words: Words) -> list[tuple[str, str, str]]:
    def said(side: Stated | None, name: str) -> str:
        return words(each, {name: side.values[name]}) if side else ""

    rows = [(name, said(each.before, name), said(each.after, name)) for name in each.names]
    rows = [row for row in rows if row[1] != row[2]]
    periods = [_period(side) for side in (each.before, each.after)]
    if not rows or each.before is None or each.after is None:
        rows += [
            (name, one, other)
            for name, one, other in zip(("valid_from", "valid_until"), *periods, strict=True)
            if one != other
        ]
    return rows


def _period(side: Stated | None) -> tuple[str, str]:
    if side is None:
        return "", ""
    first, end = side.valid_from, side.valid_until
    return (
        f"{first:%d/%m/%Y}" if first else "",
        f"{end - timedelta(days=1):%d/%m/%Y}" if end else "",
    )


def _opened(request: HttpRequest, kind: str, number: str) -> Desk:
    desk = access.require(request, _READ[kind])
    if kind == "employer":
        require_employer(desk, number)
    return desk


@require_GET
def compare(request: HttpRequest, kind: str, number: str) -> HttpResponse:
    """Two readings of a file side by side: what differs and nothing else, each with its act."""
    _opened(request, kind, number)
    key = file_id(kind, number)
    one = reading(request)
    other = reading(request, prefix="with_")
    found = []
    if not one.wrong and not other.wrong:
        found = sections(
            queries.differences(
                kind, key, Moment(one.on, one.known_at), Moment(other.on, other.known_at)
            )
        )
    shown = {
        "menu": f"{kind}s",
        "number": number,
        "file": _name(kind, number, other),
        "one": one,
        "other": other,
        "wrong": {
            f"compare-{prefix}{name}": why
            for prefix, each in (("", one), ("with_", other))
            for name, why in each.wrong.items()
        },
        "sections": found,
        "page": reverse(kind, args=[number]),
    }
    return render(request, "history/compare.html", shown)


class Told(NamedTuple):
    """An act of a file with what it changed."""

    act: ActView
    changes: list[Any]


@require_GET
def history(request: HttpRequest, kind: str, number: str) -> HttpResponse:
    """Who changed what in a file, when, why and on which evidence; newest first."""
    desk = _opened(request, kind, number)
    access.require(request, Permission.READ_ACTS)
    read = reading(request)
    file_id(kind, number)
    page = _page(request)
    opening = registry.opening_act(kind=kind, number=number)
    found = acts.acts_in_full(
        kind=kind,
        number=number,
        opened_by=opening,
        until=read.known_at,
        first=(page - 1) * _A_PAGE,
        limit=_A_PAGE + 1,
    )
    shown = {
        "menu": f"{kind}s",
        "reading": read,
        "number": number,
        "file": _name(kind, number, read),
        "told": [
            Told(
                each,
                [
                    change
                    for change in changes_of(
                        each.subject_kind, each.before, each.after, desk.fund.currency
                    )
                    if change.differs
                ],
            )
            for each in found[:_A_PAGE]
        ],
        "page": reverse(kind, args=[number]),
        "first_page": reverse(f"{kind}-history", args=[number]) if page > 1 else "",
        "next_page": f"?page={page + 1}" if len(found) > _A_PAGE else "",
    }
    return render(request, "history/list.html", shown)


def _page(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < _LONGEST_PAGE else 1


def _name(kind: str, number: str, read: Reading) -> str:
    """What a file is called in a reading."""
    if kind == "employer":
        return registry.employer_name(number, read.known_at)
    return registry.person(number=number, on=read.on, known_at=read.known_at).full_name
