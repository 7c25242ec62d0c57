"""One cluster for the whole folder: making one costs two seconds, starting it a twentieth."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from socle.platform.database.embedded import Embedded


@pytest.fixture(scope="package")
def open_folder() -> Iterator[Path]:
    """A folder that any account may enter, which those of `tmp_path` are not."""
    folder = Path(tempfile.mkdtemp(prefix="socle essai é à ü "))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="package")
def data(open_folder: Path) -> Path:
    """A data folder whose cluster is made, its path full of spaces, quotes and accents."""
    folder = open_folder / "données d'essai"
    with Embedded(folder):
        return folder


@pytest.fixture
def server(data: Path) -> Iterator[Embedded]:
    """A running server on the shared cluster."""
    with Embedded(data) as embedded:
        yield embedded
