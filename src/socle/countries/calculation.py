"""What a computation answers as JSON: the same document for the command and for the API."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from socle.countries.registry import Country
from socle.kernel.errors import Refused
from socle.kernel.identifiers import Verdict
from socle.kernel.money import Money
from socle.kernel.months import Month
from socle.rules.contributions import ContributionLine
from socle.rules.penalties import Penalty
from socle.rules.trace import Step, rate_in_tens, rate_text

LATE_PAYMENT = "late_payment"
Document = dict[str, Any]


def assessed(
    here: Country, scheme: str, *, month: str, wage: str, facts: Mapping[str, str]
) -> list[ContributionLine[int]]:
    """What a wage owes for a month, line by line; month and wage as people write them.

    Raises:
        NotKnown: no such scheme.
        Refused: the month, the wage or a fact cannot be read, or a value of the law is unknown.
    """
    amount = Money.parse(wage, here.currency).minor
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
