"""Reading a deposited file: recognised, parsed, assessed and staged, or refused with its faults."""

from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError, connections, transaction

from socle.contributions.assessment import Assessment
from socle.contributions.due_dates import due_dates
from socle.contributions.errors import FileRefused
from socle.contributions.line_store import LineStore
from socle.contributions.models import Deposit
from socle.contributions.posting import Stage, employer_book
from socle.contributions.prefills import PrefillCheck
from socle.contributions.spreadsheets import is_spreadsheet, spreadsheet_format
from socle.contributions.versions import DepositKind
from socle.countries.declaration import DeclarationFormat, Faults, TellsNil
from socle.countries.registry import country
from socle.kernel.errors import Fault
from socle.platform.access.types import Desk
from socle.platform.documents.queries import open_document

_HEAD_BYTES = 600
_LINES_BETWEEN_TELLINGS = 50_000


class FileRead(NamedTuple):
    """A file without fault, ready to post. `prefill`: see `PrefillCheck.against`.

    `profile` is the number of the one that read a spreadsheet; empty for a country's format.
    """

    assessment: Assessment
    stage: Stage
    store: LineStore
    format: str
    prefill: str | None
    profile: str


def read_file(deposit: Deposit, desk: Desk) -> FileRead:
    """Reads the whole file into the stage, assessed.

    Raises:
        FileRefused: anything at all is wrong.
    """
    unread, wrong = Faults(), Faults()  # of the file itself; of what it declares
    form, profile = _format(deposit, desk)
    scheme = country(desk.fund.country).scheme(desk.fund.scheme)
    store = LineStore(is_large=deposit.document.size >= settings.DEPOSIT_OWN_TABLE_BYTES)
    assessment = Assessment(
        scheme=scheme,
        book=lambda keys: employer_book(desk, keys),
        new_ids=store.new_declaration_ids,
        due_on=due_dates().on,
        deposited_on=deposit.deposited_on,
        faults=wrong,
        record=form.code,
        is_corrective=deposit.kind == DepositKind.CORRECTIVE,
    )
    prefill = PrefillCheck(form, desk)
    stage = Stage()
    report = _Progress(deposit)
    for block in form.read(open_document(document_id=deposit.document_id), unread):
        assessed = assessment.block(block)
        prefill.block(block)
        # Once anything is wrong the file will be refused: it is read on only to tell the rest.
        if not (unread.count or wrong.count or prefill.faults.count):
            stage.add(assessed)
        report.advance(block.line.size)
    if isinstance(form, TellsNil) and not unread.count:
        nil = form.nil_month(open_document(document_id=deposit.document_id))
        if nil is not None:
            assessment.nil(*nil)
    prefill.finish(is_whole=not unread.count)
    faults = unread.joined(wrong, prefill.faults)
    if not faults.count and not assessment.groups:
        faults.add(Fault("declaration.no_line"))
    if faults.count:
        raise FileRefused(faults, form.code)
    return FileRead(assessment, stage, store, form.code, prefill.against, profile)


def _format(deposit: Deposit, desk: Desk) -> tuple[DeclarationFormat, str]:
    """The format of a file, and the number of the profile that reads it, if one does."""
    faults = Faults()
    head = open_document(document_id=deposit.document_id).read(_HEAD_BYTES)
    name = deposit.document.name
    forms = country(desk.fund.country).formats()
    form = next((each for each in forms if each.recognises(head, name)), None)
    # The form's file parts its fields as a table does, but its first bytes name it.
    is_form = isinstance(form, TellsNil)
    if not is_form and is_spreadsheet(deposit, head, is_recognised=form is not None):
        return spreadsheet_format(deposit, desk, head)
    if form is None:
        shown = head[:40].decode("ascii", "replace")
        faults.add(Fault("declaration.format_unknown", line=1, read=shown))
        raise FileRefused(faults)
    if form.kind == "prefilled":
        faults.add(Fault("declaration.prefilled_only", read=name))
        raise FileRefused(faults, form.code)
    return form, ""


class _Progress:
    """Tells how far a long reading is, outside its transaction. Short files tell nothing."""

    def __init__(self, deposit: Deposit) -> None:
        self._deposit = deposit
        self._lines = 0
        self._told_at = 0
        self._is_told = deposit.document.size > settings.DEPOSIT_INLINE_BYTES

    def advance(self, lines: int) -> None:
        self._lines += lines
        if not self._is_told or self._lines < self._told_at + _LINES_BETWEEN_TELLINGS:
            return
        self._told_at = self._lines
        try:
            self._tell()
        except DatabaseError:
            # Only the telling is lost: the reading goes on, and tells again at the next block.
            connections["progress"].close()

    def _tell(self) -> None:
        fund = self._deposit.fund_id
        with transaction.atomic(using="progress"), connections["progress"].cursor() as cursor:
            cursor.execute("SELECT set_config('app.fund', %s, true)", [str(fund)])
            cursor.execute(
                "INSERT INTO deposit_progress (deposit_id, fund_id, lines_read) VALUES (%s, %s, %s)"
                " ON CONFLICT (deposit_id) DO UPDATE SET lines_read = excluded.lines_read",
                [self._deposit.pk, fund, self._lines],
            )
