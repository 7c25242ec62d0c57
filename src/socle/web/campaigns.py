"""Exceptional campaigns: the list, and one with whom it gives to and why others are left out."""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from socle.benefits.queries.campaigns import campaign as campaign_of
from socle.benefits.queries.campaigns import campaigns as campaigns_of
from socle.benefits.queries.campaigns import counts, lines
from socle.benefits.types.campaigns import CampaignView, ChildStanding
from socle.platform.access.types import Desk, Permission
from socle.web import access, clock

_A_PAGE = 50


class Step(NamedTuple):
    """The act that comes next on a campaign, and its form."""

    code: str
    address: str


@require_GET
def campaigns(request: HttpRequest) -> HttpResponse:
    """The campaigns of the fund, the latest first, with what each gave and paid."""
    desk = access.require(request, Permission.READ_BENEFITS)
    before = _place(request, "before")
    found = campaigns_of(before=before, limit=_A_PAGE + 1)
    today = clock.today(desk.fund.country)
    shown = {
        "menu": "campaigns",
        "rows": [(each, f"campaign_{each.state_on(today)}") for each in found[:_A_PAGE]],
        "next_page": f"?before={found[_A_PAGE - 1].id}" if len(found) > _A_PAGE else "",
        "first_page": "?" if before else "",
    }
    return render(request, "campaigns/list.html", shown)


@require_GET
def campaign(request: HttpRequest, number: str) -> HttpResponse:
    """One campaign: its conditions, how many children stand where, and the list of each."""
    desk = access.require(request, Permission.READ_BENEFITS)
    found, today = campaign_of(number=number), clock.today(desk.fund.country)
    how_many = counts(campaign_id=found.id)
    asked = request.GET.get("standing", "")
    standing = ChildStanding(asked) if asked in set(ChildStanding) else None
    after = _place(request, "after")
    rows = lines(campaign_id=found.id, standing=standing, after=after, limit=_A_PAGE + 1)
    kept = f"&standing={standing}" if standing else ""
    eligible = how_many.get(ChildStanding.ELIGIBLE, 0)
    shown = {
        "menu": "campaigns",
        "campaign": found,
        "state": f"campaign_{found.state_on(today)}",
        "counts": [(each, f"child_{each}", number) for each, number in how_many.items()],
        "eligible": eligible,
        "eligible_amount": eligible * found.amount,
        "standing": standing,
        "rows": [(each, f"child_{each.standing}") for each in rows[:_A_PAGE]],
        "next_page": f"?after={rows[_A_PAGE - 1].child_id}{kept}" if len(rows) > _A_PAGE else "",
        "first_page": f"?standing={standing or ''}" if after else "",
        "step": _step(desk, found, eligible),
        "takes_claims": found.takes_claims_on(today),
    }
    return render(request, "campaigns/campaign.html", shown)


def _step(desk: Desk, found: CampaignView, eligible: int) -> Step | None:
    """Closing the list that was read, for who may."""
    if found.listed or not eligible or Permission.LIQUIDATE not in desk.permissions:
        return None
    form = reverse("new-act", args=["close_campaign_list"])
    return Step("close_campaign_list", f"{form}?campaign={found.number}&children={eligible}")


def _place(request: HttpRequest, name: str) -> int:
    """The id of the last line of the page before; zero at the beginning."""
    read = request.GET.get(name, "")
    return int(read) if read.isascii() and read.isdecimal() and len(read) < 19 else 0
