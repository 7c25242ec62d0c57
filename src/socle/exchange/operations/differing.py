"""Two readings of one thing, written once, whether the source told of it or was asked."""

from dataclasses import dataclass
from datetime import date, datetime

from socle.exchange.models import Discrepancy
from socle.exchange.types import DiscrepancyKind

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class About:
    """Of whose file, of what kind, by which message, in which fund."""

    fund_id: int
    message_id: int
    at: datetime
    kind: DiscrepancyKind
    subject: tuple[str, str]


def differ(
    *, about: About, attribute: str, ours: str, theirs: str, month: date | None = None
) -> bool:
    """Writes a discrepancy, unless the same two readings were written; whether it is new."""
    _row, is_new = Discrepancy.objects.get_or_create(
        fund_id=about.fund_id,
        kind=about.kind.value,
        subject_kind=about.subject[0],
        subject_number=about.subject[1],
        attribute=attribute,
        month=month,
        ours=ours[:_LONGEST],
        theirs=theirs[:_LONGEST],
        defaults={"message_id": about.message_id, "found_at": about.at},
    )
    return is_new
