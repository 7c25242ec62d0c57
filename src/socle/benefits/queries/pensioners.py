"""Pensioners whom nothing covers, though the country's rules cover who is paid a pension."""

from pathlib import Path
from typing import Any

from django.db import connection
from psycopg.types.range import DateRange

from socle.benefits.keeping import covering_pensions
from socle.coverage.queries import pension_category
from socle.coverage.types import HEALTH, Served
from socle.platform.access.types import FundView
from socle.platform.sql import statements

_SQL = statements(Path(__file__).parents[1])


def uncovered_pensioners(*, fund: FundView, most: int) -> list[tuple[int, Served]]:
    """Persons, so many at most, and the days of their pensions on which no cover is stated.

    Nobody, where the country's rules of cover know no pensioners.
    """
    if pension_category(fund=fund) is None:
        return []
    said: dict[str, Any] = {"pensions": list(covering_pensions()), "branch": HEALTH, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(_SQL["pensions_uncovered"], said)
        return [
            (person, Served(number, DateRange(first, last)))
            for person, number, first, last in cursor.fetchall()
        ]
