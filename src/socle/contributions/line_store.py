"""Where a deposit's lines go: among all others, or, when they are many, to a table of their own.

A table of its own is indexed once it is complete: for a country's file that is most of the time
saved. It holds the declarations of one deposit, whose ids say so.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.db import connection
from psycopg import sql

from socle.platform.sql import statements

SQL = statements(Path(__file__).parent)
# The ids of table n begin at n times this: see the migration 0004.
_IDS_OF_A_TABLE = 1 << 40


class LineStore:
    """The lines of one deposit, added in one statement from the stage."""

    def __init__(self, *, is_large: bool) -> None:
        self._table = _next_of("declaration_line_table_seq", 1)[0] if is_large else 0
        self._given = 0

    def new_declaration_ids(self, count: int) -> list[int]:
        """Ids for declarations in the making."""
        if not self._table:
            return _next_of("declaration_id_seq", count)
        first = self._table * _IDS_OF_A_TABLE + self._given + 1
        self._given += count
        return list(range(first, first + count))

    def insert(self, *, has_names: bool, months: Iterable[date]) -> tuple[int, int]:
        """Matches the staged lines to the insured and adds them.

        Returns how many there are, and how many wait for their insured.
        """
        matched = sql.SQL(SQL["matched_by_number_and_name" if has_names else "matched_by_number"])
        with connection.cursor() as cursor:
            if not self._table:
                for year in sorted({month.year for month in months}):
                    cursor.execute("SELECT declaration_ensure_year(%s)", [year])
                cursor.execute(sql.SQL(SQL["insert_lines"]).format(matched=matched))
                inserted = cursor.rowcount
                cursor.execute(SQL["queued_lines"])
            else:
                cursor.execute("SELECT declaration_line_open(%s)", [self._table])
                own = sql.Identifier(cursor.fetchone()[0])
                cursor.execute(sql.SQL(SQL["insert_own_lines"]).format(own=own, matched=matched))
                inserted = cursor.rowcount
                cursor.execute("SELECT declaration_line_close(%s)", [self._table])
            return inserted, int(cursor.fetchone()[0])


def declaration_number(declaration_id: int, month: date) -> str:
    """What people call a declaration: its month and its place among the fund's, or its file's."""
    table, rank = divmod(declaration_id, _IDS_OF_A_TABLE)
    return f"D-{month:%Y-%m}-" + (f"{table:04d}-{rank:06d}" if table else f"{rank:09d}")


def _next_of(sequence: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [sequence, count])
        return [int(row[0]) for row in cursor.fetchall()]
