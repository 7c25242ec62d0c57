"""`socle demo`: two funds, synthetic people, real law, real-format files through the real door."""

import argparse
import multiprocessing
import time
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socle.cli.house import DONE, FAILED, answer, close_connections, open_house, say, told

if TYPE_CHECKING:
    from socle.cli.demo.story import Story
    from socle.platform.access.types import FundView

FUNDS = (
    ("cnps-cm", "CNPS Cameroun", "CM", "cnps"),
    ("cnss-ma", "CNSS Maroc", "MA", "cnss"),
)
_PERSONS = 4000


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Adds `demo` to the parser."""
    demo = subparsers.add_parser("demo", help="deux caisses de démonstration, puis le site")
    demo.add_argument(
        "--persons", type=int, default=_PERSONS, help=f"assurés de chaque caisse ({_PERSONS})"
    )
    demo.add_argument(
        "--day", type=date.fromisoformat, help="jour de l’histoire, AAAA-MM-JJ (aujourd’hui)"
    )
    demo.add_argument("--no-serve", action="store_true", help="préparer sans ouvrir le site")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--data", type=Path, help="dossier des données")
    demo.add_argument("--json", action="store_true", help="un document JSON")
    demo.set_defaults(func=told(_demo))


def _demo(arguments: argparse.Namespace) -> int:
    started = time.monotonic()
    say("socle : ouverture de la base de données…")
    with open_house(data=arguments.data) as target:
        from socle.cli.demo.accounts import PASSWORD

        today = arguments.day or datetime.now(UTC).date()
        shown = _funds(max(1, arguments.persons), today)
        if not shown:
            say("socle : démonstration interrompue ; relancez la commande, elle reprendra")
            return FAILED
        say(f"socle : démonstration prête en {time.monotonic() - started:.0f} s")
        address = f"http://127.0.0.1:{arguments.port}/"
        if arguments.json:
            answer({"url": address, "password": PASSWORD, "funds": shown})
        say("")
        say("  Personnes et employeurs fictifs ; taux et plafonds de la loi.")
        for account in (account for fund in shown for account in fund["accounts"]):
            say(f"  {account['login']:<16} {account['does']}")
        say(f"  mot de passe de tous : {PASSWORD}")
        say("")
        if arguments.no_serve:
            return DONE
        from socle.cli.serve import serve_until_stopped

        return serve_until_stopped(target, host="127.0.0.1", port=arguments.port)


def _funds(persons: int, today: date) -> list[dict[str, Any]]:
    """The two funds, filled side by side by a process each where they are not ready.

    None of them when one could not be filled.
    """

    from socle.cli.demo.filling import begun, is_ready
    from socle.cli.demo.story import story
    from socle.countries.registry import country
    from socle.platform.access.operations import create_fund

    stories = []
    for code, name, law, scheme in FUNDS:
        currency = country(law).currency
        fund = create_fund(
            code=code, name=name, country=law, scheme=scheme, currency=currency, is_demo=True
        )
        size, day = begun(fund) or (persons, today)
        stories.append((fund, size, story(law, persons=size, today=day)))
    for fund, _size, _story in (ready := [each for each in stories if is_ready(each[0])]):
        say(f"socle : {fund.name} : déjà prête")
    close_connections()  # a process that is forked opens its own
    fork = multiprocessing.get_context("fork")
    started = [fork.Process(target=_fill, args=each) for each in stories if each not in ready]
    for process in started:
        process.start()
    for process in started:
        process.join()
    if any(process.exitcode for process in started):
        return []
    return [_shown(*each) for each in stories]


def _fill(fund: "FundView", persons: int, told: "Story") -> None:
    """A process of its own: it says what stopped it, and ends with that."""
    from socle.cli.demo.accounts import accounts, open_accounts
    from socle.cli.demo.filling import fill
    from socle.cli.demo.office import Office, Unexpected
    from socle.kernel.errors import SocleError

    open_accounts(accounts(told, fund.name), fund.code)
    try:
        fill(Office(fund), told, persons, lambda text: say(f"socle : {fund.name} : {text}"))
    except (Unexpected, SocleError) as stopped:
        say(f"socle : {fund.name} : {stopped}")
        raise SystemExit(FAILED) from stopped


def _shown(fund: "FundView", persons: int, told: "Story") -> dict[str, Any]:
    from socle.cli.demo.accounts import accounts

    first = told.employers[0].who
    return {
        "fund": fund.code,
        "name": fund.name,
        "country": told.law,
        "persons": persons,
        "employers": len(told.employers),
        "example_employer": first.number,
        "example_person": first.staff[0].person.number,
        "accounts": [asdict(each) for each in accounts(told, fund.name)],
    }
