"""Registrations to complete: what lapses soon, what lapsed, whom another body sent."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from socle.platform.access.types import Permission
from socle.registry.queries import waiting_registrations
from socle.registry.types import RegistrationState, WaitingRegistration
from socle.registry.types.conventions import convention
from socle.web import access, clock

_A_PAGE, _LONGEST = 50, 30
_STATES = (
    RegistrationState.PREREGISTERED,
    RegistrationState.LAPSED,
    RegistrationState.TO_ACTIVATE,
)


@require_GET
def registrations(request: HttpRequest) -> HttpResponse:
    """Oldest first, fifty at a time. An employer's clerk sees those the employer announced."""
    desk = access.require(request, Permission.PREREGISTER)
    on, country = clock.today(desk.fund.country), desk.fund.country
    state = _state(request.GET.get("state", ""))
    after = _place(request.GET.get("after", ""))
    found = waiting_registrations(
        on=on,
        known_at=None,
        country=country,
        employer_numbers=desk.employer_numbers,
        state=state,
        after=after,
        limit=_A_PAGE + 1,
    )
    page = found[:_A_PAGE]
    soon = convention("lapses_soon_days", country).value
    query = f"?state={state.value if state else ''}"
    shown = {
        "menu": "registrations",
        "rows": [(each, _left(each, on), _is_urgent(each, on, soon)) for each in page],
        "states": _STATES,
        "state": state,
        "done": request.GET.get("done", "")[:_LONGEST],
        "asked": request.GET.get("asked", "")[:_LONGEST],
        "lapse": convention("preregistration_days", country),
        "may_open": Permission.READ_PERSON in desk.permissions,
        "first_page": reverse("registrations") + query if after else "",
        "next_page": (
            f"{reverse('registrations')}{query}&after={page[-1].since}_{page[-1].number}"
            if len(found) > _A_PAGE
            else ""
        ),
    }
    return render(request, "registrations/list.html", shown)


def _left(each: WaitingRegistration, on: date) -> int | None:
    """Days left before it lapses; None where nothing lapses, or all is over."""
    left = each.days_left(on)
    return left if each.state is RegistrationState.PREREGISTERED else None


def _is_urgent(each: WaitingRegistration, on: date, soon: int) -> bool:
    left = _left(each, on)
    return left is not None and left <= soon


def _state(text: str) -> RegistrationState | None:
    return RegistrationState(text) if text in {each.value for each in _STATES} else None


def _place(text: str) -> tuple[date, str] | None:
    """A place in the list as an address carries it: a day and a number."""
    day, _sign, number = text.partition("_")
    try:
        return date.fromisoformat(day), number[:20]
    except ValueError:
        return None
