"""The present, which enters Socle here: the day in the country, the instant in UTC."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from socle.countries.registry import country


def now() -> datetime:
    return datetime.now(UTC)


def today(country_code: str) -> date:
    """The legal day in a country."""
    return now().astimezone(ZoneInfo(country(country_code).timezone)).date()


def end_of(day: date, country_code: str) -> datetime:
    """The last instant of a legal day."""
    zone = ZoneInfo(country(country_code).timezone)
    after = datetime.combine(day + timedelta(days=1), time(), zone)
    return after.astimezone(UTC) - timedelta(microseconds=1)
