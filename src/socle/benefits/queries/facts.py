"""The facts of a claim that the fund knows by itself, each with where it comes from.

A fact that no file holds is told by a person; one that is told otherwise than the files say is
shown beside what they say, and a second person sees both.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from socle.benefits.conventions import conventions
from socle.benefits.queries.averages import reference_wage, rule_of
from socle.benefits.queries.files import DAY, MONTH, Files
from socle.benefits.queries.pensions import pension_paid
from socle.benefits.types import KnownFact, Origin
from socle.kernel.errors import NotKnown, ParameterUnknown
from socle.kernel.months import Month
from socle.platform.acts.queries import act, numbers_of
from socle.registry.queries import opening_act, person_id


@dataclass(slots=True)
class Derived:
    """What was found, and the values of the law that were wanting to find more."""

    facts: dict[str, KnownFact] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)


def derive(files: Files, *, wanted: tuple[str, ...]) -> Derived:
    """The facts that a benefit may read, as far as the fund's files hold them.

    Raises:
        NotKnown: there is no such person.
    """
    found = Derived()
    for name in wanted:
        ask = _ASKED.get(name)
        if ask is None:
            continue
        try:
            fact = ask(files)
        except ParameterUnknown as unknown:
            found.unread.append(str(unknown.facts["parameter"]))
            continue
        if fact is not None:
            value, origin, detail = fact
            found.facts[name] = KnownFact(name, value, origin, detail)
    return found


def derivable() -> frozenset[str]:
    """The facts that the fund may know by itself."""
    return frozenset(_ASKED)


Found = tuple[int, Origin, str] | None


def _career(files: Files, value: int, detail: str = "") -> Found:
    return (value, files.origin, detail)


def _insurance_months(files: Files) -> Found:
    if files.career.unit != MONTH:
        return None
    return _career(files, sum(files.credited.values()))


def _insured_days(files: Files) -> Found:
    if files.career.unit != DAY:
        return None
    return _career(files, sum(files.credited.values()))


def _months_in(months: int) -> Callable[[Files], Found]:
    def of(files: Files) -> Found:
        if files.career.unit != MONTH:
            return None
        return _career(files, files.sum_before(files.credited, months))

    return of


def _days_in(months: int) -> Callable[[Files], Found]:
    def of(files: Files) -> Found:
        return _career(files, files.sum_before(files.days, months))

    return of


def _of_month(name: str) -> Callable[[Files], Found]:
    def of(files: Files) -> Found:
        """Of the event's month, once it was declared: before, nobody knows."""
        values: Mapping[Month, int] = getattr(files, name)
        found = values.get(Month.of(files.on))
        return None if found is None else _career(files, found, str(Month.of(files.on)))

    return of


def _average_wage(files: Files) -> Found:
    if files.benefit not in conventions()["reference_wage_of_pension"]:
        return None
    rule, spans = rule_of(files.scheme, files.on)
    if not files.wages:
        return None
    amount, span = reference_wage(rule, spans, files.wages, files.wages_before)
    return _career(files, amount, str(span))


def _age(files: Files) -> Found:
    born = files.person.birth_on
    return None if born is None else (_years(born, files.on), Origin.REGISTER, born.isoformat())


def _years_registered(files: Files) -> Found:
    """Since the registration took effect, or the first declared month where that is earlier."""
    opened = opening_act(kind="person", number=files.number)
    if opened is None:
        return None
    since = act(number=numbers_of(act_ids={opened})[opened]).effective_on
    if files.first_month is not None:
        since = min(since, files.first_month.first_day)
    return (_years(since, files.on), Origin.REGISTER, since.isoformat())


def _children(files: Files) -> Found:
    seen = files.household
    return (len(seen.children), Origin.FAMILY, seen.limit) if seen.is_known else None


def _spouses(files: Files) -> Found:
    return (len(files.household.spouses), Origin.FAMILY, "")


def _pension_of_deceased(files: Files) -> Found:
    """What the fund paid, else what the deceased would have had on the day of the death."""
    if files.person.died_on is None:
        return None
    paid = pension_paid(person_id=person_id(files.number), on=files.on)
    if paid is not None:
        return (paid[0], Origin.AWARD, paid[1])
    return _would_have_had(files)


def _would_have_had(files: Files) -> Found:
    """The old-age pension by the career alone: age, rest and retirement are not asked of the dead.

    French: pension à laquelle il aurait eu droit.
    """
    try:
        formula = files.scheme.benefit("old_age", files.on)
    except NotKnown:
        return None
    of_career = tuple(
        each for each in formula.tests if each.fact in {"insurance_months", "insured_days"}
    )
    alone = replace(formula, tests=of_career, excluded=())
    facts: dict[str, int] = {}
    for name in alone.facts():
        found = _ASKED[name](files) if name in _ASKED else None
        if found is not None:
            facts[name] = found[0]
    if not alone.amount.needs <= facts.keys():
        return None
    due = alone.compute(facts)
    return (due.amount, Origin.COMPUTED, "old_age") if due.eligible else None


def _years(since: date, on: date) -> int:
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


_ASKED: Mapping[str, Callable[[Files], Found]] = {
    "insurance_months": _insurance_months,
    "insured_days": _insured_days,
    "months_in_last_10_years": _months_in(120),
    "months_in_last_12_months": _months_in(12),
    "days_in_last_3_months": _days_in(3),
    "days_in_last_6_months": _days_in(6),
    "days_in_last_10_months": _days_in(10),
    "days_in_last_12_months": _days_in(12),
    "days_in_last_36_months": _days_in(36),
    "days_in_month": _of_month("days"),
    "monthly_wage": _of_month("wages"),
    "average_wage": _average_wage,
    "age_years": _age,
    "years_registered": _years_registered,
    "children": _children,
    "spouses": _spouses,
    "pension_of_deceased": _pension_of_deceased,
}
