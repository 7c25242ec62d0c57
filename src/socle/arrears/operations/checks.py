"""A check of good standing by a partner's system: answered from what is known now, and kept.

It changes no file, so it is no act: it is kept as a partner's other reads are, and can be shown
to the employer and contested by its number.
"""

from datetime import date, datetime

from socle.arrears.models import StandingCheck
from socle.arrears.queries.checks import answer_now, check_view
from socle.arrears.types import CheckView, Doubt
from socle.kernel.errors import Refused
from socle.platform.access.queries import require
from socle.platform.access.types import Desk, Permission
from socle.platform.sql import next_ids
from socle.registry.queries import employer_id


def check_standing(
    *, desk: Desk, employer_number: str, purpose: str, on: date, at: datetime
) -> CheckView:
    """Whether an employer is in order on the day it is asked (vérification de régularité).

    Raises:
        Refused: the desk is no partner's that agreed to ask this.
    """
    require(desk, Permission.CHECK_STANDING)
    if desk.agreement is None:
        raise Refused("partners.partners_only")
    answer, reasons = answer_now(employer_number=employer_number, on=on)
    is_known = Doubt.EMPLOYER_UNKNOWN not in reasons
    (new_id,) = next_ids("standing_check")
    kept = StandingCheck.objects.create(
        id=new_id,
        fund_id=desk.fund.id,
        number=f"VR-{on.year}-{new_id:08d}",
        user_id=desk.user_id,
        agreed_by_id=desk.agreement.act_id,
        employer_id=employer_id(employer_number) if is_known else None,
        asked_number=employer_number,
        purpose=purpose,
        on=on,
        checked_at=at,
        answer=answer.value,
        reasons=[each.value for each in reasons],
    )
    return check_view(kept, desk.name)
