"""Letters to employers: those due on a day, those sent, each as it prints."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import get_language_info
from django.views.decorators.http import require_GET, require_http_methods

from socle.arrears.operations.runs import ask_notices
from socle.arrears.queries import letters, notices, rules, runs
from socle.arrears.types import RunState
from socle.kernel.errors import SocleError
from socle.platform.access.queries import require_employer
from socle.platform.access.types import Permission
from socle.web import access, arrears, clock
from socle.web.reading import parse_day
from socle.web.submitting import form_key

_A_PAGE = 50
_UNDER_WAY = {RunState.WAITING, RunState.PREPARING}


@require_http_methods(["GET", "POST"])
def due_and_sent(request: HttpRequest) -> HttpResponse:
    """The letters due on a day, a button that has them sent, the runs, and the letters sent.

    The worker writes them: a large fund's take longer than anybody waits for a page.
    """
    desk = access.require(request, Permission.RECOVER)
    today = clock.today(desk.fund.country)
    on = parse_day(request.GET.get("on", "")) or today
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            ask_notices(desk=desk, on=today, key=form_key(request), at=clock.now())
            return redirect("notices")
        except SocleError as error:
            wrong = {"send": arrears.why(error)}
    last = runs.notice_runs()
    is_under_way = any(each.state in _UNDER_WAY for each in last)
    if request.GET.get("part") == "runs":
        part = {"runs": last, "is_under_way": is_under_way}
        response = render(request, "notices/runs.html", part)
        if not is_under_way:
            response.headers["HX-Refresh"] = "true"  # the lists of the page have changed
        return response
    before = request.GET.get("before", "")
    sent = notices.notices(before=before, limit=_A_PAGE + 1)
    shown = {
        "menu": "notices",
        "on_text": f"{on:%d/%m/%Y}",
        "is_today": on == today,
        # While they are being written nobody counts them.
        "due": None if is_under_way else letters.due_letters(on=on, limit=_A_PAGE),
        "runs": last,
        "is_under_way": is_under_way,
        "sent": sent[:_A_PAGE],
        "next_page": f"?before={sent[_A_PAGE - 1].number}" if len(sent) > _A_PAGE else "",
        "first_page": "?" if before else "",
        "rules": rules.rules(on=today),
        "wrong": wrong,
        "key": str(uuid.uuid4()),
    }
    return render(request, "notices/list.html", shown, status=422 if wrong else 200)


@require_GET
def letter(request: HttpRequest, number: str) -> HttpResponse:
    """A letter as it prints, in the language of the employer; `?language=` reads it in another."""
    desk = access.require(request, Permission.READ_ACCOUNT)
    found = notices.notice(number=number)
    require_employer(desk, found.employer_number)
    asked = request.GET.get("language", "")
    language = asked if asked in {"fr", "en", "ar"} else found.language
    shown = {
        "menu": "employers",
        "notice": found,
        "letter_language": language,
        "is_bidi": get_language_info(language)["bidi"],
    }
    with translation.override(language):
        return render(request, "notices/notice.html", shown)
