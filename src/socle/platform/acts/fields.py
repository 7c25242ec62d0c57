"""What acts read out of their fields: numbers, amounts, months; and the day that they look at."""

from datetime import date
from typing import Any

from socle.kernel.errors import Refused
from socle.kernel.money import Money
from socle.kernel.months import Month
from socle.platform.acts.progress import ActInProgress
from socle.platform.acts.types import ActRequest


def months_of(text: str) -> tuple[date, ...]:
    """The months of a list written `2026-01, 2026-02`, in order, each once.

    Raises:
        Refused: `month_invalid`.
    """
    parts = text.replace(";", ",").split(",")
    return tuple(sorted({Month.parse(part).first_day for part in parts if part.strip()}))


def whole(text: Any) -> int:
    """A positive whole number written in digits.

    Raises:
        Refused: `acts.number_wrong`.
    """
    read = str(text).strip()
    if not read.isascii() or not read.isdigit() or len(read) > 9:
        raise Refused("acts.number_wrong", read=read[:40])
    return int(read)


def amount_of(request: ActRequest, text: str) -> int:
    """An amount as people write it, in the fund's currency.

    Raises:
        Refused: it cannot be read.
    """
    return Money.parse(text, request.desk.fund.currency).minor


def shown_amount(request: ActRequest, minor: int) -> str:
    """An amount as a message tells it."""
    return Money(minor, request.desk.fund.currency).text("fr")


def require_come(*, request: ActRequest, today: date) -> None:
    """The control of an act that tells what happened: its day of effect has come.

    Raises:
        Refused: `acts.future_day`.
    """
    if request.effective_on > today:
        raise Refused("acts.future_day", on=request.effective_on.isoformat())


def require_past(on: date, act: ActInProgress) -> None:
    """An act looks at what happened: its day is not after the day it is recorded.

    A day's tolerance: the legal day of a country begins before that of UTC.

    Raises:
        Refused: `acts.future_day`.
    """
    if (on - act.recorded_at.date()).days > 1:
        raise Refused("acts.future_day", on=on.isoformat())
