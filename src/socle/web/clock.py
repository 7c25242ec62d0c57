"""The present, which enters Socle here: the day in the country, the instant in UTC."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from socle.countries import clock
from socle.countries.clock import end_of

__all__ = ["end_of", "now", "today", "zone"]


def zone(country: str) -> ZoneInfo:
    """The legal time of a country; UTC for a page that belongs to none."""
    return clock.zone(country) if country else ZoneInfo("UTC")


def now() -> datetime:
    return datetime.now(UTC)


def today(country: str) -> date:
    """The legal day in a country."""
    return now().astimezone(zone(country)).date()
