"""What a database needs before the first migration: two roles, a locale, extensions, grants.

Three roles everywhere. A superuser, used here only; `socle_owner` owns the tables and
migrates; `socle_app` serves, under row-level security, and owns nothing. Neither of the two
may bypass row-level security.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from socle.kernel.errors import Refused, Unavailable

OWNER = "socle_owner"
APP = "socle_app"
LOCALE = "PG_UNICODE_FAST"
VERSION_LEAST = 18
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent", "fuzzystrmatch")

# How far each copy of the server follows. Of `pg_stat_replication` the application would see names
# alone, and with the right to see more it would also read what others ask: hence this function.
_STANDBYS = """
CREATE OR REPLACE FUNCTION public.socle_standbys(OUT name text, OUT state text, OUT sync text,
  OUT lag_bytes bigint, OUT lag_seconds double precision) RETURNS SETOF record
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT application_name, state, sync_state,
    CASE WHEN pg_is_in_recovery() THEN 0
      ELSE coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn), 0)::bigint END,
    extract(epoch FROM replay_lag)::double precision
  FROM pg_stat_replication ORDER BY application_name
$$
"""

# Any two runs take the same lock; the number says nothing.
_LOCK = 7_305_482_112
_STATISTICS = "pg_stat_statements"
_ROLE_RIGHTS = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION"

_CONNECT_SECONDS = "10"

_Connection = psycopg.Connection[tuple[object, ...]]


@contextmanager
def connection(dsn: str) -> Iterator[_Connection]:
    """An autocommit connection to a server that is recent enough.

    Raises:
        Unavailable: nobody answers, or the server turns us away.
        Refused: the server is older than PostgreSQL 18.
    """
    told = conninfo_to_dict(dsn)
    try:
        opened = psycopg.connect(
            dsn, autocommit=True, connect_timeout=told.get("connect_timeout", _CONNECT_SECONDS)
        )
    except psycopg.OperationalError as failure:
        where = str(told.get("host") or "localhost")
        said = " ".join(str(failure).split())
        raise Unavailable("database_unreachable", host=where, said=said) from failure
    with opened:
        found = opened.info.server_version // 10_000
        if found < VERSION_LEAST:
            raise Refused("database_version_too_old", found=found, least=VERSION_LEAST)
        yield opened


def ensure_database(admin_dsn: str, name: str) -> None:
    """Makes the roles, the database and what it needs, as far as they are not there yet.

    `admin_dsn` is a superuser's, to any database of the server. Two runs at once are safe:
    the second waits.

    Raises:
        Unavailable, Refused: as `connection`.
        Refused: the database has another locale, or the server lacks an extension.
    """
    with connection(admin_dsn) as admin:
        admin.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        _ensure_role(admin, OWNER)
        _ensure_role(admin, APP)
        known = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
        if known is None:
            admin.execute(
                sql.SQL(
                    "CREATE DATABASE {name} OWNER {owner} ENCODING 'UTF8' LOCALE 'C'"
                    " LOCALE_PROVIDER builtin BUILTIN_LOCALE {locale} TEMPLATE template0"
                ).format(
                    name=sql.Identifier(name),
                    owner=sql.Identifier(OWNER),
                    locale=sql.Literal(LOCALE),
                )
            )
        with connection(make_conninfo(admin_dsn, dbname=name)) as inside:
            require_locale(inside)
            with inside.transaction():
                _ensure_extensions(inside)
                _ensure_grants(inside, name)
                _ensure_watching(inside)


def ensure_passwords(admin_dsn: str, passwords: dict[str, str]) -> None:
    """Gives these roles a password where they have none; the server never reads it in clear."""
    with connection(admin_dsn) as admin:
        admin.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        for role, password in passwords.items():
            bare = admin.execute(
                "SELECT 1 FROM pg_authid WHERE rolname = %s AND rolpassword IS NULL", (role,)
            ).fetchone()
            if bare is not None:
                secret = admin.pgconn.encrypt_password(
                    password.encode(), role.encode(), b"scram-sha-256"
                ).decode()
                admin.execute(
                    sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                        sql.Identifier(role), sql.Literal(secret)
                    )
                )


def require_locale(inside: _Connection) -> None:
    """Names must sort and fold alike on every server.

    Raises:
        Refused: the connection's database has another locale.
    """
    found = inside.execute(
        "SELECT datname::text, coalesce(datlocale, datcollate) FROM pg_database"
        " WHERE datname = current_database()"
    ).fetchone()
    if found is not None and found[1] != LOCALE:
        raise Refused(
            "database_locale_differs", database=str(found[0]), found=str(found[1]), wanted=LOCALE
        )


def _ensure_role(admin: _Connection, role: str) -> None:
    found = admin.execute(
        "SELECT rolcanlogin AND NOT (rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole"
        " OR rolreplication) FROM pg_roles WHERE rolname = %s",
        (role,),
    ).fetchone()
    if found is None or found[0] is not True:
        verb = "CREATE ROLE {}" if found is None else "ALTER ROLE {}"
        admin.execute(sql.SQL(f"{verb} {_ROLE_RIGHTS}").format(sql.Identifier(role)))


def _ensure_extensions(inside: _Connection) -> None:
    """Made by the superuser, so that the owner of the data cannot change their functions."""
    wanted = list(EXTENSIONS)
    preloaded = inside.execute("SELECT current_setting('shared_preload_libraries')").fetchone()
    if preloaded is not None and _STATISTICS in str(preloaded[0]):
        wanted.append(_STATISTICS)
    rows = inside.execute("SELECT name::text FROM pg_available_extensions").fetchall()
    available = {row[0] for row in rows}
    for extension in wanted:
        if extension not in available:
            raise Refused("database_extension_missing", extension=extension)
        inside.execute(
            sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA public").format(
                sql.Identifier(extension)
            )
        )


def _ensure_grants(inside: _Connection, name: str) -> None:
    """Rights on what later migrations create: a grant on all tables would miss those."""
    future = "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} "
    for statement in (
        "REVOKE ALL ON DATABASE {name} FROM PUBLIC",
        "GRANT CONNECT, TEMPORARY ON DATABASE {name} TO {app}",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO {app}",
        future + "REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
        future + "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
        future + "GRANT USAGE, SELECT ON SEQUENCES TO {app}",
        future + "GRANT EXECUTE ON FUNCTIONS TO {app}",
    ):
        inside.execute(
            sql.SQL(statement).format(
                name=sql.Identifier(name), owner=sql.Identifier(OWNER), app=sql.Identifier(APP)
            )
        )


def _ensure_watching(inside: _Connection) -> None:
    """Lets the application tell how its copies follow, and nothing else of the server."""
    inside.execute(_STANDBYS)
    inside.execute("REVOKE ALL ON FUNCTION public.socle_standbys() FROM PUBLIC")
    inside.execute(
        sql.SQL("GRANT EXECUTE ON FUNCTION public.socle_standbys() TO {app}").format(
            app=sql.Identifier(APP)
        )
    )
