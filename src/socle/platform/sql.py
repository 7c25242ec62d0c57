"""Statements: named ones in a module's `sql/*.sql` under `-- name:` lines; inserts in sets."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from django.db import connection
from psycopg import sql

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


def insert_rows(
    table: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[object]]
) -> None:
    """Inserts many rows in one statement; `columns` are names with their SQL types.

    COPY is refused on tables under row-level security; arrays come close to it.
    """
    by_column = list(zip(*rows, strict=True))
    if not by_column:
        return
    statement = sql.SQL("INSERT INTO {} ({}) SELECT * FROM unnest({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(sql.Identifier(name) for name, _ in columns),
        sql.SQL(", ").join(sql.SQL("%s::" + kind + "[]") for _, kind in columns),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(column) for column in by_column])
