"""What a computation must be told about a person or an employer, and the refusal when it is not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from socle.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Input:
    """One fact that a scheme reads.

    `name` is worded in `labels.yaml`. `allowed` is empty when any value of the unit will do.
    `default` is what holds when nothing is said; empty when somebody must say.
    """

    name: str
    unit: str  # amount, month, date, count, choice
    allowed: tuple[str, ...] = ()
    default: str = ""

    @property
    def required(self) -> bool:
        return not (self.default or self.optional)

    @property
    def classes_employers(self) -> bool:
        """Whether it is known of an employer once, and not told with each wage."""
        return self.unit in (CHOICE, PERCENT)

    def refuse_missing(self) -> Refused:
        return Refused("fact_missing", fact=self.name, allowed=", ".join(self.allowed))


def checked_facts(inputs: Iterable[Input], facts: Mapping[str, str]) -> dict[str, str]:
    """The facts with their defaults; one that is required and missing is left out.

    optional: bool = (
        False  # what is told when it is known: its absence changes only what is checked
    )
    Raises:
        Refused: `fact_unknown` or `fact_not_allowed`.
    """
    known = {each.name: each for each in inputs if each.unit == "choice"}
    for name, said in facts.items():
        if name not in known:
            raise Refused("fact_unknown", fact=name, allowed=", ".join(known))
        allowed = known[name].allowed
        if allowed and said not in allowed:
            raise Refused("fact_not_allowed", fact=name, read=said, allowed=", ".join(allowed))
    defaults = {name: each.default for name, each in known.items() if each.default}
    return defaults | dict(facts)
