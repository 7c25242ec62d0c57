"""Readings out of the habit of a partner (lectures inhabituelles): listed for the administrator."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low

from socle.countries.clock import start_of, zone
from socle.exchange.policies import unusual
from socle.platform.partners.queries import names_of, persons_read_by_day


@dataclass(frozen=True, slots=True)
class Unusual:
    """A day on which a partner read of far more persons than it does."""

    partner: str
    partner_name: str
    on: date
    persons: int
    usual: int


def unusual_readings(*, on: date, country: str) -> list[Unusual]:
    """The days of the last weeks above a partner's habit, the latest first.

    The habit is the median of the days before, days without a call counted as none.
    """
    said = unusual()
    since = on - timedelta(days=2 * said.days)
    rows = persons_read_by_day(since=start_of(since, country), zone=str(zone(country)))
    by_partner: dict[int, dict[date, int]] = defaultdict(dict)
    for user, day, persons in rows:
        by_partner[user][day] = persons
    named = names_of(user_ids=by_partner)
    found = [
        Unusual(*named[user], day, persons, usual)
        for user, days in by_partner.items()
        for day, persons in days.items()
        if day > on - timedelta(days=said.days) and persons > said.least
        for usual in [median_low(_before(days, day, said.days))]
        if persons > said.times * usual
    ]
    return sorted(found, key=lambda each: (each.on, each.partner), reverse=True)


def _before(days: dict[date, int], day: date, span: int) -> list[int]:
    return [days.get(day - timedelta(days=back), 0) for back in range(1, span + 1)]
