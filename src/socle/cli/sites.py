"""`socle sites`: three sites on this machine, and what happens to them when one fails."""

import argparse
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from socle.cli.house import DONE, FAILED, answer, open_house, say, told
from socle.kernel.errors import Refused
from socle.platform.database.embedded import data_dir
from socle.sites.faults import Fault
from socle.sites.plan import LEAST_LEASE_SECONDS, Lease

_FUND, _LOGIN, _TOKEN = "exercice", "exercice-agent", "token"


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Adds `sites` to the parser."""
    sites = subparsers.add_parser("sites", help="trois sites sur cette machine, et leurs pannes")
    commands = sites.add_subparsers(required=True, metavar="COMMANDE")

    def command(
        name: str, words: str, run: Callable[[argparse.Namespace], int]
    ) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = commands.add_parser(name, help=words)
        parser.add_argument("--data", type=Path, help="dossier des données")
        parser.add_argument("--json", action="store_true", help="un document JSON")
        parser.set_defaults(func=told(run))
        return parser

    leased = [command("up", "ouvrir les trois sites et le relais", _up)]
    command("status", "ce qui tourne où, et qui écrit", _status)
    command("down", "fermer tout ; les pages des exercices restent", _down)
    drill = command("drill", "provoquer des pannes et compter ce qui s’est perdu", _drill)
    drill.add_argument("--fault", choices=[str(each) for each in Fault], help="toutes sinon")
    drill.add_argument("--times", type=int, default=1, help="fois que chaque panne est provoquée")
    drill.add_argument("--seed", type=int, help="graine des instants, pour les rejouer")
    for each in (*leased, drill):
        each.add_argument(
            "--lease",
            type=int,
            default=Lease().ttl,
            help="bail du site qui écrit, en secondes (20) ; de 5 à 19 : essai seulement",
        )


def _kit(arguments: argparse.Namespace) -> Any:
    from socle.sites.kit import Kit

    lease = Lease.of(max(LEAST_LEASE_SECONDS, getattr(arguments, "lease", Lease().ttl)))
    return Kit(arguments.data or data_dir(), say, lease)


def _up(arguments: argparse.Namespace) -> int:
    kit = _kit(arguments)
    kit.up(lambda: _prepare(kit))
    if arguments.json:
        answer(kit.status())
    say("socle : les trois sites sont ouverts. « ./socle sites status », « ./socle sites down ».")
    return DONE


def _status(arguments: argparse.Namespace) -> int:
    status = _kit(arguments).status()
    if arguments.json:
        answer(status)
        return DONE
    if not status["up"]:
        say("socle : les trois sites sont fermés.")
    for each in status["sites"]:
        serves = "ouvert" if each["site_answers"] else "fermé"
        say(f"{each['site']:<10} {each['address']:<10} {each['database']:<16} {each['state']:<10}")
        say(f"{'':<10} site {serves} ; {_processes(each['processes'])}")
    return DONE


def _processes(counted: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counted.items())) or "rien"


def _down(arguments: argparse.Namespace) -> int:
    kit = _kit(arguments)
    kit.down()
    if arguments.json:
        answer(kit.status())
    say("socle : les trois sites sont fermés.")
    return DONE


def _drill(arguments: argparse.Namespace) -> int:
    from socle.sites.drill import Drill

    kit = _kit(arguments)
    faults = [Fault(arguments.fault)] if arguments.fault else list(Fault)
    # A restore has a server of its own, and asks nothing of three sites.
    is_needed = faults != [Fault.RESTORE]
    is_ours = is_needed and not kit.is_up
    try:
        if is_ours:
            kit.up(lambda: _prepare(kit))
        token = (kit.folder / _TOKEN).read_text("ascii") if is_needed else ""
        report = Drill(kit, token, _FUND, seed=arguments.seed).run(
            faults, times=max(1, arguments.times), is_named=arguments.fault is not None
        )
    except FileNotFoundError as missing:
        raise Refused("sites.not_up", folder=str(kit.folder)) from missing
    finally:
        if is_ours:
            kit.down()
    answer(report.told())
    if report.page is not None:
        say(f"socle : {report.page}")
    return DONE if report.is_good else FAILED


@contextmanager
def _told_to(variables: dict[str, str]) -> Iterator[None]:
    held = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(held)


def _prepare(kit: Any) -> None:
    """The database, a fund for drills alone, and the token of an agent there."""
    from socle.sites.plan import Site

    told_so = kit.environment(Site.AGENTS) | {"SOCLE_DATABASE_URL": kit.superuser_url()}
    with _told_to(told_so), open_house(data=kit.folder / "house"):
        from django.utils import timezone

        from socle.countries.registry import country
        from socle.platform.access.operations import (
            create_fund,
            create_token,
            create_user,
            grant_role,
        )
        from socle.platform.access.types import Role

        law = country("CM")
        create_fund(
            code=_FUND,
            name="Caisse d’exercice",
            country=law.code,
            scheme="cnps",
            currency=law.currency,
            is_demo=True,
        )
        create_user(login=_LOGIN, full_name="Agent d’exercice", password=os.urandom(16).hex())
        grant_role(login=_LOGIN, fund_code=_FUND, role=Role.REGISTRATION_OFFICER)
        grant_role(login=_LOGIN, fund_code=_FUND, role=Role.AUDITOR)
        made = create_token(
            login=_LOGIN, fund_code=_FUND, label="exercice", at=timezone.now(), days=2
        )
    place = kit.folder / _TOKEN
    place.touch(mode=0o600)
    place.write_text(made, "ascii")
