"""One employer's month as the form of the screens deposits it: reading and writing.

French: déclaration par formulaire, déclaration « néant ». What is typed on a screen becomes a file
like any other, so that its digest, receipt, once-only posting and verification are those of every
declaration. Text in ISO 8859-1, one record a line, fields parted by `;`, at most 100 wage lines:

    SOCLE;1;<reference>
    EMPLOYER;<employer number>
    MONTH;2026-02
    LINE;<insured number>;<name>;<days>;<wage>;<capped wage>    (amounts in minor units)
    END;<number of lines>;<sum of the wages>

A month without wages has the record `NIL` in place of its lines. The reference makes two forms
that say the same two files.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from socle.countries.declaration import Faults, WageLines
from socle.kernel.errors import Fault, Refused
from socle.kernel.months import Month

CODE = "form_month"
MOST_LINES = 100
_MAGIC = b"SOCLE;1;"
# The longest file of a hundred lines is far below this.
_MOST_BYTES = 64 * 1024
_MOST_WAGE = 10**12
_LONGEST_NUMBER, _LONGEST_NAME, _MOST_DAYS = 16, 60, 31
_LINE_FIELDS = ("record", "insured_number", "insured_name", "days", "wage", "wage_capped")


@dataclass(frozen=True, slots=True)
class FormLine:
    """A wage line of the form. Units: minor units."""

    insured_number: str
    insured_name: str
    days: int
    wage: int
    wage_capped: int


@dataclass(frozen=True, slots=True)
class FormMonth:
    """What the form says; no line is a nil declaration."""

    reference: str
    employer_number: str
    month: Month
    lines: tuple[FormLine, ...]


class MonthForm:
    """The file of the form. A nil month has no line: `nil_month` tells whose it is."""

    code = CODE
    kind = "main"

    def recognises(self, head: bytes, file_name: str) -> bool:
        """Whether the file begins as the form's file does."""
        return head.startswith(_MAGIC)

    def read(self, stream: BinaryIO, faults: Faults) -> Iterator[WageLines]:
        """One block of lines, or none for a nil month or a file that is wrong."""
        found = read_form(stream, faults)
        if found is not None and found.lines:
            yield _wage_lines(found)

    def nil_month(self, stream: BinaryIO) -> tuple[str, int] | None:
        """The employer and month of a nil declaration; None for one with lines, or wrong."""
        found = read_form(stream, Faults())
        return (found.employer_number, found.month.index) if found and not found.lines else None


FORMATS = (MonthForm(),)


def write_form(form: FormMonth) -> bytes:
    """The file of a form.

    Raises:
        Refused: `form_too_long` for more than a hundred lines.
    """
    if len(form.lines) > MOST_LINES:
        raise Refused("form_too_long", most=MOST_LINES)
    rows = [
        f"SOCLE;1;{_plain(form.reference)}",
        f"EMPLOYER;{_plain(form.employer_number)}",
        f"MONTH;{form.month}",
        *(
            f"LINE;{_plain(line.insured_number)};{_plain(line.insured_name)};{line.days};"
            f"{line.wage};{line.wage_capped}"
            for line in form.lines
        ),
        *([] if form.lines else ["NIL"]),
        f"END;{len(form.lines)};{sum(line.wage for line in form.lines)}",
    ]
    return "".join(f"{row}\r\n" for row in rows).encode("latin-1", "replace")


def read_form(stream: BinaryIO, faults: Faults) -> FormMonth | None:
    """What a form's file says; None, with faults, when anything in it is wrong."""
    content = stream.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        faults.add(Fault("form_too_long", facts={"most": MOST_LINES}))
        return None
    rows = [row.split(";") for row in content.decode("latin-1").splitlines()]
    before = faults.count
    if len(rows) < 4 or rows[-1][0] != "END":
        faults.add(Fault("file_incomplete", facts={"expected": "END"}))
        return None
    for place, name in ((1, "EMPLOYER"), (2, "MONTH")):
        if rows[place][0] != name or len(rows[place]) != 2:
            faults.add(Fault("record_unknown", place + 1, facts={"expected": name}))
    if faults.count > before:
        return None
    month = _month(rows[2][1], faults)
    lines = _lines(rows[3:-1], faults)
    _check_end(rows[-1], len(rows), lines, faults)
    if faults.count > before or month is None:
        return None
    return FormMonth(";".join(rows[0][2:]), rows[1][1], month, tuple(lines))


def _month(text: str, faults: Faults) -> Month | None:
    try:
        return Month.parse(text)
    except Refused:
        faults.add(Fault("field_period", 3, "MONTH", "month", text[:40]))
        return None


def _lines(rows: Sequence[list[str]], faults: Faults) -> list[FormLine]:
    """The wage lines; `NIL` alone says that there is none."""
    if rows == [["NIL"]]:
        return []
    lines: list[FormLine] = []
    first_at: dict[str, int] = {}
    if len(rows) > MOST_LINES:
        faults.add(Fault("form_too_long", facts={"most": MOST_LINES}))
        return lines
    for at, row in enumerate(rows, start=4):
        if row[0] != "LINE" or len(row) != len(_LINE_FIELDS):
            faults.add(Fault("record_unknown", at, facts={"expected": "LINE"}))
            continue
        numbers = {
            "days": _whole(row[3], _MOST_DAYS, "days", at, faults),
            "wage": _whole(row[4], _MOST_WAGE, "wage", at, faults),
            "wage_capped": _whole(row[5], _MOST_WAGE, "wage_capped", at, faults),
        }
        number = row[1]
        if len(number) > _LONGEST_NUMBER or len(row[2]) > _LONGEST_NAME:
            faults.add(Fault("form_text_too_long", at, "LINE", "insured_number", number[:40]))
        if number and number in first_at:
            facts = {"first_line": first_at[number]}
            faults.add(Fault("insured_repeated", at, "LINE", "insured_number", number, facts))
        first_at.setdefault(number, at)
        lines.append(FormLine(number, row[2], **numbers))
    return lines


def _whole(text: str, most: int, field: str, at: int, faults: Faults) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most))) or int(text) > most:
        facts: dict[str, str | int] = {"lowest": 0, "highest": most}
        faults.add(Fault("field_range", at, "LINE", field, text[:40], facts))
        return 0
    return int(text)


def _check_end(row: list[str], at: int, lines: Sequence[FormLine], faults: Faults) -> None:
    computed = [str(len(lines)), str(sum(line.wage for line in lines))]
    if row[1:] != computed:
        facts = {"written": " ; ".join(row[1:])[:40], "computed": " ; ".join(computed)}
        faults.add(Fault("form_total", at, "END", None, None, facts))


def _wage_lines(form: FormMonth) -> WageLines:
    lines = form.lines
    return WageLines(
        line=np.arange(4, 4 + len(lines), dtype=np.int64),
        employer_number=np.array([form.employer_number.encode("latin-1")] * len(lines)),
        month=np.full(len(lines), form.month.index, np.int64),
        insured_number=np.array([line.insured_number.encode("latin-1") for line in lines]),
        insured_name=np.array([line.insured_name.encode("latin-1") for line in lines]),
        days=np.array([line.days for line in lines], np.int64),
        wage=np.array([line.wage for line in lines], np.int64),
        wage_capped=np.array([line.wage_capped for line in lines], np.int64),
    )


def _plain(text: str) -> str:
    """A text without what parts fields and lines."""
    return " ".join(text.replace(";", " ").split())
