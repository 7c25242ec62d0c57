"""The legal time of a country: which day an instant is there, and when a day is over.

Pure: the present enters in `web`, `api`, `cli` and jobs alone.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from socle.countries.registry import country


def zone(code: str) -> ZoneInfo:
    """The legal time of a country."""
    return ZoneInfo(country(code).timezone)


def legal_day(at: datetime, code: str) -> date:
    """The day that an instant is in a country: past midnight there, UTC may be the day before."""
    return at.astimezone(zone(code)).date()


def end_of(day: date, code: str) -> datetime:
    """The last instant of a legal day, in UTC."""
    after = datetime.combine(day + timedelta(days=1), time(), zone(code))
    return after.astimezone(UTC) - timedelta(microseconds=1)
