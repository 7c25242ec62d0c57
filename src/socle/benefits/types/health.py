"""What is known of people's health: which facts and papers tell it, who read it and when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

RATE = "incapacity_percent"
DATES = ("incapacity_since", "incapacity_until", "incapacity_review_on")
# Facts of a claim that are the medical adviser's alone; everybody else sees that there are some.
HEALTH_FACTS = frozenset({RATE, *DATES})
# Papers that say what somebody suffers from: read by the adviser, and by who handed them in.
MEDICAL_PIECES = frozenset({"medical_certificate"})
# Papers whose bytes are kept sealed, whoever reads them.
SEALED_PIECES = MEDICAL_PIECES | {"pregnancy_certificate"}


class ReviewOutcome(StrEnum):
    """What the medical adviser says of an access that was taken without them."""

    SEEN = "seen"  # justified
    CONTESTED = "contested"  # nothing justified it: a case for the fund


@dataclass(frozen=True, slots=True)
class MedicalAccessView:
    """An opening of a claim's medical part by somebody else than the adviser (accès de secours)."""

    id: int
    act_number: str
    claim: str
    person_number: str
    who: str
    login: str
    motive: str
    opened_at: datetime
    until: datetime
    outcome: ReviewOutcome | None = None
    note: str = ""
    reviewed_by: str = ""
    reviewed_at: datetime | None = None
