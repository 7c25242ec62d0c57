"""Servers that tests may crash: one of a test's own, and one that several take in turn."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connections
from tests import clusters

from socle.platform.database.embedded import PORT, Embedded


@pytest.fixture
def own_server(house: str, migrated: Path, tmp_path: Path) -> Iterator[Embedded]:
    """A server of the test's own, migrated, that it may crash."""
    with _started(migrated, tmp_path) as server, _used(server):
        yield server


@pytest.fixture
def spare_server(_spare_server: Embedded) -> Iterator[Embedded]:
    """A server that the test may crash, with what others have left in it: make your own fund."""
    _spare_server.start()
    with _used(_spare_server):
        yield _spare_server


@pytest.fixture(scope="session")
def _spare_server(
    house: str, migrated: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Embedded]:
    with _started(migrated, tmp_path_factory.mktemp("spare")) as server:
        yield server


@contextmanager
def _started(migrated: Path, folder: Path) -> Iterator[Embedded]:
    folder.chmod(0o755)
    server = Embedded(clusters.give(migrated, folder / "données"))
    try:
        server.start()
        yield server
    finally:
        server.stop()


@contextmanager
def _used(server: Embedded) -> Iterator[None]:
    """Our own connections go to that server, for a time."""
    held = {alias: dict(connections[alias].settings_dict) for alias in connections}
    connections.close_all()
    try:
        for alias in connections:
            place = {"HOST": server.host, "PORT": str(PORT), "NAME": "socle"}
            connections[alias].settings_dict.update(place)
        yield
    finally:
        connections.close_all()
        for alias, settings in held.items():
            connections[alias].settings_dict.update(settings)
