"""Exceptional campaigns: an amount for each child, once, by a decision of the fund or the state."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

# What their awards are called: runs, lots and books know no other difference.
CAMPAIGN_BENEFIT = "exceptional_allowance"


class ChildStanding(StrEnum):
    """Where a child stands in a campaign: given, to be given, or left out and why."""

    ELIGIBLE = "eligible"
    GIVEN = "given"
    NO_CERTIFICATE = "no_certificate"
    SUSPENDED = "suspended"  # the family's own award was, on the day
    NOT_BORNE = "not_borne"  # a child of theirs, in nobody's charge on the day
    TOO_YOUNG = "too_young"
    TOO_OLD = "too_old"
    BIRTH_UNKNOWN = "birth_unknown"
    DEAD = "dead"


class ListOrigin(StrEnum):
    LIST = "list"  # the list that two persons closed
    CLAIM = "claim"  # claimed since, paper in hand


class CampaignState(StrEnum):
    DEFINED = "defined"  # the list is open: read it, then close it
    GIVEN = "given"  # the list is closed
    CLAIMED = "claimed"  # closed, and claims are taken
    ENDED = "ended"  # the last day to claim has passed


@dataclass(frozen=True, slots=True)
class CampaignView:
    """A campaign as it was defined, and what it gave so far."""

    id: int
    number: str
    act: str
    label: str
    decided_by: str
    decided_on: date
    amount: int
    of_benefit: str
    branch: str
    judged_on: date
    age_from: int
    age_to: int
    needs_certificate: bool
    claims_from: date
    claims_until: date
    recorded_at: datetime
    listed: int  # children of the closed list
    claimed: int  # children claimed since
    paid: int  # the sum of what validated runs count of their awards

    @property
    def given(self) -> int:
        return self.listed + self.claimed

    @property
    def total(self) -> int:
        return self.given * self.amount

    def takes_claims_on(self, day: date) -> bool:
        return self.listed > 0 and self.claims_from <= day <= self.claims_until

    def state_on(self, day: date) -> CampaignState:
        if not self.listed:
            return CampaignState.DEFINED
        if self.claims_until < day:
            return CampaignState.ENDED
        return CampaignState.CLAIMED if self.takes_claims_on(day) else CampaignState.GIVEN


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A child whom a campaign looks at. `award` is empty until it is given."""

    standing: ChildStanding
    child_id: int
    child: str
    name: str
    birth_on: date | None
    insured: str
    insured_name: str
    payee: str
    payee_name: str
    award: str
