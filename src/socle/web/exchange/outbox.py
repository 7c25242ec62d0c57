"""The outbox: messages to send, how far each has gone, sent again or given up by an act."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from socle.exchange.queries import outbox
from socle.exchange.types import RequestState
from socle.platform.access.types import Permission
from socle.web import access
from socle.web.exchange.deciding import decided
from socle.web.submitting import form_key

_A_PAGE = 50
_MOVES = {"replay": "replay_request", "abandon": "abandon_request"}


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Messages to send, the newest first."""
    access.require(request, Permission.READ_ACTS)
    asked, before = request.GET.get("state", ""), request.GET.get("before", "")
    partner = request.GET.get("partner", "")[:40]
    state = RequestState(asked) if asked in set(RequestState) else None
    found = outbox.requests(state=state, partner=partner, limit=_A_PAGE + 1, before=before)
    page = found[:_A_PAGE]
    query = {"state": asked, "partner": partner}
    following = query | {"before": page[-1].number} if len(found) > _A_PAGE else {}
    shown = {
        "menu": "exchange",
        "requests": page,
        "state": state,
        "states": list(RequestState),
        "partner": partner,
        "first_page": f"?{urlencode(query)}" if before else "",
        "next_page": f"?{urlencode(following)}" if following else "",
    }
    return render(request, "exchange/outbox.html", shown)


@require_http_methods(["GET", "POST"])
def request_page(request: HttpRequest, number: str) -> HttpResponse:
    """A message to send, and one decision."""
    desk = access.require(request, Permission.READ_ACTS)
    found = outbox.request(number=number)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        code = _MOVES.get(request.POST.get("move", ""), "abandon_request")
        wrong = decided(request, code, {"request": number})
        if not wrong:
            return redirect(reverse("exchange-request", args=[number]) + "?done=1")
    is_over = found.state in {RequestState.ANSWERED, RequestState.SENT}
    shown = {
        "menu": "exchange",
        "request_": found,
        "may_decide": Permission.PERFORM_REGISTRATION in desk.permissions and not is_over,
        "motive": request.POST.get("motive", ""),
        "wrong": wrong,
        "key": form_key(request),
        "done": request.GET.get("done") == "1",
    }
    return render(request, "exchange/request.html", shown, status=422 if wrong else 200)
