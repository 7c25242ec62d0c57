"""The work basket: what is to complete, to validate, refused with a reason, a list each."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from socle.platform.access.types import Desk, FundView, Permission, Role
from socle.platform.acts import basket, drafts, queries
from socle.platform.acts.catalogue import act_type, is_known
from socle.platform.acts.types import DraftView, FieldKind, ProposalView
from socle.registry import queries as registry
from socle.web import access, acts, clock

_A_PAGE = 50
_VIEWS = ("complete", "validate", "refused")
# An act on somebody's file that names what it is about by its own number, and not by theirs.
_KIND_OF = {each: each for each in ("claim", "award", "injury", "appeal")}


class Waiting(NamedTuple):
    """One line of a list: the act, whose file it is about, and where it opens."""

    each: DraftView | ProposalView
    subject_kind: str
    subject_number: str
    subject_name: str
    address: str


@require_GET
def work_basket(request: HttpRequest) -> HttpResponse:
    """The lists of the basket; a head of agency also sees how long each queue has waited."""
    desk = access.require(request, Permission.READ_ACTS)
    counted = basket.counts(desk=desk)
    view = request.GET.get("view", "")
    if view not in _VIEWS:
        view = _first(desk, counted.to_validate, counted.to_complete)
    after = acts.place(request.GET.get("after", ""))
    found = _listed(desk, view, after)
    page, following = found[:_A_PAGE], ""
    if len(found) > len(page):
        following = f"?view={view}&after=" + quote(_place(page[-1]))
    shown = {
        "menu": "basket",
        "view": view,
        "counted": counted,
        "rows": _rows(page, desk.fund),
        "ages": basket.ages(desk=desk) if Role.HEAD_OF_AGENCY in desk.roles else [],
        "first_page": f"{reverse('basket')}?view={view}" if after else "",
        "next_page": following,
        "is_kept": request.GET.get("kept") == "1",
    }
    return render(request, "basket/list.html", shown)


@require_POST
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Takes a refused act up again: its form opens as it had been typed."""
    desk = access.require(request, Permission.READ_ACTS)
    opened = drafts.correct(desk=desk, proposal=number, at=clock.now())
    kind = queries.proposal(number=number).type
    return redirect(f"{reverse('new-act', args=[kind])}?draft={opened}")


@require_POST
def drop_draft(request: HttpRequest, number: str) -> HttpResponse:
    """Gives an act to complete up, with a reason that stays."""
    desk = access.require(request, Permission.READ_ACTS)
    reason = request.POST.get("reason", "")
    drafts.drop_draft(desk=desk, number=number, reason=reason, at=clock.now())
    return redirect(f"{reverse('basket')}?view=complete")


def subject_of(code: str, fields: dict[str, str], fund: FundView) -> tuple[str, str]:
    """Whose file an act is about, as far as what was typed says so: kind and number."""
    if not is_known(code):
        return "", ""
    kind = act_type(code)
    names = [each.name for each in kind.fields(fund) if each.kind is FieldKind.IDENTIFIER]
    for name in (kind.subject_kind, "number", *names):
        if fields.get(name):
            return _KIND_OF.get(name, kind.subject_kind), str(fields[name])
    return kind.subject_kind, ""


def _first(desk: Desk, to_validate: int, to_complete: int) -> str:
    """The list that a person opens without saying which."""
    if Permission.VALIDATE_ACTS in desk.permissions and (to_validate or not to_complete):
        return "validate"
    return "complete"


def _listed(
    desk: Desk, view: str, after: tuple[datetime, int] | None
) -> list[DraftView] | list[ProposalView]:
    if view == "complete":
        return basket.drafts(desk=desk, limit=_A_PAGE + 1, after=after)
    if view == "refused":
        return basket.refused(desk=desk, limit=_A_PAGE + 1, after=after)
    return queries.proposals(limit=_A_PAGE + 1, after=after, desk=desk)


def _place(each: DraftView | ProposalView) -> str:
    at = each.saved_at if isinstance(each, DraftView) else each.decided_at or each.proposed_at
    return f"{at.isoformat()}_{each.rank}"


def _rows(page: Sequence[DraftView | ProposalView], fund: FundView) -> list[Waiting]:
    files = [subject_of(each.type, dict(each.fields), fund) for each in page]
    names = registry.file_names(files=files)
    return [
        Waiting(each, *file, names.get(file, ""), _address(each))
        for each, file in zip(page, files, strict=True)
    ]


def _address(each: DraftView | ProposalView) -> str:
    if isinstance(each, DraftView):
        return f"{reverse('new-act', args=[each.type])}?draft={each.number}"
    return reverse("proposal", args=[each.number])
