"""Coverage on screen: a person's right today and why, their covers in time; double covers."""

from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_GET

from socle.coverage.queries import coverage_file, overlaps
from socle.coverage.types import Cover, Right
from socle.coverage.words import said
from socle.kernel.wording import Wording
from socle.platform.access.types import Permission
from socle.platform.acts.catalogue import act_type
from socle.registry import queries
from socle.web import access, clock, coverage_words, errors
from socle.web.families import Door
from socle.web.reading import Reading, reading

_A_PAGE = 50
_STATED = ("switch_coverage", "end_coverage", "record_household_score")
_NOT_STATED = ("open_coverage", "record_household_score")


class Bar(NamedTuple):
    """A cover drawn on the line of time, in hundredths of its length."""

    start: int
    width: int
    row: int
    is_derived: bool
    words: str


@require_GET
def of_person(request: HttpRequest, number: str) -> HttpResponse:
    """Whether a person's right is open on a day, why, and by what they were covered when."""
    desk = access.require(request, Permission.READ_PERSON)
    read = reading(request)
    person = queries.person(number=number, on=read.on, known_at=read.known_at)
    found = coverage_file(fund=desk.fund, person=number, on=read.on, known_at=read.known_at)
    right = found.answer.right
    may_act = Permission.COVER in desk.permissions and not read.is_past
    bars = _bars(found.covers, read, is_mirrored=get_language_bidi())
    shown = {
        "menu": "persons",
        "reading": read,
        "person": person,
        "right": right,
        "state": coverage_words.RIGHTS[right.is_open],
        "said": _words(right, desk.fund.currency),
        "bearer_said": _words(right.of_bearer, desk.fund.currency) if right.of_bearer else None,
        "category": coverage_words.CATEGORIES[right.cover.category] if right.cover else "",
        "covers": [(each, coverage_words.CATEGORIES[each.category]) for each in found.covers],
        "beside": [coverage_words.CATEGORIES[each.category] for each in right.beside],
        "gaps": found.gaps,
        "bars": bars,
        "height": max((each.row for each in bars), default=0) + 22,
        "acts": _doors(number, right) if may_act else [],
    }
    return render(request, "coverage/person.html", shown)


@require_GET
def doubles(request: HttpRequest) -> HttpResponse:
    """Whoever is stated to be covered and is covered otherwise too, on a day."""
    desk = access.require(request, Permission.READ_PERSON)
    after = request.GET.get("after", "")[:30]
    today = clock.today(desk.fund.country)
    found = overlaps(on=today, after=after, limit=_A_PAGE)
    following = ""
    if len(found) == _A_PAGE:
        following = "?" + urlencode({"after": found[-1].person})
    shown = {
        "menu": "coverage-overlaps",
        "rows": [
            (each, coverage_words.CATEGORIES[each.category], coverage_words.MEETS[each.meets])
            for each in found
        ],
        "first_page": reverse("coverage-overlaps") if after else "",
        "next_page": following,
        "on": today,
    }
    return render(request, "coverage/overlaps.html", shown)


def _words(right: Right, currency: str) -> Wording:
    return said(right, language=errors.language(), currency=currency)


def _doors(number: str, right: Right) -> list[Door]:
    """The acts that can follow from where the person stands."""
    is_stated = right.cover is not None and not right.cover.is_derived
    return [
        Door(
            f"{reverse('new-act', args=[code])}?{urlencode({'person': number})}",
            str(act_type(code).label),
        )
        for code in (_STATED if is_stated else _NOT_STATED)
    ]


def _bars(covers: tuple[Cover, ...], read: Reading, *, is_mirrored: bool) -> list[Bar]:
    """The covers on one line of time, from the first of them to the day read.

    Mirrored, time runs from right to left, as the page is read.
    """
    begun = [each for each in covers if each.since <= read.on]
    if not begun:
        return []
    first = min(each.since for each in begun)
    length = max((read.on - first).days + 1, 1)
    rows: list[date] = []
    bars = []
    for each in begun:
        until = min(each.until or date.max, date.fromordinal(read.on.toordinal() + 1))
        row = next((place for place, free in enumerate(rows) if free <= each.since), len(rows))
        rows[row : row + 1] = [until]
        width = max((until - each.since).days * 100 // length, 2)
        start = min((each.since - first).days * 100 // length, 100 - width)
        words = str(coverage_words.CATEGORIES[each.category])
        start = 100 - width - start if is_mirrored else start
        bars.append(Bar(start, width, row * 26, each.is_derived, words))
    return bars
