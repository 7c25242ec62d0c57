"""Opens the house for a command: database reached and migrated, Django ready, errors told."""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from socle.kernel.errors import Conflict, Fault, NotKnown, Refused, SocleError
from socle.kernel.wording import error_as_json, wording
from socle.platform.database.embedded import data_dir
from socle.platform.database.target import Target, resolve_target

DONE, FAILED, REFUSED = 0, 1, 2
_FAULTS_SAID = 20


def say(text: str) -> None:
    """A line for the person; never on standard output, which is for answers."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def answer(value: Any) -> None:
    """The command's JSON answer, alone on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")
    # Whoever reads a pipe may wait for this while the command goes on, as `demo` does.
    sys.stdout.flush()


@contextmanager
def open_house(*, data: Path | None = None) -> Iterator[Target]:
    """A process with its database reached and Django set up; closed again at the end.

    Gives where the database is.

    Raises:
        Unavailable, Refused: the database cannot be reached or used.
    """
    data = data or data_dir()
    target = resolve_target(data=data)
    try:
        os.environ.update(target.environment())
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "socle.settings.dev")
        os.environ.setdefault("SOCLE_SECRET_KEY", _kept_secret(data, "secret"))
        os.environ.setdefault("SOCLE_SIGNING_SECRET", _kept_secret(data, "signing-secret"))
        start_django()
        if target.owner != target.app:
            migrate_database()
        else:
            require_migrated()
        yield target
    finally:
        close_connections()
        target.close()


@contextmanager
def thrown_away_house() -> Iterator[Path]:
    """A house of its own, to be measured in: its folder, which is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="socle-bench-"))
    try:
        with open_house(data=folder):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def start_django() -> None:
    """Sets Django up, with the translation catalogues compiled."""
    import django

    from socle.platform.catalogues import compile_catalogues

    compile_catalogues()
    django.setup()


def migrate_database() -> None:
    """Brings the schema up to this version, as the owner, one process at a time."""
    from django.core.management import call_command
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    owner = connections["owner"]
    with owner.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(7305482113)")
        try:
            executor = MigrationExecutor(owner)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                say("socle : mise à jour de la base de données…")
                call_command("migrate", database="owner", verbosity=0, skip_checks=True)
            complete_schema()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(7305482113)")
    owner.close()


def complete_schema() -> None:
    """What the database must know of the code beside its tables; as the owner, each time anew."""
    from django.db import connections

    from socle.platform.acts.catalogue import publish

    with connections["owner"].cursor() as cursor:
        publish(cursor)
        cursor.execute("SELECT socle_bind_references()")


def require_migrated() -> None:
    """Stops a process that may not migrate before it serves with another schema than its own.

    Raises:
        Refused: `database_not_migrated`.
    """
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["default"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        raise Refused("database_not_migrated", count=len(plan))


def told(command: Callable[[Any], int]) -> Callable[[Any], int]:
    """A command whose anticipated failures become a sentence or JSON, and an exit status."""

    def run(arguments: Any) -> int:
        try:
            return command(arguments)
        except SocleError as error:
            return _tell(error, is_json=getattr(arguments, "json", False))

    return run


def language() -> str:
    """The language of a command's sentences: SOCLE_LANGUAGE, else French."""
    return os.environ.get("SOCLE_LANGUAGE", "fr")


def _tell(error: SocleError, *, is_json: bool) -> int:
    faults: tuple[Fault, ...] = getattr(error, "faults", ())
    if is_json:
        shown = [error_as_json(each, language()) for each in faults]
        answer({"status": "refused", "errors": shown or [error_as_json(error, language())]})
    said = wording(error.code, error.facts, language())
    say(f"socle : {said.message} {said.do}")
    for fault in faults[:_FAULTS_SAID]:
        text = wording(fault.code, fault.facts, language())
        place = f"ligne {fault.line} " if fault.line else ""
        say(f"  {place}{fault.field or ''} : {text.message} {text.do}")
    if len(faults) > _FAULTS_SAID:
        say(f"  … {error.facts.get('count', len(faults))} points en tout")
    return REFUSED if isinstance(error, Refused | Conflict | NotKnown) else FAILED


def _kept_secret(data: Path, name: str) -> str:
    """A secret of ours: made once, whole before it has its name, read by nobody else."""
    path = data / name
    data.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        made = data / f"{name}.{os.getpid()}"
        made.touch(mode=0o600)
        made.write_text(os.urandom(32).hex(), "ascii")
        try:
            os.link(made, path)
        except FileExistsError:
            pass  # another process was first: its secret is the one
        finally:
            made.unlink()
    return path.read_text("ascii").strip()


def close_connections() -> None:
    """Leaves no connection open, nor a pool: before a fork, and at the end."""
    from django.conf import settings

    if not settings.configured:
        return
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        pool = getattr(connection, "close_pool", None)
        if pool is not None:
            pool()
