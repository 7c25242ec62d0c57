"""What the fund keeps of people, why, who reads it and how long: the notice and the register.

Anybody reads it: it speaks of nobody.
"""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from socle.platform.access.queries import funds
from socle.platform.access.types import FOR_EMPLOYERS, PERMISSIONS
from socle.platform.protection.queries import activities, laws
from socle.platform.protection.types import Activity, Law, Words
from socle.web import errors
from socle.web.access import fundless
from socle.web.labels import ROLES
from socle.web.protection_words import CLASSES, GUARDED


class ShownActivity(NamedTuple):
    """A row of the register, in the language of the page."""

    code: str
    title: str
    why: str
    whose: str
    kept: str
    classes: list[str]
    readers: list[str]


class ShownLaw(NamedTuple):
    """What was read of a law, in the language of the page."""

    country: str
    name: str
    asks: str
    missing: str
    source: str


@fundless
@require_GET
def notice(request: HttpRequest) -> HttpResponse:
    """What is kept, why, how long, who reads, by which law, and whom to ask."""
    shown = {
        "activities": [_activity(each) for each in activities()],
        "classes": [(CLASSES[each], GUARDED[each]) for each in CLASSES],
        "laws": [_law(each) for each in laws()],
        "funds": funds(),
    }
    return render(request, "protection/notice.html", shown)


def _activity(each: Activity) -> ShownActivity:
    return ShownActivity(
        code=each.code,
        title=_said(each.title),
        why=_said(each.why),
        whose=_said(each.whose),
        kept=_said(each.kept),
        classes=[str(CLASSES[of]) for of in each.classes],
        readers=[
            str(ROLES[role])
            for role, held in PERMISSIONS.items()
            if held & each.readers and role not in FOR_EMPLOYERS
        ],
    )


def _law(each: Law) -> ShownLaw:
    return ShownLaw(
        country=each.country,
        name=_said(each.name),
        asks=_said(each.asks),
        missing=_said(each.missing),
        source=each.source,
    )


def _said(words: Words) -> str:
    return words[errors.language()]
