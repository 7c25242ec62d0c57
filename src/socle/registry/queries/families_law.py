"""What the law says of dependants in a fund's scheme, and the house's conventions beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from socle.countries.registry import country
from socle.kernel.errors import ParameterUnknown
from socle.platform.access.types import FundView
from socle.registry.types import Rule, Study
from socle.rules.parameters import as_text
from socle.rules.schema import read_text_yaml

ALONE, APPRENTICE, STUDENT, DISABLED = "alone", "apprentice", "student", "disabled"
SELECTOR = {Study.SCHOOL: STUDENT, Study.HIGHER: STUDENT, Study.APPRENTICESHIP: APPRENTICE}
_AGE = "_child_age"


@dataclass(frozen=True, slots=True)
class FamilyLaw:
    """The ages at which dependants lose a benefit, on a day. A missing one was not read."""

    benefits: tuple[str, ...]
    ages: Mapping[tuple[str, str], Rule]
    prefix: str

    def age(self, benefit: str, selector: str) -> Rule | None:
        return self.ages.get((benefit, selector))

    def gap(self, benefit: str, selector: str) -> str:
        """The name of the value that was not read."""
        return f"{self.prefix}{benefit}{_AGE}[{selector}]"

    def steps(self) -> list[Rule]:
        """Every age of the law, the lowest first."""
        return sorted(
            (rule for rule in self.ages.values() if rule.age is not None),
            key=lambda rule: (rule.age or 0, rule.name),
        )


@dataclass(frozen=True, slots=True)
class Custom:
    """A convention of the house: its value, and why."""

    value: int
    why: str


def family_law(*, fund: FundView, on: date) -> FamilyLaw:
    """The ages of the fund's scheme on a day."""
    return _family_law(fund.country, fund.scheme, on)


# A check of coverage asks it each time, mostly for one day.
@lru_cache(maxsize=512)
def _family_law(country_code: str, scheme: str, on: date) -> FamilyLaw:
    law = country(country_code).parameters
    prefix = f"{scheme}.dependants."
    ages: dict[tuple[str, str], Rule] = {}
    for parameter in law:
        if not (parameter.name.startswith(prefix) and parameter.name.endswith(_AGE)):
            continue
        benefit = parameter.name.removeprefix(prefix).removesuffix(_AGE)
        for selector in parameter.selectors():
            try:
                value = law.value(parameter.name, on, selector)
            except ParameterUnknown:
                continue
            age = value.value if isinstance(value.value, int) else None
            named = f"{parameter.name}[{selector}]"
            ages[benefit, selector] = Rule(named, age, value.cited, value.status)
    return FamilyLaw(_benefits(country_code, prefix), ages, prefix)


def benefits(*, fund: FundView) -> tuple[str, ...]:
    """The benefits for which the fund's scheme knows dependants, as its parameters name them."""
    return _benefits(fund.country, f"{fund.scheme}.dependants.")


def _benefits(country_code: str, prefix: str) -> tuple[str, ...]:
    return tuple(
        each.name.removeprefix(prefix).removesuffix(_AGE)
        for each in country(country_code).parameters
        if each.name.startswith(prefix) and each.name.endswith(_AGE)
    )


def text_rule(*, fund: FundView, name: str, on: date) -> tuple[str, Rule] | None:
    """What the law says in a word, as which parent bears; None where no text was read."""
    full = f"{fund.scheme}.dependants.{name}"
    try:
        value = country(fund.country).parameters.value(full, on)
    except ParameterUnknown:
        return None
    return as_text(value), Rule(full, None, value.cited, value.status)


@cache
def customs() -> dict[str, Custom]:
    """The conventions of the house about families, by name."""
    written = read_text_yaml(Path(__file__).parents[1] / "families.yaml")
    return {name: Custom(int(each["value"]), each["why"]) for name, each in written.items()}
