"""The accrual of a pension, and rates as people read them."""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.countries.registry import country
from socle.kernel.errors import Refused
from socle.kernel.money import Money
from socle.rules.certainty import least_sure
from socle.rules.pensions import Accrual
from socle.rules.trace import Step, rate_in_tens, rate_text

ACCRUAL = Accrual.on(country("CM").parameters, "cnps.old_age_pension", date(2015, 6, 1))


@pytest.mark.parametrize(
    ("months", "percent"),
    [(179, 0), (180, 30), (191, 30), (192, 31), (360, 45), (780, 80), (900, 80)],
)
def test_thirty_percent_at_fifteen_years_then_one_for_each_year(months: int, percent: int) -> None:
    assert ACCRUAL.rate(months) == Fraction(percent, 100)


def test_fifteen_years_at_the_old_ceiling_give_ninety_thousand_francs() -> None:
    # CM-10: the highest pension of fifteen years, as the press printed it in 2019.
    assert ACCRUAL.amount(180, 300_000) == 90_000


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 10**12)), min_size=1, max_size=20))
def test_one_career_and_a_column_of_them_give_the_same_pension(
    careers: list[tuple[int, int]],
) -> None:
    months = np.array([each[0] for each in careers], dtype=np.int64)
    wages = np.array([each[1] for each in careers], dtype=np.int64)
    alone = [ACCRUAL.amount(*each) for each in careers]
    assert ACCRUAL.amount(months, wages).tolist() == alone


@pytest.mark.parametrize("wage", [-1, 2**62])
def test_an_average_wage_that_cannot_be_is_refused(wage: int) -> None:
    with pytest.raises(Refused):
        ACCRUAL.amount(180, wage)


@pytest.mark.parametrize(
    ("rate", "text", "fraction"),
    [
        (Fraction(42, 1000), "4.2 %", (42, 1000)),
        (Fraction(7, 100), "7 %", (7, 100)),
        (Fraction(175, 10_000), "1.75 %", (175, 10_000)),
        (Fraction(33, 10_000), "0.33 %", (33, 10_000)),
        (Fraction(0), "0 %", (0, 100)),
        (Fraction(1, 10), "10 %", (10, 100)),
        (Fraction(1, 3), "100/3 %", (1, 3)),
    ],
)
def test_a_rate_is_written_as_people_write_it(
    rate: Fraction, text: str, fraction: tuple[int, int]
) -> None:
    assert rate_text(rate) == text
    assert rate_in_tens(rate) == fraction


def test_a_step_is_read_in_the_language_of_the_reader() -> None:
    assert Step("rate", Fraction(42, 1000)).text("fr") == "4,2\u202f%"
    assert Step("rate", Fraction(42, 1000)).text("en") == "4.2%"
    assert Step("amount", Money(1_000, "XAF")).text("fr") == "1\u202f000\u202fFCFA"


def test_a_result_is_as_sure_as_the_least_sure_of_its_parts() -> None:
    assert least_sure([]) == "confirmed"
    assert least_sure(["confirmed", "provisional", "convention"]) == "provisional"
