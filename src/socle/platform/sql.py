"""Statements: named ones of a module's `sql/*.sql`; the keys of rows to come; inserts in sets."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.db import connection
from psycopg import Copy, sql

_NAME = re.compile(r"^-- name: (\w+)\s*$", re.MULTILINE)


@cache
def statements(folder: Path) -> dict[str, str]:
    """Every named statement of a module's `sql` folder.

    Raises:
        ValueError: a name is used twice.
    """
    found: dict[str, str] = {}
    for path in sorted((folder / "sql").glob("*.sql")):
        pieces = _NAME.split(path.read_text("utf-8"))
        for name, body in zip(pieces[1::2], pieces[2::2], strict=True):
            if name in found:
                raise ValueError(f"{path}: statement {name} has two bodies")
            found[name] = body.strip()
    return found


@contextmanager
def copying(statement: sql.Composable | str) -> Iterator[Copy]:
    """A COPY that fails as every other statement does: Django does not know this one.

    Raises:
        OperationalError: of Django, when the database is lost on the way.
    """
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        yield copy


def insert_rows(
    table: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[object]]
) -> None:
    """Inserts many rows in one statement; `columns` are names with their SQL types.

    COPY is refused on tables under row-level security: rows go by a table of the session's own.
    """
    kinds = sql.SQL(", ").join(
        sql.SQL("{} " + kind).format(sql.Identifier(name)) for name, kind in columns
    )
    _insert(table, [name for name, _ in columns], sql.SQL("({})").format(kinds), rows)


def insert_like(table: str, names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """The same, of columns that have the types of the table's own."""
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    made = sql.SQL("AS SELECT {} FROM {} WITH NO DATA").format(columns, sql.Identifier(table))
    _insert(table, names, made, rows)


def _insert(
    table: str, names: Sequence[str], made: sql.Composable, rows: Iterable[Sequence[object]]
) -> None:
    stage = sql.Identifier(f"stage_{table}")
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE TEMPORARY TABLE {} {}").format(stage, made))
        with copying(sql.SQL("COPY {} FROM STDIN").format(stage)) as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(
                sql.Identifier(table), columns, columns, stage
            )
        )
        cursor.execute(sql.SQL("DROP TABLE {}").format(stage))


def next_ids(table: str, count: int = 1) -> list[int]:
    """The next keys of a table, which are also the ends of its numbers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return [int(row[0]) for row in cursor.fetchall()]
