"""Making a paper is counted and logged, whoever makes it and by whichever door."""

from datetime import datetime, timedelta

from socle.kernel.errors import Refused
from socle.platform.access.operations import may_ask
from socle.platform.access.types import Desk
from socle.platform.printing.models import PaperMade

# A counter's busiest hour passes; a copy of the register by its papers does not.
_MOST, _SPAN = 120, timedelta(minutes=10)


def note_paper(
    *,
    desk: Desk,
    kind: str,
    number: str,
    subject: str,
    at: datetime,
    purpose: str = "",
    counted_for: str = "",
) -> None:
    """Logs that somebody makes a paper, before they are given it.

    `counted_for`: who asks, where it is nobody of the fund and the desk is everybody's.

    Raises:
        Refused: they made too many lately.
    """
    asked = f"paper:{desk.fund.id}:{counted_for or desk.user_id}"
    if not may_ask(subject=asked, most=_MOST, span=_SPAN, at=at):
        raise Refused("printing.too_many", most=_MOST, minutes=_SPAN.seconds // 60)
    PaperMade.objects.create(
        fund_id=desk.fund.id,
        made_by_id=desk.user_id,
        made_at=at,
        kind=kind,
        number=number,
        subject=subject,
        purpose=purpose,
    )
