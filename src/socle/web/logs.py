"""How long the logs of calls and of papers are kept, and what of them was purged."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from socle.kernel.errors import SocleError
from socle.platform.access.types import Permission
from socle.platform.acts.queries import proposals
from socle.platform.keeping.queries import logs_kept, purges
from socle.platform.keeping.types import Log
from socle.web import access, clock
from socle.web.payments import wrong_of
from socle.web.reading import parse_day
from socle.web.submitting import form_key, submitted

_ACT = "set_log_keeping"
_FIELDS = ("log", "months", "since")
_DAY = _("Écrivez la date ainsi : JJ/MM/AAAA, par exemple 16/03/2026.")
_SHOWN = 100


@require_http_methods(["GET", "POST"])
def logs(request: HttpRequest) -> HttpResponse:
    """Each log with how long it is kept, and the purges; the form proposes to a second person."""
    desk = access.require(request, Permission.MANAGE_USERS)
    today = clock.today(desk.fund.country)
    typed = {name: request.POST.get(name, "").strip() for name in _FIELDS}
    wrong: dict[str, str] = {}
    if request.method != "POST":
        typed["since"] = f"{today:%d/%m/%Y}"
    elif (since := parse_day(typed["since"])) is None:
        wrong = {"since": str(_DAY)}
    else:
        try:
            fields = {name: typed[name] for name in ("log", "months")}
            submitted(desk, _ACT, fields, key=form_key(request), on=since)
            return redirect(reverse("logs") + "?done=1")
        except SocleError as error:
            wrong = wrong_of(error, names=_FIELDS)
    shown = {
        "menu": "logs",
        "kept": logs_kept(on=today),
        "purges": purges(limit=_SHOWN),
        "waiting": proposals(types=[_ACT]),
        "logs": list(Log),
        "typed": typed,
        "wrong": wrong,
        "key": form_key(request),
        "done": request.GET.get("done") == "1",
    }
    return render(request, "logs.html", shown, status=422 if wrong else 200)
