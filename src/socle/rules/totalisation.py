"""Careers across borders: the months of several funds counted once, and each fund's share.

French: totalisation des périodes d'assurance, liquidation au prorata. A month that several funds
certify counts in the one where its wage is higher; where wages cannot be compared (one was not
told, or the currencies differ), in the fund where the person was insured first, so that every fund
answers the same. No convention's text says otherwise yet: see `totalisation.method` of each scheme.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from socle.kernel.months import Month

PRO_RATA = "pro_rata"


@dataclass(frozen=True, slots=True)
class Insured:
    """The months that one fund certifies, each with its wage in minor units; None: not told."""

    fund: str
    currency: str
    months: Mapping[Month, int | None]


@dataclass(frozen=True, slots=True)
class Totalised:
    """The months that count, by fund: each in one fund only. `overlapping` were in several."""

    counted: Mapping[str, frozenset[Month]]
    overlapping: frozenset[Month]

    @property
    def total(self) -> int:
        return sum(len(each) for each in self.counted.values())

    def own(self, fund: str) -> int:
        return len(self.counted.get(fund, frozenset()))

    def months(self) -> frozenset[Month]:
        """Every month that counts, in whichever fund."""
        return frozenset[Month]().union(*self.counted.values())

    def elsewhere(self, fund: str) -> frozenset[Month]:
        """The months that count in other funds."""
        return self.months() - self.counted.get(fund, frozenset())


def totalised(insured: Sequence[Insured]) -> Totalised:
    """Each month once, in one fund.

    Example:
        >>> here = Insured("CM", "XAF", {Month(2020, 1): 100, Month(2020, 2): 100})
        >>> there = Insured("GA", "XAF", {Month(2020, 2): 300, Month(2020, 3): 300})
        >>> found = totalised([here, there])
        >>> found.total, found.own("CM"), len(found.overlapping)
        (3, 1, 1)
    """
    holders: dict[Month, list[Insured]] = {}
    for each in sorted(insured, key=_since):
        for month in each.months:
            holders.setdefault(month, []).append(each)
    counted: dict[str, set[Month]] = {each.fund: set() for each in insured}
    for month, funds in holders.items():
        counted[_where(month, funds).fund].add(month)
    overlapping = frozenset(month for month, funds in holders.items() if len(funds) > 1)
    return Totalised({fund: frozenset(each) for fund, each in counted.items()}, overlapping)


def share(theoretical: int, own: int, total: int) -> int:
    """A fund's part of the theoretical amount, by its months over all of them, half up.

    Nothing where nothing was insured. The parts of several funds are exact together but for their
    rounding: half a minor unit each at most.

    Example:
        >>> share(100_000, 60, 180), share(101, 1, 2), share(5, 0, 0)
        (33333, 51, 0)
    """
    return (2 * theoretical * own + total) // (2 * total) if total else 0


def certified_months(
    first: Month, last: Month, number: int, *, taken: Collection[Month] = ()
) -> tuple[Month, ...]:
    """The months that a certificate means, which says a span and how many months of it count.

    Fewer than the span holds: those where no other fund insured the person come first, then the
    oldest (convention, which never counts a month twice and takes none from the person).

    Example:
        >>> [str(each) for each in certified_months(Month(2020, 1), Month(2020, 3), 2)]
        ['2020-01', '2020-02']
        >>> free = certified_months(Month(2020, 1), Month(2020, 3), 2, taken={Month(2020, 1)})
        >>> [str(each) for each in free]
        ['2020-02', '2020-03']
    """
    span = [first + ahead for ahead in range(first.until(last) + 1)]
    chosen = sorted(span, key=lambda month: (month in taken, month))[:number]
    return tuple(sorted(chosen))


def credited(months: Iterable[Month], values: Mapping[Month, int], otherwise: int) -> int:
    """What months are worth together: as the fund that has them says, else so much each."""
    return sum(values.get(month, otherwise) for month in months)


def _since(insured: Insured) -> tuple[Month, str]:
    """Since when a fund insured the person; its name, so that nothing is left to chance."""
    return min(insured.months, default=Month(9999, 12)), insured.fund


def _where(month: Month, funds: Sequence[Insured]) -> Insured:
    """The fund in which a month counts, of those that certify it, the first insured first."""
    wages = [each.months[month] for each in funds]
    if len({each.currency for each in funds}) > 1 or None in wages:
        return funds[0]
    return max(funds, key=lambda each: each.months[month] or 0)
