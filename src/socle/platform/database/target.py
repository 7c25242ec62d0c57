"""Which database this process works on.

- `SOCLE_DATABASE_URL` of a superuser (`postgresql://…`): the database it names and the two
  roles are made when missing; Socle itself then connects as `socle_owner` and `socle_app`,
  with passwords derived from the superuser's. Handy for one server that Socle has to itself.
- `SOCLE_DATABASE_URL` of `socle_app`, and `SOCLE_DATABASE_OWNER_URL` of `socle_owner` where
  the process migrates: nothing is made, and no process knows the superuser.
- Several hosts in a URL are the sites of one cluster: the one that writes is taken. They are its
  replicas too, unless `SOCLE_DATABASE_REPLICA_URL` names others.
- Neither: the embedded PostgreSQL under the data folder.
"""

import hashlib
import hmac
import os
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from socle.kernel.errors import Refused, Unavailable
from socle.platform.database.embedded import PORT, Embedded, data_dir
from socle.platform.database.prepare import (
    APP,
    OWNER,
    connection,
    ensure_database,
    ensure_passwords,
    require_locale,
)

DATABASE = "socle"
APP_URL = "SOCLE_DATABASE_URL"
OWNER_URL = "SOCLE_DATABASE_OWNER_URL"
REPLICA_URL = "SOCLE_DATABASE_REPLICA_URL"

_DJANGO_NAMES = {
    "host": "HOST",
    "port": "PORT",
    "dbname": "NAME",
    "user": "USER",
    "password": "PASSWORD",
}


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect, as Django writes it (HOST, PORT, NAME, USER, PASSWORD).

    `owner` equals `app` where no owner is known: such a process serves and cannot migrate.
    `libpq` are the remaining settings of the URL (`sslmode`…), by environment variable; `replica`
    is where to read while nobody writes, if anywhere.
    """

    app: dict[str, str]
    owner: dict[str, str]
    embedded: Embedded | None
    libpq: dict[str, str] = field(default_factory=dict)
    replica: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """The variables from which the settings read the database."""
        return {
            "SOCLE_DB_HOST": self.app["HOST"],
            "SOCLE_DB_PORT": self.app["PORT"],
            "SOCLE_DB_NAME": self.app["NAME"],
            "SOCLE_DB_APP": self.app["USER"],
            "SOCLE_DB_APP_PASSWORD": self.app["PASSWORD"],
            "SOCLE_DB_OWNER": self.owner["USER"],
            "SOCLE_DB_OWNER_PASSWORD": self.owner["PASSWORD"],
            **{f"SOCLE_DB_REPLICA_{name}": value for name, value in self.replica.items()},
            "SOCLE_DB_FOLDER": str(self.embedded.data) if self.embedded else "",
            **self.libpq,
        }

    def close(self) -> None:
        """Ends the embedded server if this process started it."""
        if self.embedded is not None:
            self.embedded.stop()


def resolve_target(*, data: Path | None = None) -> Target:
    """The database to work on, reachable and prepared; the embedded one is started.

    `data` replaces the data folder of the embedded server. Call it from the main thread, and
    `close` the target at the end.

    Raises:
        Unavailable: the server does not answer or does not start.
        Refused: it is too old, a URL cannot be read, or a role could bypass the rules.
    """
    url = os.environ.get(APP_URL)
    if url:
        return _named_target(url, os.environ.get(OWNER_URL))
    embedded = Embedded(data if data is not None else data_dir())
    try:
        embedded.start()
        ensure_database(embedded.dsn(), DATABASE)
    except BaseException:
        embedded.stop()
        raise
    place = {"HOST": embedded.host, "PORT": str(PORT), "NAME": DATABASE, "PASSWORD": ""}
    return Target(app=place | {"USER": APP}, owner=place | {"USER": OWNER}, embedded=embedded)


def _named_target(url: str, owner_url: str | None) -> Target:
    told = _one_that_writes(_read_url(APP_URL, url))
    with connection(make_conninfo(**_reachable(told, owner_url))) as asked:
        row = asked.execute(
            "SELECT rolsuper, rolbypassrls, current_user::text FROM pg_roles"
            " WHERE rolname = current_user"
        ).fetchone()
    is_superuser, bypasses, user = row if row is not None else (False, False, "")
    if is_superuser and owner_url is None:
        return _derived_target(told)
    if is_superuser or bypasses:
        raise Refused("database_user_bypasses_rules", user=str(user))
    owner = _one_that_writes(_read_url(OWNER_URL, owner_url)) if owner_url else told
    if any(owner.get(name) != told.get(name) for name in ("host", "port", "dbname")):
        raise Refused("database_urls_differ")
    with connection(make_conninfo(**told)) as serving:
        require_locale(serving)
        _require_separate_owner(serving)
    if owner_url:
        with connection(make_conninfo(**owner)):
            pass
    return _target(told, owner)


def _target(told: dict[str, str], owner: dict[str, str]) -> Target:
    return Target(
        _as_django(told),
        _as_django(owner),
        embedded=None,
        libpq=_as_libpq(told),
        replica=_replica(told),
    )


def _one_that_writes(told: dict[str, str]) -> dict[str, str]:
    """Of several sites, the one that is the primary now; another later."""
    if "," in told.get("host", ""):
        return {"target_session_attrs": "read-write", "connect_timeout": "2"} | told
    return told


def _replica(told: dict[str, str]) -> dict[str, str]:
    """The hosts of the replicas; everything else is the primary's."""
    url = os.environ.get(REPLICA_URL)
    if url:
        told = _read_url(REPLICA_URL, url)
    elif "," not in told.get("host", ""):
        return {}
    return {name: told.get(name.lower(), "") for name in ("HOST", "PORT")}


def _reachable(told: dict[str, str], owner_url: str | None) -> dict[str, str]:
    """Where to ask who we are: a superuser may name a database that is still to be made."""
    try:
        with connection(make_conninfo(**told)):
            return told
    except Unavailable as failure:
        # Before a session exists PostgreSQL gives no code, only a sentence that names the base.
        if owner_url is None and f'"{told["dbname"]}"' in str(failure.facts["said"]):
            return told | {"dbname": "postgres"}
        raise


def _derived_target(told: dict[str, str]) -> Target:
    admin = make_conninfo(**told | {"dbname": "postgres"})
    ensure_database(admin, told["dbname"])
    app, owner = (told | {"user": role} for role in (APP, OWNER))
    secret = told.get("password")
    if secret:
        for role in (app, owner):
            message = f"socle:{role['user']}".encode()
            role["password"] = hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
        ensure_passwords(admin, {role["user"]: role["password"] for role in (app, owner)})
    for role in (app, owner):
        with connection(make_conninfo(**role)):
            pass
    return _target(app, owner)


def _read_url(variable: str, url: str) -> dict[str, str]:
    """The URL's parts; the URL itself is never repeated, as it may hold a password."""
    if not url.startswith(("postgresql://", "postgres://")):
        raise Refused("database_url_unreadable", variable=variable)
    try:
        read = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise Refused("database_url_unreadable", variable=variable) from None
    told = {name: str(value) for name, value in read.items() if value is not None}
    return {"dbname": DATABASE} | told


def _require_separate_owner(serving: psycopg.Connection[tuple[object, ...]]) -> None:
    """Who owns the tables can lift their rules: the site must not serve as that role."""
    row = serving.execute(
        "SELECT pg_has_role(datdba, 'MEMBER'), current_user::text FROM pg_database"
        " WHERE datname = current_database()"
    ).fetchone()
    if row is not None and row[0]:
        raise Refused("database_user_is_owner", user=str(row[1]))


def _as_django(told: dict[str, str]) -> dict[str, str]:
    return {django: told.get(libpq, "") for libpq, django in _DJANGO_NAMES.items()}


def _as_libpq(told: dict[str, str]) -> dict[str, str]:
    """The environment variable of each remaining setting, from libpq's own table; of those that
    have none there (`keepalives`…), one of ours."""
    table = {known.keyword.decode(): known.envvar for known in psycopg.pq.Conninfo.get_defaults()}
    found: dict[str, str] = {}
    others: dict[str, str] = {}
    for name, value in told.items():
        variable = table.get(name)
        if name not in _DJANGO_NAMES and variable:
            found[variable.decode()] = value
        elif name not in _DJANGO_NAMES:
            others[name] = value
    return found | ({"SOCLE_DB_SETTINGS": make_conninfo(**others)} if others else {})
