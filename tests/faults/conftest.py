"""A server of a test's own, that it may crash."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections

from socle.cli.house import complete_schema
from socle.platform.database.embedded import PORT, Embedded
from socle.platform.database.prepare import ensure_database


@pytest.fixture
def own_server(house: str, tmp_path: Path) -> Iterator[Embedded]:
    """A server of the test's own, migrated, that it may crash."""
    held = {alias: dict(connections[alias].settings_dict) for alias in connections}
    connections.close_all()
    tmp_path.chmod(0o755)
    server = Embedded(tmp_path / "données")
    try:
        server.start()
        ensure_database(server.dsn(), "socle")
        for alias in connections:
            place = {"HOST": server.host, "PORT": str(PORT), "NAME": "socle"}
            connections[alias].settings_dict.update(place)
        call_command("migrate", database="owner", verbosity=0, skip_checks=True)
        complete_schema()
        connections.close_all()
        yield server
    finally:
        connections.close_all()
        server.stop()
        for alias, settings in held.items():
            connections[alias].settings_dict.update(settings)
