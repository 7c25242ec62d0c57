"""The fund's own figures of recovery, as they were on a day, as known at an instant."""

from datetime import date, datetime

from socle.arrears.conventions import Convention, conventions
from socle.arrears.facts import LANGUAGE, RULE
from socle.arrears.types import RuleView
from socle.countries.registry import country
from socle.kernel.errors import NotKnown
from socle.platform.access.queries import current_fund
from socle.platform.acts.queries import numbers_of
from socle.platform.temporal.queries import as_of
from socle.rules.certainty import CONVENTION


def convention(name: str) -> Convention:
    """What may be set under a name.

    Raises:
        NotKnown: `arrears.rule_unknown`.
    """
    if name not in conventions():
        raise NotKnown("arrears.rule_unknown", rule=name, known=", ".join(conventions()))
    return conventions()[name]


def rules(*, on: date, known_at: datetime | None = None) -> dict[str, RuleView]:
    """Every figure in force on a day, by name: the fund's own, else the law's or the house's."""
    law = current_fund().country
    rows = {each["name"]: each for each in as_of(RULE, on=on, known_at=known_at, where={})}
    acts = numbers_of(act_ids={each["act_id"] for each in rows.values()})
    found: dict[str, RuleView] = {}
    for name, said in conventions().items():
        value, status, source = said.default(law)
        row = rows.get(name)
        if row is not None:
            found[name] = RuleView(
                *(name, int(row["value"]), said.unit, CONVENTION, "fund"),
                set_by=acts.get(row["act_id"], ""),
                since=row["valid"].lower,
            )
        else:
            found[name] = RuleView(name, value, said.unit, status, source, set_by="", since=None)
    return found


def figure(name: str, *, on: date, known_at: datetime | None = None) -> int:
    """One figure in force on a day.

    Raises:
        NotKnown: `arrears.rule_unknown`.
    """
    convention(name)
    return int(rules(on=on, known_at=known_at)[name].value)


def letter_languages(*, on: date) -> dict[int, str]:
    """The language in which each employer that chose one reads our letters."""
    return {
        each["employer_id"]: each["language"]
        for each in as_of(LANGUAGE, on=on, known_at=None, where={})
    }


def default_language() -> str:
    """The first official language of the fund's country."""
    return country(current_fund().country).languages[0]
