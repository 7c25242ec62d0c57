"""Months of several funds: each once, in one fund; the shares together are the whole."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from socle.kernel.months import Month
from socle.rules.totalisation import Insured, certified_months, share, totalised

_MONTHS = st.integers(2000 * 12, 2005 * 12).map(Month.from_index)
_CAREERS = st.dictionaries(_MONTHS, st.none() | st.integers(0, 10**8), max_size=40)
_FUNDS = st.lists(st.tuples(st.sampled_from(["XAF", "MAD"]), _CAREERS), min_size=1, max_size=4).map(
    lambda told: [
        Insured(f"F{rank}", currency, months) for rank, (currency, months) in enumerate(told)
    ]
)
_AMOUNTS = st.integers(0, 10**11)


@given(_FUNDS)
def test_each_month_counts_once_in_a_fund_that_certifies_it(funds: list[Insured]) -> None:
    found = totalised(funds)
    every = {month for each in funds for month in each.months}
    assert found.total == len(every) == len(found.months())
    for each in funds:
        assert found.counted[each.fund] <= each.months.keys()
    several = {m for m in every if sum(m in each.months for each in funds) > 1}
    assert found.overlapping == several


@given(_FUNDS, st.randoms())
def test_every_fund_answers_the_same_in_whatever_order(funds: list[Insured], chance) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(funds)
    chance.shuffle(shuffled)
    assert totalised(shuffled).counted == totalised(funds).counted


@given(_FUNDS)
def test_a_month_counts_where_its_wage_is_higher(funds: list[Insured]) -> None:
    found = totalised(funds)
    for month in found.overlapping:
        holders = [each for each in funds if month in each.months]
        wages = [each.months[month] for each in holders]
        if len({each.currency for each in holders}) == 1 and None not in wages:
            (where,) = [each for each in holders if month in found.counted[each.fund]]
            assert where.months[month] == max(wage for wage in wages if wage is not None)


@given(_FUNDS, _AMOUNTS)
def test_the_shares_together_are_the_whole_but_for_rounding(
    funds: list[Insured], theoretical: int
) -> None:
    found = totalised(funds)
    if not found.total:
        return
    own = [found.own(each.fund) for each in funds]
    exact = [Fraction(theoretical * each, found.total) for each in own]
    assert sum(exact) == theoretical
    shares = [share(theoretical, each, found.total) for each in own]
    assert all(
        abs(part - fraction) <= Fraction(1, 2) for part, fraction in zip(shares, exact, strict=True)
    )
    assert all(part <= theoretical for part in shares)


@given(_CAREERS, _AMOUNTS)
def test_one_fund_alone_owes_the_whole(months: dict[Month, int | None], theoretical: int) -> None:
    found = totalised([Insured("CM", "XAF", months)])
    assert not found.overlapping
    assert share(theoretical, found.own("CM"), found.total) == (theoretical if months else 0)


@given(_MONTHS, st.integers(0, 30), st.integers(0, 31), st.sets(_MONTHS, max_size=30))
def test_a_certificate_means_so_many_months_free_ones_first(
    first: Month, length: int, number: int, taken: set[Month]
) -> None:
    last = first + length
    span = {first + ahead for ahead in range(length + 1)}
    found = set(certified_months(first, last, number, taken=taken))
    assert found <= span
    assert len(found) == min(number, len(span))
    assert len(found - taken) == min(number, len(span - taken))
