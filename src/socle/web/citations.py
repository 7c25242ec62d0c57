"""Sources as notes: a short number beside a figure, the source in full once at the page's end."""

from collections.abc import Iterable
from typing import NamedTuple

from socle.countries.registry import Country


class Citation(NamedTuple):
    """What a figure rests on: the text of law in words, and the numbers of who reports it."""

    law: str
    numbers: tuple[int, ...]


class Bibliography:
    """The sources that a page cites, numbered in the order of their first citation."""

    def __init__(self, here: Country) -> None:
        self._known = here.parameters.sources
        self._numbers: dict[str, int] = {}

    def cite(self, law: str, sources: Iterable[str]) -> Citation:
        return Citation(
            law,
            tuple(self._numbers.setdefault(name, len(self._numbers) + 1) for name in sources),
        )

    def read(self, cited: str) -> Citation:
        """A citation as a computation gives it: texts of law and names of sources, mixed."""
        laws: dict[str, None] = {}
        sources: dict[str, None] = {}
        for part in filter(None, cited.split(" · ")):
            names = part.split(", ")
            if all(name in self._known for name in names):
                sources |= dict.fromkeys(names)
            else:
                laws[part] = None
        return self.cite(" ; ".join(laws), sources)

    def listed(self) -> list[tuple[int, str]]:
        """The numbers and the sources in full."""
        return [(number, self._known[name]) for name, number in self._numbers.items()]
