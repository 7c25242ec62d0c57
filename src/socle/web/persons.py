"""The page of a person: identity, acts in two times, employments, career."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_GET

from socle.benefits.queries.awards import awards
from socle.benefits.queries.calculations import benefits_of
from socle.benefits.queries.claims import claims
from socle.benefits.queries.injuries import injuries
from socle.contributions import careers
from socle.countries.registry import country
from socle.exchange.queries.origins import origins
from socle.payments.queries import orders_of_payees
from socle.platform.access.types import Desk, Permission
from socle.registry import queries
from socle.registry.queries.families_reading import Moment
from socle.registry.queries.merging import ids_of_person
from socle.registry.types import ActOnSubject, PersonView, RegistrationState
from socle.registry.types.births import least_age
from socle.registry.types.conventions import convention
from socle.web import access, acts, drawings, history
from socle.web.careers import grid, shown_gaps
from socle.web.labels import act_label
from socle.web.lots import order_rows
from socle.web.merged import elsewhere, merged_page
from socle.web.reading import Reading, reading
from socle.web.templatetags.socle import local_day

_GAPS_SHOWN = 3
_CLAIMS_SHOWN = 20
_ORDERS_SHOWN = 12  # a year of monthly payments
_OPENING = ("register_person", "preregister_person", "register_for_body")
_ANNOUNCED = (RegistrationState.PREREGISTERED, RegistrationState.LAPSED)


def axis_of(history: list[ActOnSubject], read: Reading) -> drawings.Axis | None:
    """The drawing of a file's acts for a reading."""
    return drawings.axis(
        history,
        on=read.on,
        known_on=read.known_on,
        label=act_label,
        local_day=local_day,
        is_mirrored=get_language_bidi(),
    )


def _age(found: PersonView, on: date) -> int | None:
    """The age on the day read, or on the last day lived; None where no birth is known."""
    if found.birth_on is None:
        return None
    day = min(on, found.died_on) if found.died_on else on
    age = least_age(found.birth_on, found.birth_precision, day)
    return age if age >= 0 else None


def _idle(found: PersonView) -> frozenset[str]:
    """The acts that have nothing to do on this file: it is open, and stands where it stands."""
    idle = set(_OPENING)
    if found.registration.state not in _ANNOUNCED:
        idle.add("confirm_registration")
    if found.registration.state is not RegistrationState.TO_ACTIVATE:
        idle.add("activate_registration")
    if found.died_on is not None:
        idle.add("declare_death")
    return frozenset(idle)


def _stated_by(found: PersonView) -> list[str]:
    """The acts behind a person's civil status and death."""
    return [each.act_number for each in (found.belief, found.death) if each]


def _benefits(desk: Desk, number: str, read: Reading) -> dict[str, Any]:
    """The claims and awards of a person, for who may read them."""
    if Permission.READ_BENEFITS not in desk.permissions:
        return {}
    files = ids_of_person(person_id=queries.person_id(number), known_at=read.known_at)
    paid = orders_of_payees(
        person_ids=files, on=read.on, known_at=read.known_at, limit=_ORDERS_SHOWN
    )
    return {
        "claims": claims(limit=_CLAIMS_SHOWN, person_ids=files),
        "awards": awards(person_ids=files, known_at=read.known_at),
        "orders": order_rows(paid),
        "benefits": benefits_of(desk.fund),
        "injuries": [
            (each, 0)
            for each in injuries(
                limit=_CLAIMS_SHOWN, person_ids=files, at=Moment(read.on, read.known_at)
            )
        ],
    }


@require_GET
def person(request: HttpRequest, number: str) -> HttpResponse:
    """A person as they were on a day, as the fund knew them on a day."""
    desk = access.require(request, Permission.READ_PERSON)
    read = reading(request)
    here = merged_page(request, "person", number, read)
    if kept := elsewhere(request, here, read):
        return kept
    found = queries.person(number=number, on=read.on, known_at=read.known_at)
    acts_here = queries.acts_on(kind="person", number=number)
    # A reading of the past shows the months of then, whenever they were declared.
    career = careers.view(person_number=number, on=read.on, known_at=read.known_at)
    # Wages of the months after a death: what was declared is kept, and somebody looks at it.
    last = f"{found.died_on:%Y-%m}" if found.died_on else ""
    late_wages = sorted({each.month for each in career.months if last and each.month > last})
    return render(
        request,
        "persons/person.html",
        {
            "menu": "persons",
            "has_coverage": country(desk.fund.country).coverage is not None,
            "reading": read,
            "person": found,
            "here": here,
            "acts": acts_here,
            "states": history.states(desk, "person", number, read),
            "axis": axis_of(acts_here, read),
            "employments": queries.employments_of_person(
                number=number, on=read.on, known_at=read.known_at
            ),
            "career": career,
            "grid": grid(career),
            "origins": origins(acts=_stated_by(found)),
            "age": _age(found, read.on),
            "lapse": convention("preregistration_days", desk.fund.country),
            "late_wages": late_wages,
            "gaps": shown_gaps(career)[:_GAPS_SHOWN],
            **_benefits(desk, number, read),
            "act_types": [
                each
                for each in acts.possible_acts(desk, subject_kind="person")
                if each.code not in _idle(found)
            ],
        },
    )
