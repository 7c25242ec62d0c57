"""When a month falls due: the law's day, or the fund's own where no text read gives one.

French: date d'exigibilité. The fund sets its day by an act; it is a convention of the fund, and
gives way as soon as the country's folder holds the law's.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from psycopg.types.range import DateRange

from socle.countries.registry import country
from socle.kernel.errors import ParameterUnknown, Refused
from socle.kernel.months import Month
from socle.platform.access.queries import current_fund
from socle.platform.access.types import FundView
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.temporal.operations import assign
from socle.platform.temporal.queries import as_of
from socle.platform.temporal.types import TemporalTable
from socle.rules.scheme import Scheme

SET = "set_due_day"
OWN_DAY = TemporalTable("fund_due_day", ("scheme",), ("day",))
_LAST_DAY = 31
QUARTERLY = "quarterly"  # a filing regime of the register
_QUARTER = 3


class DueDates:
    """The due dates of one scheme in one fund, the fund's own days read once."""

    def __init__(self, scheme: Scheme, own: Sequence[dict[str, Any]]) -> None:
        self._scheme = scheme
        self._own = own

    def on(self, month: Month, *, regime: str = "") -> date:
        """The last day to declare and pay a month without surcharge.

        Who files by quarters owes a month with its quarter, when the last of it is due.

        Raises:
            ParameterUnknown: neither the law as it was read nor the fund gives a day.
        """
        if regime == QUARTERLY:
            month = last_of_quarter(month)
        if self._scheme.gives_due_day:
            return self._scheme.due_on(month)
        following = (month + 1).first_day
        day = next((int(row["day"]) for row in self._own if following in row["valid"]), None)
        if day is None:
            raise ParameterUnknown("declaration.due_day_unset", scheme=self._scheme.code)
        return self._scheme.due_on(month, day=day)


def last_of_quarter(month: Month) -> Month:
    """The last month of the quarter that a month is in."""
    return month + (_QUARTER - 1 - (month.month - 1) % _QUARTER)


def due_dates(*, known_at: datetime | None = None) -> DueDates:
    """The due dates of the fund at work, as known at an instant (None: at present)."""
    fund = current_fund()
    scheme = country(fund.country).scheme(fund.scheme)
    asked = {"scheme": fund.scheme}
    own = () if scheme.gives_due_day else as_of(OWN_DAY, on=None, known_at=known_at, where=asked)
    return DueDates(scheme, own)


def lacks_due_day(fund: FundView) -> bool:
    """Whether the fund must set its own day: its country's law, as it was read, gives none."""
    return not country(fund.country).scheme(fund.scheme).gives_due_day


def set_due_day(request: ActRequest) -> ActAnswer:
    """Sets the day of the following month on which a month falls due, from a day on.

    Raises:
        Refused: `declaration.due_day_is_law`, `declaration.due_day_wrong`.
    """
    fund, on = request.desk.fund, request.effective_on
    if not lacks_due_day(fund):
        raise Refused("declaration.due_day_is_law", scheme=fund.scheme)
    said = str(request.fields["day"]).strip()
    if not (said.isascii() and said.isdigit() and 1 <= int(said) <= _LAST_DAY):
        raise Refused("declaration.due_day_wrong", read=said)
    key = {"scheme": fund.scheme}
    with performing(request, subject_kind="fund", subject_number=fund.code) as act:
        before = as_of(OWN_DAY, on=on, known_at=None, where=key)
        act.before = {"day": before[0]["day"]} if before else {}
        values = {"day": int(said)}
        assign(OWN_DAY, fund_id=fund.id, key=key, values=values, valid=DateRange(on, None))
        act.after = values
        return act.answer()
