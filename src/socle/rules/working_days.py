"""Days that are worked: neither Saturday, Sunday nor a public holiday (jours ouvrables)."""

from datetime import date, timedelta

_SATURDAY = 5
_NEVER_MOVED_MORE = 15


def next_working_day(country: str, day: date) -> date:
    """The first day from this one that is neither Saturday, Sunday nor a public holiday."""
    # Imported here: it costs more than a computation, and few funds ask for it.
    import holidays  # noqa: PLC0415

    off = holidays.country_holidays(country)
    for _ in range(_NEVER_MOVED_MORE):
        if day.weekday() < _SATURDAY and day not in off:
            break
        day += timedelta(days=1)
    return day


def working_days_after(country: str, day: date, count: int) -> date:
    """The last of so many working days after a day, which does not count itself."""
    for _ in range(count):
        day = next_working_day(country, day + timedelta(days=1))
    return day
