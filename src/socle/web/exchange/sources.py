"""Where the facts of a file come from: declared, or told by a source; asking the source itself.

What an agent asks is on record even where the source does not answer: an error of it is shown on
the page, so that the transaction around the view ends well.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from socle.exchange.operations import asking
from socle.exchange.operations.asking import Learned
from socle.exchange.queries import discrepancies, inbox, journal, links, origins
from socle.exchange.types import CheckView, OriginView, Port
from socle.kernel.errors import SocleError
from socle.kernel.months import Month
from socle.platform.access.types import Desk, Permission
from socle.registry import queries as registry
from socle.registry.queries.families import family
from socle.registry.types import PersonView
from socle.web import access, clock
from socle.web.arrears import why
from socle.web.families import words_in

_SHOWN = 20
_OF_A_PERSON = {"identity": Port.IDENTITY, "civil": Port.CIVIL, "household": Port.HOUSEHOLD}
_OF_AN_EMPLOYER = {"company": Port.COMPANY, "taxpayer": Port.TAX, "wages": Port.TAX}


class Fact(NamedTuple):
    """A fact of a file, the act that stated it, and the source behind the act, if one is."""

    label: str
    value: str
    act: str
    origin: OriginView | None


class Question(NamedTuple):
    """What may be asked of a source: its code and the partner who answers."""

    code: str
    partner: str


@require_http_methods(["GET", "POST"])
def of_person(request: HttpRequest, number: str) -> HttpResponse:
    """The facts of a person with their sources, what was checked, and what may be asked."""
    desk = access.require(request, Permission.READ_ACTS)
    today = clock.today(desk.fund.country)
    ways: dict[str, Callable[[], Learned]] = {
        "identity": lambda: asking.verify_identity(desk=desk, number=number, at=clock.now()),
        "civil": lambda: asking.ask_civil(desk=desk, number=number, at=clock.now()),
        "household": lambda: asking.ask_household(desk=desk, number=number, at=clock.now()),
    }
    learned, wrong = _asked(request, desk, ways)
    found = registry.person(number=number, on=today, known_at=None)
    allowed = dict(_OF_A_PERSON)
    if Permission.COVER not in desk.permissions:
        del allowed["household"]
    shown = {
        "name": found.full_name,
        "facts": _facts(found, today),
        "checks": checks_of(found),
        "questions": _questions(desk, allowed, today),
        **_about("person", number),
    }
    return _page(request, "person", number, learned, wrong, shown)


@require_http_methods(["GET", "POST"])
def of_employer(request: HttpRequest, number: str) -> HttpResponse:
    """The same of an employer: its company, what the tax authority knows, a month's wages."""
    desk = access.require(request, Permission.READ_ACTS)
    today = clock.today(desk.fund.country)
    ways: dict[str, Callable[[], Learned]] = {
        "company": lambda: asking.ask_company(desk=desk, number=number, at=clock.now()),
        "taxpayer": lambda: asking.ask_taxpayer(desk=desk, number=number, at=clock.now()),
        "wages": lambda: asking.ask_wages(
            desk=desk,
            number=number,
            month=Month.parse(request.POST.get("month", "")),
            at=clock.now(),
        ),
    }
    learned, wrong = _asked(request, desk, ways)
    found = registry.employer(number=number, on=today, known_at=None)
    acts = [each.act_number for each in registry.acts_on(kind="employer", number=number)]
    behind = origins.origins(acts=acts)
    told = [Fact(_("Acte"), each.message, each.act, each) for each in behind.values()]
    belief = found.belief.act_number if found.belief else ""
    shown = {
        "name": found.legal_name,
        "facts": [Fact(_("Raison sociale"), found.legal_name, belief, behind.get(belief)), *told],
        "checks": [],
        "questions": _questions(desk, _OF_AN_EMPLOYER, today),
        "months": [str(Month.of(today) - back) for back in range(1, 13)],
        **_about("employer", number),
    }
    return _page(request, "employer", number, learned, wrong, shown)


def checks_of(found: PersonView) -> list[CheckView]:
    """What sources last answered of a person's civil status; stale where it changed since."""
    is_day = found.birth_on is not None and found.birth_precision == "day"
    values = {
        "family_name": found.family_name,
        "given_names": found.given_names,
        "birth_on": found.birth_on.isoformat() if found.birth_on and is_day else "",
        "sex": found.sex.value if found.sex else "",
    }
    return origins.checks(subject=("person", found.number), values=values)


def _asked(
    request: HttpRequest, desk: Desk, ways: Mapping[str, Callable[[], Learned]]
) -> tuple[Learned | None, dict[str, str]]:
    """What a source answered, if one was asked; or why it did not."""
    code = request.POST.get("ask", "")
    if request.method != "POST" or code not in ways:
        return None, {}
    asking.require_asking(desk)
    try:
        return ways[code](), {}
    except SocleError as error:
        return None, {"ask": why(error)}


def _facts(found: PersonView, on: date) -> list[Fact]:
    """Civil status, death and ties, each with the act that stated it."""
    stated = [(_("État civil"), found.full_name, found.belief.act_number if found.belief else "")]
    if found.death and found.died_on:
        stated.append((_("Décès"), f"{found.died_on:%d/%m/%Y}", found.death.act_number))
    kin = family(number=found.number, on=on, known_at=None)
    words = words_in(kin)
    stated += [
        (words(each), each.who.name, each.act_number)
        for each in (*kin.parents, *kin.spouses, *kin.children)
    ]
    behind = origins.origins(acts=[act for _label, _value, act in stated])
    return [Fact(label, value, act, behind.get(act)) for label, value, act in stated]


def _questions(desk: Desk, ways: Mapping[str, Port], on: date) -> list[Question]:
    """What this desk may ask, of which partner; nothing where the fund has agreed with none."""
    if not desk.permissions & asking.ASKS:
        return []
    held: dict[Port, str] = {}
    for each in links.links(on=on):
        for port in each.ports:
            held.setdefault(port, each.name)
    return [Question(code, held[port]) for code, port in ways.items() if port in held]


def _about(kind: str, number: str) -> dict[str, object]:
    subject = (kind, number)
    return {
        "messages": journal.messages(wanted=journal.Wanted(subject=subject), limit=_SHOWN),
        "events": inbox.events(sought=inbox.Sought(subject_number=number), limit=_SHOWN),
        "differing": discrepancies.discrepancies(only_open=True, subject=subject, limit=_SHOWN),
    }


def _page(
    request: HttpRequest,
    kind: str,
    number: str,
    learned: Learned | None,
    wrong: dict[str, str],
    shown: dict[str, object],
) -> HttpResponse:
    said = {
        "menu": f"{kind}s",
        "kind": kind,
        "number": number,
        "learned": learned,
        "wrong": wrong,
        **shown,
    }
    return render(request, "exchange/sources.html", said, status=422 if wrong else 200)
