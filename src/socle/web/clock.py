"""The present, which enters Socle here: the day in the country, the instant in UTC."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from socle.countries import registry


def zone(country: str) -> ZoneInfo:
    """The legal time of a country; UTC for a page that belongs to none."""
    return ZoneInfo(registry.country(country).timezone if country else "UTC")


def now() -> datetime:
    return datetime.now(UTC)


def today(country: str) -> date:
    """The legal day in a country."""
    return now().astimezone(zone(country)).date()


def end_of(day: date, country: str) -> datetime:
    """The last instant of a legal day."""
    after = datetime.combine(day + timedelta(days=1), time(), zone(country))
    return after.astimezone(UTC) - timedelta(microseconds=1)
