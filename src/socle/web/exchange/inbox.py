"""The inbox: events that sources told of, both readings side by side, and what a person decides."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from socle.exchange.queries import inbox, links
from socle.exchange.types import EventState, EventView, ToldKind
from socle.kernel.errors import Fault, NotKnown
from socle.platform.access.types import Permission
from socle.registry import queries as registry
from socle.web import access, clock
from socle.web.exchange.deciding import decided
from socle.web.submitting import form_key
from socle.web.templatetags.socle import birth, named

_A_PAGE, _MOST_CANDIDATES = 50, 5
_OPEN = frozenset(
    {EventState.TO_DECIDE, EventState.IGNORED, EventState.ABANDONED, EventState.WAITING}
)
_COMPANIES = frozenset({ToldKind.COMPANY_CREATED, ToldKind.COMPANY_CHANGED,
                        ToldKind.COMPANY_CLOSED, ToldKind.WAGES})  # fmt: skip
_MOVES = {"replay": "replay_event", "abandon": "abandon_event"}


class Side(NamedTuple):
    """Whom a source speaks of, datum by datum, as it says it."""

    role: str
    said: list[tuple[str, str]]


class Candidate(NamedTuple):
    """A file of the register that may be meant."""

    kind: str
    number: str
    name: str
    said: dict[str, str]


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The events of a state and a kind, the last received first."""
    access.require(request, Permission.READ_ACTS)
    state = _state(request.GET.get("state"))
    kind_code, partner = request.GET.get("kind", ""), request.GET.get("partner", "")[:40]
    kind = ToldKind(kind_code) if kind_code in set(ToldKind) else None
    before = request.GET.get("before", "")
    sought = inbox.Sought(state=state, kind=kind, partner=partner)
    found = inbox.events(sought=sought, limit=_A_PAGE + 1, before=before)
    page = found[:_A_PAGE]
    query = {"state": state.value if state else "all", "kind": kind_code, "partner": partner}
    following = query | {"before": page[-1].number} if len(found) > _A_PAGE else {}
    shown = {
        "menu": "exchange",
        "events": page,
        "state": state,
        "kind": kind,
        "partner": partner,
        "states": list(EventState),
        "kinds": list(ToldKind),
        "counts": inbox.event_counts(),
        "first_page": f"?{urlencode(query)}" if before else "",
        "next_page": f"?{urlencode(following)}" if following else "",
    }
    return render(request, "exchange/inbox.html", shown)


@require_http_methods(["GET", "POST"])
def event(request: HttpRequest, number: str) -> HttpResponse:
    """An event: what its source says beside what the register says, and one decision."""
    desk = access.require(request, Permission.READ_ACTS)
    found = inbox.event(number=number)
    wrong: dict[str, str] = {}
    person = request.POST.get("person", "").strip()[:40]
    if request.method == "POST":
        move = request.POST.get("move", "")
        fields = {"event": number} | ({"person": person} if move == "replay" and person else {})
        wrong = decided(request, _MOVES.get(move, "abandon_event"), fields)
        if not wrong:
            return redirect(reverse("exchange-event", args=[number]) + "?done=1")
    today = clock.today(desk.fund.country)
    shown = {
        "menu": "exchange",
        "event": found,
        "why": Fault(found.outcome, facts=found.facts) if found.outcome else None,
        "sides": (sides := sides_of(found)),
        "candidates": (candidates := _candidates(found, today)),
        "rows": _rows(sides, candidates),
        "may_decide": Permission.PERFORM_REGISTRATION in desk.permissions and found.state in _OPEN,
        "is_of_a_person": found.kind not in _COMPANIES,
        "policy": links.response_to(kind=found.kind, on=today),
        "following": inbox.next_to_decide(after=number),
        "person": person,
        "motive": request.POST.get("motive", ""),
        "wrong": wrong,
        "key": form_key(request),
        "done": request.GET.get("done") == "1",
    }
    return render(request, "exchange/event.html", shown, status=422 if wrong else 200)


def sides_of(found: EventView) -> list[Side]:
    """Everybody an event speaks of, in the words of its source."""
    content = found.content
    sides = [
        Side(role, _person_said(content[role]))
        for role in ("person", "child", "mother", "father")
        if content.get(role)
    ]
    sides += [Side("spouse", _person_said(each)) for each in content.get("spouses") or []]
    if found.kind in _COMPANIES:
        sides.append(Side("company", _company_said(content)))
    return sides


def _person_said(said: Mapping[str, Any]) -> list[tuple[str, str]]:
    rows = [
        (_("Nom"), f"{said.get('family_name', '')} {said.get('given_names', '')}".strip()),
        (_("Naissance"), _day(said.get("birth_on"))),
        (_("Lieu de naissance"), str(said.get("birth_place", ""))),
        (_("Sexe"), named(said["sex"], "sexes") if said.get("sex") else ""),
        *((kind, str(value)) for kind, value in sorted((said.get("identifiers") or {}).items())),
    ]
    return [(label, value) for label, value in rows if value]


def _company_said(said: Mapping[str, Any]) -> list[tuple[str, str]]:
    whose = said.get("employer") or said
    rows = [
        (_("Raison sociale"), str(whose.get("name", ""))),
        (_("Adresse"), str(whose.get("address", ""))),
        (_("Mois"), str(said.get("month", ""))),
        (_("Salariés"), str(len(said.get("workers") or []) or "")),
        *(
            (kind.upper(), str(value))
            for kind, value in sorted((whose.get("identifiers") or {}).items())
        ),
    ]
    return [(label, value) for label, value in rows if value]


def _candidates(found: EventView, on: date) -> list[Candidate]:
    """The files that may be meant, or the one that was."""
    listed = [str(each) for each in found.facts.get("candidates") or []]
    chosen = str(found.facts.get("person", "")) or found.subject_number
    numbers = dict.fromkeys([*([chosen] if chosen else []), *listed])
    kind = "employer" if found.kind in _COMPANIES else "person"
    read = [_candidate(kind, each, on) for each in list(numbers)[:_MOST_CANDIDATES]]
    return [each for each in read if each]


def _candidate(kind: str, number: str, on: date) -> Candidate | None:
    try:
        if kind == "employer":
            name = registry.employer(number=number, on=on, known_at=None).legal_name
            return Candidate(kind, number, name, {_("Raison sociale"): name})
        found = registry.person(number=number, on=on, known_at=None)
    except NotKnown:
        return None
    said = {
        _("Nom"): found.full_name,
        _("Naissance"): birth(found),
        _("Lieu de naissance"): found.birth_place,
        _("Sexe"): named(found.sex.value, "sexes") if found.sex else "",
        "NID": found.national_id,
    }
    return Candidate(
        kind, number, found.full_name, {name: text for name, text in said.items() if text}
    )


def _rows(
    sides: list[Side], candidates: list[Candidate]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every reading side by side, datum by datum, under its head: the source's first."""
    columns = [(named(each.role, "sides"), dict(each.said)) for each in sides]
    columns += [(each.number, each.said) for each in candidates]
    labels = dict.fromkeys(label for _head, column in columns for label in column)
    return [
        (label, [(head, column.get(label, "")) for head, column in columns]) for label in labels
    ]


def _day(text: Any) -> str:
    """A day as people write it; as it came where it is none."""
    try:
        return f"{date.fromisoformat(str(text)):%d/%m/%Y}" if text else ""
    except ValueError:
        return str(text)


def _state(asked: str | None) -> EventState | None:
    """What waits for a person, unless another state, or all, is asked."""
    if asked is None:
        return EventState.TO_DECIDE
    return EventState(asked) if asked in set(EventState) else None
