"""Many persons written at once: staged by COPY, held against the register, written by sets.

A slice is one act in one transaction. What a slice leaves out it says, row by row.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from django.db import connection

from socle.kernel.errors import Refused
from socle.platform.access.types import FundView
from socle.platform.acts.progress import ActInProgress
from socle.platform.sql import copying, statements
from socle.registry.models import ImportRun
from socle.registry.queries.numbers import next_number, number_scheme
from socle.registry.types.imports import ImportState
from socle.registry.types.suspicions import SuspicionOrigin

SQL = statements(Path(__file__).parents[1])
COLUMNS = (
    *("number", "family_name", "given_names", "birth_on", "birth_precision", "sex"),
    *("national_id", "birth_place", "nationality", "father_name", "mother_name"),
    *("arabic_family_name", "arabic_given_names", "employer", "hired_on"),
)
# What names are found by is sorted in memory: half a million rows a slice.
_MEMORY = "SET LOCAL work_mem = '128MB'"
# What COPY reads otherwise than as it stands.
_NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
KNOWN = "known"  # in the register as it stands in the file
CLASHES = {
    "import.clash_number": SuspicionOrigin.IMPORT_NUMBER,
    "import.clash_identity": SuspicionOrigin.IMPORT_IDENTITY,
}
_FACTS = ("insert_origin", "insert_arabic_name", "insert_employment")


class Problem(NamedTuple):
    """Why a staged row is not written. `other` is a number, or the line that said it first."""

    line: int
    field: str
    code: str
    other: str
    read: str


def open_stage() -> None:
    """Makes the stage of this transaction, empty."""
    with connection.cursor() as cursor:
        cursor.execute(_MEMORY)
        cursor.execute(SQL["create_import"])
        cursor.execute("TRUNCATE stage_person")


def stage_columns(*, lines: Sequence[int], columns: Sequence[Sequence[str | None]]) -> None:
    """Adds rows to the stage: their lines, and what each says of `COLUMNS`, column by column."""
    if lines:
        texts = [_copied(column) for column in columns]
        rows = map("\t".join, zip(map(str, lines), *texts, strict=True))
        with copying(SQL["copy_stage"]) as copy:
            copy.write("\n".join(rows) + "\n")


def stage(rows: Iterable[Sequence[object]]) -> None:
    """Adds rows to the stage, each its line and then `COLUMNS`. They may ask the database nothing.

    COPY holds the connection until the last row.
    """
    with copying(SQL["copy_stage"]) as copy:
        for row in rows:
            copy.write_row(row)


def leave_out_told(*, run_id: int) -> int:
    """Takes out the staged rows that the check found at fault in themselves; how many."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["told_before"], [run_id, list(CLASHES)])
        return int(cursor.rowcount)


def problems() -> list[Problem]:
    """What is wrong with staged rows, held against each other and the register."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["problems"])
        return [Problem(*row) for row in cursor.fetchall()]


def take_out(found: Sequence[Problem]) -> None:
    """Takes rows out of the stage."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["take_out"], [[each.line for each in found]])


def raise_suspicions(*, act: ActInProgress, run_id: int, found: Sequence[Problem]) -> None:
    """Puts the rows that clash into the queue of duplicates, as the file says them."""
    clashing = [each for each in found if each.code in CLASHES]
    if not clashing:
        return
    lines = [each.line for each in clashing]
    with connection.cursor() as cursor:
        cursor.execute(SQL["readings"], [lines])
        said = dict(cursor.fetchall())
        columns = (
            lines,
            [CLASHES[each.code].value for each in clashing],
            [each.other for each in clashing],
            [said[line] for line in lines],
        )
        cursor.execute(SQL["raise_suspicions"], [act.id, run_id, *columns])


def write(*, act: ActInProgress, fund: FundView, effective_on: date) -> int:
    """Opens the files of all staged persons, in the act in progress; how many.

    Raises:
        Refused: a row has no number and the fund types its numbers.
    """
    _number(fund)
    with connection.cursor() as cursor:
        if ImportRun.objects.filter(state=ImportState.UNDONE).exists():
            cursor.execute(SQL["known_before"])
        cursor.execute(SQL["insert_persons"], [act.id])
        cursor.execute(SQL["insert_civil_status"], [effective_on])
        count = int(cursor.rowcount)
        for name in _FACTS:
            cursor.execute(SQL[name], [effective_on])
    return count


def _number(fund: FundView) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SQL["without_number"])
        lines = [row[0] for row in cursor.fetchall()]
        if not lines:
            return
        scheme = number_scheme(fund=fund)
        numbers = [next_number(fund=fund, scheme=scheme) for _line in lines]
        if None in numbers:
            raise Refused("registry.number_by_hand")
        cursor.execute(SQL["give_numbers"], [lines, numbers])


def _copied(column: Sequence[str | None]) -> Sequence[str]:
    """A column as COPY reads it; signs that it escapes are looked for in all texts at once."""
    said = "".join(filter(None, column))
    is_plain = not any(sign in said for sign in map(chr, _ESCAPES))
    return [
        _NULL if text is None else text if is_plain else text.translate(_ESCAPES) for text in column
    ]
