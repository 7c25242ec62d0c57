"""Work injuries: the register's list, one injury with its next step, an employer's by year."""

from datetime import date
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from socle.benefits.queries.injuries import (
    deadline_to_declare,
    injuries,
    injury_years,
    may_read_injury,
)
from socle.benefits.queries.injuries import injury as injury_of
from socle.benefits.queries.injury_letters import acknowledgement, decision_on_injury
from socle.benefits.types.injuries import (
    ENDED,
    OPEN,
    UNDER_CARE,
    CertificateOf,
    DecidedOf,
    InjuryKind,
    InjuryState,
    InjuryView,
)
from socle.platform.access.queries import require_employer
from socle.platform.access.types import Desk, Permission
from socle.platform.acts.catalogue import act_type
from socle.platform.printing import pdf
from socle.platform.printing.operations import note_paper
from socle.registry.queries import employer_id, employer_name
from socle.registry.queries.families_reading import Moment
from socle.web import access, clock
from socle.web.labels import CHOICES
from socle.web.openings import place_in
from socle.web.papers import PAPER_LANGUAGES, paper_language, pdf_answer
from socle.web.reading import reading

_A_PAGE = 50
_WAITING, _CARE, _LATE, _ALL, _YEARS = "waiting", "care", "late", "all", "years"
_STATES = {_WAITING: OPEN, _CARE: UNDER_CARE}


class Event(NamedTuple):
    """A line of what happened to an injury: its day, in a word what, and the act."""

    on: date
    what: str  # declared, certificate, decision, ending
    code: str
    said: str
    act: str

    @property
    def words(self) -> str:
        """What happened, as a line says it."""
        whole = CHOICES.get(f"{self.what}_{self.code}")
        return str(whole or CHOICES.get(self.code, self.code))


class InjuryStep(NamedTuple):
    """The one next step of an injury, and the form that does it."""

    code: str
    address: str


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The register: what waits, what is under care, what came late, or all, the oldest first; or
    how many there were, by year.
    """
    desk = access.require(request, Permission.READ_BENEFITS)
    asked = request.GET.get("show", _WAITING)
    which = asked if asked in (_WAITING, _CARE, _LATE, _ALL, _YEARS) else _WAITING
    today = clock.today(desk.fund.country)
    if which == _YEARS:
        years = injury_years(employer_id=None, on=today)
        shown = {"menu": "injuries", "which": which, "years": years, "kinds": list(InjuryKind)}
        return render(request, "injuries/list.html", shown)
    found = injuries(
        limit=_A_PAGE + 1,
        at=Moment(today, None),
        states=_STATES.get(which),
        only_late=which == _LATE,
        after=place_in(request),
    )
    following = ""
    if len(found) > _A_PAGE:
        last = found[_A_PAGE - 1]
        following = f"?show={which}&after={last.declared_on:%Y-%m-%d}.{last.id}"
    shown = {
        "menu": "injuries",
        "which": which,
        "rows": [(each, each.days_waited(today)) for each in found[:_A_PAGE]],
        "next_page": following,
        "first_page": f"?show={which}" if "after" in request.GET else "",
    }
    return render(request, "injuries/list.html", shown)


@require_GET
def injury(request: HttpRequest, number: str) -> HttpResponse:
    """One injury as it was on a day, as the fund knew it: what happened, and what is next."""
    desk = access.require(request, Permission.READ_BENEFITS)
    read = reading(request)
    is_reader = may_read_injury(desk, number=number, at=clock.now())
    found = injury_of(number=number, at=Moment(read.on, read.known_at), is_whole=is_reader)
    line = found.line
    shown = {
        "menu": "injuries",
        "reading": read,
        "injury": found,
        "line": line,
        "state": f"injury_{line.state.value}",
        "is_reader": is_reader,
        "events": _events(found),
        "step": None if read.is_past else _step(desk, found),
        "acts": [] if read.is_past else _acts(desk, found),
        "deadline": deadline_to_declare(
            fund=desk.fund, declared_by=line.declared_by, happened_on=line.happened_on
        ),
        "paper_languages": PAPER_LANGUAGES,
    }
    return render(request, "injuries/injury.html", shown)


@require_GET
def of_employer(request: HttpRequest, number: str) -> HttpResponse:
    """The injuries of an employer, by year; the employer's own clerk reads them too."""
    desk = access.require(request, Permission.READ_EMPLOYER)
    require_employer(desk, number)
    today, key = clock.today(desk.fund.country), employer_id(number)
    found = injuries(
        limit=_A_PAGE + 1, at=Moment(today, None), employer_id=key, after=place_in(request)
    )
    following = ""
    if len(found) > _A_PAGE:
        last = found[_A_PAGE - 1]
        following = f"?after={last.declared_on:%Y-%m-%d}.{last.id}"
    shown = {
        "menu": "employers",
        "number": number,
        "name": employer_name(number),
        "rows": [(each, each.days_waited(today)) for each in found[:_A_PAGE]],
        "next_page": following,
        "first_page": "?" if "after" in request.GET else "",
        "years": injury_years(employer_id=key, on=today),
        "kinds": list(InjuryKind),
    }
    return render(request, "injuries/employer.html", shown)


@require_GET
def receipt_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The acknowledgement of a declaration, to its victim or, with `?to=employer`, its employer."""
    desk = access.require(request, Permission.READ_BENEFITS)
    subject = f"person:{injury_of(number=number).line.person_number}"
    with translation.override(paper_language(request)):
        is_employer = request.GET.get("to") == "employer"
        said = acknowledgement(number=number, is_to_employer=is_employer)
    note_paper(desk=desk, kind="injury_receipt", number=number, subject=subject, at=clock.now())
    return pdf_answer(pdf.letter(said), number)


@require_GET
def decision_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The letter of the last decision on an injury, in the language asked."""
    desk = access.require(request, Permission.READ_BENEFITS)
    subject = f"person:{injury_of(number=number).line.person_number}"
    with translation.override(paper_language(request)):
        said = decision_on_injury(number=number)
    note_paper(desk=desk, kind="injury_decision", number=number, subject=subject, at=clock.now())
    return pdf_answer(pdf.letter(said), number)


def _events(found: InjuryView) -> list[Event]:
    """What happened, in the order of the days."""
    line = found.line
    told = [Event(line.declared_on, "declared", line.declared_by.value, "", found.act_number)]
    told += [
        Event(each.issued_on, "certificate", each.kind.value, each.doctor, each.act_number)
        for each in found.certificates
    ]
    told += [
        Event(each.decided_on, each.about.value, each.outcome.value, each.ground, each.act_number)
        for each in found.decisions
    ]
    told += [
        Event(each.since, "ending", each.kind.value, each.rate, each.act_number)
        for each in found.outcomes
    ]
    return sorted(told, key=lambda each: (each.on, each.act))


def _step(desk: Desk, found: InjuryView) -> InjuryStep | None:
    """What this person can do next of an injury; none where it is another's turn, or over."""
    state, number = found.line.state, found.line.number
    about = {"injury": number}
    steps = {
        InjuryState.DECLARED: ("add_injury_certificate", about | {"certificate": "initial"}),
        InjuryState.COMPLETE: ("decide_injury", about | {"about": DecidedOf.CHARACTER.value}),
        InjuryState.RELAPSE_DECLARED: ("decide_injury", about | {"about": DecidedOf.RELAPSE.value}),
        InjuryState.RECOGNISED: ("close_injury", about),
        InjuryState.RELAPSED: ("close_injury", about),
    }
    if state not in steps:
        return None
    code, fields = steps[state]
    if act_type(code).permission not in desk.permissions:
        return None
    return InjuryStep(code, f"{reverse('new-act', args=[code])}?{urlencode(fields)}")


def _acts(desk: Desk, found: InjuryView) -> list[InjuryStep]:
    """What else may be done, besides the next step."""
    state, about = found.line.state, {"injury": found.line.number}
    relapse = {"certificate": "relapse"} if state in ENDED else {}
    is_certified = any(each.kind is CertificateOf.INITIAL for each in found.certificates)
    offered: list[tuple[str, dict[str, str], bool]] = [
        ("add_injury_certificate", about | relapse, state is not InjuryState.REFUSED),
        (
            "add_injury_certificate",
            about | {"certificate": "initial"},
            state is InjuryState.REFUSED and not is_certified,
        ),
        ("decide_injury", about, state is InjuryState.REFUSED),
        ("close_injury", about | {"ending": "revised"}, state is InjuryState.CONSOLIDATED),
        (
            "file_claim",
            about | {"person": found.line.person_number, "benefit": "work_injury_daily"},
            state is not InjuryState.REFUSED,
        ),
    ]
    return [
        InjuryStep(code, f"{reverse('new-act', args=[code])}?{urlencode(fields)}")
        for code, fields, is_open in offered
        if is_open and act_type(code).permission in desk.permissions
    ]
