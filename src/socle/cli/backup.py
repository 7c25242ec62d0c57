"""`socle backup`: prepare, take, list, restore, rehearse: a net tried before it is needed."""

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from socle.cli.house import DONE, FAILED, answer, open_house, say, told
from socle.kernel.errors import Refused, SocleError
from socle.platform.backups.places import Backup, Folder
from socle.platform.backups.restoring import restore
from socle.platform.backups.taking import forget, take
from socle.platform.database.account import server_account
from socle.platform.database.embedded import data_dir
from socle.platform.database.target import Target
from socle.platform.database.tuning import back_up_to, backups_of

_URL = "SOCLE_BACKUP_URL"
_FOLDER = "SOCLE_BACKUPS"


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Adds `backup` to the parser."""
    backup = subparsers.add_parser("backup", help="sauvegarder, restaurer, s’exercer")
    commands = backup.add_subparsers(required=True, metavar="COMMANDE")
    every = {
        "prepare": ("faire garder au serveur de quoi revenir à toute seconde", _prepare),
        "take": ("sauvegarder maintenant ; ce qui a plus de trente jours s’en va", _take),
        "list": ("les sauvegardes qu’il y a", _list),
        "restore": ("restaurer à côté, à un instant", _restore),
        "rehearse": ("s’exercer : restaurer à côté, tout recompter, tout vérifier", _rehearse),
    }
    parsers = {}
    for name, (text, function) in every.items():
        parsers[name] = commands.add_parser(name, help=text)
        parsers[name].add_argument(
            "--folder", type=Path, help=f"dossier des sauvegardes ({_FOLDER})"
        )
        parsers[name].add_argument("--json", action="store_true", help="un document JSON")
        parsers[name].set_defaults(func=told(function))
    parsers["take"].add_argument("--full", action="store_true", help="tout, et non ce qui a changé")
    for name in ("restore", "rehearse"):
        parsers[name].add_argument("--to", metavar="INSTANT", help="2026-11-23T10:15:00+01:00")
    parsers["restore"].add_argument("--into", type=Path, required=True, help="dossier neuf")


def _prepare(arguments: argparse.Namespace) -> int:
    """For the embedded server, its next start keeps WAL; for another, says what to set."""
    data = data_dir()
    folder = Folder(_named(arguments) or data.parent / f"{data.name}-backups")
    if os.environ.get("SOCLE_DATABASE_URL"):
        folder.make(server_account(folder.wal))
        say(_SETTINGS_OF_ANOTHER.format(folder=folder.path))
    else:
        folder.make(server_account(data / "pg18"))
        back_up_to(data, folder.path)
        say("socle : la base gardera de quoi revenir à toute seconde dès son prochain démarrage.")
    if arguments.json:
        answer({"folder": str(folder.path)})
    return DONE


def _take(arguments: argparse.Namespace) -> int:
    with open_house() as target:
        folder, began = _folder(arguments), _now()
        try:
            backup = take(_dsn(target), folder, clock=_now, is_full=arguments.full)
        except SocleError as failure:
            note_backup(began, is_good=False, facts={"why": failure.code})
            raise
        gone = forget(folder, at=_now())
        facts = {"backup": backup.name, "bytes": backup.bytes, "full": backup.is_full}
        note_backup(began, is_good=True, facts=facts)
    say(f"socle : sauvegarde {backup.name} prise et relue, {backup.bytes // 1_000_000} Mo.")
    if arguments.json:
        answer(_shown(backup) | {"forgotten": [each.name for each in gone]})
    return DONE


def _list(arguments: argparse.Namespace) -> int:
    found = _folder(arguments).backups()
    for each in found:
        say(f"{each.ended_at:%Y-%m-%d %H:%M} UTC  {each.bytes // 1_000_000:>8} Mo  {each.name}")
    if arguments.json:
        answer({"backups": [_shown(each) for each in found]})
    return DONE


def _restore(arguments: argparse.Namespace) -> int:
    done = restore(_folder(arguments), arguments.into.absolute(), to=_instant(arguments.to))
    until = done.until.isoformat() if done.until else ""
    say(f"socle : restauré dans {done.data}, jusqu’à {until or 'la sauvegarde elle-même'}.")
    if arguments.json:
        chain = [each.name for each in done.chain]
        answer({"data": str(done.data), "until": until, "backups": chain})
    return DONE


def _rehearse(arguments: argparse.Namespace) -> int:
    with open_house():
        from socle.cli.rehearsing import rehearse

        found = rehearse(_folder(arguments), to=_instant(arguments.to))
    if arguments.json:
        answer(found)
    else:
        for name, value in found.items():
            say(f"  {name} : {value}")
    return DONE if found["good"] else FAILED


def note_backup(began: datetime, *, is_good: bool, facts: dict[str, Any]) -> None:
    """Tells the operator's page; a database that only reads now is no reason to lose a backup."""
    from django.db import DatabaseError

    from socle.platform.upkeep.operations import note
    from socle.platform.upkeep.types import Kind

    try:
        note(Kind.BACKUP, began_at=began, ended_at=_now(), is_good=is_good, facts=facts)
    except DatabaseError:
        say("socle : la base n’a pas pu noter cette sauvegarde, qui est faite.")


def _dsn(target: Target) -> str:
    """As whom the server is copied.

    Raises:
        Refused: `backup.server_unnamed`.
    """
    if target.embedded is not None:
        return target.embedded.dsn()
    url = os.environ.get(_URL)
    if not url:
        raise Refused("backup.server_unnamed")
    return url


def _named(arguments: argparse.Namespace) -> Path | None:
    named = arguments.folder or os.environ.get(_FOLDER)
    return Path(named).expanduser().absolute() if named else None


def _folder(arguments: argparse.Namespace) -> Folder:
    """Raises: Refused: `backup.folder_unnamed`."""
    named = _named(arguments)
    if named is None and not os.environ.get("SOCLE_DATABASE_URL"):
        named = backups_of(data_dir())
    if named is None:
        raise Refused("backup.folder_unnamed")
    return Folder(named)


def _instant(read: str | None) -> datetime | None:
    """Raises: Refused: `backup.time_unreadable`."""
    if read is None:
        return None
    try:
        found = datetime.fromisoformat(read)
    except ValueError:
        raise Refused("backup.time_unreadable", read=read[:60]) from None
    if found.tzinfo is None:  # an hour of which zone? a restore is no place for a guess
        raise Refused("backup.time_unreadable", read=read[:60])
    return found


def _shown(backup: Backup) -> dict[str, Any]:
    return {
        "backup": backup.name,
        "full": backup.is_full,
        "parent": backup.parent or None,
        "began_at": backup.began_at.isoformat(),
        "ended_at": backup.ended_at.isoformat(),
        "seconds": round((backup.ended_at - backup.began_at).total_seconds(), 2),
        "bytes": backup.bytes,
    }


def _now() -> datetime:
    return datetime.now(UTC)


_SETTINGS_OF_ANOTHER = """\
socle : ajoutez ceci à postgresql.conf, puis redémarrez le serveur :
  wal_level = replica
  archive_mode = on
  archive_timeout = 60
  archive_command = 'sh "{folder}/archive-wal" "%p" "%f"'
  summarize_wal = on
et faites un rôle qui copie, nommé ensuite dans SOCLE_BACKUP_URL :
  CREATE ROLE socle_backup LOGIN REPLICATION PASSWORD '…';"""
