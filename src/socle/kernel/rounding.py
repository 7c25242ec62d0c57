"""Named roundings on whole numbers, the same for one person and for a column.

Every function works on the magnitude and gives the sign back: floor division rounds -7 / 2 to
-4 in Python and to -3 in PostgreSQL, so a negative amount never meets it. A column is an
`int64` array; nothing here imports numpy, so that one person's computation does not wait for it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Written as text because numpy is only imported by those who already hold a column.
W = TypeVar("W", "int", "NDArray[np.int64]")

# A product must stay below this, or a column would wrap round without a word.
LARGEST = 2**63 - 1


def half_up_positive(product: W, denominator: int) -> W:
    """`product / denominator` rounded half up, for a product that is nowhere negative.

    The column is used up: the result is written in its place, because a temporary column costs
    more than the arithmetic.
    """
    product += denominator // 2
    product //= denominator
    return product


def half_up(numerator: W, denominator: int) -> W:
    """`numerator / denominator` to the nearest whole, halves away from zero.

    French: arrondi au plus proche, la moitié s'éloignant de zéro.

    Example:
        >>> half_up(5, 2), half_up(-5, 2), half_up(7, 3)
        (3, -3, 2)
    """
    return _signed(numerator, lambda size: half_up_positive(size, denominator))


def up_to(amount: W, step: int) -> W:
    """The smallest multiple of `step` whose magnitude is not below the amount's.

    French: arrondi au multiple supérieur (par exemple aux 100 francs supérieurs).

    Example:
        >>> up_to(1201, 100), up_to(-1201, 100), up_to(1200, 100)
        (1300, -1300, 1200)
    """
    return _signed(amount, lambda size: (size + (step - 1)) // step * step)


def down_to(amount: W, step: int) -> W:
    """The largest multiple of `step` whose magnitude is not above the amount's.

    French: arrondi au multiple inférieur.

    Example:
        >>> down_to(1299, 100), down_to(-1299, 100)
        (1200, -1200)
    """
    return _signed(amount, lambda size: size // step * step)


def sign(amount: W) -> W:
    """-1, 0 or 1."""
    if isinstance(amount, int):
        return (amount > 0) - (amount < 0)
    positive: W = (amount > 0).astype(amount.dtype)
    positive -= amount < 0
    return positive


def smallest_and_largest(amount: W) -> tuple[int, int]:
    """The two ends of a column, or the number twice; (0, 0) for an empty column.

    Raises:
        TypeError: the column is not of 64-bit whole numbers: a narrower one would wrap round,
            and a column of floats has already lost the last franc.
    """
    if isinstance(amount, int):
        return amount, amount
    if amount.dtype != "int64":
        raise TypeError(f"a column of int64 is wanted, not of {amount.dtype}")
    if amount.size == 0:
        return 0, 0
    return int(amount.min()), int(amount.max())


def _signed(amount: W, rounded: Callable[[W], W]) -> W:
    if isinstance(amount, int):
        return rounded(amount) if amount >= 0 else -rounded(-amount)
    magnitude = rounded(abs(amount))
    magnitude *= sign(amount)
    return magnitude
