"""Days as people write them in a sheet: the day first, or a year first as machines write.

`16/03/1984`, `16.3.84` is refused (which century?), `1984-03-16`, `03/1984` and `1984` where a
birth is known no better. A month written first cannot be told from a day: it is not read.
"""

import re
from datetime import date
from typing import NamedTuple

from socle.countries.tabular.cells import Unreadable, in_plain_digits

_FIRST_YEAR, _LAST_YEAR = 1800, 2199
_FORMS = (
    re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?:[T ].*)?", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})[-/. ](?P<month>\d{1,2})[-/. ](?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<day>\d\d)(?P<month>\d\d)(?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<month>\d{1,2})[-/.](?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})", re.ASCII),
    re.compile(r"(?P<year>\d{4})", re.ASCII),
)


class DayRead(NamedTuple):
    """A day, and what of it was written: `day`, `month` or `year`; the rest is the first."""

    day: date
    precision: str


def day_read(text: str) -> DayRead:
    """The day that a cell says.

    Raises:
        Unreadable: it says none, or not which one.

    Example:
        >>> day_read("16/03/1984").day.isoformat(), day_read("1984").precision
        ('1984-03-16', 'year')
    """
    said = in_plain_digits(text)
    if not said:
        raise Unreadable("field_blank")
    found = next((match for form in _FORMS if (match := form.fullmatch(said))), None)
    if found is None:
        raise Unreadable("tabular_not_a_day")
    parts = found.groupdict()
    is_zero = {name for name, digits in parts.items() if not int(digits)}
    precision = "day" if "day" in parts else "month" if "month" in parts else "year"
    if "month" in is_zero:  # 00/00/1984: how many registers write what they do not know
        precision = "year"
    elif "day" in is_zero:
        precision = "month"
    day = 1 if precision != "day" else int(parts["day"])
    month = 1 if precision == "year" else int(parts["month"])
    try:
        read = date(int(parts["year"]), month, day)
    except ValueError as wrong:
        raise Unreadable("tabular_not_a_day") from wrong
    if not _FIRST_YEAR <= read.year <= _LAST_YEAR:
        raise Unreadable("tabular_not_a_day")
    return DayRead(read, precision)
