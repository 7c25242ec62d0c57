"""Where an amount becomes whole minor units: as the law says, else half up by convention."""

from dataclasses import dataclass

from socle.kernel.rounding import LARGEST
from socle.rules.benefits.facts import AMOUNT
from socle.rules.benefits.law import Law
from socle.rules.benefits.terms import Bound, Facts, Named, Number, bound, once, show, times
from socle.rules.parameters import as_whole
from socle.rules.trace import Trace


@dataclass(frozen=True, slots=True)
class Rounded:
    """A term in whole minor units: up to the multiple that `up_to` names, else half up.

    French: arrondi (aux 100 francs supérieurs, par exemple).
    """

    term: Named
    up_to: str = ""
    label: str = "amount"

    def on(self, law: Law) -> Bound:
        inner = bound(self.term, law)
        step = law.value(self.up_to) if self.up_to else None
        denominator, label = inner.denominator, self.label
        multiple = as_whole(step) if step else 1
        whole = denominator * multiple
        added = whole - 1 if step else denominator // 2
        if inner.largest > LARGEST - whole:
            raise OverflowError(f"rounding {label} could leave 64 bits")

        def reckon(facts: Facts, trace: Trace | None) -> Number:
            found = inner.reckon(facts, trace)
            if whole != 1:
                found = (found + added) // whole
                found = times(found, multiple)
            if trace is not None:
                if step:
                    trace.add_value("rounding_up_to", step)
                elif whole != 1:
                    trace.add_rounding("half_up")
                show(trace, label, found, unit=AMOUNT)
            return found

        largest = (inner.largest + added) // whole * multiple
        return inner._replace(
            reckon=once(self, reckon), largest=largest, denominator=1, unit=AMOUNT
        )
