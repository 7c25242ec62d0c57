"""Many persons written at once: staged by COPY, held against the register, written by sets.

A slice is one act in one transaction. What a slice leaves out it says, row by row.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from django.db import connection
from psycopg import sql

from socle.countries.affiliates import NO_FILING
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
    """Why a staged row is not written. `other` is a number, or the line that said it first.

    Of several a row is told the one of the lowest rank.
    """

    line: int
    rank: int
    field: str
    code: str
    other: str
    read: str


def open_stage() -> None:
    """Makes the stage of this transaction, empty."""
    with connection.cursor() as cursor:
        cursor.execute(_MEMORY)
        cursor.execute(SQL["create_import"])
        cursor.execute(SQL["create_said"])
        cursor.execute("TRUNCATE stage_person, stage_said")


def rows_to_copy(
    *, lines: list[int], columns: Mapping[str, Sequence[str | None]]
) -> tuple[tuple[str, ...], list[str]]:
    """Rows as `stage_text` takes them, of what they say of some of `COLUMNS`: names, and texts."""
    texts = [_copied(column) for column in columns.values()]
    rows = map("\t".join, zip(map(str, lines), *texts, strict=True))
    return ("line", *columns), list(rows)


def stage_text(*, names: Sequence[str], text: bytes | str) -> None:
    """Adds rows to the stage, as COPY takes them, under the names of their columns."""
    if text:
        said = sql.SQL(", ").join(map(sql.Identifier, names))
        with copying(sql.SQL(SQL["copy_stage"]).format(said)) as copy:
            copy.write(text)


def stage(rows: Iterable[Sequence[object]]) -> None:
    """Adds rows to the stage, each its line and then `COLUMNS`. They may ask the database nothing.

    COPY holds the connection until the last row.
    """
    names = sql.SQL(", ").join(map(sql.Identifier, ("line", *COLUMNS)))
    with copying(sql.SQL(SQL["copy_stage"]).format(names)) as copy:
        for row in rows:
            copy.write_row(row)


def leave_out_told(*, run_id: int) -> int:
    """Takes out the staged rows that the check found at fault in themselves; how many."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["told_before"], [run_id, list(CLASHES)])
        return int(cursor.rowcount)


def problems(*, on: date) -> list[Problem]:
    """What is wrong with staged rows, held against each other and the register.

    `on`: since when somebody works where a row names no day. Whoever would close one of the
    employers that are named waits until this transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute(SQL["hold_employers"])
    return first_of([*_against_register(on), *_said_twice("stage_person")])


def try_staged(*, on: date) -> list[Problem]:
    """What the register says against staged rows. The stage is empty then, for others of the file.

    `on`: as for `problems`. What rows may not say twice is kept for `said_twice`.
    """
    found = _against_register(on)
    with connection.cursor() as cursor:
        cursor.execute(SQL["set_aside"])
        cursor.execute("TRUNCATE stage_person")
    return found


def said_twice() -> list[Problem]:
    """What rows that were tried say again."""
    return _said_twice("stage_said")


def first_of(found: Iterable[Problem]) -> list[Problem]:
    """Of each row the first of what is wrong with it, in the order of the file."""
    first: dict[int, Problem] = {}
    for each in sorted(found):
        first.setdefault(each.line, each)
    return list(first.values())


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
        may_be_there = ImportRun.objects.filter(state=ImportState.UNDONE).exists()
        if may_be_there:
            cursor.execute(SQL["known_before"])
        cursor.execute(SQL["insert_persons"], [act.id, may_be_there])
        cursor.execute(SQL["insert_civil_status"], {"on": effective_on})
        count = int(cursor.rowcount)
        for name in _FACTS:
            cursor.execute(SQL[name], {"on": effective_on})
    return count


def _against_register(on: date) -> list[Problem]:
    with connection.cursor() as cursor:
        # Before the server has counted a table that has just grown, it would read all of it.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(SQL["against_register"], {"on": on, "no_filing": NO_FILING})
        found = [Problem(*row) for row in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_seqscan = on")
        return found


def _said_twice(stage: str) -> list[Problem]:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(SQL["said_twice"]).format(stage=sql.Identifier(stage)))
        return [Problem(*row) for row in cursor.fetchall()]


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


def _copied(column: Sequence[str | None]) -> Sequence[str | None]:
    """A column as COPY reads it; signs that it escapes are looked for in all texts at once."""
    said = "".join(filter(None, column))
    is_plain = not any(sign in said for sign in map(chr, _ESCAPES))
    if is_plain and None not in column:
        return column
    return [
        _NULL if text is None else text if is_plain else text.translate(_ESCAPES) for text in column
    ]
