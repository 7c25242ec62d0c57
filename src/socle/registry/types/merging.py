"""Two files of one person, as they cross the border of the register."""

from dataclasses import dataclass

from socle.registry.types.history import Belief


@dataclass(frozen=True, slots=True)
class Merge:
    """Where a number leads, and which others lead there. Without a merge, to itself alone."""

    kept: str
    merged: tuple[str, ...] = ()
    belief: Belief | None = None  # the act by which the number asked for was merged

    def leads_elsewhere(self, number: str) -> bool:
        """Whether a number was merged into another."""
        return self.kept != number
