"""Spreadsheets for tests: a CSV or a workbook made on the spot, and what its reading gives."""

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import openpyxl

from socle.countries.declaration import Faults, WageLines
from socle.countries.registry import country
from socle.countries.tabular import FileMapping, TabularFormat

HEADINGS = ("Employeur", "Mois", "N° assuré", "Nom", "Jours", "Salaire")
FIELDS = ("employer_number", "month", "insured_number", "insured_name", "days", "wage")
ROW = ("0123456789K", "2026-07", "1122334455B", "ÉKOTTO Jean", "26", "350000")
OTHER = ("0123456789K", "2026-07", "1122334456C", "MBARGA Marie", "30", "120000")
COLUMNS = dict(zip(FIELDS, HEADINGS, strict=True))
MAPPING = FileMapping(columns=COLUMNS)


@dataclass(frozen=True)
class Read:
    """What a file gave: its blocks, and its faults."""

    blocks: list[WageLines]
    faults: Faults

    @property
    def codes(self) -> list[str]:
        return [fault.code for fault in self.faults.kept]

    def column(self, name: str) -> list[Any]:
        found = [getattr(block, name) for block in self.blocks]
        return np.concatenate(found).tolist() if found else []


def csv_of(*rows: Iterable[str], sign: str = ";", end: str = "\r\n") -> str:
    return "".join(sign.join(row) + end for row in (HEADINGS, *rows))


def read(
    content: bytes | str, mapping: FileMapping = MAPPING, *, digits: int = 0, **given: Any
) -> Read:
    """Reads a CSV, given as text or bytes, or a workbook, given as bytes."""
    held = content.encode("utf-8") if isinstance(content, str) else content
    form = TabularFormat(
        mapping,
        digits,
        country("CM").identifiers,
        is_workbook=held.startswith((b"PK", b"\xd0\xcf")),
        **given,
    )
    faults = Faults()
    return Read(list(form.read(io.BytesIO(held), faults)), faults)


def one(name: str, text: str, mapping: FileMapping = MAPPING, **given: Any) -> Read:
    """A file of one line whose field `name` holds `text`, quoted."""
    row = dict(zip(FIELDS, ROW, strict=True)) | {name: f'"{text}"'}
    return read(csv_of([row[field] for field in FIELDS]), mapping, **given)


def workbook(
    *rows: Iterable[Any], change: Callable[[openpyxl.Workbook], None] | None = None
) -> bytes:
    """A workbook of one sheet, headings first."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADINGS, *(rows or (ROW,))):
        sheet.append(list(row))
    if change is not None:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(
    book: bytes,
    *,
    parts: Mapping[str, bytes] = {},
    change: Mapping[str, tuple[bytes, bytes]] = {},
) -> bytes:
    """The same archive with parts added, or changed by replacement."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as held,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in held.namelist():
            if name in parts:
                continue
            body = held.read(name)
            if name in change:
                old, new = change[name]
                assert old in body
                body = body.replace(old, new)
            made.writestr(name, body)
        for name, body in parts.items():
            made.writestr(name, body)
    return out.getvalue()
