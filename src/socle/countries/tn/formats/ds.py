"""Déclaration trimestrielle des salaires de la CNSS de Tunisie: reading and writing.

One line an insured person, 122 characters, LF, twelve lines a page, amounts in millimes. A file is
of one employer, one establishment (code d'exploitation) and one quarter, and gives each person's
wages of the three months as one sum: by month they are on the paper form only.

Owns the layout, what the file alone can tell, and how the sum becomes months: a third each, what
division leaves over going to the third month, so that the three make the sum. Days are not
declared: they are zero. No text read says either: both are conventions of Socle.

The second establishment and the next are complements of the first: their files of one quarter
stand side by side, and one does not correct another.

Source: two independent payroll programs agree on the layout. How keys are made is not public.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import BinaryIO

import numpy as np

from socle.countries.declaration import Faults, WageLines, Whole
from socle.countries.fixed_width import (
    Columns,
    Field,
    Layout,
    Mask,
    Repeats,
    Values,
    encode,
    read_blocks,
)
from socle.kernel.errors import Refused

PAGE_LINES = 12
MONTHS = 3  # of a quarter
_MOST_LINES = 999 * PAGE_LINES  # pages have three digits: a longer file begins again at one
_EARLIEST_YEAR, _LATEST_YEAR = 1960, 2099

DS = Layout(
    "DS",
    122,
    (
        Field("matricule_employeur", 1, 10, "N"),
        Field("code_exploitation", 11, 4, "N"),
        Field("trimestre", 15, 1, "N"),
        Field("annee", 16, 4, "N"),
        Field("numero_page", 20, 3, "N"),
        Field("numero_ligne", 23, 2, "N"),
        Field("matricule_assure", 25, 10, "N", optional=True),
        Field("identite_assure", 35, 60, "AN"),
        Field("numero_cin", 95, 8, "N", optional=True),
        Field("salaire_trimestre", 103, 10, "N"),
        Field("zone_vierge", 113, 10, "filler"),
    ),
)
_OF_THE_FILE = ("matricule_employeur", "code_exploitation", "trimestre", "annee")
_NAME = re.compile(r"DS\d{14}\.[1-4]\d{4}(\.TXT)?", re.IGNORECASE | re.ASCII)
_FIRST_LINE = re.compile(rb"\d{14}[1-4]\d{9}[\d ]{10}[^\r\n]{60}[\d ]{8}\d{10}[ 0]{10}\r?(\n|$)")


class QuarterFormat:
    """The quarterly file of wages."""

    code = "tn_ds"
    kind = "main"

    def recognises(self, head: bytes, file_name: str) -> bool:
        """Whether the file begins with such a line, or is named as such a file."""
        return bool(_NAME.fullmatch(file_name) or _FIRST_LINE.match(head))

    def read(self, stream: BinaryIO, faults: Faults) -> Iterator[WageLines]:
        """Blocks of wage lines, a month at a time: three blocks say the same people.

        `insured_number` is empty where the file leaves it blank or zero: the contribution is
        owed all the same. An insured number that comes back is known only at the file's end.
        """
        reading = _Reading(faults)
        for block in read_blocks(stream, (DS.length,), faults):
            lines = reading.quarter(Columns(DS, block))
            if lines.line.size:
                yield from _months(lines)
        reading.refuse_repeated()


class _Reading:
    """What must be remembered from one block to the next."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._file: dict[str, int] = {}
        self._last_line = 0
        self._last_rank = 0
        self._repeats = Repeats(None, "matricule_assure", digits=10)

    def quarter(self, columns: Columns) -> WageLines:
        """The good lines of a block: the wage is the quarter's, the month its first."""
        _check_values(columns)
        self._check_same_file(columns)
        self._check_order(columns)
        good = columns.settle(self._faults)
        insured = columns.numbers["matricule_assure"]
        named = good & (insured != 0)
        self._repeats.add(insured[named], columns.block.line[named])
        found = _quarter_lines(columns)
        return found if good.all() else found.chosen(good)

    def _check_same_file(self, columns: Columns) -> None:
        """Un fichier, un employeur, une exploitation, un trimestre: the first line read says."""
        readable = columns.is_readable
        if not self._file and readable.any():
            first = int(np.argmax(readable))
            self._file = {name: int(columns.numbers[name][first]) for name in _OF_THE_FILE}
        for name, expected in self._file.items():
            differs = readable & (columns.numbers[name] != expected)
            columns.refuse(differs, name, "ds_other_file", {"expected": expected})

    def _check_order(self, columns: Columns) -> None:
        """Each line follows the one before it, page after page."""
        numbers, line = columns.numbers, columns.block.line
        rank = (numbers["numero_page"] - 1) * PAGE_LINES + numbers["numero_ligne"]
        before = np.concatenate(([self._last_rank], rank[:-1]))
        line_before = np.concatenate(([self._last_line], line[:-1]))
        known = columns.is_readable & (numbers["numero_page"] > 0)
        known &= _is_within(numbers["numero_ligne"], 1, PAGE_LINES)
        # A line that could not be cut or read leaves a hole, already said.
        follows = known & (line == line_before + 1)
        follows[1:] &= known[:-1]
        expected = before % _MOST_LINES + 1
        shown = {
            "page": (expected - 1) // PAGE_LINES + 1,
            "line": (expected - 1) % PAGE_LINES + 1,
        }
        columns.refuse(follows & (rank != expected), "numero_ligne", "ds_line_order", shown)
        self._last_line = int(line[-1]) if known[-1] else 0
        self._last_rank = int(rank[-1])

    def refuse_repeated(self) -> None:
        """The same insured twice: each line after the first is a fault."""
        self._repeats.settle(self._faults)


def _check_values(columns: Columns) -> None:
    ranges = (
        ("trimestre", 1, 4),
        ("annee", _EARLIEST_YEAR, _LATEST_YEAR),
        ("numero_page", 1, 999),
        ("numero_ligne", 1, PAGE_LINES),
    )
    for name, lowest, highest in ranges:
        wrong = ~_is_within(columns.numbers[name], lowest, highest)
        columns.refuse(wrong, name, "field_range", {"lowest": lowest, "highest": highest})
    columns.refuse(
        columns.numbers["matricule_employeur"] == 0, "matricule_employeur", "field_blank"
    )


def _is_within(values: Whole, lowest: int, highest: int) -> Mask:
    found: Mask = (values >= lowest) & (values <= highest)
    return found


def _quarter_lines(columns: Columns) -> WageLines:
    numbers = columns.numbers
    insured = numbers["matricule_assure"]
    exploitation = numbers["code_exploitation"]
    wage = numbers["salaire_trimestre"]
    return WageLines(
        line=columns.block.line,
        employer_number=columns.text("matricule_employeur"),
        month=numbers["annee"] * 12 + (numbers["trimestre"] - 1) * MONTHS,
        insured_number=np.where(insured == 0, b"", columns.text("matricule_assure")),
        insured_name=columns.texts["identite_assure"],
        days=np.zeros_like(insured),
        wage=wage,
        wage_capped=wage,
        kept={
            "complement": np.maximum(exploitation - 1, 0),
            "exploitation": exploitation,
            "national_id": np.where(numbers["numero_cin"] == 0, b"", columns.text("numero_cin")),
        },
    )


def _months(quarter: WageLines) -> Iterator[WageLines]:
    """The three months of a quarter's lines."""
    third = quarter.wage // MONTHS
    for rank in range(MONTHS):
        wage = third if rank < MONTHS - 1 else quarter.wage - (MONTHS - 1) * third
        yield WageLines(
            line=quarter.line,
            employer_number=quarter.employer_number,
            month=quarter.month + rank,
            insured_number=quarter.insured_number,
            insured_name=quarter.insured_name,
            days=quarter.days,
            wage=wage,
            wage_capped=wage,
            kept=quarter.kept,
        )


def write(out: BinaryIO, blocks: Iterable[WageLines], *, line_end: bytes = b"\n") -> int:
    """Writes wage lines as a quarterly file and says how many; blocks are those `read` gives.

    Raises:
        Refused: a value does not fit its field, or three blocks are not the three months of the
            same people.
    """
    written = 0
    each = iter(blocks)
    while months := list(islice(each, MONTHS)):
        first = months[0]
        if not _is_quarter(months):
            raise Refused("ds_not_a_quarter")
        wage: Whole = np.sum([month.wage for month in months], axis=0)
        count = first.line.size
        out.write(encode(DS, _fields(first, wage, written), count, line_end))
        written += count
    return written


def file_name(employer: str, exploitation: int, quarter: int, year: int) -> str:
    """The name under which the fund takes the file.

    Example:
        >>> file_name("0012345678", 1, 1, 2026)
        'DS00123456780001.12026'
    """
    return f"DS{employer}{exploitation:04d}.{quarter}{year}"


def _is_quarter(months: Sequence[WageLines]) -> bool:
    """Whether these blocks are the three months of a quarter for the same people."""
    first = months[0]
    return (
        len(months) == MONTHS
        and bool((first.month % MONTHS == 0).all())
        and all(
            np.array_equal(other.month, first.month + rank)
            and np.array_equal(other.insured_number, first.insured_number)
            for rank, other in enumerate(months)
        )
    )


def _fields(block: WageLines, wage: Whole, written: int) -> dict[str, Values]:
    rank = np.arange(written, written + block.line.size, dtype=np.int64) % _MOST_LINES
    return {
        "matricule_employeur": block.employer_number,
        "code_exploitation": block.kept.get("exploitation", 1),
        "trimestre": block.month % 12 // MONTHS + 1,
        "annee": block.month // 12,
        "numero_page": rank // PAGE_LINES + 1,
        "numero_ligne": rank % PAGE_LINES + 1,
        "matricule_assure": _digits(block.insured_number),
        "identite_assure": block.insured_name,
        "numero_cin": _digits(block.kept.get("national_id", np.zeros(block.line.size, "S8"))),
        "salaire_trimestre": wage,
    }


def _digits(numbers: Values) -> Whole:
    """Numbers written as texts; what is empty is zero."""
    texts = [text or b"0" for text in np.asarray(numbers, dtype="S").tolist()]
    for text in texts:
        if not text.isdigit():
            raise Refused("value_not_a_number", value=text.decode("latin-1"), length=10)
    return np.array([int(text) for text in texts], np.int64)


FORMATS = (QuarterFormat(),)
