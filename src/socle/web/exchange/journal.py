"""The journal of exchanges, and one message: purpose, law, digest, answers; its bytes by an act."""

import base64
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from socle.exchange.queries import inbox, journal, kept
from socle.exchange.types import Direction, MessageStatus
from socle.platform.access.types import Permission
from socle.platform.acts.queries import acts_touching
from socle.web import access
from socle.web.exchange.deciding import decided
from socle.web.reading import parse_day
from socle.web.submitting import form_key

_A_PAGE, _SHOWN = 50, 50


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Messages in and out, the newest first, of a partner, a way, a state, a day."""
    access.require(request, Permission.READ_ACTS)
    asked = {
        name: request.GET.get(name, "").strip()[:40]
        for name in ("partner", "direction", "status", "on", "kind", "number")
    }
    wanted = journal.Wanted(
        partner=asked["partner"],
        direction=Direction(asked["direction"]) if asked["direction"] in set(Direction) else None,
        status=MessageStatus(asked["status"]) if asked["status"] in set(MessageStatus) else None,
        on=parse_day(asked["on"]),
        subject=(asked["kind"] or "person", asked["number"]),
    )
    before = request.GET.get("before", "")
    found = journal.messages(wanted=wanted, limit=_A_PAGE + 1, before=before)
    page = found[:_A_PAGE]
    query = {name: value for name, value in asked.items() if value}
    following = query | {"before": page[-1].number} if len(found) > _A_PAGE else {}
    shown = {
        "menu": "exchange",
        "messages": page,
        "asked": asked,
        "directions": list(Direction),
        "statuses": list(MessageStatus),
        "first_page": f"?{urlencode(query)}" if before else "",
        "next_page": f"?{urlencode(following)}" if following else "",
    }
    return render(request, "exchange/journal.html", shown)


@require_http_methods(["GET", "POST"])
def message(request: HttpRequest, number: str) -> HttpResponse:
    """A message. Posted with a reason, its bytes are shown once, and the act that opened them."""
    desk = access.require(request, Permission.READ_ACTS)
    found = journal.message(number=number)
    wrong: dict[str, str] = {}
    raw: bytes | None = None
    if request.method == "POST":
        fields = {"message": number}
        wrong = decided(request, "reveal_evidence", fields, permission=Permission.REVEAL_EVIDENCE)
        raw = None if wrong else kept.bytes_of(row=found.id)
    shown = {
        "menu": "exchange",
        "message": found,
        "answers": journal.answers_to(number=number),
        "events": inbox.events_of_message(row=found.id),
        "reads": acts_touching(kind="exchange", number=number, limit=_SHOWN),
        "may_reveal": Permission.REVEAL_EVIDENCE in desk.permissions and found.is_kept,
        "content": _readable(raw) if raw is not None else None,
        "motive": request.POST.get("motive", ""),
        "wrong": wrong,
        "key": form_key(request),
    }
    answer = render(request, "exchange/message.html", shown, status=422 if wrong else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _readable(raw: bytes) -> str:
    """The bytes as a text, in base 64 where they are none."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return base64.b64encode(raw).decode()
