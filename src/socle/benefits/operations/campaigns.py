"""Acts on campaigns: defined by one person, their list closed by two, then claims in the window.

What a child is given is an award of one payment, so that runs, lots, books and overpayments know
it as any other; the decision behind it is the campaign's.
"""

from datetime import date

from django.db import connection

from socle.benefits.conventions import branch_of
from socle.benefits.models import Campaign, CampaignChild
from socle.benefits.queries.campaigns import SQL, campaign, looked_at, standing_of
from socle.benefits.types.campaigns import (
    CAMPAIGN_BENEFIT,
    CampaignView,
    ChildStanding,
    ListOrigin,
)
from socle.countries.registry import country
from socle.kernel.errors import Conflict, Refused
from socle.kernel.months import Month
from socle.platform.acts.fields import amount_of, require_past, whole
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.sql import next_ids
from socle.registry.queries import person_id
from socle.registry.queries.merging import ids_of_person

_SUBJECT = "campaign"
_OF_BENEFIT = "family_allowance"
_OLDEST = 30
# A paper in hand stands for the certificate that the register lacks, and for nothing else.
_CURED = (ChildStanding.ELIGIBLE, ChildStanding.NO_CERTIFICATE)


def define_campaign(request: ActRequest) -> ActAnswer:
    """Defines what a decision gives once for each child; nothing is given yet.

    Raises:
        Refused: an amount, an age or a window cannot be.
    """
    fields, fund = request.fields, request.desk.fund
    ages = whole(fields["age_from"]), whole(fields["age_to"])
    amount = amount_of(request, fields["amount"])
    if not ages[0] <= ages[1] <= _OLDEST:
        raise Refused("campaigns.ages", oldest=_OLDEST)
    if amount <= 0:
        raise Refused("campaigns.amount")
    if fields["claims_until"] < fields["claims_from"]:
        raise Refused("campaigns.window_backwards")
    with performing(request, subject_kind=_SUBJECT, subject_number="") as act:
        require_past(request.effective_on, act)
        (new_id,) = next_ids("campaign")
        row = Campaign.objects.create(
            id=new_id,
            fund_id=fund.id,
            number=f"CE-{request.effective_on.year}-{new_id:06d}",
            act_id=act.id,
            label=fields["label"],
            decided_by=fields["decided_by"],
            decided_on=fields["decided_on"],
            amount=amount,
            of_benefit=_OF_BENEFIT,
            branch=branch_of(country(fund.country).scheme(fund.scheme), _OF_BENEFIT),
            judged_on=fields["judged_on"],
            age_from=ages[0],
            age_to=ages[1],
            needs_certificate=fields["certificate"] == "asked",
            claims_from=fields["claims_from"],
            claims_until=fields["claims_until"],
        )
        act.subject_number = row.number
        act.after = {
            "label": row.label,
            "decided_by": row.decided_by,
            "amount": amount,
            "judged_on": row.judged_on.isoformat(),
            "ages": f"{ages[0]}–{ages[1]}",
            "until": row.claims_until.isoformat(),
        }
        return act.answer()


def undo_campaign(act: ActInProgress, reversed_id: int) -> None:
    """A campaign is taken back while it gave nothing.

    Raises:
        Conflict: `campaigns.given_already`.
    """
    for row in Campaign.objects.filter(act_id=reversed_id):
        if CampaignChild.objects.filter(campaign=row).exists():
            raise Conflict("campaigns.given_already", number=row.number)


def close_campaign_list(request: ActRequest) -> ActAnswer:
    """Gives to every child of the list as it stands; `children` is how many were read in it.

    Raises:
        NotKnown: no such campaign.
        Refused: nobody is eligible, or the list is not the one that was read.
        Conflict: it was closed before.
    """
    number = request.fields["campaign"]
    with performing(
        request, subject_kind=_SUBJECT, subject_number=number, locks=(f"campaign:{number}",)
    ) as act:
        require_past(request.effective_on, act)
        found = campaign(number=number)
        if found.listed:
            raise Conflict("campaigns.given_already", number=number)
        read = whole(request.fields["children"])
        given = _give(request, act, found, ListOrigin.LIST, (ChildStanding.ELIGIBLE,))
        if not given:
            raise Refused("campaigns.nobody", number=number)
        if given != read:
            raise Refused("campaigns.list_moved", read=read, found=given)
        act.after = {"children": given, "amount": given * found.amount}
        return act.answer()


def claim_campaign(request: ActRequest) -> ActAnswer:
    """Gives to one child whom the closed list left out, paper in hand, within the window.

    Raises:
        NotKnown: no such campaign or child.
        Refused: the window is not open, or the child does not fulfil the conditions.
        Conflict: the child has it already.
    """
    number, child = request.fields["campaign"], request.fields["child"]
    with performing(
        request, subject_kind=_SUBJECT, subject_number=number, locks=(f"campaign:{number}",)
    ) as act:
        require_past(request.effective_on, act)
        found = campaign(number=number)
        if not found.takes_claims_on(request.effective_on):
            raise Refused(
                "campaigns.window",
                first=found.claims_from.isoformat(),
                last=found.claims_until.isoformat(),
            )
        key = ids_of_person(person_id=person_id(child), known_at=None)[0]
        stands = standing_of(campaign_id=found.id, child_id=key)
        if stands is None:
            raise Refused("campaigns.no_family_right", child=child)
        if stands[1] is ChildStanding.GIVEN:
            raise Conflict("campaigns.child_given", child=child)
        if stands[1] not in _CURED:
            raise Refused("campaigns.left_out", child=child, reason=stands[1].value)
        _give(request, act, found, ListOrigin.CLAIM, _CURED, child_id=key)
        act.touched.add(f"person:{child}")
        act.after = {"child": child, "piece": request.fields["piece"], "amount": found.amount}
        return act.answer()


def _give(
    request: ActRequest,
    act: ActInProgress,
    found: CampaignView,
    origin: ListOrigin,
    standings: tuple[ChildStanding, ...],
    *,
    child_id: int | None = None,
) -> int:
    """Writes the awards of those who stand so, their terms and the list; how many.

    Each is due once, in the month of the act.
    """
    since: date = Month.of(request.effective_on).first_day
    said = {
        **looked_at(found.id),
        "standings": [each.value for each in standings],
        "child": child_id,
        "prefix": f"DR-{request.effective_on.year}-",
        "act": act.id,
        "benefit": CAMPAIGN_BENEFIT,
        "since": since,
        "until": (Month.of(since) + 1).first_day,
        "origin": origin.value,
    }
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.campaign_list")
        for name in ("campaign_list", "campaign_awards", "campaign_terms", "campaign_given"):
            cursor.execute(SQL[name], said)
        return int(cursor.rowcount)
