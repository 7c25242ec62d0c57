"""Claims to open by what the register knows, and awards of the dead to be ended.

French: ouverture d'office. A line leaves the list once its claim is filed, its award decided again,
or somebody set it aside.
"""

from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from socle.benefits.keeping import figure
from socle.benefits.types.openings import DeadAward, OpeningCause, OpeningLine
from socle.countries.registry import country
from socle.kernel.errors import NotKnown, ParameterUnknown
from socle.kernel.months import months_after
from socle.platform.access.types import FundView
from socle.platform.sql import statements
from socle.registry.queries.families_law import benefits as family_benefits
from socle.rules.scheme import Scheme

SQL = statements(Path(__file__).parents[1])
_PENSION, _AGE = "old_age", "age_years"
_PENSIONS = ("old_age", "early_old_age", "old_age_lump_sum")
_OWN = ("old_age", "early_old_age", "invalidity", "work_injury")
_OF_DEATH = ("survivors", "funeral", "death_grant")
_NEVER = 200  # an age that nobody reaches: where no text says at which a pension opens


def openings(
    *,
    fund: FundView,
    on: date,
    cause: str = "",
    person_id: int | None = None,
    after: tuple[date, int] | None = None,
    limit: int,
) -> list[OpeningLine]:
    """What may be opened on a day, the oldest event first; of one cause, or of one person."""
    scheme = country(fund.country).scheme(fund.scheme)
    age = pension_age(scheme, on) or _NEVER
    ahead, back = figure("opening_months_ahead").value, figure("opening_months_back").value
    since = months_after(on, -back)
    after_on, after_id = after or (None, None)
    rows = _rows(
        "openings",
        on=on,
        back=since,
        by_charge="family" in family_benefits(fund=fund),
        has_family="family_allowance" in scheme.benefits,
        age=age,
        born_from=months_after(since, -12 * age),
        born_until=months_after(months_after(on, ahead), -12 * age),
        pensions=list(_PENSIONS),
        own=list(_OWN),
        of_death=[each for each in _OF_DEATH if each in scheme.benefits],
        cause=cause,
        person=person_id,
        after_on=after_on,
        after=after_id,
        limit=limit,
    )
    return [OpeningLine(OpeningCause(cause), *rest) for cause, *rest in rows]


def dead_in_payment(*, on: date, limit: int) -> list[DeadAward]:
    """Awards that give after the month of their beneficiary's death, the oldest death first."""
    return [DeadAward(*row) for row in _rows("dead_in_payment", on=on, limit=limit)]


def pension_age(scheme: Scheme, on: date) -> int | None:
    """The age at which the law opens a pension on a day; None where no text was read."""
    try:
        formula = scheme.benefit(_PENSION, on)
    except (NotKnown, ParameterUnknown):
        return None
    ages = [each for each in formula.tests if each.fact == _AGE and not each.limit.needs]
    return int(ages[0].limit.reckon({}, None)) // ages[0].limit.denominator if ages else None


def _rows(name: str, **said: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(SQL[name], said)
        return list(cursor.fetchall())
