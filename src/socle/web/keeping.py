"""How long data are kept: what is past its period, what a purge would take, what was purged."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_GET, require_http_methods

from socle.platform.access.types import Permission
from socle.platform.acts.queries import proposals
from socle.platform.documents.queries import pieces
from socle.platform.keeping.queries import logs_kept
from socle.platform.printing.operations import note_paper
from socle.platform.protection.queries import activities
from socle.platform.purging import queries
from socle.platform.purging.queries import REPORT
from socle.platform.purging.types import DataKept
from socle.web import access, clock, errors
from socle.web.papers import PAPER_LANGUAGES, paper_language, pdf_answer
from socle.web.submitting import form_key, submitted

_PURGES, _REPORTS = 50, 20
_OF_TWO = ("set_data_keeping", "order_purge")


class Shown(NamedTuple):
    """A kind of data, and where its period and its purge are proposed."""

    kept: DataKept
    to_fix: str
    to_purge: str


class Staying(NamedTuple):
    """An activity that is never purged, in the language of the page."""

    title: str
    why: str
    rows: int
    is_more: bool
    oldest: object


@require_http_methods(["GET", "POST"])
def keeping(request: HttpRequest) -> HttpResponse:
    """Each kind of data with its period and its counts; a report of them is kept by a button."""
    desk = access.require(request, Permission.KEEP_DATA)
    if request.method == "POST":
        with translation.override(paper_language(request)):
            made = submitted(desk, REPORT, {}, key=form_key(request))
        return redirect(f"{reverse('keeping')}?{urlencode({'made': made.act})}")
    country = desk.fund.country
    today = clock.today(country)
    shown = {
        "menu": "keeping",
        "kinds": [_kind(each) for each in queries.data_kept(on=today, country=country)],
        "logs": logs_kept(on=today),
        "staying": _staying(),
        "purges": queries.purges(limit=_PURGES),
        "reports": queries.reports(limit=_REPORTS),
        "waiting": proposals(types=_OF_TWO),
        "asked": request.GET.get("asked", "")[:40],
        "made": request.GET.get("made", "")[:40],
        "key": form_key(request),
        "paper_languages": PAPER_LANGUAGES,
    }
    return render(request, "protection/keeping.html", shown)


@require_GET
def report_pdf(request: HttpRequest, act: str) -> HttpResponse:
    """A report as it was made."""
    desk = access.require(request, Permission.KEEP_DATA)
    found = queries.report(act=act)
    subject = f"act:{found.act}"
    note_paper(desk=desk, kind="keeping_report", number=found.act, subject=subject, at=clock.now())
    return pdf_answer(b"".join(pieces(document_id=found.document_id)), found.act)


def _kind(each: DataKept) -> Shown:
    period, then = each.period, {"then": "keeping"}
    known = {"data_kind": period.kind.value}
    fixed = known | {"kept_months": period.months or "", "kept_source": period.source}
    purged = known | {"rows": each.past}
    if each.before:
        purged |= {"older_than": f"{each.before:%d/%m/%Y}"}
    to_fix, to_purge = (reverse("new-act", args=[code]) for code in _OF_TWO)
    return Shown(
        each,
        f"{to_fix}?{urlencode({n: v for n, v in fixed.items() if v} | then)}",
        f"{to_purge}?{urlencode(purged | then)}" if each.past else "",
    )


def _staying() -> list[Staying]:
    said, language = {each.code: each for each in activities()}, errors.language()
    return [
        Staying(
            said[each.code].title[language],
            said[each.code].stays[language],
            each.rows,
            each.is_more,
            each.oldest,
        )
        for each in queries.activities_held()
    ]
