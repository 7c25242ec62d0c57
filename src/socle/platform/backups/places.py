"""Where backups are: one folder, complete by itself, that outlives the server it was taken of.

    wal/                       every finished WAL file, put away by the server as it goes
    base/<instant>-<kind>/     a backup: `data` as PostgreSQL wrote it, and our `note.json`
    archive-wal                what the server calls to put a file away

The notes are the truth about what there is: the database that also knows may be what is lost.
"""

import json
import shutil
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from socle.kernel.errors import Refused
from socle.platform.database.account import Account, server_account

SCRIPT = "archive-wal"
_HERE = Path(__file__).parent
_NEW = ".new-"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that is whole: its checksums were read again before it got its name."""

    name: str
    parent: str  # the backup on which an incremental one rests; empty for a full one
    began_at: datetime
    ended_at: datetime
    bytes: int
    start_wal: str  # the first WAL file that a restore of it reads

    @property
    def is_full(self) -> bool:
        return not self.parent


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder of an installation's backups."""

    path: Path

    @property
    def wal(self) -> Path:
        return self.path / "wal"

    @property
    def base(self) -> Path:
        return self.path / "base"

    @property
    def account(self) -> Account:
        """Whose the WAL is: as root, the account under which the server runs that wrote it."""
        return server_account(self.wal)

    def data_of(self, backup: Backup) -> Path:
        return self.base / backup.name / "data"

    def make(self, account: Account) -> None:
        """Makes the folder, with the script that this account's server calls.

        Raises:
            Refused: `backup.folder_unusable`.
        """
        try:
            for each in (self.path, self.wal, self.base):
                each.mkdir(parents=True, exist_ok=True)
            script = self.path / SCRIPT
            shutil.copyfile(_HERE / SCRIPT, script)
            script.chmod(0o755)
            self.wal.chmod(0o700)
            account.owns(self.wal)
        except OSError as refusal:
            said = refusal.strerror or type(refusal).__name__
            raise Refused("backup.folder_unusable", folder=str(self.path), said=said) from refusal
        if not account.reaches(self.wal):
            said = "the database's account cannot reach it"
            raise Refused("backup.folder_unusable", folder=str(self.path), said=said)

    def fresh(self, name: str) -> Path:
        """An empty place for a backup that is being taken; what a killed one left is removed."""
        for left in self.base.glob(f"{_NEW}*"):
            shutil.rmtree(left)
        made = self.base / f"{_NEW}{name}"
        made.mkdir()
        return made

    def keep(self, fresh: Path, backup: Backup) -> None:
        """Gives a backup its note, then its name: what has a name is whole."""
        told = {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in asdict(backup).items()
        }
        (fresh / "note.json").write_text(json.dumps(told, indent=1), "utf-8")
        fresh.rename(self.base / backup.name)

    def backups(self) -> list[Backup]:
        """Every whole backup, the oldest first."""
        found = [_read(note) for note in self.base.glob("[0-9]*/note.json")]
        return sorted(found, key=lambda each: each.ended_at)

    def chain(self, newest: Backup) -> list[Backup]:
        """What restoring a backup needs: the full one first, then each that rests on another.

        Raises:
            Refused: `backup.chain_broken`.
        """
        by_name = {each.name: each for each in self.backups()}
        found = [newest]
        while not found[-1].is_full:
            parent = by_name.get(found[-1].parent)
            if parent is None:
                raise Refused("backup.chain_broken", backup=newest.name, wanting=found[-1].parent)
            found.append(parent)
        return found[::-1]

    def newest(self, *, before: datetime | None = None) -> Backup:
        """The newest backup, or the newest that had ended at an instant.

        Raises:
            Refused: `backup.none`.
        """
        found = [each for each in self.backups() if before is None or each.ended_at <= before]
        if not found:
            raise Refused("backup.none", folder=str(self.path), before=str(before or ""))
        return found[-1]


def _read(note: Path) -> Backup:
    told = json.loads(note.read_text("utf-8"))
    instants = {name: datetime.fromisoformat(told[name]) for name in ("began_at", "ended_at")}
    return Backup(**told | instants)
