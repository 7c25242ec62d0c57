"""What families are to be told beforehand: an age, a certificate or a review that comes."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import connection

from socle.kernel.months import months_after
from socle.platform.access.queries import current_fund
from socle.platform.sql import statements
from socle.registry.queries.families_law import customs, family_law
from socle.registry.queries.families_reading import Moment, relatives
from socle.registry.types import FamilyDate

SQL = statements(Path(__file__).parents[1])
KINDS = ("age", "certificate", "review")


def family_dates(
    *, on: date, kind: str = "", after: tuple[date, int] | None = None, limit: int
) -> list[FamilyDate]:
    """The days of the coming weeks on which a right will end or be suspended, soonest first.

    `kind` keeps one of `KINDS`; `after` is the last day and person already seen.
    """
    law = family_law(fund=current_fund(), on=on)
    ages = [
        (benefit, selector, rule.age)
        for (benefit, selector), rule in law.ages.items()
        if rule.age is not None
    ]
    day, person = after or (None, None)
    until = on + timedelta(days=customs()["warning_days"].value)
    arguments: dict[str, Any] = {
        "benefits": [each[0] for each in ages],
        "selectors": [each[1] for each in ages],
        "ages": [each[2] for each in ages],
        "on": on,
        "since": on,
        "until": until,
        # A day more: born on 29 February, one turns on the 28th.
        "born_from": [months_after(on, -12 * each[2]) for each in ages],
        "born_until": [months_after(until, -12 * each[2]) + timedelta(days=1) for each in ages],
        "kind": kind if kind in KINDS else "",
        "after_on": day,
        "after_id": person,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(SQL["family_dates"], arguments)
        rows = cursor.fetchall()
    named = relatives({row[3] for row in rows} | {row[4] for row in rows}, Moment(on, None))
    return [
        FamilyDate(due_on, kind, benefit, named[person], named[bearer], age, person)
        for due_on, kind, benefit, person, bearer, age in rows
    ]
