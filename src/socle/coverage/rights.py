"""Whether a right is open on a day, and why: facts and the law's figures in, one answer out.

Pure: nothing is read here and nothing stored. A figure that was not read is named, not guessed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from socle.countries.covering import Category, CoverageLaw, RightRule
from socle.coverage.dues import Due, dues_of, settled
from socle.coverage.types import HEALTH, Cover, Figure, MonthDays, Reason, Right, Score
from socle.kernel.months import Month

EMPLOYEE, DEPENDANT = "employee", "dependant"
Receipt = tuple[date, int]
Codes = Collection[str]


@dataclass(frozen=True, slots=True)
class Charge:
    """Who bears a dependant, where the register says that they stand, and the bearer's right."""

    bearer: str
    is_active: bool
    reason: str
    reopens: str
    since: date
    until: date | None
    bearer_right: Right
    figure: Figure | None = None
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a person for a branch on a day.

    `stated`: the cover that an act states that day. `paid_for`: those for which the person pays
    month by month, to that day. `days`: of each month that counts, oldest first.
    """

    died_on: date | None = None
    stated: Cover | None = None
    paid_for: tuple[Cover, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    days: tuple[MonthDays, ...] = ()
    employed_since: date | None = None
    score: Score | None = None
    charge: Charge | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a category on a day; `gap` names the first that was not read."""

    values: Mapping[str, Figure]
    gap: str = ""

    def whole(self, name: str) -> int:
        return int(self.values[name].value)

    def all(self) -> tuple[Figure, ...]:
        return tuple(self.values.values())


def _closed(code: str, reopens: tuple[str, ...] = (), **told: Any) -> Right:
    return Right(is_open=False, reason=Reason(code, reopens, **told))


def covers_on(facts: Facts, law: CoverageLaw, branch: str) -> list[Cover]:
    """The covers of a day, the one that is retained first, by the law's order of categories."""
    found = [] if facts.stated is None else [facts.stated]
    has_days = any(each.days for each in facts.days)
    if branch == HEALTH and (facts.employed_since or (has_days and facts.stated is None)):
        first = facts.employed_since or Month.parse(facts.days[0].month).first_day
        scheme = law.category(EMPLOYEE).scheme
        found.append(Cover(EMPLOYEE, scheme, first, is_derived=True))
    if facts.charge is not None:
        charge = facts.charge
        scheme = charge.bearer_right.cover.scheme if charge.bearer_right.cover else ""
        found.append(Cover(DEPENDANT, scheme, charge.since, charge.until, is_derived=True))
    order = list(law.categories)
    return sorted(found, key=lambda each: order.index(each.category))


def judge(
    facts: Facts, law: CoverageLaw, figures: Mapping[str, Figures], branch: str, on: date
) -> Right:
    """Whether the right is open that day; `figures` are the law's, by category."""
    if facts.died_on is not None and facts.died_on < on:
        return _closed("died")
    covers = covers_on(facts, law, branch)
    if not covers:
        return _closed("not_covered", ("state_cover", "work", "take_charge"))
    cover, beside = covers[0], tuple(covers[1:])
    category = law.category(cover.category)
    known = figures[cover.category]
    found = _by_rule(law, category, cover, facts, known, branch, on)
    figures_told = found.figures or known.all()
    return replace(found, cover=cover, beside=beside, figures=figures_told)


def _by_rule(
    law: CoverageLaw,
    category: Category,
    cover: Cover,
    facts: Facts,
    known: Figures,
    branch: str,
    on: date,
) -> Right:
    gap = category.gap or known.gap
    if branch != HEALTH:
        gap = f"{category.scheme}.{branch}.conditions"
    if gap or category.rule is RightRule.NOT_READ:
        return Right(None, Reason("law_unknown", ("law",), gap=gap))
    match category.rule:
        case RightRule.DAYS:
            return _by_days(facts.days, known, on)
        case RightRule.CONTRIBUTIONS | RightRule.PREPAID:
            lapsing = {
                each.code for each in law.categories.values() if each.rule is RightRule.PREPAID
            }
            return _by_payments(category, facts, known, lapsing, on)
        case RightRule.SCORE:
            most = Decimal(known.values["most_score"].value)
            within = Right(is_open=True, reason=Reason("score_within", score=facts.score))
            return _by_score(facts.score, most) or within
        case RightRule.PENSION:
            return Right(is_open=True, reason=Reason("pension_served"), closes_on=cover.until)
        case _:
            return _by_bearer(facts)


def _by_days(days: Sequence[MonthDays], known: Figures, on: date) -> Right:
    """Days declared in the months before (jours déclarés dans les mois qui précèdent)."""
    wanted, months = known.whole("least_days"), known.whole("months")
    by_month = {each.month: each.days for each in days}
    # The months before this one, this one, and as many as those before could still open.
    first = Month.of(on).index - months
    named = _named(first, 2 * months + 1)
    counted = [by_month.get(each, 0) for each in named]
    had = sum(counted[:months])
    window = tuple(map(MonthDays, named[:months], counted))
    if had < wanted:
        reopens = ("declare_days", "work_days")
        return _closed("days_missing", reopens, had=had, wanted=wanted, days=window)
    ahead = months + 1
    while sum(counted[ahead - months : ahead]) >= wanted:
        ahead += 1
    reason = Reason("days_reached", had=had, wanted=wanted, days=window)
    return Right(is_open=True, reason=reason, closes_on=Month.from_index(first + ahead).first_day)


@lru_cache(maxsize=256)
def _named(first: int, count: int) -> tuple[str, ...]:
    """Months in a row, as they are written: a check counts a dozen of them."""
    return tuple(str(Month.from_index(first + each)) for each in range(count))


def _by_payments(
    category: Category, facts: Facts, known: Figures, lapsing: Codes, on: date
) -> Right:
    """Months paid one by one: any before this one closes the first rule, this one the second."""
    is_prepaid = category.rule is RightRule.PREPAID
    if is_prepaid and (closed := _by_means(facts.score, known)):
        return closed
    this = Month.of(on)
    dues = _dues(facts, this, lapsing)
    first_paid = min((day for day, amount in facts.receipts if amount > 0), default=None)
    if first_paid is None:
        amount = next((each.amount for each in dues if each.month == this), None)
        return _closed("nothing_paid", ("pay",), unpaid=(str(this),), amount=amount)
    opens_on = (Month.of(first_paid) + 1 + known.whole("waiting_months")).first_day
    if on < opens_on:
        return _closed("waiting_period", ("wait",), opens_on=opens_on)
    late = [
        each
        for each in dues
        if each.rest and (each.month == this if is_prepaid else each.month < this)
    ]
    if late:
        unpaid = tuple(str(each.month) for each in late)
        code = "month_unpaid" if is_prepaid else "arrears"
        amount = sum(each.rest for each in late)
        return _closed(code, ("pay",), unpaid=unpaid, amount=amount)
    to_come = next((each.month for each in dues if each.rest and each.month >= this), None)
    closes_in = to_come if is_prepaid or to_come is None else to_come + 1
    closes_on = None if closes_in is None else closes_in.first_day
    return Right(is_open=True, reason=Reason("months_paid"), closes_on=closes_on)


def _dues(facts: Facts, this: Month, lapsing: Codes) -> list[Due]:
    """The months that the person pays, as far ahead as what was received can reach."""
    amounts = [each.monthly_amount for each in facts.paid_for if each.monthly_amount]
    received = sum(amount for _day, amount in facts.receipts)
    ahead = max(received, 0) // min(amounts) + 1 if amounts else 0
    dues = dues_of(facts.paid_for, until=this + ahead, lapsing=lapsing)
    return settled(dues, facts.receipts)


def _by_score(score: Score | None, most: Decimal) -> Right | None:
    """What a household's score closes; nothing where it is within the law's threshold."""
    if score is None:
        return _closed("score_missing", ("new_score",))
    if score.value > most:
        return _closed("score_above", ("new_score", "achamil"), score=score)
    return None


def _by_means(score: Score | None, known: Figures) -> Right | None:
    """Whoever pays for this cover has a score above that of those for whom the State pays."""
    if score is None:
        return _closed("score_missing", ("new_score",))
    if score.value <= Decimal(known.values["above_score"].value):
        return _closed("score_below", ("tadamon", "new_score"), score=score)
    return None


def _by_bearer(facts: Facts) -> Right:
    """A dependant's right: where the register says that they stand, then their bearer's right."""
    charge = facts.charge
    if charge is None:
        raise ValueError("a dependant is borne by somebody")
    figures = () if charge.figure is None else (charge.figure,)
    if not charge.is_active:
        is_open = None if charge.gap else False
        reopens = (charge.reopens,) if charge.reopens else ()
        reason = Reason(f"dependant_{charge.reason}", reopens, bearer=charge.bearer, gap=charge.gap)
        return Right(is_open, reason, figures=figures, of_bearer=charge.bearer_right)
    theirs = charge.bearer_right
    code = {True: "bearer_open", False: "bearer_closed", None: "bearer_unknown"}[theirs.is_open]
    ends = [day for day in (charge.until, theirs.closes_on) if day is not None]
    return Right(
        theirs.is_open,
        Reason(code, theirs.reason.reopens, bearer=charge.bearer, gap=theirs.reason.gap),
        closes_on=min(ends, default=None) if theirs.is_open else None,
        figures=(*figures, *theirs.figures),
        of_bearer=theirs,
    )
