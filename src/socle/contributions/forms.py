"""The month typed on a screen: drafts, what they would owe, and their deposit; nil months.

French: déclaration par formulaire, déclaration « néant ». A draft is nobody's declaration: it is
kept as typed until it is deposited as a file (`countries.form`) through the door of every file.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection

from socle.contributions.assessment import GroupKey
from socle.contributions.models import FormDraft, FormDraftLine
from socle.contributions.operations import deposit_file
from socle.contributions.posting import employer_book
from socle.contributions.types import BranchTotal, Outcome
from socle.contributions.versions import DepositKind
from socle.countries.form.formats.month import MOST_LINES, FormLine, FormMonth, write_form
from socle.countries.registry import country
from socle.kernel.errors import NotKnown, Refused
from socle.kernel.money import Money
from socle.kernel.months import Month
from socle.platform.access.queries import require, require_employer
from socle.platform.access.types import Desk, Permission
from socle.platform.sql import statements
from socle.registry.queries import employer_id
from socle.rules.certainty import least_sure
from socle.rules.contributions import ContributionLine

SQL = statements(Path(__file__).parent)
_LENGTHS = {"insured_number": 20, "insured_name": 60, "days": 6, "wage": 20}
_MOST_DAYS = 31
_LONGEST_NUMBER = 16
_MOST_WAGE = 10**12


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it is typed."""

    insured_number: str = ""
    insured_name: str = ""
    days: str = ""
    wage: str = ""

    @property
    def is_blank(self) -> bool:
        return not (self.insured_number or self.insured_name or self.wage)


@dataclass(frozen=True, slots=True)
class DraftView:
    """A month being typed."""

    id: int
    employer_number: str
    month: str  # YYYY-MM
    kind: DepositKind
    saved_at: datetime
    rows: tuple[Row, ...]


@dataclass(slots=True)
class Reckoned:
    """What a draft would owe, or what is wrong in it: by row and field, a code of `messages`."""

    lines: tuple[FormLine, ...] = ()
    branches: tuple[BranchTotal, ...] = ()
    wrong: dict[tuple[int, str], Refused] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(each.total for each in self.branches)

    @property
    def wage_total(self) -> int:
        return sum(line.wage for line in self.lines)


def first_rows(*, desk: Desk, employer_number: str, month: Month) -> tuple[Row, ...]:
    """The rows to begin with: those last declared, else whoever is known to work there.

    Of a month already declared, its own lines: what is typed will correct them. Wages are those
    declared last; of people never declared, none.
    """
    require_employer(desk, employer_number)
    said: dict[str, Any] = {"employer": employer_id(employer_number), "month": month.first_day}
    with connection.cursor() as cursor:
        cursor.execute(SQL["form_rows"], said | {"last": month.last_day, "most": MOST_LINES})
        found = cursor.fetchall()
    currency = desk.fund.currency
    return tuple(
        Row(number, name, str(days or ""), _written(wage, currency))
        for number, name, days, wage in found
    )


def save_draft(
    *,
    desk: Desk,
    employer_number: str,
    month: Month,
    rows: tuple[Row, ...],
    at: datetime,
    kind: DepositKind = DepositKind.FIRST,
) -> DraftView:
    """Keeps what was typed for a month; the draft of that month that is open, or a new one.

    Raises:
        Refused: the desk may not declare, or there are more than a hundred rows.
        NotKnown: the employer is not theirs.
    """
    require(desk, Permission.DEPOSIT_DECLARATION)
    require_employer(desk, employer_number)
    if len(rows) > MOST_LINES:
        raise Refused("form_too_long", most=MOST_LINES)
    key = employer_id(employer_number)
    open_drafts = FormDraft.objects.select_for_update().filter(
        employer_id=key, month=month.first_day, deposit__isnull=True
    )
    draft = open_drafts.order_by("-id").first()
    if draft is None:
        draft = FormDraft(fund_id=desk.fund.id, employer_id=key, month=month.first_day)
    draft.author_id, draft.kind, draft.saved_at = desk.user_id, kind.value, at
    draft.save()
    FormDraftLine.objects.filter(draft=draft).delete()
    FormDraftLine.objects.bulk_create(
        FormDraftLine(
            fund_id=desk.fund.id,
            draft=draft,
            position=position,
            **{name: getattr(row, name)[:length] for name, length in _LENGTHS.items()},
        )
        for position, row in enumerate(rows)
    )
    return _view(draft, employer_number)


def open_draft(*, desk: Desk, employer_number: str, month: Month) -> DraftView | None:
    """The draft of an employer's month that is not deposited yet, if there is one."""
    require_employer(desk, employer_number)
    draft = (
        FormDraft.objects.filter(
            employer_id=employer_id(employer_number),
            month=month.first_day,
            deposit__isnull=True,
        )
        .order_by("-id")
        .first()
    )
    return _view(draft, employer_number) if draft else None


def reckon(*, desk: Desk, employer_number: str, month: Month, rows: tuple[Row, ...]) -> Reckoned:
    """What the rows would owe, branch by branch; or every point to correct.

    Raises:
        NotKnown: the employer is not theirs.
        Refused, ParameterUnknown: the law of the month refuses.
    """
    require_employer(desk, employer_number)
    found = Reckoned()
    scheme = country(desk.fund.country).scheme(desk.fund.scheme)
    ceiling = scheme.ceiling(month, scheme.capped_wage_branch)
    lines = []
    for position, row in enumerate(rows):
        if not row.is_blank:
            lines.append(_line(desk, position, row, ceiling, found))
    _refuse_repeated(rows, found)
    found.lines = tuple(lines)
    if not found.wrong:
        key = GroupKey(employer_number, month.index, 0)
        facts = employer_book(desk, [key]).get(key)
        if facts is None:
            raise NotKnown("declaration.employer_unknown", number=employer_number)
        found.branches = _by_branch(
            owed for line in lines for owed in scheme.assess(month, line.wage, facts.classes)
        )
    return found


def deposit_form(
    *,
    desk: Desk,
    employer_number: str,
    month: Month,
    rows: tuple[Row, ...],
    deposited_on: date,
    key: str,
    at: datetime,
    kind: DepositKind = DepositKind.FIRST,
) -> Outcome:
    """Deposits a typed month as a file; without rows, a nil one. A corrective waits, as any does.

    Raises:
        Refused: something typed is wrong; as `store_deposit`.
        NotKnown: the employer is not theirs.
    """
    require_employer(desk, employer_number)
    reckoned = reckon(desk=desk, employer_number=employer_number, month=month, rows=rows)
    if reckoned.wrong:
        raise next(iter(reckoned.wrong.values()))
    form = FormMonth(key[:60], employer_number, month, reckoned.lines)
    outcome = deposit_file(
        desk=desk,
        stream=io.BytesIO(write_form(form)),
        file_name=f"formulaire_{employer_number}_{month}.txt",
        deposited_on=deposited_on,
        key=key,
        at=at,
        kind=kind,
    )
    if outcome.status != "refused":
        with connection.cursor() as cursor:
            cursor.execute(
                SQL["close_draft"],
                [outcome.receipt, employer_id(employer_number), month.first_day],
            )
    return outcome


def declare_nil(
    *,
    desk: Desk,
    employer_number: str,
    month: Month,
    deposited_on: date,
    key: str,
    at: datetime,
    kind: DepositKind = DepositKind.FIRST,
) -> Outcome:
    """Declares a month without wages. French: déclaration néant.

    Raises:
        Refused, NotKnown: as `deposit_form`.
    """
    return deposit_form(
        desk=desk,
        employer_number=employer_number,
        month=month,
        rows=(),
        deposited_on=deposited_on,
        key=key,
        at=at,
        kind=kind,
    )


def _view(draft: FormDraft, employer_number: str) -> DraftView:
    lines = FormDraftLine.objects.filter(draft=draft).order_by("position")
    return DraftView(
        id=draft.pk,
        employer_number=employer_number,
        month=f"{draft.month:%Y-%m}",
        kind=DepositKind(draft.kind),
        saved_at=draft.saved_at,
        rows=tuple(
            Row(each.insured_number, each.insured_name, each.days, each.wage) for each in lines
        ),
    )


def _line(desk: Desk, position: int, row: Row, ceiling: int | None, found: Reckoned) -> FormLine:
    """A row read; what is wrong goes to `found`, and counts zero."""
    kind = country(desk.fund.country).identifier("insured_number")
    number = kind.compact(row.insured_number)
    if len(number) > _LONGEST_NUMBER or not number.isascii():
        found.wrong[position, "insured_number"] = Refused("form_text_too_long")
    name = row.insured_name.encode("latin-1", "replace").decode("latin-1").replace("?", " ")
    days, wage = 0, 0
    if row.days.isascii() and row.days.isdigit() and int(row.days) <= _MOST_DAYS:
        days = int(row.days)
    else:
        found.wrong[position, "days"] = Refused("field_range", lowest=0, highest=_MOST_DAYS)
    try:
        wage = Money.parse(row.wage, desk.fund.currency).minor
    except Refused as refused:
        found.wrong[position, "wage"] = refused
    if not 0 <= wage <= _MOST_WAGE:
        found.wrong[position, "wage"] = Refused("field_range", lowest=0, highest=_MOST_WAGE)
        wage = 0
    capped = wage if ceiling is None else min(wage, ceiling)
    return FormLine(number, name.strip(), days, wage, capped)


def _refuse_repeated(rows: tuple[Row, ...], found: Reckoned) -> None:
    first_at: dict[str, int] = {}
    for position, row in enumerate(rows):
        number = "".join(row.insured_number.split()).upper()
        if number and number in first_at:
            refused = Refused("insured_repeated", first_line=first_at[number] + 1)
            found.wrong[position, "insured_number"] = refused
        first_at.setdefault(number, position)


def _by_branch(owed: Iterable[ContributionLine[int]]) -> tuple[BranchTotal, ...]:
    """What each branch is owed in all, payers side by side."""
    held: dict[str, dict[str, list[ContributionLine[int]]]] = {}
    for line in owed:
        held.setdefault(line.branch, {}).setdefault(line.payer, []).append(line)
    found = []
    for branch, payers in held.items():
        employee, employer = payers.get("employee", []), payers.get("employer", [])
        every = [*employee, *employer]
        found.append(
            BranchTotal(
                branch=branch,
                base=max(sum(each.base for each in side) for side in payers.values()),
                rate_employee=employee[0].rate if employee else None,
                rate_employer=employer[0].rate if employer else None,
                employee=sum(each.amount for each in employee),
                employer=sum(each.amount for each in employer),
                status=least_sure(each.status for each in every),
                source=every[0].source,
            )
        )
    return tuple(found)


def _written(wage: int | None, currency: str) -> str:
    """A wage as a person types it."""
    return "" if wage is None else Money(wage, currency).decimal()
