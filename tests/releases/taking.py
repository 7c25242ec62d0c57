"""`python -m tests.releases.taking CONNINFO FILE`: what a demonstration of a release has written.

Run at a release, against the database of `./socle demo --persons 5`, as its superuser; then
`tests/platform/database/test_release.py` learns the last migration of each module. Nobody in it
exists. What migrations write themselves is left out.
"""

import sys
from pathlib import Path

import psycopg
from psycopg import sql

_TABLES = """
    SELECT c.relname, array_agg(a.attname ORDER BY a.attnum)
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
       AND NOT c.relispartition AND c.relname !~ '^(django|auth|procrastinate)_'
       AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     GROUP BY 1 ORDER BY 1
"""
_OF_MIGRATIONS = {"act_type", "act_digest_part", "audit_check"}


def take(conninfo: str, file: Path) -> None:
    """Writes each table that has rows: its name and columns, its rows as COPY gives them."""
    with psycopg.connect(conninfo) as session, file.open("wb") as out:
        for table, columns in session.execute(_TABLES).fetchall():
            if table in _OF_MIGRATIONS:
                continue
            said = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(
                sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(table)
            )
            with session.cursor().copy(said) as copy:
                rows = b"".join(bytes(piece) for piece in copy)
            if rows:
                out.write(" ".join((table, *columns)).encode() + b"\n" + rows + b"\\.\n")


if __name__ == "__main__":
    take(sys.argv[1], Path(sys.argv[2]))
