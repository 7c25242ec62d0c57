"""How a fund makes its numbers, and which comes next."""

from datetime import date, datetime

from django.db import connection

from socle.countries.registry import country
from socle.platform.access.types import FundView
from socle.platform.temporal.queries import as_of
from socle.registry.facts import NUMBERS
from socle.registry.models import Person

INSURED = "insured"
_AT_ONCE = 5000  # numbers looked at together, once the sequence meets one that was given by hand


def number_scheme(
    *, fund: FundView, on: date | None = None, known_at: datetime | None = None
) -> str:
    """The code of the scheme by which a fund makes insured numbers on a day (None: today)."""
    law = country(fund.country)
    if on is None:
        stated = _stated_today(law.timezone)
    else:
        rows = as_of(NUMBERS, on=on, known_at=known_at, where={"kind": INSURED})
        stated = rows[0]["scheme"] if rows else None
    return stated or law.insured_numbers.default


def next_number(*, fund: FundView, scheme: str) -> str | None:
    """The next insured number by a scheme that nobody has; None where the fund types its numbers.

    Drawn for good: a registration that fails leaves a gap.
    """
    law = country(fund.country)
    made = law.insured_numbers.scheme(scheme)
    if made is None:
        return None
    kind = law.identifiers["insured_number"]
    while True:
        rank = _next_rank()
        number = made.number(rank)
        if kind.validate(number).valid is False:  # one that the country never gives
            continue
        if not Person.objects.filter(number=number).exists():
            return number
        last = min(rank + _AT_ONCE, 10**made.width)
        several = [made.number(each) for each in range(rank + 1, last)]
        taken = set(Person.objects.filter(number__in=several).values_list("number", flat=True))
        free = next((each for each, one in enumerate(several) if one not in taken), len(several))
        _skip_to(rank + free)


def _next_rank() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_next_rank(%s)", [INSURED])
        return int(cursor.fetchone()[0])


def _skip_to(rank: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_skip_ranks(%s, %s)", [INSURED, rank])


def _stated_today(timezone: str) -> str | None:
    """What the fund's rule says today by the database's clock, by which acts are dated too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT scheme FROM number_rule WHERE kind = %s"
            " AND valid @> (clock_timestamp() AT TIME ZONE %s)::date",
            [INSURED, timezone],
        )
        row = cursor.fetchone()
    return None if row is None else str(row[0])
