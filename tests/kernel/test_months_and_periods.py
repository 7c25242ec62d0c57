"""Months and half-open periods."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.kernel.errors import Refused
from socle.kernel.months import Month, day_after, months_after
from socle.kernel.periods import Period, joined

_months = st.builds(Month, st.integers(1900, 2100), st.integers(1, 12))
_days = st.dates(date(1900, 1, 1), date(2100, 1, 1))


@st.composite
def _periods(draw: st.DrawFn) -> Period:
    start = draw(_days)
    length = draw(st.one_of(st.none(), st.integers(1, 2_000)))
    return Period(start, None if length is None else start + timedelta(days=length))


def test_a_month_is_read_and_written() -> None:
    assert str(Month.parse(" 2025-03 ")) == "2025-03"
    assert Month.parse("2024-02").last_day == date(2024, 2, 29)


@pytest.mark.parametrize("text", ["2025-13", "2025-00", "03-2025", "2025/03", "", "2025-3"])
def test_what_is_not_a_month_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="month_invalid"):
        Month.parse(text)


@given(_months, st.integers(-600, 600))
def test_months_count_through_their_index(month: Month, more: int) -> None:
    assert Month.from_index(month.index) == month
    assert (month + more) - more == month
    assert month.until(month + more) == more
    assert day_after(month.last_day) == (month + 1).first_day


def test_a_delay_in_months_ends_on_the_same_day_or_the_last_of_the_month() -> None:
    assert months_after(date(2025, 1, 31), 1) == date(2025, 2, 28)
    assert months_after(date(2025, 2, 15), 3) == date(2025, 5, 15)


def test_an_empty_period_is_refused() -> None:
    with pytest.raises(Refused, match="period_empty"):
        Period(date(2025, 1, 1), date(2025, 1, 1))


def test_a_period_written_with_both_days_holds_its_last_day() -> None:
    period = Period.inclusive(date(2025, 1, 1), date(2025, 1, 31))
    assert period.last_day == date(2025, 1, 31)
    assert date(2025, 1, 31) in period
    assert date(2025, 2, 1) not in period


@given(_periods(), _days)
def test_splitting_then_joining_is_the_same_period(period: Period, day: date) -> None:
    assert joined(period.split(day)) == (period,)


@given(_periods(), _periods(), _days)
def test_a_day_is_in_both_exactly_when_it_is_in_what_they_share(
    one: Period, other: Period, day: date
) -> None:
    shared = one.intersection(other)
    assert (shared is not None) == one.overlaps(other) == other.overlaps(one)
    assert (day in one and day in other) == (shared is not None and day in shared)


@given(st.lists(_periods(), max_size=8), _days)
def test_joining_keeps_every_day_and_leaves_no_overlap(periods: list[Period], day: date) -> None:
    whole = joined(periods)
    assert any(day in each for each in periods) == any(day in each for each in whole)
    assert not any(one.overlaps(other) for one in whole for other in whole if one is not other)
