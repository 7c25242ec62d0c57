"""Where a dependant stands on a day: derived from the facts by the law's ages, nothing stored.

Pure: facts and law in, one judgement out. A paper that is missing or has expired suspends; an age,
a marriage, work or another cover ends; a value of the law that was not read is said, not guessed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from socle.kernel.months import months_after
from socle.registry.queries.families_law import (
    ALONE,
    APPRENTICE,
    DISABLED,
    SELECTOR,
    STUDENT,
    FamilyLaw,
)
from socle.registry.types import Bond, Judgement, MarriageState, Rule, Standing, Study


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a child follows, from a day to another, which is not in it."""

    level: Study
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class DependantFacts:
    """What the register knows of a dependant for one benefit on a day."""

    benefit: str
    bond: Bond | None
    born_on: date | None
    died_on: date | None = None
    bearer_died_on: date | None = None
    is_borne: bool = True
    is_borne_by_another: bool = False
    borne_until: date | None = None
    ended_for: str = ""
    union: MarriageState | None = None  # of a spouse with the bearer
    is_married: bool = False  # a child
    works: bool = False
    other_cover: str = ""
    certificates: tuple[Certificate, ...] = ()
    is_disabled: bool = False
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Ground:
    """One thing that keeps a child dependent, until a day."""

    reason: str
    until: date | None
    rule: Rule


_REOPENED_BY = {
    "released": "take_charge",
    "bearer_dead": "new_bearer",
    "tie_ended": "filiation",
    "covered_elsewhere": "end_of_cover",
    "works": "end_of_work",
    "birth_unknown": "birth_date",
}


def judge(*, facts: DependantFacts, law: FamilyLaw, on: date) -> Judgement:
    """Where a dependant stands on a day, why, until when, and what would reopen the right."""
    if ended := _ended(facts, on):
        return ended
    if facts.bond is Bond.SPOUSE:
        return Judgement(Standing.ACTIVE, "marriage", facts.borne_until)
    if facts.is_married:
        return Judgement(Standing.ENDED, "married")
    if facts.works and _study(facts, on) is not Study.APPRENTICESHIP:
        return _closed(Standing.ENDED, "works")
    if facts.born_on is None:
        return _closed(Standing.WAITING, "birth_unknown")
    return _child(facts, law, facts.born_on, on)


def turns(born_on: date, age: int) -> date:
    """The day on which a person reaches an age; born on 29 February, the 28th of a short year."""
    return months_after(born_on, 12 * age)


def _closed(standing: Standing, reason: str) -> Judgement:
    return Judgement(standing, reason, reopens=_REOPENED_BY.get(reason, ""))


def _ended(facts: DependantFacts, on: date) -> Judgement | None:
    """What closes the right whatever the age."""
    if facts.died_on is not None and facts.died_on <= on:
        return Judgement(Standing.DECEASED, "died")
    if facts.union is MarriageState.DIVORCED:
        return Judgement(Standing.DIVORCED, "divorced")
    if facts.is_borne_by_another:
        return Judgement(Standing.TRANSFERRED, "transferred")
    if facts.ended_for:
        return Judgement(Standing.ENDED, facts.ended_for, reopens="take_charge")
    if facts.union in {MarriageState.ANNULLED, MarriageState.WIDOWED}:
        return Judgement(Standing.ENDED, str(facts.union))
    reasons = {
        "released": not facts.is_borne,
        "bearer_dead": facts.bearer_died_on is not None and facts.bearer_died_on <= on,
        "tie_ended": facts.bond is None,
        "covered_elsewhere": bool(facts.other_cover),
        "works": facts.bond is Bond.SPOUSE and facts.works,
    }
    found = next((reason for reason, holds in reasons.items() if holds), "")
    return _closed(Standing.ENDED, found) if found else None


def _study(facts: DependantFacts, on: date) -> Study | None:
    return next((each.level for each in facts.certificates if each.since <= on < each.until), None)


def _child(facts: DependantFacts, law: FamilyLaw, born_on: date, on: date) -> Judgement:
    gaps: list[str] = []

    def limit(selector: str) -> Rule | None:
        rule = law.age(facts.benefit, selector)
        if rule is None:
            gaps.append(law.gap(facts.benefit, selector))
        return rule

    grounds = _grounds(facts, limit, born_on, on)
    if grounds:
        best = max(grounds, key=lambda each: each.until or date.max)
        ends = [day for day in (best.until, facts.borne_until) if day is not None]
        return Judgement(Standing.ACTIVE, best.reason, min(ends, default=None), rule=best.rule)
    if gaps:
        return Judgement(
            Standing.UNKNOWN, "law_unknown", reopens="law", rule=Rule(gaps[0], None, "", "")
        )
    return _lapsed(facts, law, born_on, on)


def _grounds(
    facts: DependantFacts, limit: Callable[[str], Rule | None], born_on: date, on: date
) -> list[_Ground]:
    """Everything that keeps the child dependent on that day."""
    found: list[_Ground] = []

    def young(rule: Rule | None, reason: str, paper_until: date | None) -> None:
        if rule is None:
            return
        ends = [day for day in (paper_until,) if day is not None]
        if rule.age is not None:
            ends.append(turns(born_on, rule.age))
        until = min(ends, default=None)
        if until is None or on < until:
            found.append(_Ground(reason, until, rule))

    young(limit(ALONE), "under_age", None)
    for each in facts.certificates:
        if each.since <= on < each.until:
            young(limit(SELECTOR[each.level]), str(each.level), each.until)
    if facts.is_disabled and (facts.review_on is None or on < facts.review_on):
        young(limit(DISABLED), "disability", facts.review_on)
    return found


def _lapsed(facts: DependantFacts, law: FamilyLaw, born_on: date, on: date) -> Judgement:
    """No ground holds: a paper is late, was never given, or the age has come."""
    if facts.is_disabled:
        return Judgement(Standing.SUSPENDED, "review_overdue", reopens="medical_review")
    past = [each for each in facts.certificates if each.until <= on]
    last = max(past, key=lambda each: each.until, default=None)
    if last is not None:
        rule = law.age(facts.benefit, SELECTOR[last.level])
        if rule is not None and rule.age is not None and on < turns(born_on, rule.age):
            return Judgement(
                Standing.SUSPENDED, "certificate_expired", reopens="certificate", rule=rule
            )
    for selector in (APPRENTICE, STUDENT):
        rule = law.age(facts.benefit, selector)
        if rule is not None and rule.age is not None and on < turns(born_on, rule.age):
            return Judgement(
                Standing.WAITING, "certificate_missing", reopens="certificate", rule=rule
            )
    reached = [rule for rule in (law.age(facts.benefit, each) for each in (STUDENT, ALONE)) if rule]
    return Judgement(Standing.ENDED, "age", reopens="disability", rule=next(iter(reached), None))
