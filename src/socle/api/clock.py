"""The present, which enters Socle here: the day in the country, the instant in UTC."""

from datetime import UTC, date, datetime

from socle.countries.clock import end_of, legal_day, start_of

__all__ = ["end_of", "now", "start_of", "today"]


def now() -> datetime:
    return datetime.now(UTC)


def today(country_code: str) -> date:
    """The legal day in a country."""
    return legal_day(now(), country_code)
