"""The medical adviser's screen: what waits for an opinion, and the opinion itself.

French: médecin-conseil. An opinion is a rate, a period and a day to see again; the page asks no
diagnosis, and medical papers open for the adviser alone.
"""

import uuid
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from socle.benefits.queries.claims import claim as claim_of
from socle.benefits.queries.health import medical_accesses
from socle.benefits.queries.injuries import injuries
from socle.benefits.queries.medical import medical_basket, opinion_on, reviews
from socle.benefits.types.health import RATE
from socle.benefits.types.injuries import UNDER_CARE
from socle.kernel.errors import SocleError
from socle.platform.access.types import Permission
from socle.registry.queries import person
from socle.web import access, clock
from socle.web.payments import wrong_of
from socle.web.reading import parse_day
from socle.web.submitting import form_key, submitted

_A_PAGE, _REVIEWED = 100, 20
_DATES = ("since", "until", "review_on")


@dataclass(frozen=True, slots=True)
class _Typed:
    """What the form holds: as typed, else the last opinion."""

    incapacity_percent: str = ""
    since: str = ""
    until: str = ""
    review_on: str = ""


@require_GET
def basket(request: HttpRequest) -> HttpResponse:
    """Claims that wait for an opinion, those that have one, and whom to see again."""
    desk = access.require(request, Permission.ADVISE_MEDICALLY)
    today = clock.today(desk.fund.country)
    lines = medical_basket(fund=desk.fund, limit=_A_PAGE)
    shown = {
        "menu": "medical",
        "waiting": [
            (each.claim, each.claim.days_waited(today)) for each in lines if each.opinion is None
        ],
        "given": [each for each in lines if each.opinion is not None],
        "injuries": [(each, 0) for each in injuries(limit=_A_PAGE, states=UNDER_CARE)],
        "reviews": reviews(fund=desk.fund, on=today, limit=_A_PAGE),
        "to_review": medical_accesses(limit=_A_PAGE, to_review=True),
        "reviewed": medical_accesses(limit=_REVIEWED, to_review=False),
    }
    return render(request, "medical/basket.html", shown)


@require_http_methods(["GET", "POST"])
def opinion(request: HttpRequest, number: str) -> HttpResponse:
    """One claim as the adviser needs it: whose, for what, medical papers; and the opinion."""
    desk = access.require(request, Permission.ADVISE_MEDICALLY)
    wrong: dict[str, str] = {}
    typed = None
    if request.method == "POST":
        typed = _Typed(*(request.POST.get(name, "").strip() for name in (RATE, *_DATES)))
        try:
            submitted(desk, "advise_claim", _fields(number, typed), key=form_key(request))
            return redirect("medical")
        except SocleError as error:
            wrong = wrong_of(error, names=(RATE, *_DATES))
    found = claim_of(number=number)
    last = opinion_on(claim_id=found.id)
    who = person(number=found.person_number, on=found.event_on, known_at=None)
    shown = {
        "menu": "medical",
        "claim": found,
        "person": who,
        "opinion": last,
        "typed": typed or _begun(last),
        "wrong": wrong,
        "key": str(uuid.uuid4()),
    }
    return render(request, "medical/opinion.html", shown, status=422 if wrong else 200)


def _fields(number: str, typed: _Typed) -> dict[str, str]:
    """The act's fields; a day that cannot be read is sent as it was typed, and refused there."""
    days = {name: getattr(typed, name) for name in _DATES}
    read = {name: parse_day(text) for name, text in days.items()}
    said = {name: day.isoformat() if (day := read[name]) else days[name] for name in _DATES}
    return {"claim": number, RATE: typed.incapacity_percent, **said}


def _begun(last: object) -> _Typed:
    """The last opinion, to be changed; nothing where none was given."""
    if last is None:
        return _Typed()
    days = {name: getattr(last, name) for name in _DATES}
    shown = {name: f"{day:%d/%m/%Y}" if day else "" for name, day in days.items()}
    return _Typed(incapacity_percent=getattr(last, "percent", ""), **shown)
