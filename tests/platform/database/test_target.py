"""Which database is meant, from the environment."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import yaml

from socle.kernel.errors import Refused, SocleError, Unavailable
from socle.kernel.wording import LANGUAGES
from socle.platform.database import target as target_module
from socle.platform.database.embedded import Embedded
from socle.platform.database.prepare import APP, OWNER, ensure_database
from socle.platform.database.target import APP_URL, OWNER_URL, REPLICA_URL, resolve_target

PASSWORD = "p@ss/wörd"
QUOTED = "p%40ss%2Fw%C3%B6rd"


@pytest.fixture(autouse=True)
def _no_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(APP_URL, raising=False)
    monkeypatch.delenv(OWNER_URL, raising=False)
    monkeypatch.delenv(REPLICA_URL, raising=False)


@pytest.fixture
def named(server: Embedded) -> Iterator[Embedded]:
    """A server like a fund's own: the superuser has a password, the database is prepared."""
    ensure_database(server.dsn(), "named")
    yield server
    with psycopg.connect(server.dsn(), autocommit=True) as admin:
        admin.execute("DROP DATABASE named")


def url(server: Embedded, user: str, database: str = "named", more: str = "") -> str:
    return f"postgresql://{user}@/{database}?host={server.host}{more}"


def refusal_of(monkeypatch: pytest.MonkeyPatch, **urls: str) -> SocleError:
    for variable, value in urls.items():
        monkeypatch.setenv(variable, value)
    with pytest.raises(SocleError) as refusal:
        resolve_target()
    return refusal.value


def test_without_a_url_the_embedded_server_is_started_and_prepared(data: Path) -> None:
    target = resolve_target(data=data)
    try:
        assert target.embedded is not None
        assert (target.app["USER"], target.owner["USER"]) == (APP, OWNER)
        with psycopg.connect(
            host=target.app["HOST"], port=target.app["PORT"], dbname="socle", user=APP
        ) as app:
            assert app.execute("SELECT 1").fetchone() == (1,)
        assert target.environment()["SOCLE_DB_HOST"] == target.app["HOST"]
    finally:
        target.close()
        target.close()


def test_when_the_preparation_fails_the_embedded_server_is_stopped(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_dsn: str, _name: str) -> None:
        raise Refused("database_extension_missing", extension="x")

    monkeypatch.setattr(target_module, "ensure_database", fail)
    with pytest.raises(Refused):
        resolve_target(data=data)
    with Embedded(data) as server:
        assert server.is_owner


def test_a_superusers_url_makes_the_database_and_serves_under_the_two_roles(
    server: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(APP_URL, url(server, f"postgres:{QUOTED}", "fresh", "&sslmode=prefer"))
    first, second = resolve_target(), resolve_target()
    assert first == second
    assert (first.app["USER"], first.owner["USER"], first.embedded) == (APP, OWNER, None)
    assert first.libpq == {"PGSSLMODE": "prefer"}
    passwords = {first.app["PASSWORD"], first.owner["PASSWORD"], PASSWORD}
    assert len(passwords) == 3
    with psycopg.connect(server.dsn(), autocommit=True) as admin:
        rows = admin.execute(
            "SELECT rolpassword LIKE 'SCRAM-SHA-256$%%' FROM pg_authid WHERE rolname = ANY(%s)",
            ([APP, OWNER],),
        ).fetchall()
        assert rows == [(True,), (True,)]
        admin.execute("DROP DATABASE fresh")
        admin.execute("ALTER ROLE socle_app PASSWORD NULL")
        admin.execute("ALTER ROLE socle_owner PASSWORD NULL")


def test_the_two_roles_urls_are_taken_as_they_are(
    named: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(APP_URL, url(named, f"{APP}:{QUOTED}"))
    monkeypatch.setenv(OWNER_URL, url(named, OWNER))
    target = resolve_target()
    assert target.app == {
        "HOST": named.host,
        "PORT": "",
        "NAME": "named",
        "USER": APP,
        "PASSWORD": PASSWORD,
    }
    assert target.owner["USER"] == OWNER


def test_of_several_hosts_the_one_that_writes_is_taken_and_all_are_read_from(
    named: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = f",{named.host}&port=5432,5432&keepalives_idle=9"
    monkeypatch.setenv(APP_URL, url(named, APP, more=more))
    target = resolve_target()
    assert target.libpq["PGTARGETSESSIONATTRS"] == "read-write"
    assert target.libpq["SOCLE_DB_SETTINGS"] == "keepalives_idle=9"
    place = {"HOST": f"{named.host},{named.host}", "PORT": "5432,5432"}
    assert target.replica == place
    monkeypatch.setenv(REPLICA_URL, "postgresql://elsewhere:5433/")
    said = resolve_target().environment()
    assert (said["SOCLE_DB_REPLICA_HOST"], said["SOCLE_DB_REPLICA_PORT"]) == ("elsewhere", "5433")


def test_the_apps_url_alone_serves(named: Embedded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(APP_URL, url(named, APP))
    target = resolve_target()
    assert target.owner == target.app


def test_serving_as_superuser_is_refused(named: Embedded, monkeypatch: pytest.MonkeyPatch) -> None:
    urls = {APP_URL: url(named, "postgres"), OWNER_URL: url(named, OWNER)}
    assert refusal_of(monkeypatch, **urls).code == "database_user_bypasses_rules"


def test_serving_as_owner_is_refused(named: Embedded, monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = refusal_of(monkeypatch, **{APP_URL: url(named, OWNER)})
    assert refusal.code == "database_user_is_owner"


def test_two_urls_of_two_databases_are_refused(
    named: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls = {APP_URL: url(named, APP), OWNER_URL: url(named, OWNER, "postgres")}
    assert refusal_of(monkeypatch, **urls).code == "database_urls_differ"


@pytest.mark.parametrize(
    "unreadable",
    [
        "mysql://u:secret@h/d",
        "secret",
        "postgresql://u:secret%zz@h/d",
        "postgresql://u:secret@h/d?no=1",
    ],
)
def test_an_unreadable_url_is_refused_without_being_repeated(
    monkeypatch: pytest.MonkeyPatch, unreadable: str
) -> None:
    refusal = refusal_of(monkeypatch, **{APP_URL: unreadable})
    assert refusal.code == "database_url_unreadable"
    assert "secret" not in str(refusal)


def test_a_server_that_does_not_answer_is_told_without_the_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = f"postgresql://u:secret@/d?host={tmp_path}"
    failure = refusal_of(monkeypatch, **{APP_URL: silent})
    assert isinstance(failure, Unavailable)
    assert failure.code == "database_unreachable"
    assert "secret" not in str(failure)


def test_a_database_that_is_not_there_is_told_to_an_ordinary_role(
    server: Embedded, named: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusal = refusal_of(monkeypatch, **{APP_URL: url(named, APP, "absent")})
    assert refusal.code == "database_unreachable"


def test_every_message_of_this_folder_is_worded_in_every_language() -> None:
    path = Path(target_module.__file__).with_name("messages.yaml")
    for code, by_language in yaml.safe_load(path.read_text("utf-8")).items():
        assert set(by_language) == set(LANGUAGES), code
        assert all({"message", "do"} == set(text) for text in by_language.values()), code
