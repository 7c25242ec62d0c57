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
# The last migration of each module at that release; Django's own and the queue's are whole.
LAST = {"platform": "0003", "registry": "0002", "ledger": "0002", "contributions": "0003"}
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


def load(inside: psycopg.Connection[tuple[object, ...]], rows: bytes) -> None:
    """The rows of a release, as a restored backup brings them: no trigger fires."""
    inside.execute("SET session_replication_role = replica")
    inside.execute("SELECT declaration_ensure_year(2026), ledger_ensure_year(2026)")
    for block in rows.split(b"\\.\n")[:-1]:
        head, _, body = block.partition(b"\n")
        table, *columns = head.decode().split()
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        with inside.cursor().copy(statement) as copy:
            copy.write(body)


def migrate(*target: str) -> None:
    call_command("migrate", *target, database="owner", verbosity=0, skip_checks=True)


@pytest.mark.slow
def test_a_database_of_the_last_release_is_brought_forward_whole(
    empty_database: psycopg.Connection[tuple[object, ...]],
) -> None:
    for module, last in LAST.items():
        migrate(module, last)
    load(empty_database, (RELEASES / "2026-11-22.rows").read_bytes())
    migrate()
    assert [first_break(fund_id=fund) for fund in (1, 2)] == [None, None]
    with fund_scope(1), connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM declaration_line), (SELECT count(*) FROM act)")
        assert cursor.fetchone() == (12, 7)
        cursor.execute("SELECT number FROM employer")
        (number,) = cursor.fetchone()
        assert account(employer_number=number, known_at=None).owed == 335_814
