"""An operator backs up, rehearses a restore, and is told when what was restored is not what is."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests import clusters
from tests.live import socle

from socle.platform.database.embedded import Embedded

EMPLOYER = {
    "number": "3100000000A",
    "legal_name": "Hôtel du Wouri SARL",
    "risk_group": "C",
    "effective_on": "2015-01-01",
    "motive": "Affiliation",
}


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that the database's account may enter."""
    made = Path(tempfile.mkdtemp(prefix="socle-backup-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


def done(data: Path, *arguments: str) -> dict[str, Any]:
    told = socle(*arguments, "--json", data=data)
    assert told.returncode == 0, told.stderr
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def as_superuser(data: Path, *statements: str) -> Any:
    with (
        Embedded(data) as server,
        psycopg.connect(server.dsn("socle"), autocommit=True) as link,
    ):
        for statement in statements:
            cursor = link.execute(statement.encode())
        return cursor.fetchone() if cursor.description else None


@pytest.mark.slow
def test_a_restore_is_rehearsed_counted_and_verified(migrated: Path, place: Path) -> None:
    """All agrees with what serves, but for the one row that somebody took away since."""
    data = clusters.give(migrated, place / "data")
    done(data, "backup", "prepare", "--folder", str(place / "kept"))
    created = ("fund", "create", "cnps", "--name", "CNPS", "--country", "CM", "--scheme", "cnps")
    assert socle(*created, data=data).returncode == 0
    backup = done(data, "backup", "take")
    assert backup["full"] is True
    # Done and sealed after the backup: what the WAL alone tells.
    (place / "act.json").write_text(json.dumps(EMPLOYER))
    acted = done(data, "act", "affiliate_employer", "--from", str(place / "act.json"))
    assert acted["status"] == "done"
    before = datetime.now(UTC).isoformat()
    as_superuser(data, "SET session_replication_role = replica", "DELETE FROM employer")
    told = socle("backup", "rehearse", "--to", before, "--json", data=data)
    assert told.returncode == 1, told.stderr
    found = json.loads(told.stdout)
    assert found["differences"] == ["cnps: employer: 1 -> 0"]
    assert (found["good"], found["verified"]) == (False, True)
    assert found["backups"] == [backup["backup"]]
    assert found["rows"] > 0
    kept = "SELECT kind, is_good, facts->>'rows' FROM upkeep ORDER BY id DESC"
    assert as_superuser(data, kept) == ("rehearsal", False, str(found["rows"]))
    assert list((place / "kept").glob("rehearsal-*")) == []
