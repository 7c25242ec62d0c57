"""Geometry of the drawings made by the server: the two threads of time, and what is owed.

Coordinates are whole units of the drawing; in a page that reads from right to left time runs
the other way too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from socle.contributions.types import AccountMonth
from socle.registry.types import ActOnSubject

WIDTH = 820
_START, _END = 110, 806
_LETTER, _GAP = 7, 8  # a label's width is guessed: the server does not know the font
_MOST_ACTS = 24
_TICKS = 6
MOST_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Point:
    """One act: where it is true in law, where the fund came to know it."""

    law_x: int
    known_x: int
    label: str  # empty where there is no room: the table names every act
    anchor: str  # of the label: at the ends of the drawing it leans inwards
    is_later: bool  # known after the reading


@dataclass(frozen=True, slots=True)
class Tick:
    x: int
    words: str


@dataclass(frozen=True, slots=True)
class Axis:
    """The drawing of a subject's acts."""

    points: tuple[Point, ...]
    ticks: tuple[Tick, ...]
    law_reading_x: int
    known_reading_x: int
    starts_x: int
    ends_x: int
    names_x: int
    first: date
    last: date


def axis(
    acts: Sequence[ActOnSubject],
    *,
    on: date,
    known_on: date,
    label: Callable[[str], str],
    local_day: Callable[..., date],
    is_mirrored: bool,
) -> Axis | None:
    """The two threads for the latest acts, or None when there is nothing to draw."""
    latest = sorted(acts, key=lambda act: (act.effective_on, act.recorded_at))[-_MOST_ACTS:]
    if not latest:
        return None
    known_days = [local_day(act.recorded_at) for act in latest]
    days = [act.effective_on for act in latest] + known_days + [on, known_on]
    first, last = min(days), max(days)
    span = max((last - first).days, 1)

    def place(day: date) -> int:
        x = _START + 6 + (_END - _START - 12) * (day - first).days // span
        return WIDTH - x if is_mirrored else x

    points: list[Point] = []
    reached = 0
    for act, known_day in zip(latest, known_days, strict=True):
        x = place(act.effective_on)
        name = label(act.act_type)
        anchor, start, end = _label_place(WIDTH - x if is_mirrored else x, len(name) * _LETTER)
        has_room = start >= reached
        reached = end + _GAP if has_room else reached
        shown = name if has_room else ""
        points.append(Point(x, place(known_day), shown, anchor, known_day > known_on))
    ends = (_START, _END) if not is_mirrored else (WIDTH - _START, WIDTH - _END)
    return Axis(
        points=tuple(points),
        ticks=tuple(Tick(place(day), f"{day:%m/%Y}") for day in _tick_days(first, last)),
        law_reading_x=place(on),
        known_reading_x=place(known_on),
        starts_x=ends[0],
        ends_x=ends[1],
        names_x=WIDTH if is_mirrored else 0,
        first=first,
        last=last,
    )


def _label_place(along: int, width: int) -> tuple[str, int, int]:
    """How a label hangs on its point, and the room it takes along the thread."""
    if along + width // 2 > WIDTH:
        return "end", along - width, along
    if along < width // 2:
        return "start", along, along + width
    return "middle", along - width // 2, along + width // 2


def _tick_days(first: date, last: date) -> list[date]:
    """The first days of at most `_TICKS` months, evenly apart."""
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next((size for size in (1, 2, 3, 6, 12, 24, 60, 120) if months // size < _TICKS), 240)
    index = first.year * 12 + first.month - 1
    index += -index % step or step
    found: list[date] = []
    while (day := date(index // 12, index % 12 + 1, 1)) <= last:
        found.append(day)
        index += step
    return found


@dataclass(frozen=True, slots=True)
class Bar:
    month: str
    x: int
    owed_y: int
    owed_height: int
    paid_y: int
    paid_height: int
    middle: int


@dataclass(frozen=True, slots=True)
class GridLine:
    y: int
    amount: int


@dataclass(frozen=True, slots=True)
class Chart:
    bars: tuple[Bar, ...]
    grid: tuple[GridLine, ...]
    bar_width: int


_BASE, _HEIGHT = 120, 104
_CHART_START, _CHART_WIDTH = 66, 488
_WIDEST_STEP = 82


def owed_and_paid(months: Sequence[AccountMonth], *, is_mirrored: bool) -> Chart | None:
    """Hollow bars for what is owed, filled as far as it is paid; the latest twelve months."""
    shown = list(months)[-MOST_MONTHS:]
    most = max((max(month.owed, month.paid) for month in shown), default=0)
    if most <= 0:
        return None
    grid_step = _round_step(most)
    bar_step = min(_CHART_WIDTH // len(shown), _WIDEST_STEP)
    bar_width = bar_step * 3 // 4

    def height(amount: int) -> int:
        return _HEIGHT * max(amount, 0) // most

    bars = []
    for place, month in enumerate(shown):
        x = _CHART_START + bar_step * (len(shown) - 1 - place if is_mirrored else place)
        owed, paid = height(month.owed), height(month.paid)
        bars.append(Bar(month.month, x, _BASE - owed, owed, _BASE - paid, paid, x + bar_width // 2))
    grid = [GridLine(_BASE - height(amount), amount) for amount in range(0, most + 1, grid_step)]
    return Chart(tuple(bars), tuple(grid), bar_width)


def _round_step(most: int) -> int:
    """A step of 1, 2 or 5 at some power of ten that gives at most four lines."""
    power: int = 10 ** max(len(str(most)) - 2, 0)
    while True:
        for factor in (1, 2, 5):
            if most // (power * factor) <= 3:
                return power * factor
        power *= 10
