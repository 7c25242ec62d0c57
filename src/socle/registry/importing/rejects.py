"""What is given back of an import: the located report, and the rows to correct."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import replace

from socle.countries.clock import legal_day
from socle.countries.tabular import SEPARATORS, BrokenFile, FileMapping
from socle.countries.tabular.reading import opened
from socle.countries.tabular.rows import NO_TEXT
from socle.kernel.errors import Fault
from socle.kernel.wording import wording
from socle.platform.access.queries import current_fund
from socle.registry.importing.reading import COMPUTED, SHIELD, reader_of
from socle.registry.importing.slices import CLASHES
from socle.registry.models import ImportFault, ImportRun
from socle.registry.operations.import_kinds import asked
from socle.registry.queries.import_sources import mapping_of
from socle.registry.queries.imports import headings, import_faults, import_row
from socle.registry.types.imports import ImportKind

_MOST = 1_000_000
_HEADINGS = {
    "fr": ("Ligne", "Cellule", "Colonne", "Valeur lue", "Ce qui ne va pas", "Que faire"),
    "en": ("Line", "Cell", "Column", "Value read", "What is wrong", "What to do"),
    "ar": ("السطر", "الخانة", "العمود", "القيمة المقروءة", "ما الخطأ", "ما العمل"),
}


def import_report(*, number: str, language: str) -> bytes:
    """Every fault of an import, by line and cell, as a table that a spreadsheet opens.

    Raises:
        NotKnown: there is no such import.
    """
    rows: list[Sequence[object]] = [_HEADINGS.get(language, _HEADINGS["fr"])]
    for fault in named_faults(number=number, limit=_MOST):
        said = wording(fault.code, fault.facts, language)
        where = (fault.line or "", fault.record or "", fault.field or "", fault.read or "")
        rows.append((*where, said.message, said.do))
    return _table(rows)


def named_faults(*, number: str, limit: int) -> list[Fault]:
    """The first faults of an import, a field to which no column leads under its label.

    Raises:
        NotKnown: there is no such import.
    """
    kind = ImportKind(import_row(number).source.kind)
    has_column = headings(number=number)
    labels = {
        each.name: str(each.label)
        for each in asked(kind=kind, fund=current_fund())
        if each.name not in has_column
    }
    return [
        each if each.record else replace(each, field=labels.get(each.field or "", each.field))
        for each in import_faults(number=number, limit=limit)
    ]


def rows_at_fault(*, number: str) -> bytes:
    """The rows that were kept out, under the file's own headings: corrected, they are a file.

    What stands above the headings stays there, for the source knows them by their row; cells are
    parted as the source says. Rows that wait in the queue of duplicates are not among them.

    Raises:
        NotKnown: there is no such import.
    """
    run = import_row(number)
    found = ImportFault.objects.filter(run=run).exclude(code__in=CLASHES)
    wanted = set(found.values_list("line", flat=True))
    mapping = mapping_of(
        source_id=run.source_id, on=legal_day(run.received_at, current_fund().country)
    )
    if mapping is None:
        return _table(())
    sign = SEPARATORS[mapping.separator] if mapping.separator else ";"
    return _table(_rows(run, mapping, wanted), sign)


def _rows(run: ImportRun, mapping: FileMapping, wanted: set[int]) -> Iterable[list[str]]:
    stream, is_workbook = reader_of(document_id=run.document_id, name=run.document.name)
    last, above = max(wanted, default=0), 0
    try:
        for lines, rows in opened(stream, mapping, is_workbook=is_workbook).blocks():
            for line, row in zip(lines, rows, strict=True):
                said = [text.removeprefix(NO_TEXT) for text in row]
                if line <= mapping.headings_row:
                    # One line each, those too that a workbook leaves out.
                    yield from [[""]] * (line - above - 1)
                    yield [" ".join(text.split()) for text in said]
                    above = line
                elif line in wanted:
                    yield said
            if lines[-1] >= last:
                return
    except BrokenFile:
        return  # why the file was refused says where it breaks


def _table(rows: Iterable[Sequence[object]], sign: str = ";") -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=sign, lineterminator="\r\n")
    writer.writerows([_inert(str(cell)) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _inert(cell: str) -> str:
    """A cell that a spreadsheet shows and does not compute."""
    return SHIELD + cell if cell.startswith(COMPUTED) else cell
