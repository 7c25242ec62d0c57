"""One real PostgreSQL for the whole run, as the application meets it: roles, row-level security.

`db` gives each test a transaction that is rolled back; `own_database` a database of its own, for
tests that must commit or run at once. Pure tests ask for neither and never wait for a server.
"""

import contextlib
import os
import tempfile
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import django
import pytest
from hypothesis import HealthCheck, settings

# Before any test or conftest is imported: those of a folder named alone come first of all.
os.environ["DJANGO_SETTINGS_MODULE"] = "socle.settings.test"
# Tests have a database of their own: they never meet the installation's.
for name in ("SOCLE_DATABASE_URL", "SOCLE_DATABASE_OWNER_URL"):
    os.environ.pop(name, None)
django.setup()

from tests import clusters, guards, live  # noqa: E402 - they need Django

if TYPE_CHECKING:
    from tests.factories import Agency

# How long a drawn example takes is the machine's affair, and no fault of what is tried. Side by
# side, as a change is judged, the same are drawn each time: others by who tries one file.
settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="PYTEST_XDIST_WORKER" in os.environ,
)
settings.load_profile("house")

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
PERSONS = 120  # of each fund of the demonstration
# Folders of slow tests, those that wait longest first; then those of all others.
LONGEST = ("sites", "faults", "web", "journeys", "cli", "platform")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fast tests first, then slow ones, browsers last; random order inside each kind.

    Side by side the longest come first: one worker waits for sites to be lost while the others
    compute, and they share what it left undone. Last, it was waited for two minutes by the others.
    """
    is_side_by_side = "PYTEST_XDIST_WORKER" in os.environ
    tests = Path(__file__).parent

    def weight(item: pytest.Item) -> int:
        kind = 2 * bool(item.get_closest_marker("browser")) + bool(item.get_closest_marker("slow"))
        if not is_side_by_side or not kind:
            return kind
        folder = item.path.relative_to(tests).parts[0]
        return (LONGEST.index(folder) if folder in LONGEST else len(LONGEST)) - len(LONGEST) - 1

    items.sort(key=weight)


@pytest.fixture
def standing_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages and the API are asked at NOW: what is due grows no more with the day of the test."""
    for clock in ("socle.web.clock", "socle.api.clock"):
        monkeypatch.setattr(f"{clock}.now", lambda: NOW)


@pytest.fixture(scope="session", autouse=True)
def guarded() -> Iterator[None]:
    """Every test runs under the guards."""
    with guards.watching():
        yield


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose database is migrated and empty, its server stopped: to be copied."""
    own = tmp_path_factory.getbasetemp()
    return clusters.made_once(own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[live.Site]:
    """The demonstration, open on a port: `url`, and `users` by role. Read it; add little to it."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own
    told = clusters.told_once(shared, persons=PERSONS)
    data = clusters.copied(told, tmp_path_factory.mktemp("site"))
    with live.demonstration(data, persons=PERSONS) as opened:
        yield opened


@pytest.fixture(scope="session")
def house(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated database; its name. The server is ours and ends with the run."""
    from django.db import connections

    from socle.cli.house import complete_schema
    from socle.platform.catalogues import compile_catalogues
    from socle.platform.database.target import resolve_target

    data = clusters.give(migrated, tmp_path_factory.mktemp("data"))
    target = resolve_target(data=data)
    try:
        for alias in connections:
            place = target.owner if alias == "owner" else target.app
            connections[alias].settings_dict.update(place)
        _forget_the_disk(target.app["HOST"], target.app["PORT"], data)
        complete_schema()  # a kept one was of the code of its day
        compile_catalogues()
        yield target.app["NAME"]
    finally:
        with contextlib.suppress(Exception):
            connections.close_all()
        target.close()


def copies_within_the_kernel(folder: Path) -> bool:
    """Whether the file system there copies without our reading: in a third of the time."""
    with tempfile.TemporaryFile(dir=folder) as source, tempfile.TemporaryFile(dir=folder) as made:
        source.write(b"copied")
        source.flush()
        try:
            return os.copy_file_range(source.fileno(), made.fileno(), 6, 0) == 6
        except OSError:
            return False


def _forget_the_disk(host: str, port: str, data: Path) -> None:
    """The run's own server waits for no disk: nothing here outlives it.

    Copying a database for a test took five seconds of waiting. What crashes in a test has a server
    of its own, as a user's is. Its two thousand files are copied by the kernel, where it can.
    """
    import psycopg

    with psycopg.connect(host=host, port=port, user="postgres", autocommit=True) as server:
        server.execute("ALTER SYSTEM SET fsync = off")
        if copies_within_the_kernel(data):
            server.execute("ALTER SYSTEM SET file_copy_method = 'clone'")
        server.execute("SELECT pg_reload_conf()")


@pytest.fixture(autouse=True)
def only_what_is_asked_for(request: pytest.FixtureRequest) -> Iterator[None]:
    """Who asks for no database meets none, whatever was opened for the tests before."""
    from django.db import connections

    if "house" in request.fixturenames:
        yield
        return
    with guards.without_database(connections["default"].settings_dict["HOST"]):
        yield


@pytest.fixture(autouse=True)
def in_french() -> Iterator[None]:
    """A test begins in the house's language, whatever one before it has asked for."""
    from django.utils import translation

    with translation.override("fr"):
        yield


@pytest.fixture
def db(house: str) -> Iterator[None]:
    """A transaction on the shared database, rolled back at the end; audited before."""
    from django.db import transaction

    with contextlib.suppress(Undone), transaction.atomic():
        yield
        audit()
        raise Undone


class Undone(Exception):  # noqa: N818
    """Leaves the test's transaction without keeping it."""


def audit() -> None:
    """The ledger balances and equals the declarations after every test.

    Facts without an act are looked for in the tables of two times that the test has written.
    """
    from django.db import connection

    from socle.platform.access.queries import funds
    from socle.platform.access.scope import fund_scope

    if connection.needs_rollback:
        return
    for fund in funds():
        with fund_scope(fund.id), connection.cursor() as cursor:
            cursor.execute(
                "SELECT string_agg(format('%s()', c.finds::regproc), ', ')"
                " FROM audit_check c LEFT JOIN act_digest_part p"
                " ON c.finds::regproc::text = p.name || '_find_stray' AND p.tables IS NOT NULL"
                " WHERE p.name IS NULL OR act_may_have_written(p.tables)"
            )
            cursor.execute(f"SELECT {cursor.fetchone()[0]}")
            assert {*cursor.fetchone()} == {None}


@pytest.fixture
def own_database(house: str) -> Iterator[str]:
    """A database of the test's own, copied from the migrated one: what it commits, nobody meets."""
    with copied_database(house) as name, leading_to(name):
        yield name


@pytest.fixture(scope="session")
def at_work(house: str) -> Iterator[tuple[str, "Agency"]]:
    """A database that holds a fund with rows in every table, and its people; made once a run.

    Making it takes as long as fifty tests. Whoever writes takes a copy.
    """
    from django.utils import translation

    from tests.platform.audit.test_verify import a_fund_at_work

    with copied_database(house) as name:
        with leading_to(name), translation.override("fr"):
            made = a_fund_at_work()
        yield name, made


@pytest.fixture
def own_fund_at_work(at_work: tuple[str, "Agency"]) -> Iterator["Agency"]:
    """The fund at work in a database of the test's own."""
    origin, made = at_work
    with copied_database(origin) as name, leading_to(name):
        yield made


@pytest.fixture
def fund_at_work(at_work: tuple[str, "Agency"]) -> Iterator["Agency"]:
    """The fund at work in a transaction that is rolled back."""
    from django.db import transaction

    name, made = at_work
    with leading_to(name), contextlib.suppress(Undone), transaction.atomic():
        yield made
        raise Undone


@contextlib.contextmanager
def copied_database(origin: str) -> Iterator[str]:
    """A copy of a database, by its name; dropped afterwards."""
    import psycopg
    from django.db import connections
    from psycopg import sql

    name = f"test_{uuid.uuid4().hex[:12]}"
    connections.close_all()
    owner = connections["owner"].get_connection_params()
    admin = {"host": owner["host"], "port": owner.get("port"), "user": "postgres"}
    with psycopg.connect(**admin, dbname="postgres", autocommit=True) as server:
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY OWNER socle_owner").format(
                sql.Identifier(name), sql.Identifier(origin)
            )
        )
        try:
            yield name
        finally:
            connections.close_all()
            server.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )


@contextlib.contextmanager
def leading_to(name: str) -> Iterator[None]:
    """Every connection leads to this database; afterwards where it led before."""
    from django.db import connections

    aliases = ("default", "progress", "owner")
    before = [connections[alias].settings_dict["NAME"] for alias in aliases]
    connections.close_all()
    try:
        for alias in aliases:
            connections[alias].settings_dict["NAME"] = name
        yield
    finally:
        connections.close_all()
        for alias, origin in zip(aliases, before, strict=True):
            connections[alias].settings_dict["NAME"] = origin
