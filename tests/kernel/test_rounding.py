"""Roundings: half up on the magnitude, alike for one number and for a column."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.kernel.rounding import down_to, half_up, sign, smallest_and_largest, up_to

_numbers = st.integers(-(10**14), 10**14)
_columns = st.lists(_numbers, min_size=1, max_size=30)


@given(_numbers, st.integers(1, 10**5))
def test_half_up_is_what_the_decimal_library_calls_half_up(number: int, below: int) -> None:
    exact = (Decimal(number) / Decimal(below)).quantize(Decimal(1), ROUND_HALF_UP)
    assert half_up(number, below) == int(exact)


@given(_columns, st.integers(1, 10**5))
def test_a_column_rounds_as_each_of_its_numbers(numbers: list[int], below: int) -> None:
    column = np.array(numbers, dtype=np.int64)
    assert half_up(column.copy(), below).tolist() == [half_up(each, below) for each in numbers]
    assert up_to(column, below).tolist() == [up_to(each, below) for each in numbers]
    assert down_to(column, below).tolist() == [down_to(each, below) for each in numbers]
    assert sign(column).tolist() == [sign(each) for each in numbers]
    assert column.tolist() == numbers


@given(_numbers, st.integers(1, 10**5))
def test_rounding_the_opposite_is_the_opposite_of_rounding(number: int, step: int) -> None:
    assert half_up(-number, step) == -half_up(number, step)
    assert up_to(-number, step) == -up_to(number, step)
    assert down_to(-number, step) == -down_to(number, step)


@given(_numbers, st.integers(1, 10**5))
def test_up_and_down_bracket_the_amount_within_a_step(number: int, step: int) -> None:
    assert abs(down_to(number, step)) <= abs(number) <= abs(up_to(number, step))
    assert abs(up_to(number, step)) - abs(down_to(number, step)) in (0, step)


def test_the_ends_of_a_number_of_a_column_and_of_nothing() -> None:
    assert smallest_and_largest(-7) == (-7, -7)
    assert smallest_and_largest(np.array([3, -1, 9])) == (-1, 9)
    assert smallest_and_largest(np.array([], dtype=np.int64)) == (0, 0)


@pytest.mark.parametrize("kind", [np.float64, np.int32])
def test_a_column_that_could_lose_a_franc_is_refused(kind: type) -> None:
    with pytest.raises(TypeError, match="int64"):
        smallest_and_largest(np.array([1, 2], dtype=kind))
