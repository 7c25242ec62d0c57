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


def start_of(day: date, code: str) -> datetime:
    """The first instant of a legal day, in UTC."""
    return datetime.combine(day, time(), zone(code)).astimezone(UTC)


def end_of(day: date, code: str) -> datetime:
    """The last instant of a legal day, in UTC."""
    return start_of(day + timedelta(days=1), code) - timedelta(microseconds=1)
