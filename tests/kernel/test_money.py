"""Money: whole minor units, read and shown as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.kernel.errors import Refused
from socle.kernel.money import CURRENCY_DIGITS, MINUS, NARROW_SPACE, Money

_currencies = st.sampled_from(sorted(CURRENCY_DIGITS))
_minors = st.integers(-(10**15), 10**15)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1200000", "XAF", 1_200_000),
        ("6034.94", "MAD", 603_494),
        ("6 034,94", "MAD", 603_494),
        ("6\u202f034,9", "MAD", 603_490),
        ("1234.567", "TND", 1_234_567),
        ("12.00", "XOF", 12),
        ("\u22125,5", "CDF", -550),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, currency: str, minor: int) -> None:
    assert Money.parse(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "currency", "code"),
    [
        ("12.5", "XAF", "amount_too_precise"),
        ("0.005", "MAD", "amount_too_precise"),
        ("1,200,000", "XAF", "amount_invalid"),
        ("douze", "XAF", "amount_invalid"),
        ("", "MAD", "amount_invalid"),
        ("1e6", "XAF", "amount_invalid"),
        ("٣٤", "XXX", "currency_unknown"),
    ],
)
def test_what_is_not_an_amount_is_refused(text: str, currency: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        Money.parse(text, currency)


@pytest.mark.parametrize(
    ("money", "language", "shown"),
    [
        (Money(12_500, "XAF"), "fr", "12 500 FCFA"),
        (Money(123_450, "MAD"), "fr", "1 234,50 DH"),
        (Money(-123_450, "MAD"), "fr", MINUS + "1 234,50 DH"),
        (Money(5, "TND"), "fr", "0,005 DT"),
        (Money(123_450, "MAD"), "en", "1,234.50 DH"),
        (Money(123_450, "MAD"), "ar", "1 234,50 درهم"),
    ],
)
def test_an_amount_is_shown_with_narrow_spaces_and_a_true_minus(
    money: Money, language: str, shown: str
) -> None:
    assert money.text(language) == shown.replace(" ", NARROW_SPACE)


def test_currencies_never_mix() -> None:
    with pytest.raises(Refused, match="currencies_differ"):
        Money(1, "XAF") + Money(1, "XOF")


@given(_minors, _currencies)
def test_what_is_shown_in_french_is_read_back(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    shown = money.text("fr").rpartition(NARROW_SPACE)[0]
    assert Money.parse(shown, currency) == money
    assert Money.parse(money.decimal(), currency) == money


@given(_minors, st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any))
def test_splitting_keeps_the_sum_and_the_sign(minor: int, weights: list[int]) -> None:
    shares = Money(minor, "XAF").allocate(weights)
    assert sum(share.minor for share in shares) == minor
    total = sum(weights)
    for share, weight in zip(shares, weights, strict=True):
        assert abs(abs(share.minor) - abs(minor) * weight / total) < 1.001
        assert share.minor * minor >= 0


def test_a_split_without_weight_is_refused() -> None:
    with pytest.raises(Refused, match="weights_invalid"):
        Money(10, "XAF").allocate([0, 0])
    with pytest.raises(Refused, match="weights_invalid"):
        Money(10, "XAF").allocate([2, -1])


@given(_minors, _minors)
def test_adding_then_taking_away_changes_nothing(one: int, other: int) -> None:
    assert Money(one, "MAD") + Money(other, "MAD") - Money(other, "MAD") == Money(one, "MAD")
    opposite = -Money(one, "MAD")
    assert -opposite == Money(one, "MAD")
