"""What a statement of one award says of it (relevé d'un droit), before anybody's words.

Everything is as the fund knew it at an instant: the statement is made again from it, and agrees.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection

from socle.benefits.models import ClaimDecision
from socle.benefits.queries.awards import award as award_of
from socle.benefits.queries.known import known
from socle.benefits.types import AwardView
from socle.kernel.months import Month
from socle.platform.sql import statements

Facts = dict[str, Any]
# What a statement lists of runs: the months of a year.
_MONTHS = 12
_SQL = statements(Path(__file__).parents[1])


def award_facts(*, number: str, on: date, known_at: datetime) -> Facts:
    """What the award gives on a day and why, what it gave, and what runs counted in a year.

    Raises:
        NotKnown: there was no such award.
    """
    found = award_of(number=number, known_at=known_at)
    term = found.term_on(on)
    return {
        "number": found.beneficiary_number,
        "name": found.beneficiary_name,
        "award": found.number,
        "benefit": found.benefit,
        "part": found.part,
        "periodicity": found.periodicity,
        "of": {"number": found.person_number, "name": found.person_name},
        "claim": found.claim_number or found.campaign_number,
        "decision": _decision(found, known_at),
        "state": found.state_on(on),
        "reason": term.reason if term else "",
        "amount": term.amount if term else 0,
        "payee": {"number": term.payee_number, "name": term.payee_name} if term else None,
        "terms": [
            {
                "since": each.since.isoformat(),
                "until": each.until.isoformat() if each.until else "",
                "amount": each.amount,
                "status": each.status.value,
                "payee": each.payee_name,
            }
            for each in found.terms
        ],
        "dues": _dues(found, on, known_at),
    }


def paid_runs(*, number: str, on: date, known_at: datetime) -> dict[int, set[str]]:
    """Whom runs of a year paid by an award, by the keys of their files, and which runs."""
    found: dict[int, set[str]] = {}
    for row in _counted(award_of(number=number, known_at=known_at), on, known_at):
        found.setdefault(row[2], set()).add(row[1])
    return found


def _decision(found: AwardView, known_at: datetime) -> str:
    """The decision that stood; an award of a campaign has none."""
    if not found.claim_number:
        return ""
    decisions = ClaimDecision.objects.filter(known(known_at), claim__number=found.claim_number)
    return decisions.order_by("-id").values_list("number", flat=True).first() or ""


def _counted(found: AwardView, on: date, known_at: datetime) -> list[tuple[Any, ...]]:
    """Award, run, payee, month, kind and amount of what validated runs counted in a year."""
    said: dict[str, Any] = {
        "awards": [found.id],
        "since": (Month.of(on) - (_MONTHS - 1)).first_day,
        "known_at": known_at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL["dues_of_awards"], said)
        return list(cursor.fetchall())


def _dues(found: AwardView, on: date, known_at: datetime) -> list[dict[str, Any]]:
    """By run, the newest first: what it counted of the award, for which months."""
    by_run: dict[str, list[tuple[date, int]]] = {}
    for _award, run, _payee, month, _kind, amount in _counted(found, on, known_at):
        by_run.setdefault(run, []).append((month, amount))
    return [
        {
            "run": run,
            "first": min(month for month, _amount in counted).isoformat(),
            "last": max(month for month, _amount in counted).isoformat(),
            "amount": sum(amount for _month, amount in counted),
        }
        for run, counted in by_run.items()
    ]
