"""The two roles and the database: what they may and may not do."""

import threading
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors, sql

from socle.kernel.errors import Refused
from socle.platform.database import prepare
from socle.platform.database.embedded import Embedded
from socle.platform.database.prepare import APP, EXTENSIONS, OWNER, ensure_database

NAME = "socle prepare"


@pytest.fixture
def prepared(server: Embedded) -> Embedded:
    ensure_database(server.dsn(), NAME)
    return server


@pytest.fixture
def table(prepared: Embedded) -> Iterator[Embedded]:
    """A table of two funds made after the grants, as a later migration makes one."""
    with psycopg.connect(prepared.dsn(NAME, OWNER), autocommit=True) as owner:
        owner.execute("CREATE TABLE file (id int GENERATED ALWAYS AS IDENTITY, fund int)")
        owner.execute("CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'")
        owner.execute("ALTER TABLE file ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        owner.execute(
            "CREATE POLICY own ON file USING"
            " (fund = nullif(current_setting('app.fund', true), '')::int)"
        )
        for fund in ("1", "2"):
            owner.execute("SELECT set_config('app.fund', %s, false)", (fund,))
            owner.execute("INSERT INTO file (fund) VALUES (%s)", (int(fund),))
        yield prepared
        owner.execute("DROP TABLE file")
        owner.execute("DROP FUNCTION one()")


def test_a_second_run_changes_nothing_and_passes(prepared: Embedded) -> None:
    ensure_database(prepared.dsn(), NAME)


def test_two_runs_at_once_both_end_well(server: Embedded) -> None:
    failures: list[BaseException] = []

    def ensure() -> None:
        try:
            ensure_database(server.dsn(), "at once")
        except (psycopg.Error, Refused) as failure:
            failures.append(failure)

    threads = [threading.Thread(target=ensure) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with psycopg.connect(server.dsn(), autocommit=True) as admin:
        admin.execute('DROP DATABASE "at once"')


def test_the_extensions_are_there_and_belong_to_the_superuser(prepared: Embedded) -> None:
    with psycopg.connect(prepared.dsn(NAME)) as admin:
        rows = admin.execute(
            "SELECT extname::text FROM pg_extension WHERE extowner = 10 AND extname <> 'plpgsql'"
        ).fetchall()
    assert {row[0] for row in rows} == {*EXTENSIONS, "pg_stat_statements"}


@pytest.mark.parametrize("role", [OWNER, APP])
def test_neither_role_may_bypass_the_rules(prepared: Embedded, role: str) -> None:
    with psycopg.connect(prepared.dsn(NAME, role)) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
            " FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert row == (False, False, False, False, False)


def test_a_role_that_was_given_too_much_loses_it(prepared: Embedded) -> None:
    with psycopg.connect(prepared.dsn(), autocommit=True) as admin:
        admin.execute("ALTER ROLE socle_app BYPASSRLS")
        ensure_database(prepared.dsn(), NAME)
        row = admin.execute(
            "SELECT rolbypassrls FROM pg_roles WHERE rolname = 'socle_app'"
        ).fetchone()
    assert row == (False,)


@pytest.mark.parametrize("role", [OWNER, APP])
def test_a_fund_sees_its_own_lines_and_no_fund_sees_none(table: Embedded, role: str) -> None:
    with psycopg.connect(table.dsn(NAME, role), autocommit=True) as connection:
        assert connection.execute("SELECT fund FROM file").fetchall() == []
        connection.execute("SET app.fund = '2'")
        assert connection.execute("SELECT fund FROM file").fetchall() == [(2,)]
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("INSERT INTO file (fund) VALUES (1)")


def test_the_app_may_use_what_later_migrations_make(table: Embedded) -> None:
    with psycopg.connect(table.dsn(NAME, APP), autocommit=True) as app:
        app.execute("SET app.fund = '1'")
        app.execute("INSERT INTO file (fund) VALUES (1)")
        app.execute("UPDATE file SET fund = 1")
        app.execute("DELETE FROM file")
        assert app.execute("SELECT one()").fetchone() == (1,)
        app.execute("CREATE TEMPORARY TABLE staging (n int)")


@pytest.mark.parametrize(
    "attempt",
    [
        "CREATE TABLE public.mine (n int)",
        "ALTER TABLE file DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE file NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY own ON file",
        "TRUNCATE file",
        "SET ROLE socle_owner",
        "SET ROLE postgres",
        "ALTER ROLE socle_app BYPASSRLS",
        "CREATE EXTENSION pgcrypto",
        "COPY (SELECT 1) TO PROGRAM 'true'",
    ],
)
def test_the_app_cannot_lift_the_rules(table: Embedded, attempt: str) -> None:
    with (
        psycopg.connect(table.dsn(NAME, APP), autocommit=True) as app,
        pytest.raises((errors.InsufficientPrivilege, errors.FeatureNotSupported)),
    ):
        app.execute(attempt.encode())


def test_row_security_turned_off_raises_rather_than_shows(table: Embedded) -> None:
    with psycopg.connect(table.dsn(NAME, APP), autocommit=True) as app:
        app.execute("SET row_security = off")
        with pytest.raises(errors.InsufficientPrivilege):
            app.execute("SELECT * FROM file")


def test_another_role_of_the_server_is_kept_out(prepared: Embedded) -> None:
    with psycopg.connect(prepared.dsn(), autocommit=True) as admin:
        admin.execute("CREATE ROLE visitor LOGIN")
        try:
            with pytest.raises(psycopg.OperationalError, match="permission denied"):
                psycopg.connect(prepared.dsn(NAME, "visitor")).close()
        finally:
            admin.execute("DROP ROLE visitor")


def test_a_database_that_sorts_otherwise_is_refused(server: Embedded) -> None:
    with psycopg.connect(server.dsn(), autocommit=True) as admin:
        admin.execute(
            "CREATE DATABASE otherwise LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0"
        )
        try:
            with pytest.raises(Refused) as refusal:
                ensure_database(server.dsn(), "otherwise")
        finally:
            admin.execute("DROP DATABASE otherwise")
    assert refusal.value.code == "database_locale_differs"


def test_a_server_too_old_is_refused(server: Embedded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "VERSION_LEAST", 99)
    with pytest.raises(Refused) as refusal:
        ensure_database(server.dsn(), NAME)
    assert refusal.value.facts == {"found": 18, "least": 99}


def test_a_missing_extension_is_named(server: Embedded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "EXTENSIONS", ("no_such_extension",))
    with pytest.raises(Refused) as refusal:
        ensure_database(server.dsn(), "lacking")
    assert refusal.value.facts == {"extension": "no_such_extension"}
    with psycopg.connect(server.dsn(), autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE lacking"))
