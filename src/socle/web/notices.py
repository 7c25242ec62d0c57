"""Letters to employers: those due on a day, those sent, each as it prints."""

import uuid
from collections import Counter
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language_info
from django.views.decorators.http import require_GET, require_http_methods

from socle.arrears.queries import notices, rules
from socle.arrears.types import NoticeStep
from socle.kernel.errors import SocleError
from socle.platform.access.queries import require_employer
from socle.platform.access.types import Permission
from socle.registry.queries import names_of
from socle.web import access, arrears, clock
from socle.web.reading import parse_day
from socle.web.submitting import form_key, submitted, to_act

_A_PAGE = 50


class ShownLetter(NamedTuple):
    """A letter to send, as the list shows it."""

    employer_number: str
    employer_name: str
    step: str
    about: str
    months: int
    amount: int


class RipeFile(NamedTuple):
    """An employer whose formal notice stayed without effect."""

    employer_number: str
    employer_name: str
    months: int
    amount: int


@require_http_methods(["GET", "POST"])
def letters(request: HttpRequest) -> HttpResponse:
    """The letters due on a day, a button that sends them, and those sent."""
    desk = access.require(request, Permission.RECOVER)
    today = clock.today(desk.fund.country)
    on = parse_day(request.GET.get("on", "")) or today
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            return to_act(submitted(desk, "issue_notices", {}, key=form_key(request)))
        except SocleError as error:
            wrong = {"send": arrears.why(error)}
    due = notices.sequence(on=on)
    before = request.GET.get("before", "")
    sent = notices.notices(before=before, limit=_A_PAGE + 1)
    shown = {
        "menu": "notices",
        "on_text": f"{on:%d/%m/%Y}",
        "is_today": on == today,
        "due": _due(due.letters[:_A_PAGE]),
        "due_count": len(due.letters),
        "by_step": _counted(due.letters),
        "ripe": _ripe(due.ripe)[:_A_PAGE],
        "sent": sent[:_A_PAGE],
        "next_page": f"?before={sent[_A_PAGE - 1].number}" if len(sent) > _A_PAGE else "",
        "first_page": "?" if before else "",
        "rules": rules.rules(on=today),
        "wrong": wrong,
        "key": str(uuid.uuid4()),
    }
    return render(request, "notices/list.html", shown, status=422 if wrong else 200)


def _due(found: tuple[notices.Letter, ...]) -> list[ShownLetter]:
    names = names_of(employer_ids={each.employer_id for each in found})
    return [
        ShownLetter(
            *names[each.employer_id],
            step=each.step.value,
            about=each.about.value,
            months=len(each.items),
            amount=sum(item.amount for item in each.items),
        )
        for each in found
    ]


def _counted(found: tuple[notices.Letter, ...]) -> list[tuple[str, int]]:
    counts = Counter(each.step for each in found)
    return [(step.value, counts[step]) for step in NoticeStep if counts[step]]


def _ripe(found: tuple[notices.Late, ...]) -> list[RipeFile]:
    by_employer: dict[int, list[notices.Late]] = {}
    for each in found:
        by_employer.setdefault(each.employer_id, []).append(each)
    names = names_of(employer_ids=set(by_employer))
    return [
        RipeFile(*names[key], len(months), sum(each.amount for each in months))
        for key, months in by_employer.items()
    ]


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
