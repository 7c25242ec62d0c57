"""What the depositor of a file gets back: the refused lines, and a receipt.

The funds' own layouts are not public, so these are ours, and documented here.

Reject file: CSV, `;`, UTF-8 with its mark (so that spreadsheets show accents), one row a fault,
in the order of lines, faults of the whole file first. Columns: line, record, field, its label,
code, what was read, what is wrong, what to do, and the refused line as it stood. A last row
counts the faults that are not listed.

Receipt: UTF-8 text, one `label : value` a line.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from socle.countries.declaration import Faults
from socle.countries.fixed_width.labels import answer_label, field_label
from socle.countries.fixed_width.layout import printable
from socle.kernel.errors import Fault
from socle.kernel.wording import wording

REJECT_COLUMNS = ("line", "record", "field", "label", "code", "read", "message", "do", "content")
_LONGEST_LINE = 300
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_rejects(
    out: BinaryIO,
    stream: BinaryIO,
    faults: Faults,
    *,
    format_code: str,
    language: str = "fr",
    content: Mapping[int, str] | None = None,
) -> int:
    """Writes the reject file from the deposited file, read again, and says how many rows.

    `content` gives the refused lines of a file whose lines are not those of its bytes.
    """
    found = sorted(faults.kept, key=lambda fault: fault.line or 0)
    if content is None:
        content = _contents(stream, {fault.line for fault in found if fault.line})
    rows = [_row(fault, content, format_code, language) for fault in found]
    if rest := faults.count - len(found):
        said = wording("faults_not_listed", {"count": rest}, language)
        rows.append(["", "", "", "", "faults_not_listed", "", said.message, said.do, ""])
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([answer_label(name, language) for name in REJECT_COLUMNS])
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    out.write(text.getvalue().encode("utf-8-sig"))
    return len(rows)


def _row(fault: Fault, content: Mapping[int, str], format_code: str, language: str) -> list[str]:
    said = wording(fault.code, fault.facts, language)
    return [
        str(fault.line or ""),
        fault.record or "",
        fault.field or "",
        field_label(format_code, fault.field, language) if fault.field else "",
        fault.code,
        fault.read or "",
        said.message,
        said.do,
        content.get(fault.line or 0, ""),
    ]


def _contents(stream: BinaryIO, wanted: set[int]) -> dict[int, str]:
    """The wanted lines of the file, read in pieces so that no line fills the memory."""
    found: dict[int, str] = {}
    last = max(wanted, default=0)
    for number, piece in _numbered_pieces(stream):
        if number > last:
            break
        if number in wanted and number not in found:
            found[number] = printable(piece.rstrip(b"\r\n"), _LONGEST_LINE)
    return found


def _numbered_pieces(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    number = 1
    while piece := stream.readline(4 * _LONGEST_LINE):
        yield number, piece
        number += piece.endswith(b"\n")


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was deposited and what became of it. French: accusé de réception.

    `amounts` are in minor units of a currency of `digits` decimals; `received_at` is written as
    the reader's country writes it; `digest` identifies the file's bytes.
    """

    number: str
    received_at: str
    file_name: str
    format_code: str
    employer_number: str
    month: int
    lines: int
    wage: int
    wage_capped: int
    currency: str
    digits: int
    faults: int
    digest: str
    payment_reference: str = ""  # what the payer copies; none where nothing is to be paid


def receipt_text(receipt: Receipt, language: str = "fr") -> str:
    """The receipt as text, in the depositor's language."""
    month = f"{receipt.month % 12 + 1:02d}/{receipt.month // 12}"
    outcome = answer_label("refused" if receipt.faults else "accepted", language)
    values = (
        ("number", receipt.number),
        ("received_at", receipt.received_at),
        ("file_name", receipt.file_name),
        ("format", receipt.format_code),
        ("employer_number", receipt.employer_number),
        ("month", month),
        ("lines", str(receipt.lines)),
        ("wage", _amount(receipt.wage, receipt)),
        ("wage_capped", _amount(receipt.wage_capped, receipt)),
        ("faults", str(receipt.faults)),
        ("outcome", outcome),
        ("digest", receipt.digest),
        *([("reference", receipt.payment_reference)] if receipt.payment_reference else []),
    )
    title = answer_label("receipt", language)
    return "\n".join([title, *_aligned(values, language), ""])


def _aligned(values: Iterable[tuple[str, str]], language: str) -> Iterator[str]:
    for name, value in values:
        yield f"{answer_label(name, language)} : {value}"


def _amount(minor: int, receipt: Receipt) -> str:
    whole, rest = divmod(minor, 10**receipt.digits)
    decimals = f",{rest:0{receipt.digits}d}" if receipt.digits else ""
    return f"{whole:,}".replace(",", " ") + f"{decimals} {receipt.currency}"
