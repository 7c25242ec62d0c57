"""Who is covered by which scheme in a country, what opens the right, which change is allowed.

Data, no code: `coverage.yaml` of the country's folder. A country without one has no rule of basic
cover that was read: what is asked of it is refused, naming that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from socle.kernel.errors import Refused
from socle.rules.schema import read_text_yaml

ALLOWED, REFUSED = "allowed", "refused"


class RightRule(StrEnum):
    """By what the right of a category is opened."""

    DAYS = "days"  # days declared in the months before
    CONTRIBUTIONS = "contributions"  # every month paid, after a waiting period
    PREPAID = "prepaid"  # the month itself paid beforehand
    SCORE = "score"  # a household's score in the social register
    PENSION = "pension"  # a pension that is served
    BEARER = "bearer"  # whoever bears the person
    NOT_READ = "not_read"  # no text that was read says


@dataclass(frozen=True, slots=True)
class Category:
    """As what a person is covered (catégorie d'assuré), by which scheme, and what opens the right.

    `is_derived`: known from work and families, stated by nobody. `figures` are the names of the
    law's parameters by what they serve for; `gap` is what was not read.
    """

    code: str
    scheme: str
    rule: RightRule
    branches: tuple[str, ...]
    is_derived: bool
    figures: Mapping[str, str]
    gap: str
    status: str
    source: str


@dataclass(frozen=True, slots=True)
class Switch:
    """Whether one may pass from a category to another, and who says so."""

    is_allowed: bool
    status: str
    source: str


@dataclass(frozen=True, eq=False)
class CoverageLaw:
    """The categories of a country, the first outweighing the next where two meet, and switches."""

    categories: Mapping[str, Category]
    switches: Mapping[tuple[str, str], Switch]

    def category(self, code: str) -> Category:
        """A category by its code.

        Raises:
            Refused: `coverage_category_unknown`.
        """
        if code not in self.categories:
            allowed = ", ".join(self.categories)
            raise Refused("coverage_category_unknown", category=code, allowed=allowed)
        return self.categories[code]

    def stated(self) -> tuple[str, ...]:
        """The categories that an act can state."""
        return tuple(each.code for each in self.categories.values() if not each.is_derived)

    def branches(self) -> tuple[str, ...]:
        """The branches that some category covers, in order of first mention."""
        every = (branch for each in self.categories.values() for branch in each.branches)
        return tuple(dict.fromkeys(every))

    def switch(self, one: str, other: str) -> Switch | None:
        """Whether one may pass from a category to another; None where nothing was read."""
        return self.switches.get((one, other))


def read_coverage(folder: Path) -> CoverageLaw | None:
    """The rules of cover of a country's folder; None where it has none."""
    path = folder / "coverage.yaml"
    if not path.is_file():
        return None
    written = read_text_yaml(path)
    categories = {
        code: Category(
            code=code,
            scheme=each["scheme"],
            rule=RightRule(each["rule"]),
            branches=tuple(each["branches"]),
            is_derived=each.get("derived") == "yes",
            figures=each.get("figures", {}),
            gap=each.get("gap", ""),
            status=each["status"],
            source=each["source"],
        )
        for code, each in written["categories"].items()
    }
    switches = {
        (one, other): Switch(said["is"] == ALLOWED, said["status"], said["source"])
        for said in written["switches"]
        for one in said["from"]
        for other in said["to"]
    }
    return CoverageLaw(categories, switches)
