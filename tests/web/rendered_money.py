"""Pages of money and of recovery made from the samples: what the queries answer, and the views."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from unittest import mock

from django.http import HttpResponse
from tests.web import samples
from tests.web import samples_money as money

from socle.arrears.queries import aged, due_dates, letters, notices, penalties, plans, rules, runs
from socle.arrears.queries import standing as standings
from socle.arrears.queries import statements as account_statements
from socle.collection import queries as collection
from socle.collection.allocation import Order
from socle.platform.access.types import Role
from socle.web import (
    accounts,
    arrears,
    cashier,
    certificates,
    events,
    obligations,
    payments,
    statements,
    suspense,
)
from socle.web import (
    notices as letter_pages,
)

Answer = tuple[object, str, Callable[..., object]]
Get = Callable[..., Callable[[], HttpResponse]]
CASHIER = samples.desk(Role.CASHIER)


def answers() -> list[Answer]:
    """What each query answers; a name that two modules hold is answered in both."""
    named = [
        *(
            (each, "employer_name", lambda *_: money.NAME)
            for each in (payments, arrears, certificates)
        ),
        *((each, "employer_id", lambda *_: 7) for each in (payments, arrears, certificates)),
    ]
    return [
        *named,
        (collection, "payments_of", lambda **_: money.PAYMENTS),
        (collection, "payment", lambda **_: money.RECEIPT),
        (collection, "uses_of", lambda **_: money.USES),
        (collection, "credits_of", lambda **_: [SimpleNamespace(amount=400)]),
        (collection, "account_reference", lambda **_: "2 0000007 45"),
        (collection, "allocation_order", lambda **_: (next(iter(Order)), date(2026, 1, 1), False)),
        (collection, "unmatched", lambda **_: money.UNMATCHED),
        (collection, "candidates_for", lambda **_: money.CANDIDATES),
        (collection, "cheques_to_clear", lambda **_: money.PAYMENTS[:3]),
        (collection, "bank_statements", lambda **_: money.STATEMENTS),
        (collection, "bank_statement", lambda **_: money.STATEMENTS[0]),
        (collection, "statement_lines", lambda **_: money.STATEMENT_LINES),
        (collection, "lines_waiting", lambda: (0, 0)),
        (collection, "cash_days", lambda **said: _days(is_open=said.get("is_open", False))),
        (collection, "cash_day", lambda **_: money.CLOSED_DAY),
        (collection, "receipts_of_day", lambda **_: money.PAYMENTS[:12]),
        (aged, "aged_balance", lambda **_: money.AGED),
        (letters, "due_letters", lambda **_: money.DUE),
        (runs, "notice_runs", lambda: money.RUNS),
        (notices, "notices", lambda **_: [money.LETTER] * 50),
        (notices, "notice", lambda **_: money.LETTER),
        (rules, "rules", lambda **_: money.RULES),
        (rules, "figure", lambda name, **_: money.RULES[name].value),
        (penalties, "penalties", lambda **_: money.PENALTIES),
        (plans, "plans", lambda **_: list(samples.ACCOUNT.plans)),
        (
            plans,
            "months_left",
            lambda **_: {date(2025, 12, 1): 984_600, date(2026, 1, 1): 1_000_000},
        ),
        (standings, "standing", lambda **_: samples.ACCOUNT.standing),
        (standings, "certificates", lambda **_: money.CERTIFICATES),
        (certificates, "checks_of", lambda **_: money.CHECKS),
        (standings, "certificate", lambda *, number: money.CERTIFICATES[int(number[-1]) - 1]),
        (due_dates, "events", lambda **_: money.EVENTS),
        (account_statements, "statement", lambda **_: money.ACCOUNT_STATEMENT),
        (obligations, "missing_months", lambda **_: money.MISSING_MONTHS),
        (obligations, "first_month", lambda: None),
    ]


def _days(*, is_open: bool) -> list[object]:
    return [money.CASH_DAY] if is_open else [money.CLOSED_DAY] * 10


def _under_way(page: Callable[[], HttpResponse]) -> HttpResponse:
    with mock.patch.object(runs, "notice_runs", return_value=money.RUNS_UNDER_WAY):
        return page()


def pages(get: Get) -> dict[str, Callable[[], HttpResponse]]:
    """The pages by name, for whoever does that work."""
    every, clerk, number = samples.EVERYTHING, samples.CLERK, money.NUMBER
    one, two = "T-2026-000001", "T-2026-000002"
    return {
        "payments": get(payments.employer_payments, "/employers/x/payments", every, number=number),
        "payments-clerk": get(
            payments.employer_payments, "/employers/x/payments", clerk, number=number
        ),
        "payment": get(payments.payment, "/payments/x", every, number="x"),
        "quittance": get(payments.quittance, "/payments/x/quittance", CASHIER, number="x"),
        "suspense": get(suspense.suspense, "/suspense", every),
        "statements": get(statements.statements, "/statements", every),
        "statement-new": get(statements.new_statement, "/statements/new", every),
        "statement": get(statements.statement, "/statements/x", every, number="x"),
        "cashier": get(cashier.cashier, "/cashier", CASHIER),
        "cash-day": get(cashier.cash_day, "/cashier/x", CASHIER, number="x"),
        "aged-balance": get(arrears.aged_balance, "/aged-balance", every),
        "penalties": get(arrears.account_penalties, "/employers/x/penalties", every, number=number),
        "plan": get(
            arrears.account_plan,
            "/employers/x/plan?months=2026-01&count=6&first_on=20/04/2026",
            every,
            number=number,
        ),
        "notices": get(letter_pages.due_and_sent, "/notices", every),
        "notices-under-way": lambda: _under_way(get(letter_pages.due_and_sent, "/notices", every)),
        "notice": get(letter_pages.letter, "/notices/x", every, number="x"),
        "notice-in-arabic": get(letter_pages.letter, "/notices/x?language=ar", every, number="x"),
        "certificates": get(
            certificates.account_certificate, "/employers/x/certificate", every, number=number
        ),
        "certificate": get(certificates.certificate_page, "/certificates/x", clerk, number=one),
        "certificate-refused": get(
            certificates.certificate_page, "/certificates/x", clerk, number=two
        ),
        "events": get(events.events, "/events", every),
        "account-statement": get(
            accounts.statement, "/employers/x/statement", every, number=number
        ),
        "obligations": get(obligations.obligations, "/obligations", every),
    }
