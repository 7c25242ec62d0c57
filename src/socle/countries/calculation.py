"""What a computation answers as JSON: the same document for the command and for the API."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from socle.countries.children import read_children
from socle.countries.registry import Country
from socle.kernel.errors import Refused
from socle.kernel.identifiers import Verdict
from socle.kernel.money import Money
from socle.kernel.months import Month
from socle.rules.benefits.children import (
    CHILDREN,
    CHILDREN_BORN,
    Ahead,
    Counted,
    age_limit,
    ahead,
    counted,
)
from socle.rules.benefits.conditions import Reason
from socle.rules.benefits.definition import Entitlement, Formula
from socle.rules.benefits.facts import AMOUNT, FACTS
from socle.rules.certainty import least_sure
from socle.rules.contributions import ContributionLine
from socle.rules.penalties import Penalty
from socle.rules.trace import Step, Trace, rate_in_tens, rate_text

LATE_PAYMENT = "late_payment"
_LONGEST_COUNT = 9
Document = dict[str, Any]


class Computed(NamedTuple):
    """One person's benefit: the formula of the day, what it gave, and its steps, each once.

    `children` and `ahead` where children were told one by one.
    """

    formula: Formula
    entitlement: Entitlement[int]
    steps: tuple[Step, ...]
    children: tuple[Counted, ...] = ()
    ahead: tuple[Ahead, ...] = ()


def assessed(
    here: Country, scheme: str, *, month: str, wage: str, facts: Mapping[str, str]
) -> list[ContributionLine[int]]:
    """What a wage owes for a month, line by line; month and wage as people write them.

    Raises:
        NotKnown: no such scheme.
        Refused: the month, the wage or a fact cannot be read, or a value of the law is unknown;
            `amount_negative`: only a corrective takes wages back.
    """
    amount = Money.parse(wage, here.currency).minor
    if amount < 0:
        raise Refused("amount_negative", read=wage)
    return here.scheme(scheme).assess(Month.parse(month), amount, facts)


def contributions_as_json(here: Country, lines: list[ContributionLine[int]]) -> Document:
    totals = totals_by_payer(lines)
    return {
        "lines": [_line_as_json(here, line) for line in lines],
        "total_employee": amount_as_json(here, totals["employee"]),
        "total_employer": amount_as_json(here, totals["employer"]),
        "total": amount_as_json(here, sum(totals.values())),
    }


def penalty_as_json(here: Country, found: Penalty) -> Document:
    return {
        "amount": amount_as_json(here, found.amount),
        "rate": rate_as_json(found.rate),
        "steps": [step_as_json(here, step) for step in found.steps],
        "status": found.status,
    }


def entitled(
    here: Country, scheme: str, code: str, *, on: date, facts: Mapping[str, str]
) -> Computed:
    """What one person has a right to on a day, with steps; facts as people write them.

    Children are told by their number, or one by one: born when, doing what.

    Raises:
        NotKnown: no such scheme or benefit.
        Refused: a fact is missing, unknown or cannot be read, or a value of the law is unknown.
    """
    born = facts.get(CHILDREN_BORN, "")
    told = {name: said for name, said in facts.items() if name != CHILDREN_BORN}
    figures = {name: _figure(here, name, said) for name, said in told.items() if name in FACTS}
    choices = {name: said for name, said in told.items() if name not in FACTS}
    formula = here.scheme(scheme).benefit(code, on, choices)
    children = _one_by_one(here, scheme, formula, figures, born, on) if born else ()
    if born:
        figures[CHILDREN] = sum(each.rank > 0 for each in children)
        status = least_sure([formula.status, *(each.limit.status for each in children)])
        formula = replace(formula, status=status)
    trace = Trace(here.currency)
    found = formula.compute(figures, trace)
    later = ahead(formula, figures, children, on) if born and found.eligible else ()
    return Computed(formula, found, tuple(dict.fromkeys(trace.steps)), children, later)


def _one_by_one(
    here: Country, scheme: str, formula: Formula, figures: Mapping[str, int], born: str, on: date
) -> tuple[Counted, ...]:
    """The children told one by one, each under the age that the law gives it."""
    if CHILDREN in figures or CHILDREN not in formula.facts():
        wrong = "children_told_twice" if CHILDREN in figures else "children_not_asked"
        raise Refused(wrong, fact=CHILDREN_BORN)
    children = [
        (each, age_limit(here.parameters, scheme, formula.code, each.ground, on))
        for each in read_children(here, born)
    ]
    return counted(formula, figures, children, on)


def _figure(here: Country, name: str, said: str) -> int:
    if FACTS[name].unit == AMOUNT:
        return Money.parse(said, here.currency).minor
    if not (said.isascii() and said.isdecimal() and len(said) <= _LONGEST_COUNT):
        raise Refused("benefit_count_invalid", fact=name, read=said)
    return int(said)


def benefit_as_json(here: Country, computed: Computed) -> Document:
    """`amount` and `rate` are null where there is no right, `rate` also where it is no share."""
    formula, found, steps = computed[:3]
    parts = {code: amount_as_json(here, minor) for code, minor in found.parts.items()}
    return {
        "eligible": bool(found.eligible),
        "reasons": [reason_as_json(here, each) for each in found.reasons],
        "amount": amount_as_json(here, found.amount) if found.eligible else None,
        "rate": rate_as_json(Fraction(found.rate, found.rate_denominator)) if found.rate else None,
        "periodicity": formula.periodicity,
        "parts": parts if found.eligible else {},
        "unchecked": list(found.unchecked),
        "steps": [step_as_json(here, step) for step in steps],
        "status": formula.status,
        "children": [_child_as_json(here, each) for each in computed.children],
        "ahead": [
            {"since": each.since.isoformat(), "amount": amount_as_json(here, each.amount)}
            for each in computed.ahead
        ],
    }


def _child_as_json(here: Country, each: Counted) -> Document:
    """`rank` is 0 for a child that does not count, `limit` null where no age ends it."""
    return {
        "born_on": each.child.born_on.isoformat(),
        "ground": each.child.ground,
        "rank": each.rank,
        "until": each.until.isoformat() if each.until else None,
        "amount": None if each.amount is None else amount_as_json(here, each.amount),
        "limit_years": each.limit.value,
        "source": here.parameters.in_full(each.limit.cited),
    }


def reason_as_json(here: Country, reason: Reason) -> Document:
    """Why there is no right: the code, what was wanted, what there was, and who says so."""

    def shown(value: int | str) -> object:
        is_money = reason.unit == AMOUNT and isinstance(value, int)
        return amount_as_json(here, int(value)) if is_money else value

    return {
        "code": reason.code,
        "fact": reason.fact,
        "wanted": shown(reason.wanted),
        "had": shown(reason.had),
        "message": reason_in_words(here, reason, "fr"),
        "source": here.parameters.in_full(reason.source),
    }


def reason_in_words(here: Country, reason: Reason, language: str) -> str:
    """A sentence: `Âge : 60 au moins, ici 58`."""

    def shown(value: int | str) -> str:
        if isinstance(value, str):
            return here.label(reason.fact, value, language)
        return Money(value, here.currency).text(language) if reason.unit == AMOUNT else str(value)

    return here.label("comparison", reason.comparison, language).format(
        fact=here.label("input", reason.fact, language),
        wanted=shown(reason.wanted),
        had=shown(reason.had),
    )


def step_label(here: Country, code: str, language: str) -> str:
    """What a reader sees beside a step: the word of a step, else that of a fact."""
    shown = here.label("step", code, language)
    return here.label("input", code, language) if shown == code else shown


def verdict_as_json(verdict: Verdict) -> Document:
    return {"valid": verdict.valid, "reason": verdict.reason, "formatted": verdict.formatted}


def rate_as_json(rate: Fraction) -> Document:
    return {"text": rate_text(rate), "fraction": list(rate_in_tens(rate))}


def step_as_json(here: Country, step: Step) -> Document:
    shown: object = step.value
    if isinstance(step.value, Money):
        shown = step.value.as_json()
    elif isinstance(step.value, Fraction):
        shown = rate_as_json(step.value)
    source = here.parameters.in_full(step.source) if step.source else ""
    return {"label": step.label, "value": shown, "source": source}


def totals_by_payer(lines: list[ContributionLine[int]]) -> Mapping[str, int]:
    totals = {"employee": 0, "employer": 0, "state": 0}
    for line in lines:
        totals[line.payer] += line.amount
    return totals


def amount_as_json(here: Country, minor: int) -> Document:
    return dict(Money(minor, here.currency).as_json())


def day(text: str) -> date:
    """A date written `2025-03-15`.

    Raises:
        Refused: `date_invalid`.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused("date_invalid", read=text) from error


def _line_as_json(here: Country, line: ContributionLine[int]) -> Document:
    shown: Document = {
        "branch": line.branch,
        "payer": line.payer,
        "base": amount_as_json(here, line.base),
        "rate": rate_as_json(line.rate),
        "amount": amount_as_json(here, line.amount),
        "status": line.status,
        "source": here.parameters.in_full(line.source),
    }
    return shown | ({"name": line.name} if line.name else {})
