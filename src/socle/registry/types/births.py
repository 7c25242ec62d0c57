"""Births known to the day, the month or the year: what is certain of an age and what is not."""

import calendar
from datetime import date


def birth_span(birth_on: date, precision: str) -> tuple[date, date]:
    """The first and the last day on which somebody may have been born (né vers)."""
    if precision == "year":
        return date(birth_on.year, 1, 1), date(birth_on.year, 12, 31)
    if precision == "month":
        last = calendar.monthrange(birth_on.year, birth_on.month)[1]
        return birth_on.replace(day=1), birth_on.replace(day=last)
    return birth_on, birth_on


def age_years(born_on: date, on: date) -> int:
    """Whole years lived on a day; who is born on 29 February grows older on 1 March."""
    had_birthday = (on.month, on.day) >= (born_on.month, born_on.day)
    return on.year - born_on.year - (not had_birthday)


def most_age(birth_on: date, precision: str, on: date) -> int:
    """The greatest age in years that somebody can have on a day."""
    return age_years(birth_span(birth_on, precision)[0], on)


def least_age(birth_on: date, precision: str, on: date) -> int:
    """The least age in years that somebody can have on a day."""
    return age_years(birth_span(birth_on, precision)[1], on)
