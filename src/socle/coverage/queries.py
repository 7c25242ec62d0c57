"""Whether a right is open, as known at an instant: facts asked once, the law's figures of the day.

Nothing of an answer is stored: what changes a fact, even in the past, changes the next answer.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import connection

from socle.countries.covering import Category, CoverageLaw, RightRule
from socle.countries.registry import country
from socle.coverage.facts import COVERAGE
from socle.coverage.rights import DEPENDANT, EMPLOYEE, Charge, Facts, Figures, judge
from socle.coverage.types import (
    HEALTH,
    Cover,
    CoverageFile,
    Figure,
    MonthDays,
    OtherCover,
    Overlap,
    Right,
    RightView,
    Score,
)
from socle.kernel.errors import NotKnown, ParameterUnknown, Refused
from socle.kernel.months import Month
from socle.platform.access.types import FundView
from socle.platform.acts.queries import numbers_of
from socle.platform.sql import statements
from socle.platform.temporal.queries import as_of
from socle.registry.queries import person_id
from socle.registry.queries.families_charges import charge_told
from socle.registry.types import Dependant, Standing

SQL = statements(Path(__file__).parent)
_PRESENT = "infinity"
_PAID = frozenset({RightRule.CONTRIBUTIONS, RightRule.PREPAID})
_USUAL_MONTHS = 6


def law_of(*, fund: FundView) -> CoverageLaw:
    """The rules of cover of the fund's country.

    Raises:
        Refused: `coverage.law_not_read`: none was read.
    """
    return _law_of(fund.country)


def pension_category(*, fund: FundView) -> Category | None:
    """As what the holder of a pension is covered; None where the country's rules know none."""
    law = country(fund.country).coverage
    every = law.categories.values() if law else ()
    return next((each for each in every if each.rule is RightRule.PENSION), None)


def _law_of(country_code: str) -> CoverageLaw:
    found = country(country_code).coverage
    if found is None:
        raise Refused("coverage.law_not_read", country=country_code)
    return found


def right(
    *, fund: FundView, person: str, on: date, known_at: datetime | None, branch: str = HEALTH
) -> RightView:
    """Whether a person's right is open on a day, as known at an instant, and why.

    `known_at` None: at present. French: droits ouverts, droits fermés.

    Raises:
        NotKnown: there is no such person, or none was known then.
        Refused: `coverage.law_not_read`, `coverage.branch_unknown`.
    """
    known_branch(fund.country, branch)
    asked: list[Any] = [person, branch, on, since_when(fund.country, on)]
    with connection.cursor() as cursor:
        if known_at is None:
            cursor.execute("SELECT coverage_told_now(%s, %s, %s, %s)::text", asked)
        else:
            cursor.execute("SELECT coverage_told(%s, %s, %s, %s, %s)::text", [*asked, known_at])
        told = cursor.fetchone()[0]
    return right_told(told, fund=fund, person=person, on=on, branch=branch, known_at=known_at)


def right_told(
    said: str | None,
    *,
    fund: FundView,
    person: str,
    on: date,
    branch: str,
    known_at: datetime | None = None,
) -> RightView:
    """A right from what the database told of a person: `coverage_told`, None where it knows none.

    Raises:
        NotKnown: as `right`.
    """
    if said is None:
        raise NotKnown("registry.person_unknown", number=person)
    told = json.loads(said)
    law, figures = law_of(fund=fund), _figures(fund.country, on)
    facts = _facts_told(told, law, on)
    if "charge" in told and not (facts.stated or facts.employed_since):
        dependant = charge_told(told=told["charge"], fund=fund, on=on)
        if told["bearer"] is None:
            raise NotKnown("registry.person_unknown", number=dependant.bearer.number)
        theirs = judge(_facts_told(told["bearer"], law, on), law, figures, branch, on)
        charge = _charge(dependant, dependant.bearer.number, theirs)
        facts = Facts(died_on=facts.died_on, days=facts.days, charge=charge)
    return RightView(person, branch, on, known_at, judge(facts, law, figures, branch, on))


def require_scheme(found: RightView, scheme: str) -> None:
    """Stops a scheme that asks for a person of another one; an empty name asks for anybody.

    Raises:
        Refused: `coverage.scheme_other`, with the person's own.
    """
    cover = found.right.cover
    if scheme and cover is not None and cover.scheme != scheme:
        on = found.on.isoformat()
        raise Refused("coverage.scheme_other", on=on, found=cover.scheme, asked=scheme)


def known_branch(country_code: str, branch: str) -> None:
    """Stops a question about a branch that the country's rules of cover do not have.

    Raises:
        Refused: `coverage.law_not_read`, `coverage.branch_unknown`.
    """
    known = _law_of(country_code).branches()
    if branch not in known:
        raise Refused("coverage.branch_unknown", branch=branch, known=", ".join(known))


def since_when(country_code: str, on: date) -> date:
    """The first month whose declared days count for a right on a day."""
    return (Month.of(on) - _months_counted(_figures(country_code, on))).first_day


def _charge(dependant: Dependant, bearer: str, theirs: Right) -> Charge:
    judgement = dependant.judgement
    rule = judgement.rule
    is_gap = judgement.standing is Standing.UNKNOWN
    figure = None
    if rule is not None and not is_gap:
        age = "" if rule.age is None else str(rule.age)
        figure = Figure(rule.name, age, rule.cited, rule.status)
    return Charge(
        bearer=bearer,
        is_active=judgement.standing is Standing.ACTIVE,
        reason=judgement.reason,
        reopens=judgement.reopens,
        since=dependant.since,
        until=judgement.until,
        bearer_right=theirs,
        figure=figure,
        gap=rule.name if rule is not None and is_gap else "",
    )


def _facts_told(told: Mapping[str, Any], law: CoverageLaw, on: date) -> Facts:
    """The facts of a day from what the database tells of a person."""
    covers = [_cover(row) for row in told["covers"] or ()]
    day = on.isoformat()
    stated = next(
        (each for each in covers if each.since <= on and (each.until is None or on < each.until)),
        None,
    )
    paid = tuple(
        each for each in covers if each.since <= on and law.category(each.category).rule in _PAID
    )
    score = told["score"]
    return Facts(
        died_on=_day(told["died_on"]),
        stated=stated,
        paid_for=paid,
        receipts=tuple(
            (date.fromisoformat(at), int(amount))
            for at, amount in told["receipts"] or ()
            if at <= day
        ),
        days=tuple(MonthDays(month, int(days)) for month, days in told["days"] or ()),
        employed_since=_day(told["employed_since"]),
        score=Score.of(score[0], date.fromisoformat(score[1])) if score else None,
    )


def _cover(row: Sequence[Any]) -> Cover:
    category, scheme, since, until, amount, reference = row
    return Cover(category, scheme, date.fromisoformat(since), _day(until), amount, reference)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


@lru_cache(maxsize=512)
def _figures(country_code: str, on: date) -> dict[str, Figures]:
    """The law's figures of every category on a day; a category's gap is its first unread one."""
    law = country(country_code).coverage
    if law is None:
        return {}
    return {each.code: _figures_of(country_code, each, on) for each in law.categories.values()}


def _figures_of(country_code: str, category: Category, on: date) -> Figures:
    law = country(country_code).parameters
    values: dict[str, Figure] = {}
    for name, parameter in category.figures.items():
        try:
            value = law.value(parameter, on)
        except ParameterUnknown:
            return Figures(values, gap=parameter)
        values[name] = Figure(parameter, str(value.value), value.cited, value.status)
    return Figures(values)


def _months_counted(figures: Mapping[str, Figures]) -> int:
    """How many months before the day declared days are counted in."""
    known = figures.get(EMPLOYEE)
    if known is None or "months" not in known.values:
        return _USUAL_MONTHS
    return known.whole("months")


def stated_covers(*, person: str, branch: str, known_at: datetime | None) -> list[Cover]:
    """What acts state of a person's cover for a branch, oldest first."""
    where = {"person_id": person_id(person), "branch": branch}
    rows = as_of(COVERAGE, on=None, known_at=known_at, where=where)
    acts = numbers_of(act_ids={row["act_id"] for row in rows})
    return [
        Cover(
            category=row["category"],
            scheme=row["scheme"],
            since=row["valid"].lower,
            until=row["valid"].upper,
            monthly_amount=row["monthly_amount"],
            reference=row["reference"],
            act_number=acts.get(row["act_id"], ""),
        )
        for row in rows
    ]


def coverage_file(
    *, fund: FundView, person: str, on: date, known_at: datetime | None, branch: str = HEALTH
) -> CoverageFile:
    """A person's covers through time, stated and derived, and the answer of a day.

    Raises:
        NotKnown: there is no such person, or none was known then.
        Refused: `coverage.law_not_read`, `coverage.branch_unknown`.
    """
    law = law_of(fund=fund)
    answer = right(fund=fund, person=person, on=on, known_at=known_at, branch=branch)
    covers = stated_covers(person=person, branch=branch, known_at=known_at)
    if branch == HEALTH:
        covers += _derived_covers(person, law, known_at)
    ordered = tuple(sorted(covers, key=lambda each: (each.since, each.category)))
    return CoverageFile(person, on, known_at, ordered, answer, _gaps(ordered, on))


def _derived_covers(person: str, law: CoverageLaw, known_at: datetime | None) -> list[Cover]:
    """The covers that follow from work and from who bears the person."""
    asked = {"person": person, "known_at": known_at or _PRESENT, "branch": HEALTH}
    with connection.cursor() as cursor:
        cursor.execute(SQL["derived_covers"], asked)
        rows = cursor.fetchall()
    codes = {EMPLOYEE, DEPENDANT} & set(law.categories)
    return [
        Cover(category, law.category(category).scheme, since, until, is_derived=True)
        for category, since, until in rows
        if category in codes
    ]


def _gaps(covers: Sequence[Cover], on: date) -> tuple[tuple[date, date], ...]:
    """The days without any cover between the first cover and a day, that not included."""
    found: list[tuple[date, date]] = []
    reached: date | None = None
    for each in covers:
        if each.since > on:
            break
        if reached is not None and reached < each.since:
            found.append((reached, each.since))
        if each.until is None:
            return tuple(found)
        reached = max(reached or each.until, each.until)
    if reached is not None and reached <= on:
        found.append((reached, on + timedelta(days=1)))
    return tuple(found)


def overlaps(*, on: date, after: str = "", limit: int = 50) -> list[Overlap]:
    """Whoever is stated to be covered and is also covered otherwise on a day, by number.

    French: doubles couvertures. By work, by who bears them, or by another body, as imports and
    acts said.
    """
    with connection.cursor() as cursor:
        cursor.execute(SQL["overlaps"], {"on": on, "after": after, "limit": limit})
        return [Overlap(*row) for row in cursor.fetchall()]


def other_covers(*, person_id: int, on: date) -> list[OtherCover]:
    """By what a person is covered on a day beside what an act states: work first."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["other_covers"], {"person": person_id, "on": on})
        return [OtherCover(*row) for row in cursor.fetchall()]
