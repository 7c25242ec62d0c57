"""A database of the last release, brought forward: nothing of it is lost, and all still verifies.

`tests/releases/*.rows` holds what the demonstration of that release had written, with a few
corrections: for each table its name and columns, then its rows as COPY gives them.
"""

import contextlib
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

from socle.contributions.queries import account
from socle.platform.access.scope import fund_scope
from socle.platform.audit.queries import first_break
from socle.platform.database.prepare import ensure_database

RELEASES = Path(__file__).parents[2] / "releases"
# The last migration of each module at a release; Django's own and the queue's are whole.
LAST = {
    "2026-11-22": {
        "platform": "0003", "registry": "0002", "ledger": "0002", "contributions": "0003",
    },
    "2026-11-23": {
        "platform": "0023", "registry": "0018", "ledger": "0009", "contributions": "0017",
        "collection": "0006", "arrears": "0005", "coverage": "0004", "benefits": "0011",
        "payments": "0002", "exchange": "0002",
    },
}  # fmt: skip
ALIASES = ("default", "progress", "owner")


@pytest.fixture
def empty_database(house: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A database without tables, which the code is told to use; and a superuser in it."""
    connections.close_all()
    name = f"test_{uuid.uuid4().hex[:12]}"
    owner = connections["owner"].get_connection_params()
    admin = psycopg.conninfo.make_conninfo(
        host=owner["host"], port=owner.get("port"), user="postgres", dbname="postgres"
    )
    ensure_database(admin, name)
    try:
        for alias in ALIASES:
            connections[alias].settings_dict["NAME"] = name
        with psycopg.connect(admin, dbname=name, autocommit=True) as inside:
            yield inside
    finally:
        connections.close_all()
        for alias in ALIASES:
            connections[alias].settings_dict["NAME"] = house
        with psycopg.connect(admin, autocommit=True) as server, contextlib.suppress(psycopg.Error):
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def load(inside: psycopg.Connection[tuple[object, ...]], release: str) -> dict[str, int]:
    """The rows of a release, as a restored backup brings them: no trigger fires.

    Gives how many each table has.
    """
    rows, held = (RELEASES / f"{release}.rows").read_bytes(), {}
    inside.execute("SET session_replication_role = replica")
    inside.execute(
        "SELECT declaration_ensure_year(year), ledger_ensure_year(year)"
        " FROM generate_series(2024, 2027) year"
    )
    for block in rows.split(b"\\.\n")[:-1]:
        head, _, body = block.partition(b"\n")
        table, *columns = head.decode().split()
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        with inside.cursor().copy(statement) as copy:
            copy.write(body)
        held[table] = body.count(b"\n")
    return held


def migrate(*target: str) -> None:
    call_command("migrate", *target, database="owner", verbosity=0, skip_checks=True)


def bring_forward(
    empty_database: psycopg.Connection[tuple[object, ...]], release: str
) -> dict[str, int]:
    """A database of a release, by all migrations since; gives the rows that each table had."""
    for module, last in LAST[release].items():
        migrate(module, last)
    held = load(empty_database, release)
    migrate()
    return held


@pytest.mark.slow
def test_a_database_of_the_first_release_is_brought_forward_whole(
    empty_database: psycopg.Connection[tuple[object, ...]],
) -> None:
    bring_forward(empty_database, "2026-11-22")
    assert [first_break(fund_id=fund) for fund in (1, 2)] == [None, None]
    with fund_scope(1), connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM declaration_line), (SELECT count(*) FROM act)")
        assert cursor.fetchone() == (12, 7)
        cursor.execute("SELECT number FROM employer")
        (number,) = cursor.fetchone()
        assert account(employer_number=number, known_at=None).owed == 335_814


@pytest.mark.slow
def test_a_database_of_the_last_release_is_brought_forward_whole(
    empty_database: psycopg.Connection[tuple[object, ...]],
) -> None:
    """Whatever any module had written: contributions, families, awards, orders, exchanges."""
    held = bring_forward(empty_database, "2026-11-23")
    kept = {
        table: empty_database.execute(
            sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
        ).fetchone()
        for table in held
    }
    assert kept == {table: (count,) for table, count in held.items()}
    assert [first_break(fund_id=fund) for fund in (1, 2)] == [None, None]
