"""Prefilled files (préétabli): issued from the register, loaded, held against declarations.

What such a file looks like is a matter of its country (`countries.declaration.PrefillFormat`).
The last file of an employer's month is in force.
"""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connection

from socle.contributions.due_dates import due_dates
from socle.contributions.errors import FileRefused
from socle.contributions.models import AllowanceDue, Prefill
from socle.countries.declaration import (
    DeclarationFormat,
    Faults,
    PrefillComparison,
    PrefillFormat,
    PrefillHeader,
    PrefillRow,
    WageLines,
)
from socle.countries.registry import country
from socle.kernel.errors import Fault, Refused
from socle.kernel.months import Month
from socle.platform.access.queries import require_employer
from socle.platform.access.types import Desk, FundView
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.documents.operations import store_document
from socle.platform.documents.queries import document, open_document
from socle.platform.sql import insert_rows, statements
from socle.registry.queries import employer, employer_id

SQL = statements(Path(__file__).parent)
NONE = "none"  # what an act says of a declaration for which no prefilled file is known
NOT_ANNOUNCED = "not_announced"  # what it says of allowances that nothing announced yet
_HEAD_BYTES = 600
_ROWS_AT_ONCE = 10_000
_ROW = (
    *(("fund_id", "bigint"), ("prefill_id", "bigint"), ("position", "integer")),
    *(("insured_number", "text"), ("name", "text"), ("children", "smallint")),
    *(("to_pay", "bigint"), ("deducted", "bigint"), ("net", "bigint")),
)


def issue_prefill(request: ActRequest) -> ActAnswer:
    """Prepares an employer's prefilled file for a month, from the register; the act keeps it.

    It names whoever works there in the month, and the allowances that benefits announced; while
    they announce none, zero, and the act says `not_announced`.

    Raises:
        NotKnown: no such employer.
        Refused: the country has no such file, the employer is not affiliated in the month, the
            month is after the effective date, or a value does not fit the file.
    """
    fund = request.desk.fund
    form = _form(fund)
    number = country(fund.country).identifier("employer_number").compact(request.fields["employer"])
    require_employer(request.desk, number)
    month = Month.parse(request.fields["month"])
    if month > Month.of(request.effective_on):
        on = request.effective_on.isoformat()
        raise Refused("prefill.month_to_come", month=str(month), effective=on)
    with performing(request, subject_kind="employer", subject_number=number) as act:
        owner = _affiliated(number, month)
        header = _header(form, request, owner, number, month)
        rows = tuple(_insured(form, owner, month))
        made = io.BytesIO()
        form.write_prefill(made, header, rows)
        made.seek(0)
        stored = store_document(
            fund_id=fund.id,
            stream=made,
            name=form.file_name(header),
            limit_bytes=settings.DEPOSIT_LIMIT_BYTES,
            at=act.recorded_at,
        )
        act.evidence.append(stored.id)
        _keep(act, fund, owner, header, rows, stored.id)
        is_announced = AllowanceDue.objects.filter(month=month.first_day).exists()
        act.after["allowances"] = sum(row.net for row in rows) if is_announced else NOT_ANNOUNCED
        return act.answer()


def load_prefill(request: ActRequest) -> ActAnswer:
    """Loads a prefilled file made elsewhere: the act's evidence, taken whole or not at all.

    Raises:
        NotKnown: its employer is not in the register.
        Refused: the file is not one, or something in it is wrong (`FileRefused`).
    """
    fund = request.desk.fund
    form = _form(fund)
    if len(request.evidence) != 1:
        raise Refused("prefill.one_file", count=len(request.evidence))
    [stored] = request.evidence
    header, rows = _read(form, stored)
    number = header.employer_number
    require_employer(request.desk, number)
    with performing(request, subject_kind="employer", subject_number=number) as act:
        _keep(act, fund, employer_id(number), header, rows, stored)
        return act.answer()


class PrefillCheck:
    """Holds a declaration against the prefilled file of its employer and month, where one is known.

    Only a main declaration completes a prefilled file. `against` is the act that brought the file
    in force, `none` where none is known; None where the format knows no such file.
    """

    def __init__(self, form: DeclarationFormat, desk: Desk) -> None:
        is_completed = form.kind == "main"
        self._form = country(desk.fund.country).prefill_format(form.code) if is_completed else None
        self._desk = desk
        self._comparison: PrefillComparison | None = None
        self._is_begun = False
        self.faults = Faults()
        self.against: str | None = NONE if self._form else None

    def block(self, lines: WageLines) -> None:
        """Compares a block of the declaration."""
        if self._form is None or not lines.line.size:
            return
        if not self._is_begun:
            self._begin(self._form, lines)
        if self._comparison is not None:
            self._comparison.block(lines)

    def finish(self, *, is_whole: bool) -> None:
        """Tells who is missing, unless lines that could not be read were left out."""
        if self._comparison is not None and is_whole:
            self._comparison.finish()

    def _begin(self, form: PrefillFormat, lines: WageLines) -> None:
        self._is_begun = True
        number, month = bytes(lines.employer_number[0]).decode("latin-1"), int(lines.month[0])
        # Of another's employer nothing is told, least of all whom the fund awaits there.
        if self._desk.employer_numbers and number not in self._desk.employer_numbers:
            return
        with connection.cursor() as cursor:
            first_day = Month.from_index(month).first_day
            cursor.execute(SQL["prefill_in_force"], [number, first_day])
            found = cursor.fetchone()
        if found is not None:
            prefill_id, transfer, self.against = found
            header = PrefillHeader(number, month, transfer)
            self._comparison = form.compare(header, _rows(prefill_id), self.faults)


def _form(fund: FundView) -> PrefillFormat:
    found = country(fund.country).prefill_format()
    if found is None:
        raise Refused("prefill.no_format", country=fund.country)
    return found


def _affiliated(number: str, month: Month) -> int:
    """The key of an employer who must declare a month."""
    employer_id(number)
    with connection.cursor() as cursor:
        cursor.execute(SQL["prefill_employer"], [number, month.first_day, month.last_day])
        found = cursor.fetchone()
    if found is None:
        raise Refused("declaration.employer_not_affiliated", number=number, month=str(month))
    return int(found[0])


def _header(
    form: PrefillFormat, request: ActRequest, owner: int, number: str, month: Month
) -> PrefillHeader:
    known = employer(number=number, on=month.last_day, known_at=None)
    rank = Prefill.objects.filter(employer_id=owner, month=month.first_day).count() + 1
    return PrefillHeader(
        employer_number=number,
        month=month.index,
        transfer=form.transfer(number, month.index, rank),
        business_name=known.legal_name,
        address=known.address,
        town=known.city,
        issued_on=request.effective_on,
        due_on=due_dates().on(month),
    )


def _insured(form: PrefillFormat, owner: int, month: Month) -> Iterator[PrefillRow]:
    asked: dict[str, int | date] = {
        "employer": owner,
        "first": month.first_day,
        "last": month.last_day,
    }
    with connection.cursor() as cursor:
        cursor.execute(SQL["prefill_insured"], asked)
        for number, family, given, children, to_pay, deducted in cursor.fetchall():
            name = form.written_name(family, given)
            yield PrefillRow(number, name, children, to_pay, deducted, to_pay - deducted)


def _read(form: PrefillFormat, document_id: int) -> tuple[PrefillHeader, tuple[PrefillRow, ...]]:
    faults = Faults()
    head = open_document(document_id=document_id).read(_HEAD_BYTES)
    name = document(document_id=document_id).name
    if not form.recognises(head, name):
        faults.add(Fault("prefill.not_recognised", line=1, read=name[:100]))
        raise FileRefused(faults)
    found = form.read_prefill(open_document(document_id=document_id), faults)
    if found is None and not faults.count:
        faults.add(Fault("prefill.not_recognised", line=1, read=name[:100]))
    if found is None or faults.count:
        raise FileRefused(faults)
    return found


def _keep(
    act: ActInProgress,
    fund: FundView,
    owner: int,
    header: PrefillHeader,
    rows: tuple[PrefillRow, ...],
    document_id: int,
) -> None:
    month = Month.from_index(header.month)
    prefill = Prefill.objects.create(
        fund_id=fund.id,
        employer_id=owner,
        month=month.first_day,
        transfer_id=header.transfer,
        act_id=act.id,
        document_id=document_id,
    )
    insert_rows(
        "prefill_row",
        _ROW,
        (
            (
                *(fund.id, prefill.pk, position, row.insured_number, row.name, row.children),
                *(row.to_pay, row.deducted, row.net),
            )
            for position, row in enumerate(rows, start=1)
        ),
    )
    act.after = {"month": str(month), "insured": len(rows), "transfer": header.transfer}


def _rows(prefill_id: int) -> Iterator[PrefillRow]:
    with connection.cursor() as cursor:
        cursor.execute(SQL["prefill_rows"], [prefill_id])
        while found := cursor.fetchmany(_ROWS_AT_ONCE):
            for row in found:
                yield PrefillRow(*row)
