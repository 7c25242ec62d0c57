"""Rates and amounts as people read them, and how sure a result is."""

from fractions import Fraction

import pytest

from socle.kernel.money import Money
from socle.rules.certainty import least_sure
from socle.rules.trace import Step, rate_in_tens, rate_text


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
