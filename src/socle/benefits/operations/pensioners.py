"""Covers of pensioners whose award was made before awards stated them, or came otherwise.

French: reprise des couvertures de pensionnés. An act that changes an award states its holder's
cover; these are the others, found by what is missing, in the past too.
"""

from datetime import datetime

from django.db import transaction

from socle.benefits.queries.pensioners import uncovered_pensioners
from socle.countries.clock import legal_day
from socle.coverage.operations import cover_served
from socle.coverage.queries import pension_category
from socle.kernel.errors import Refused
from socle.platform.access.operations import automatic_desk
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import FundView
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest

STATE = "cover_pensioners"
_MOST = 20_000  # persons of one act
_LOCK = "pensioners_covered"


def state_covers(request: ActRequest) -> ActAnswer:
    """States as pensioners those who are paid a pension on days that no cover is stated of.

    Raises:
        Refused: there are none, or the country's rules of cover know no pensioners.
    """
    fund = request.desk.fund
    with performing(request, subject_kind="fund", subject_number=fund.code, locks=(_LOCK,)) as act:
        category = pension_category(fund=fund)
        found = uncovered_pensioners(fund=fund, most=_MOST)
        if category is None or not found:
            raise Refused("benefits.pensioners_covered")
        cover_served(fund_id=fund.id, category=category, served=found)
        act.after = {"count": len({person for person, _served in found})}
        return act.answer()


def cover_all(*, fund: FundView, at: datetime) -> int:
    """The same until nobody is left; how many acts it took."""
    done = 0
    while True:
        with fund_scope(fund.id):
            if not uncovered_pensioners(fund=fund, most=1):
                return done
            request = ActRequest(
                desk=automatic_desk(fund=fund),
                type=STATE,
                fields={},
                effective_on=legal_day(at, fund.country),
                motive="",
                key=f"{STATE}:{at:%Y-%m-%dT%H:%M}:{done}",
            )
        with fund_scope(fund.id), transaction.atomic():
            state_covers(request)
        done += 1
