"""Reading deposits, declarations and contributor accounts; see also `careers` and `queue`."""

import io
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet

from socle.contributions.declaration_views import PRESENT, views
from socle.contributions.due_dates import due_dates
from socle.contributions.models import (
    Declaration,
    Deposit,
    DepositFault,
    DepositProgress,
)
from socle.contributions.types import (
    AccountMonth,
    AccountView,
    DeclarationView,
    DepositStatus,
    DepositView,
    LineView,
    Outcome,
    QueueReason,
)
from socle.countries import clock, tabular
from socle.countries.declaration import MOST_FAULTS_KEPT, Faults
from socle.countries.fixed_width import Receipt, receipt_text, write_rejects
from socle.countries.registry import country
from socle.kernel.errors import Fault, NotKnown
from socle.kernel.money import currency_digits
from socle.kernel.months import Month
from socle.kernel.payment_references import debt_reference, shown
from socle.ledger.queries import contributor_balance
from socle.ledger.types import UNALLOCATED
from socle.platform.access.queries import current_fund
from socle.platform.acts.queries import numbers_of
from socle.platform.documents.queries import open_document
from socle.platform.sql import statements
from socle.registry.queries import employer_id, employer_name

SQL = statements(Path(__file__).parent)
_DECLARATIONS_SHOWN = 50
_SCOPE_SIZE = 40


def outcome(*, number: str, is_again: bool = False) -> Outcome:
    """The answer to a deposit; `is_again` when the file had been posted before.

    Raises:
        NotKnown: there is no such deposit.
    """
    found = _deposit(number)
    status = "already_posted" if is_again else found.status
    return Outcome(
        receipt=found.number,
        status=status,
        format=found.format or None,
        lines=found.line_count,
        posted=found.line_count,
        queued=found.queued_count,
        total_employee=found.total_employee,
        total_employer=found.total_employer,
        total=found.total_employee + found.total_employer,
        fault_count=found.fault_count,
        faults=tuple(faults(number=number, limit=1000)),
    )


def faults(*, number: str, limit: int) -> list[Fault]:
    """What is wrong in a refused file, in the order of its lines."""
    found = DepositFault.objects.filter(deposit__number=number).order_by("position")
    return [
        Fault(
            each.code,
            each.line,
            each.record or None,
            each.field or None,
            each.read or None,
            each.facts,
        )
        for each in found[:limit]
    ]


def reject_file(*, number: str, language: str) -> bytes:
    """The reject file of a refused deposit: every fault kept, with the line as it stood.

    French: fichier de rejets. A file that is not refused has headings alone.

    Raises:
        NotKnown: there is no such deposit.
    """
    found = _deposit(number)
    kept = Faults(faults(number=number, limit=MOST_FAULTS_KEPT), found.fault_count)
    out = io.BytesIO()
    content = _refused_rows(found, kept) if found.format == tabular.CODE else None
    stream = open_document(document_id=found.document_id)
    write_rejects(out, stream, kept, format_code=found.format, language=language, content=content)
    return out.getvalue()


def _refused_rows(found: Deposit, kept: Faults) -> dict[int, str]:
    """The refused rows of a spreadsheet, which no one reads byte by byte."""
    name, document_id = found.document.name, found.document_id
    is_workbook = tabular.kind_of(open_document(document_id=document_id).read(8), name) == "xlsx"
    wanted = {fault.line for fault in kept.kept if fault.line}
    stream = open_document(document_id=document_id)
    return tabular.contents(stream, wanted, is_workbook=is_workbook)


def receipt(*, number: str, employer_numbers: frozenset[str] = frozenset(), language: str) -> str:
    """The receipt of a posted deposit as text, one part a declaration.

    French: accusé de réception. When employers are given, theirs alone.

    Raises:
        NotKnown: there is no such deposit, it is not posted, or it names other employers.
    """
    found = _deposit(number)
    with connection.cursor() as cursor:
        cursor.execute(SQL["receipt_parts"], [found.pk, list(employer_numbers)])
        parts = cursor.fetchall()
    if not parts:
        raise NotKnown("declaration.deposit_unknown", number=number)
    fund = current_fund()
    zone = clock.zone(fund.country)
    return "\n".join(
        receipt_text(
            Receipt(
                number=found.number,
                received_at=f"{found.received_at.astimezone(zone):%d/%m/%Y %H:%M}",
                file_name=found.document.name,
                format_code=found.format,
                employer_number=employer_number,
                month=Month.of(month).index,
                lines=lines,
                wage=wage,
                wage_capped=wage_capped,
                currency=fund.currency,
                digits=currency_digits(fund.currency),
                faults=found.fault_count,
                digest=bytes(found.sha256).hex(),
                payment_reference=shown(debt_reference(entry_id)) if entry_id else "",
            ),
            language,
        )
        for employer_number, month, lines, wage, wage_capped, entry_id in parts
    )


def deposit(*, number: str, employer_numbers: frozenset[str] = frozenset()) -> DepositView:
    """A deposited file: its fate, its declarations, its faults.

    When employers are given, only what concerns them: of a file that also names others, their
    declarations and the figures of these.

    Raises:
        NotKnown: there is no such deposit, or it concerns other employers.
    """
    found = _deposit(number)
    if employer_numbers and not _concerning(employer_numbers).filter(pk=found.pk).exists():
        raise NotKnown("declaration.deposit_unknown", number=number)
    return _deposit_views([found], employer_numbers, with_details=True)[0]


def deposits(
    *, employer_numbers: frozenset[str], limit: int, before: str | None = None
) -> list[DepositView]:
    """The last deposits, newest first; those that name one of the employers when any is given."""
    found = Deposit.objects.select_related("document", "depositor").order_by("-id")
    if employer_numbers:
        found = found.filter(pk__in=_concerning(employer_numbers).values("pk"))
    if before is not None:
        found = found.filter(id__lt=_deposit(before).pk)
    return _deposit_views(list(found[:limit]), employer_numbers, with_details=False)


def may_yet_be_declared(*, employer_number: str) -> bool:
    """Whether a file was handed in and not read yet that may declare for an employer."""
    to_read = (DepositStatus.RECEIVED, DepositStatus.READING)
    may_name = Q(for_employers__isnull=True) | Q(for_employers__contains=[employer_number])
    return Deposit.objects.filter(may_name, status__in=to_read).exists()


def declaration(*, number: str, known_at: datetime | None = None) -> DeclarationView:
    """One employer's month, as known at an instant (None: at present).

    Raises:
        NotKnown: there is no such declaration, or it was not made yet.
    """
    known = {"act__recorded_at__lte": known_at} if known_at else {}
    found = Declaration.objects.filter(number=number, **known).first()
    if found is None:
        raise NotKnown("declaration.unknown", number=number)
    return views([found], known_at)[0]


def declaration_lines(
    *,
    number: str,
    only_queued: bool,
    after_line: int,
    limit: int,
    on: date | None = None,
    known_at: datetime | None = None,
) -> list[LineView]:
    """Wage lines of a declaration, in the order of the file, after a line.

    Who is credited, and under which name of a day (None: the last), is as known at an instant.
    """
    asked: dict[str, str | int | date | None] = {
        "number": number,
        "queued": only_queued,
        "after": after_line,
        "limit": limit,
        "on": on,
        "known_at": known_at or PRESENT,
    }
    with connection.cursor() as cursor:
        cursor.execute(SQL["lines_of_declaration"], asked)
        return [
            LineView(*[*row[:-1], QueueReason(row[-1]) if row[-1] else None])
            for row in cursor.fetchall()
        ]


def account(*, employer_number: str, known_at: datetime | None) -> AccountView:
    """The contributor account of an employer, as known at an instant (None: at present).

    Raises:
        NotKnown: there is no such employer.
    """
    fund = current_fund()
    lines = contributor_balance(employer_id=employer_id(employer_number), known_at=known_at)
    scheme = country(fund.country).scheme(fund.scheme)
    branches = [branch for branch in scheme.branches() if any(x.branch == branch for x in lines)]
    branches += sorted({line.branch for line in lines} - {*branches, UNALLOCATED})
    due = due_dates(known_at=known_at)
    months = []
    for first_day in sorted({line.month for line in lines}):
        of_month = [line for line in lines if line.month == first_day]
        months.append(
            AccountMonth(
                month=f"{first_day:%Y-%m}",
                due_on=due.on(Month.of(first_day)),
                by_branch={
                    line.branch: line.owed for line in of_month if line.branch != UNALLOCATED
                },
                owed=sum(line.owed for line in of_month),
                paid=sum(line.paid for line in of_month),
                unallocated=sum(line.paid for line in of_month if line.branch == UNALLOCATED),
            )
        )
    return AccountView(
        employer_number=employer_number,
        employer_name=employer_name(employer_number, known_at),
        currency=fund.currency,
        known_at=known_at,
        branches=tuple(branches),
        months=tuple(months),
    )


def _deposit(number: str) -> Deposit:
    found = Deposit.objects.filter(number=number).select_related("document", "depositor").first()
    if found is None:
        raise NotKnown("declaration.deposit_unknown", number=number)
    return found


def _concerning(employer_numbers: frozenset[str]) -> QuerySet[Deposit]:
    """The deposits that name one of the employers, or were made for these alone.

    What was handed in for others too may hold their lines, even where it was refused.
    """
    named = Q(
        pk__in=Declaration.objects.filter(employer__number__in=employer_numbers).values(
            "deposit_id"
        )
    )
    return Deposit.objects.filter(named | _made_for(employer_numbers))


def was_made_for(employer_numbers: frozenset[str], deposit: Deposit) -> bool:
    """Whether a deposit was handed in for some of these employers, and for no other."""
    return Deposit.objects.filter(_made_for(employer_numbers), pk=deposit.pk).exists()


def _made_for(employer_numbers: frozenset[str]) -> Q:
    texts = employer_numbers | {scope_text(employer_numbers)}
    older = Q(for_employers__isnull=True, employer_scope__in=texts)
    return Q(for_employers__contained_by=sorted(employer_numbers)) | older


def scope_text(employer_numbers: frozenset[str]) -> str:
    """The employers of the clerk who deposits, as the deposit keeps them: many, by a digest."""
    text = ",".join(sorted(employer_numbers))
    return text if len(text) <= _SCOPE_SIZE else sha256(text.encode()).hexdigest()[:_SCOPE_SIZE]


def _deposit_views(
    found: list[Deposit], employer_numbers: frozenset[str], *, with_details: bool
) -> list[DepositView]:
    act_numbers = numbers_of(act_ids={each.act_id for each in found if each.act_id})
    shared = set[int]()
    if employer_numbers:
        of_others = Declaration.objects.filter(deposit__in=found).exclude(
            employer__number__in=employer_numbers
        )
        shared = set(of_others.values_list("deposit_id", flat=True))
    return [
        _deposit_view(
            each,
            employer_numbers,
            act_number=act_numbers.get(each.act_id or 0),
            is_shared=each.pk in shared,
            with_details=with_details,
        )
        for each in found
    ]


def _deposit_view(
    found: Deposit,
    employer_numbers: frozenset[str],
    *,
    act_number: str | None,
    is_shared: bool,
    with_details: bool,
) -> DepositView:
    of_deposit = Declaration.objects.filter(deposit=found).order_by("id")
    figures = _Figures(
        found.line_count, found.queued_count, found.total_employee + found.total_employer
    )
    if employer_numbers:
        of_deposit = of_deposit.filter(employer__number__in=employer_numbers)
        if is_shared:
            figures = _figures(views(list(of_deposit)))
    progress = DepositProgress.objects.filter(deposit=found).first() if with_details else None
    shown = list(of_deposit[:_DECLARATIONS_SHOWN]) if with_details else []
    return DepositView(
        number=found.number,
        status=DepositStatus(found.status),
        file_name=found.document.name,
        file_size=found.document.size,
        file_sha256=bytes(found.sha256).hex(),
        format=found.format or None,
        deposited_on=found.deposited_on,
        received_at=found.received_at,
        deposited_by=found.depositor.full_name,
        act_number=act_number,
        line_count=figures.lines,
        lines_read=progress.lines_read if progress else figures.lines,
        queued_count=figures.queued,
        fault_count=found.fault_count,
        faults=tuple(faults(number=found.number, limit=50)) if with_details else (),
        declarations=tuple(views(shown)) if shown else (),
        declaration_count=of_deposit.count() if with_details else 0,
        total=figures.total,
    )


class _Figures(NamedTuple):
    lines: int
    queued: int
    total: int


def _figures(declarations: list[DeclarationView]) -> _Figures:
    return _Figures(
        sum(each.line_count for each in declarations),
        sum(each.queued_count for each in declarations),
        sum(each.total for each in declarations),
    )
