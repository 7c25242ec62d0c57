"""Deposits, declarations and accounts as the API shows them."""

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from socle.api.shapes import Amount, ErrorShown, Rate, amount, errors, rate
from socle.contributions import types


class Totals(Schema):
    """Les cotisations d'un fichier, par payeur."""

    employee: Amount
    employer: Amount
    total: Amount


class DepositAnswer(Schema):
    """La réponse à un dépôt, celle de `./socle declare`."""

    receipt: str = Field(description="Le numéro du récépissé.")
    status: Literal["received", "reading", "to_confirm", "posted", "refused", "already_posted"]
    format: str | None
    lines: int
    posted: int
    queued: int = Field(description="Lignes dont le crédit de carrière attend un assuré.")
    totals: Totals
    error_count: int = Field(description="Combien d'erreurs en tout ; les premières sont dites.")
    errors: list[ErrorShown]


class DepositErrors(Schema):
    """Ce qui ne va pas dans un fichier refusé."""

    receipt: str
    error_count: int
    errors: list[ErrorShown]


class Branch(Schema):
    """Une branche d'une déclaration."""

    branch: str
    base: Amount
    rate_employee: Rate | None
    rate_employer: Rate | None
    employee: Amount
    employer: Amount
    total: Amount
    status: str = Field(description="confirmed, provisional ou convention.")
    source: str


class Declaration(Schema):
    """Le mois d'un employeur, tiré d'un fichier déposé."""

    number: str
    deposit: str
    act: str
    entry: str
    employer: str
    employer_name: str
    month: str
    due_on: date
    deposited_on: date
    lines: int
    queued: int
    wage_total: Amount
    total_employee: Amount
    total_employer: Amount
    total: Amount
    branches: list[Branch]


class Line(Schema):
    """Une ligne de salaire."""

    line: int
    insured_number: str
    insured_name: str
    days: int
    wage: Amount
    wage_capped: Amount
    employee: Amount
    employer: Amount
    queue_reason: str | None = Field(
        description="Pourquoi le crédit de carrière attend : number_missing, number_unknown, "
        "name_differs ; nul s'il est fait."
    )


class DepositSummary(Schema):
    """Un dépôt, dans une liste."""

    number: str
    status: Literal["received", "reading", "to_confirm", "posted", "refused"]
    file_name: str
    file_size: int
    file_sha256: str
    format: str | None
    deposited_on: date
    received_at: datetime
    deposited_by: str
    act: str | None
    lines: int
    queued: int
    error_count: int
    total: Amount


class Deposit(DepositSummary):
    """Un dépôt en entier : où il en est, ses déclarations (les cinquante premières)."""

    lines_read: int = Field(description="L'avancement, pendant la lecture.")
    declaration_count: int
    declarations: list[Declaration]


class AccountMonth(Schema):
    """Un mois du compte."""

    month: str
    due_on: date
    by_branch: dict[str, Amount]
    owed: Amount
    paid: Amount
    unallocated: Amount = Field(
        description="La part de ce qui est payé qui n'est affectée à aucun mois ni aucune branche."
    )
    balance: Amount


class Account(Schema):
    """Le compte cotisant d'un employeur."""

    employer: str
    employer_name: str
    known_at: datetime | None
    branches: list[str]
    owed: Amount
    paid: Amount
    unallocated: Amount
    balance: Amount
    months: list[AccountMonth]


def deposit_answer(found: types.Outcome, currency: str, language: str) -> DepositAnswer:
    return DepositAnswer(
        receipt=found.receipt,
        status=found.status,  # type: ignore[arg-type]
        format=found.format,
        lines=found.lines,
        posted=found.posted,
        queued=found.queued,
        totals=Totals(
            employee=amount(found.total_employee, currency),
            employer=amount(found.total_employer, currency),
            total=amount(found.total, currency),
        ),
        error_count=found.fault_count,
        errors=errors(found.faults, language),
    )


def declaration(found: types.DeclarationView, currency: str) -> Declaration:
    return Declaration(
        number=found.number,
        deposit=found.deposit_number,
        act=found.act_number,
        entry=found.entry_number,
        employer=found.employer_number,
        employer_name=found.employer_name,
        month=found.month,
        due_on=found.due_on,
        deposited_on=found.deposited_on,
        lines=found.line_count,
        queued=found.queued_count,
        wage_total=amount(found.wage_total, currency),
        total_employee=amount(found.total_employee, currency),
        total_employer=amount(found.total_employer, currency),
        total=amount(found.total, currency),
        branches=[_branch(each, currency) for each in found.branches],
    )


def _branch(found: types.BranchTotal, currency: str) -> Branch:
    return Branch(
        branch=found.branch,
        base=amount(found.base, currency),
        rate_employee=rate(found.rate_employee),
        rate_employer=rate(found.rate_employer),
        employee=amount(found.employee, currency),
        employer=amount(found.employer, currency),
        total=amount(found.total, currency),
        status=found.status,
        source=found.source,
    )


def line(found: types.LineView, currency: str) -> Line:
    return Line(
        line=found.line,
        insured_number=found.insured_number,
        insured_name=found.insured_name,
        days=found.days,
        wage=amount(found.wage, currency),
        wage_capped=amount(found.wage_capped, currency),
        employee=amount(found.employee, currency),
        employer=amount(found.employer, currency),
        queue_reason=found.queue_reason.value if found.queue_reason else None,
    )


def deposit_summary(found: types.DepositView, currency: str) -> DepositSummary:
    return DepositSummary(
        number=found.number,
        status=found.status.value,
        file_name=found.file_name,
        file_size=found.file_size,
        file_sha256=found.file_sha256,
        format=found.format,
        deposited_on=found.deposited_on,
        received_at=found.received_at,
        deposited_by=found.deposited_by,
        act=found.act_number,
        lines=found.line_count,
        queued=found.queued_count,
        error_count=found.fault_count,
        total=amount(found.total, currency),
    )


def deposit(found: types.DepositView, currency: str) -> Deposit:
    return Deposit(
        **dict(deposit_summary(found, currency)),
        lines_read=found.lines_read,
        declaration_count=found.declaration_count,
        declarations=[declaration(each, currency) for each in found.declarations],
    )


def account(found: types.AccountView) -> Account:
    currency = found.currency
    return Account(
        employer=found.employer_number,
        employer_name=found.employer_name,
        known_at=found.known_at,
        branches=list(found.branches),
        owed=amount(found.owed, currency),
        paid=amount(found.paid, currency),
        unallocated=amount(found.unallocated, currency),
        balance=amount(found.balance, currency),
        months=[
            AccountMonth(
                month=each.month,
                due_on=each.due_on,
                by_branch={
                    branch: amount(owed, currency) for branch, owed in each.by_branch.items()
                },
                owed=amount(each.owed, currency),
                paid=amount(each.paid, currency),
                unallocated=amount(each.unallocated, currency),
                balance=amount(each.balance, currency),
            )
            for each in found.months
        ],
    )
