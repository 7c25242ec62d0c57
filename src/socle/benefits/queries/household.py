"""Whom a benefit counts on a day: the spouses and children that the register knows.

Until when a child is counted is law where it was read: the age of the benefit's own rule, else that
of family benefits. What a certificate decides in between is proved each year, not here.
"""

from datetime import date

from socle.benefits.keeping import school_rule
from socle.benefits.types import Household, Member
from socle.kernel.errors import ParameterUnknown
from socle.kernel.months import after_month_begun, months_after
from socle.platform.access.types import FundView
from socle.registry.queries import person_id
from socle.registry.queries.families import family
from socle.registry.queries.families_charges import dependants
from socle.registry.queries.families_law import STUDENT, benefits, family_law
from socle.registry.types import Dependant, Kin, MarriageState, Relative, Standing, Study
from socle.rules.benefits.children import OWN_AGES
from socle.rules.scheme import Scheme

_FAMILY, _SURVIVORS = "family", "survivors"
_OF_SURVIVORS = frozenset({"survivors", "survivors_lump_sum"})
_CERTIFICATE = "certificate"
_STUDIES = frozenset({"under_age", *Study})
_COUNTED_UNIONS = {MarriageState.MARRIED, MarriageState.WIDOWED}


def household(*, fund: FundView, scheme: Scheme, number: str, benefit: str, on: date) -> Household:
    """The spouses and children of an insured that a benefit counts on a day.

    Raises:
        NotKnown: there is no such person.
    """
    if benefit not in _OF_SURVIVORS and _FAMILY in benefits(fund=fund):
        return _borne(fund, number, on)
    limit = _limit(fund, scheme, benefit, on)
    seen = family(number=number, on=on, known_at=None)
    spouses = tuple(
        _member(each.who, None)
        for each in seen.spouses
        if each.state in _COUNTED_UNIONS and _lives(each.who, on)
    )
    if limit is None:
        return Household(spouses, (), is_known=not seen.children)
    name, age = limit
    children = tuple(
        _member(
            each.who, after_month_begun(months_after(each.who.birth_on, 12 * age)), _payee(each, on)
        )
        for each in seen.children
        if each.who.birth_on is not None
        and _lives(each.who, on)
        and on < months_after(each.who.birth_on, 12 * age)
    )
    return Household(spouses, children, limit=name)


def _borne(fund: FundView, number: str, on: date) -> Household:
    """Children in charge (à charge) as the family law judges them, until the day it says.

    Whose school certificate is over, or who came to the age that asks one, is counted until the
    next window of certificates has closed: nobody loses a month before the day to prove it.
    """
    rule, found = school_rule(fund.country), _in_charge(number, on)
    before = _proved(number, rule.closed(on, rule.first).suspended_on, on, found)
    children = []
    for each in found:
        until = each.judgement.until
        if each.judgement.standing is Standing.ACTIVE:
            until = until and _kept(fund, each, until)
        elif each.judgement.reopens == _CERTIFICATE and each.who.number in before:
            until = rule.following(on, rule.first).suspended_on
        else:
            continue
        payee = each.payee.number if each.payee else number
        children.append(_member(each.who, after_month_begun(until) if until else None, payee))
    return Household((), tuple(children), limit=_FAMILY)


def _in_charge(number: str, on: date) -> list[Dependant]:
    return [
        each
        for each in dependants(number=number, on=on, known_at=None)
        if each.benefit == _FAMILY and each.bond != "spouse"
    ]


def _proved(number: str, since: date, on: date, found: list[Dependant]) -> set[str]:
    """Of children who have no certificate on a day, those who had one at some time since."""
    wanting = {each.who.number for each in found if each.judgement.reopens == _CERTIFICATE}
    proved: set[str] = set()
    day = since
    while wanting - proved and day < on:
        proved |= {
            each.who.number
            for each in _in_charge(number, day)
            if each.who.number in wanting and each.judgement.standing is Standing.ACTIVE
        }
        day = months_after(day, 1)
    return proved


def _kept(fund: FundView, child: Dependant, until: date) -> date:
    """The day after which a child who may still study must have shown a certificate."""
    student, born = family_law(fund=fund, on=until).age(_FAMILY, STUDENT), child.who.birth_on
    if student is None or student.age is None or born is None:
        return until
    last = months_after(born, 12 * student.age)
    if child.judgement.reason not in _STUDIES or last <= until:
        return until
    rule = school_rule(fund.country)
    return min(last, rule.following(until, rule.first).suspended_on)


def _limit(fund: FundView, scheme: Scheme, benefit: str, on: date) -> tuple[str, int] | None:
    """The age at which a child is counted no more, and the name of its rule."""
    own = OWN_AGES.get(benefit, "")
    try:
        value = scheme.parameters.value(f"{scheme.code}.{own}", on)
        if isinstance(value.value, int):
            return f"{scheme.code}.{own}", value.value
    except ParameterUnknown:
        pass
    law = family_law(fund=fund, on=on)
    for kind in (_SURVIVORS, _FAMILY):
        ages = [
            (rule.age, rule.name)
            for (each, _selector), rule in law.ages.items()
            if each == kind and rule.age is not None
        ]
        if ages:
            age, name = max(ages)
            return name, age
    return None


def _payee(child: Kin, on: date) -> str:
    """Who is paid for a child: who has it in care by a title, else the other parent, else it."""
    seen = family(number=child.who.number, on=on, known_at=None)
    if seen.carers:
        return seen.carers[0].who.number
    living = [each.who.number for each in seen.parents if _lives(each.who, on)]
    return living[0] if living else child.who.number


def _member(who: Relative, until: date | None, payee: str = "") -> Member:
    key = person_id(who.number)
    paid = payee or who.number
    return Member(
        person_id=key,
        number=who.number,
        name=who.name,
        birth_on=who.birth_on,
        until=until,
        payee_id=key if paid == who.number else person_id(paid),
        payee_number=paid,
    )


def _lives(who: Relative, on: date) -> bool:
    return who.died_on is None or who.died_on > on
