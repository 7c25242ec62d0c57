"""Reading campaigns: what each gave, and whom it looks at with the reason of those left out."""

from pathlib import Path
from typing import Any

from django.db import connection

from socle.benefits.types.campaigns import (
    CAMPAIGN_BENEFIT,
    CampaignLine,
    CampaignView,
    ChildStanding,
)
from socle.kernel.errors import NotKnown
from socle.platform.access.queries import current_fund
from socle.platform.sql import statements
from socle.registry.queries.families_law import benefits as family_benefits

SQL = statements(Path(__file__).parents[1])
_FAMILY = "family"


def campaigns(*, before: int = 0, limit: int = 50) -> list[CampaignView]:
    """The campaigns of the fund, the latest first; `before` is the id of the last of a page."""
    return _views(number="", before=before, limit=limit)


def campaign(*, number: str) -> CampaignView:
    """One campaign.

    Raises:
        NotKnown: there is none, or its act was reversed.
    """
    found = _views(number=number, before=0, limit=1) if number else []
    if not found:
        raise NotKnown("campaigns.unknown", number=number[:40])
    return found[0]


def counts(*, campaign_id: int) -> dict[ChildStanding, int]:
    """How many children stand where, nothing written: a campaign is read before it is closed."""
    found = dict(_rows("campaign_counts", **looked_at(campaign_id)))
    return {each: int(found[each]) for each in ChildStanding if each in found}


def lines(
    *, campaign_id: int, standing: ChildStanding | None = None, after: int = 0, limit: int
) -> list[CampaignLine]:
    """Children of a campaign in the order of their files; `after` is the last of a page."""
    rows = _rows(
        "campaign_lines",
        **looked_at(campaign_id),
        standing=standing.value if standing else "",
        after=after,
        limit=limit,
    )
    return [CampaignLine(ChildStanding(standing), *said) for standing, *said in rows]


def standing_of(*, campaign_id: int, child_id: int) -> tuple[int, ChildStanding] | None:
    """Of a child: the insured by whom the campaign looks at it, and where it stands."""
    rows = _rows("campaign_child_standing", **looked_at(campaign_id), child=child_id)
    return (int(rows[0][0]), ChildStanding(rows[0][1])) if rows else None


def looked_at(campaign_id: int) -> dict[str, Any]:
    """What `campaign_children` is asked: where no law says who bears a child, filiation does."""
    return {"campaign": campaign_id, "by_charge": _FAMILY in family_benefits(fund=current_fund())}


def _views(*, number: str, before: int, limit: int) -> list[CampaignView]:
    said: dict[str, Any] = {"number": number, "before": before, "limit": limit}
    return [CampaignView(*row) for row in _rows("campaigns", **said, benefit=CAMPAIGN_BENEFIT)]


def _rows(name: str, **said: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(SQL[name], said)
        return list(cursor.fetchall())
