"""Whose payment it is, by stated rules, in this order; the first that answers is the one.

1. `reference`: every payment reference in the text is of one employer;
2. `number_amount`: the text names one employer, and exactly one of its months is due that amount;
3. `number`: the text names one employer by its number;
4. `known_payer`: the payer's account was matched before, always to one employer.

A text that names two employers matches neither: the payment waits in suspense for a person.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from socle.collection.types import Candidate, MatchRule
from socle.kernel.payment_references import Kind, Reference, near_references, references_in
from socle.ledger.types import OWING
from socle.platform.sql import statements

SQL = statements(Path(__file__).parent)
_TOKEN = re.compile(r"[0-9A-Za-z]{5,20}")
_SPACED = re.compile(r"(?<=\d) (?=\d|[A-Za-z]\b)")


@dataclass(frozen=True, slots=True)
class Told:
    """What a payment says of its payer."""

    amount: int
    text: str
    payer_account: str = ""
    payer_name: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """Whose a payment is, by which rule; the months it pays first."""

    employer_id: int
    employer_number: str
    rule: MatchRule
    months: tuple[date, ...] = ()


def match(told: Sequence[Told]) -> list[Match | None]:
    """The match of each payment, None where no rule answers. A few statements for them all."""
    references = [references_in(each.text) for each in told]
    tokens = [_tokens(each.text) for each in told]
    named = _employers_named({token for each in tokens for token in each})
    referred = _referred({each for found in references for each in found})
    payers = _known_payers({each.payer_account for each in told if each.payer_account})
    first: list[Match | None] = []
    for each, found, words in zip(told, references, tokens, strict=True):
        owners = [referred[one] for one in found if one in referred]
        by_number = {named[word] for word in words if word in named}
        if owners and len({owner[:2] for owner in owners}) == 1:
            months = tuple(dict.fromkeys(month for _id, _no, month in owners if month))
            first.append(Match(*owners[0][:2], MatchRule.REFERENCE, months))
        elif owners or len(by_number) > 1:
            first.append(None)
        elif by_number:
            first.append(Match(*by_number.pop(), MatchRule.NUMBER))
        elif each.payer_account in payers:
            first.append(Match(*payers[each.payer_account], MatchRule.KNOWN_PAYER))
        else:
            first.append(None)
    return _with_months(told, first)


def match_reference(reference: str) -> Match | None:
    """The match of a reference that somebody says; None when it is of nobody."""
    found = references_in(reference)
    owners = _referred(set(found))
    if len(found) != 1 or found[0] not in owners:
        return None
    employer_id, number, month = owners[found[0]]
    return Match(employer_id, number, MatchRule.REFERENCE, (month,) if month else ())


def candidates(told: Told, *, on: date) -> list[Candidate]:
    """Employers that an unmatched payment may be of, with why; the nearest first."""
    near = _referred(near_references(told.text))
    found = [Candidate(number, "", "near_reference", month) for _id, number, month in near.values()]
    arguments: dict[str, Any] = {
        "tokens": sorted(_tokens(told.text)),
        "name": told.payer_name or told.text[:140],
        "amount": told.amount,
        "since": date(on.year - 1, 1, 1),
    }
    with connection.cursor() as cursor:
        for statement in ("near_numbers", "near_names", "near_amounts"):
            cursor.execute(SQL[statement], arguments)
            found += [Candidate(number, name, statement, month) for number, name, month in cursor]
        cursor.execute(SQL["names"], [[each.employer_number for each in found]])
        names = dict(cursor.fetchall())
    best: dict[str, Candidate] = {}
    for each in found:
        if each.employer_number not in best:
            name = names.get(each.employer_number, "")
            best[each.employer_number] = Candidate(
                each.employer_number, name, each.reason, each.month
            )
    return list(best.values())[:8]


def _tokens(text: str) -> set[str]:
    """The words of a text that may be an employer's number, also where it is spaced out."""
    return {
        token.upper() for each in (text, _SPACED.sub("", text)) for token in _TOKEN.findall(each)
    }


def _employers_named(tokens: set[str]) -> dict[str, tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(SQL["numbers"], [sorted(tokens)])
        return {number: (employer_id, number) for employer_id, number in cursor.fetchall()}


def _referred(references: set[Reference]) -> dict[Reference, tuple[int, str, date | None]]:
    """Whose each reference is; those of nobody are left out."""
    debts = sorted(each.id for each in references if each.kind is Kind.DEBT)
    accounts = sorted(each.id for each in references if each.kind is Kind.ACCOUNT)
    if not references:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(SQL["referred"], [debts, [kind.value for kind in OWING], accounts])
        return {
            Reference(Kind(kind), key): (employer_id, number, month)
            for kind, key, employer_id, number, month in cursor.fetchall()
        }


def _known_payers(accounts: set[str]) -> dict[str, tuple[int, str]]:
    if not accounts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(SQL["known_payers"], [sorted(accounts)])
        return {account: (employer_id, number) for account, employer_id, number in cursor}


def _with_months(told: Sequence[Told], found: list[Match | None]) -> list[Match | None]:
    """Adds the month that is due exactly what is paid, where the text names no month."""
    employers = {each.employer_id for each in found if each and not each.months}
    due: dict[int, list[tuple[date, int]]] = {}
    if employers:
        with connection.cursor() as cursor:
            cursor.execute(SQL["open_months"], [sorted(employers)])
            for employer_id, month, amount in cursor.fetchall():
                due.setdefault(employer_id, []).append((month, amount))
    completed: list[Match | None] = []
    for each, one in zip(told, found, strict=True):
        if one is None or one.months:
            completed.append(one)
            continue
        months = [month for month, amount in due.get(one.employer_id, []) if amount == each.amount]
        if len(months) == 1:
            by_number = one.rule is MatchRule.NUMBER
            rule = MatchRule.NUMBER_AMOUNT if by_number else one.rule
            completed.append(Match(one.employer_id, one.employer_number, rule, (months[0],)))
        else:
            completed.append(one)
    return completed
