"""The law of a country as a public page: what holds on a day, and what changed between two.

The page shows what the files of the country say: each value with its dates, its text of law, its
sources in full, how sure it is, and the other reading where sources contradict each other.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from socle.countries.law_in_force import Change, InForce, changes, in_force
from socle.countries.registry import Country, countries, country
from socle.countries.tabular import plain
from socle.kernel.errors import NotKnown
from socle.kernel.money import Money
from socle.kernel.months import months_after
from socle.rules.parameters import AMOUNT, Parameter, Value
from socle.rules.trace import rate_in_words
from socle.web import clock, errors
from socle.web.access import fundless
from socle.web.calculate import SHAPES
from socle.web.citations import Bibliography, Citation
from socle.web.law_words import rule_words, section_words, selector_words
from socle.web.rates import metered
from socle.web.reading import not_a_day, parse_day

_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A value of the law in words; `note` gives the other reading, in the language of its file."""

    name: SafeString
    term: str
    selector: str
    value: str
    since: str
    until: str
    seen: str
    status: str
    shape: str
    cited: Citation
    note: str


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    values: list[ShownValue]


@dataclass(frozen=True, slots=True)
class Body:
    """What a scheme says, or what all schemes share."""

    code: str
    title: str
    sections: list[Section]


@dataclass(frozen=True, slots=True)
class ShownChange:
    name: SafeString
    term: str
    place: str
    selector: str
    before: ShownValue | None
    after: ShownValue | None


@dataclass(frozen=True, slots=True)
class Days:
    """Days asked for in the address, the usual ones where none is given or none can be read."""

    typed: dict[str, str]
    read: dict[str, date]
    wrong: dict[str, str]


@fundless
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The countries whose law can be read."""
    language = errors.language()
    found = [
        (code, country(code).name.get(language, country(code).name["fr"])) for code in countries()
    ]
    found.sort(key=lambda each: plain(each[1]))
    return render(request, "law/index.html", {"countries": found})


@fundless
@require_GET
@metered
def in_force_on(request: HttpRequest, code: str) -> HttpResponse:
    """The law of a country on a day."""
    try:
        here = country(code)
    except NotKnown as error:
        return errors.said(request, error)
    days = _days(request, {"on": clock.today(here.code)})
    notes = Bibliography(here)
    found = list(in_force(here.parameters, days.read["on"]))
    shown = {
        "on": days.read["on"],
        "bodies": _bodies(here, found, notes),
        "notes": notes.listed(),
    }
    return _page(request, here, "law/in_force.html", days, shown)


@fundless
@require_GET
@metered
def changed(request: HttpRequest, code: str) -> HttpResponse:
    """What is not the same on two days: before, after, and who says so."""
    try:
        here = country(code)
    except NotKnown as error:
        return errors.said(request, error)
    today = clock.today(here.code)
    days = _days(request, {"from": months_after(today, -_A_YEAR), "to": today})
    since, until = sorted(days.read.values())
    notes = Bibliography(here)
    found = [_change(here, each, notes) for each in changes(here.parameters, since, until)]
    shown = {"since": since, "until": until, "changes": found, "notes": notes.listed()}
    return _page(request, here, "law/changes.html", days, shown)


def _page(
    request: HttpRequest, here: Country, template: str, days: Days, shown: dict[str, object]
) -> HttpResponse:
    common = {
        "country": here.code,
        "country_name": here.name.get(errors.language(), here.name["fr"]),
        "typed": days.typed,
        "wrong": days.wrong,
    }
    return render(request, template, common | shown, status=422 if days.wrong else 200)


def _days(request: HttpRequest, usual: dict[str, date]) -> Days:
    found = Days({}, {}, {})
    for name, otherwise in usual.items():
        typed = request.GET.get(name, "").strip()[:20]
        read = parse_day(typed)
        if typed and read is None:
            found.wrong[name] = not_a_day(typed)
        found.read[name] = read or otherwise
        found.typed[name] = typed if name in found.wrong else f"{found.read[name]:%d/%m/%Y}"
    return found


def _bodies(here: Country, found: list[InForce], notes: Bibliography) -> list[Body]:
    """What holds, by scheme then by subject; what all schemes share comes last."""
    order = [*here.schemes, *sorted({each.scheme for each in found} - {*here.schemes, ""}), ""]
    by_scheme: Callable[[InForce], int] = lambda each: order.index(each.scheme)  # noqa: E731
    return [
        Body(
            code=order[rank] or "common",
            title=_scheme(here, order[rank]),
            sections=[
                Section(section_words(here, name), [_shown(here, one, notes) for one in of_section])
                for name, of_section in groupby(of_scheme, key=lambda one: one.section)
            ],
        )
        for rank, of_scheme in groupby(sorted(found, key=by_scheme), key=by_scheme)
    ]


def _scheme(here: Country, code: str) -> str:
    return here.label("scheme", code, errors.language()) if code else _("Pour tous les régimes")


def _shown(here: Country, found: InForce, notes: Bibliography) -> ShownValue:
    return _value(here, found.parameter, found.value, notes)


def _change(here: Country, change: Change, notes: Bibliography) -> ShownChange:
    parameter, held = change.parameter, change.after or change.before
    place = InForce(parameter, held) if held else None
    return ShownChange(
        name=_breakable(parameter.name),
        term=parameter.term,
        place=(
            f"{_scheme(here, place.scheme)} · {section_words(here, place.section)}" if place else ""
        ),
        selector=selector_words(here, change.selector),
        before=_value(here, parameter, change.before, notes) if change.before else None,
        after=_value(here, parameter, change.after, notes) if change.after else None,
    )


def _value(here: Country, parameter: Parameter, value: Value, notes: Bibliography) -> ShownValue:
    language = errors.language()
    return ShownValue(
        name=_breakable(parameter.name),
        term=parameter.term,
        selector=selector_words(here, value.selector),
        value=_figure(here, parameter, value),
        since=_since(value),
        until=f"{value.last:%d/%m/%Y}" if value.last else "",
        seen=f"{value.seen_on:%d/%m/%Y}" if value.seen_on else "",
        status=here.label("status", value.status, language),
        shape=SHAPES[value.status],
        cited=notes.cite(value.law, value.source),
        note=value.note,
    )


def _breakable(name: str) -> SafeString:
    """The name of a parameter, which a narrow column cuts between its words only."""
    words = ((word,) for word in re.split(r"(?<=[._])", name))
    return format_html_join(mark_safe("<wbr>"), "{}", words)


def _since(value: Value) -> str:
    if value.start == date.min:
        return ""
    return f"{value.start:%d/%m/%Y}"


def _figure(here: Country, parameter: Parameter, value: Value) -> str:
    said, language = value.value, errors.language()
    if said is None:
        return _("pas de limite")
    if isinstance(said, Fraction):
        return rate_in_words(said, language)
    if isinstance(said, int):
        is_money = parameter.unit == AMOUNT
        return Money(said, here.currency).text(language) if is_money else str(said)
    return rule_words(here, parameter.name, said or "")
