"""What employers returned of family allowances, line by line, found again from what was posted.

French: allocations familiales à reverser. A line keeps what its employer owes as one sum: its share
of each branch, and what is returned for one who left. Branches keep their bases and rates: what a
line owes beyond them is what was returned. It is believed where it adds up, to the last unit, to
what the declaration posted; of the others nothing is said.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np
from django.db import connection

from socle.contributions.assessment import RETURNED
from socle.countries.declaration import Whole
from socle.kernel.rounding import half_up
from socle.platform.sql import statements

SQL = statements(Path(__file__).parent)


class Share(NamedTuple):
    """What an employer was made to owe of one branch, over a declaration."""

    branch: str
    base: int
    rate_numerator: int
    rate_denominator: int
    amount: int
    source: str


class Returned(NamedTuple):
    """What the lines of a declaration returned, by line; `source` as it was posted."""

    by_line: Mapping[int, int]
    source: str


def returned_of(month: date) -> Mapping[int, Returned | None]:
    """By declaration in force of a month that returns allowances: of which lines, where it is sure.

    None where the lines do not add up to what was posted.
    """
    shares: dict[int, list[Share]] = {}
    with connection.cursor() as cursor:
        cursor.execute(SQL["returning_shares"], [month, RETURNED])
        for declaration, *share in cursor.fetchall():
            shares.setdefault(declaration, []).append(Share(*share))
        cursor.execute(SQL["returning_lines"], [list(shares), month])
        rows = cursor.fetchall()
    found: dict[int, Returned | None] = dict.fromkeys(shares)
    for declaration, lines in groupby(rows, key=lambda row: int(row[0])):
        numbers, *columns = zip(*(row[1:] for row in lines), strict=True)
        wage, capped, employer = (np.array(column, np.int64) for column in columns)
        each = of_lines(wage, capped, employer, shares[declaration])
        if each is not None:
            by_line = dict(zip(numbers, each.tolist(), strict=True))
            source = next(one.source for one in shares[declaration] if one.branch == RETURNED)
            found[declaration] = Returned(by_line, source)
    return found


def of_lines(wage: Whole, capped: Whole, employer: Whole, shares: Sequence[Share]) -> Whole | None:
    """What each line returned; None where it does not add up to what was posted.

    Example:
        >>> wages, owed = np.array([1000, 2000]), np.array([64, 158])
        >>> posted = [Share("family", 3000, 64, 1000, 192, ""), Share(RETURNED, 30, 1, 1, 30, "")]
        >>> of_lines(wages, wages, owed, posted)
        array([ 0, 30])
        >>> of_lines(wages, wages, owed + 1, posted) is None
        True
    """
    left = employer.copy()
    for share in shares:
        if share.branch == RETURNED:
            continue
        bases = [each for each in (wage, capped) if int(each.sum()) == share.base]
        if not bases:
            return None  # of neither the wage nor its capped part: the line does not tell
        owed = half_up(bases[0] * share.rate_numerator, share.rate_denominator)
        if int(owed.sum()) != share.amount:
            return None
        left -= owed
    posted = sum(share.amount for share in shares if share.branch == RETURNED)
    return left if int(left.min()) >= 0 and int(left.sum()) == posted else None
