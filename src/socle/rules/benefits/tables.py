"""Tables of the law: an amount for each rank, or for each span of days.

A table is a parameter whose selectors are spans, `1-3` or `1320-1704`, without a hole.
"""

from dataclasses import dataclass
from typing import cast

from socle.rules.benefits.facts import AMOUNT
from socle.rules.benefits.law import Law, Range
from socle.rules.benefits.terms import Bound, Facts, Named, Number, Term, bound, greater, lesser
from socle.rules.parameters import as_whole
from socle.rules.trace import Trace


@dataclass(frozen=True, slots=True)
class ByRank:
    """The sum of what each rank gives, from the first to the last that the law counts.

    French: montant selon le rang de l'enfant. `most` is the largest rank that gives anything.
    """

    count: Term
    table: str
    most: Named

    def on(self, law: Law) -> Bound:
        count = self.count.on(law)
        most = _number(self.most, law)
        lines = law.table(self.table, 1, most)
        ranks = [(line.first - 1, min(line.last, most), as_whole(line.value)) for line in lines]

        def reckon(facts: Facts, trace: Trace | None) -> Number:
            found = count.reckon(facts, trace)
            total: Number = 0
            for line, (before, last, amount) in zip(lines, ranks, strict=True):
                reached = greater(lesser(found, last) - before, 0)
                total = total + reached * amount
                if trace is not None and reached:
                    trace.add("ranks", _span(line))
                    trace.add_value("amount_per_child", line.value)
            return total

        largest = sum((last - before) * amount for before, last, amount in ranks)
        return Bound(reckon, largest, 1, AMOUNT, count.needs, count.may_need)


@dataclass(frozen=True, slots=True)
class BySpan:
    """What the table gives for the span that a number falls in; nothing below the first.

    Above `last`, the last span's: who asks must not let it come to that.
    """

    of: Term
    table: str
    first: Named
    last: Named

    def on(self, law: Law) -> Bound:
        of = self.of.on(law)
        lines = law.table(self.table, _number(self.first, law), _number(self.last, law))
        amounts = [as_whole(line.value) for line in lines]
        rises = [
            (line.first, amount - before)
            for line, amount, before in zip(lines, amounts, [0, *amounts], strict=False)
        ]

        def reckon(facts: Facts, trace: Trace | None) -> Number:
            found = of.reckon(facts, trace)
            if trace is not None:
                for line in lines:
                    if line.first <= cast("int", found) <= line.last:
                        trace.add("span", _span(line))
                        trace.add_value("amount_of_span", line.value)
            total: Number = 0
            for first, rise in rises:
                total = total + (found >= first) * rise
            return total

        return Bound(reckon, max(amounts), 1, AMOUNT, of.needs, of.may_need)


def _number(term: Named, law: Law) -> int:
    """A whole number of the law that no fact enters."""
    return cast("int", bound(term, law).reckon({}, None))


def _span(line: Range) -> str:
    return str(line.first) if line.first == line.last else f"{line.first}-{line.last}"
