"""`socle demo`: three funds, synthetic people, real law, real files through the real door."""

import argparse
import multiprocessing
import os
import time
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socle.cli.house import DONE, FAILED, answer, close_connections, open_house, say, told
from socle.platform.database.embedded import data_dir

if TYPE_CHECKING:
    from socle.cli.demo.registries import Registries
    from socle.cli.demo.story import Story
    from socle.platform.access.types import FundView

    _Told = tuple[FundView, int, Story]

FUNDS = (
    ("cnps-cm", "CNPS Cameroun", "CM", "cnps"),
    ("cnss-ma", "CNSS Maroc", "MA", "cnss"),
)
# A tenth of their persons: the benefits of Benin.
SMALL = ("cnss-bj", "CNSS Bénin", "BJ", "cnss")
_PERSONS = 4000
_HOST = "127.0.0.1"


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Adds `demo` to the parser."""
    demo = subparsers.add_parser(
        "demo", help="trois caisses de démonstration, leurs registres simulés, puis le site"
    )
    demo.add_argument(
        "--persons",
        type=int,
        default=_PERSONS,
        help=f"assurés des deux grandes caisses ({_PERSONS}) ; un dixième au Bénin",
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
    registries = _registries(arguments)
    say("socle : ouverture de la base de données…")
    with open_house(data=arguments.data) as target:
        today = arguments.day or datetime.now(UTC).date()
        stories = _funds(max(1, arguments.persons), today)
        if not stories:
            say("socle : démonstration interrompue ; relancez la commande, elle reprendra")
            return FAILED
        beside = _alone(registries)
        if beside:
            _tell_registries(stories, beside)
        say(f"socle : démonstration prête en {time.monotonic() - started:.0f} s")
        shown = [_shown(fund, told) for fund, _persons, told in stories]
        if arguments.no_serve:
            _announce(arguments, shown)
            return DONE
        from socle.cli.serve import serve_until_stopped

        def opened() -> None:
            if beside:
                _open_exchanges(stories, beside)
            _announce(arguments, shown)

        return serve_until_stopped(
            target,
            host=_HOST,
            port=arguments.port,
            beside=beside.programs() if beside else (),
            opened=opened,
        )


def _announce(arguments: argparse.Namespace, shown: list[dict[str, Any]]) -> None:
    """Who may sign in, and where."""
    from django.conf import settings

    from socle.cli.demo.accounts import PASSWORD

    pages = settings.DEMO_REGISTRIES
    if arguments.json:
        address = f"http://{_HOST}:{arguments.port}/"
        answer({"url": address, "password": PASSWORD, "funds": shown, "registries": pages})
    say("")
    say("  Personnes et employeurs fictifs ; taux et plafonds de la loi.")
    for account in (account for fund in shown for account in fund["accounts"]):
        say(f"  {account['login']:<16} {account['does']}")
    for fund_code, registries in pages.items():
        for name, url in registries:
            say(f"  {fund_code:<16} {name} : {url}")
    say(f"  mot de passe de tous : {PASSWORD}")
    say("")


def _registries(arguments: argparse.Namespace) -> "Registries | None":
    """The simulated registries, unless the caller has chosen settings: then there is none.

    What the site must know of them is in the environment before it starts.
    """
    from socle.cli.demo.registries import SETTINGS, planned

    if os.environ.get("DJANGO_SETTINGS_MODULE", SETTINGS) != SETTINGS or arguments.no_serve:
        return None
    codes = [code for code, *_rest in FUNDS]
    found = planned(arguments.data or data_dir(), codes, site_port=arguments.port)
    os.environ.update(found.environment())
    return found


def _alone(registries: "Registries | None") -> "Registries | None":
    """The registries, where every fund of the database is of a demonstration; else nobody is
    called on this machine."""
    from django.conf import settings

    from socle.platform.access.queries import funds

    if registries is None or all(each.is_demo for each in funds()):
        return registries
    say("socle : cette base a d’autres caisses ; les registres simulés restent fermés")
    os.environ["DJANGO_SETTINGS_MODULE"] = "socle.settings.dev"
    settings.NOTICES_TO_LOOPBACK, settings.DEMO_REGISTRIES = False, {}
    return None


def _tell_registries(stories: "list[_Told]", registries: "Registries") -> None:
    from socle.cli.demo.exchanging import tell
    from socle.cli.demo.office import Office

    for fund, _persons, tale in _whole(stories):
        tell(Office(fund), tale, registries)
    registries.write_bus()


def _open_exchanges(stories: "list[_Told]", registries: "Registries") -> None:
    """A registry that does not answer leaves the demonstration without it, and says so."""
    from socle.cli.demo.exchanging import open_exchanges
    from socle.cli.demo.office import Office, Unexpected
    from socle.kernel.errors import SocleError
    from socle.kernel.wording import wording

    for fund, _persons, tale in _whole(stories):
        try:
            open_exchanges(Office(fund), tale, registries)
        except (Unexpected, OSError) as stopped:
            say(f"socle : {fund.name} : registres simulés : {stopped}")
        except SocleError as refused:
            words = wording(refused.code, refused.facts, "fr")
            say(f"socle : {fund.name} : registres simulés : {words.message}")


def _whole(stories: "list[_Told]") -> "list[_Told]":
    """The funds whose whole story is told, with registries beside them."""
    return [each for each in stories if each[0].code != SMALL[0]]


def _funds(persons: int, today: date) -> "list[_Told]":
    """The funds, filled side by side by a process each where they are not ready.

    None of them when one could not be filled.
    """
    from socle.cli.demo.benin import small_story
    from socle.cli.demo.filling import begun, is_ready
    from socle.cli.demo.story import story
    from socle.countries.registry import country
    from socle.platform.access.operations import create_fund

    stories = []
    for code, name, law, scheme in (*FUNDS, SMALL):
        currency = country(law).currency
        fund = create_fund(
            code=code, name=name, country=law, scheme=scheme, currency=currency, is_demo=True
        )
        size, day = begun(fund) or (persons, today)
        told = (
            small_story(persons=size, today=day)
            if code == SMALL[0]
            else story(law, persons=size, today=day)
        )
        stories.append((fund, size, told))
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
    return stories


def _fill(fund: "FundView", persons: int, told: "Story") -> None:
    """A process of its own: it says what stopped it, and ends with that."""
    from socle.cli.demo import benin, filling
    from socle.cli.demo.accounts import accounts, open_accounts
    from socle.cli.demo.office import Office, Unexpected
    from socle.kernel.errors import SocleError

    open_accounts(accounts(told, fund.name), fund.code)
    fill = benin.fill if told.law == benin.LAW else filling.fill
    try:
        fill(Office(fund), told, persons, lambda text: say(f"socle : {fund.name} : {text}"))
    except (Unexpected, SocleError) as stopped:
        say(f"socle : {fund.name} : {stopped}")
        raise SystemExit(FAILED) from stopped


def _shown(fund: "FundView", told: "Story") -> dict[str, Any]:
    from socle.cli.demo.accounts import accounts

    first = told.employers[0].who
    people = {worker.person.number for each in told.employers for worker in each.who.staff}
    return {
        "fund": fund.code,
        "name": fund.name,
        "country": told.law,
        "persons": len(people),
        "employers": len(told.employers),
        "example_employer": first.number,
        "example_person": first.staff[0].person.number,
        "accounts": [asdict(each) for each in accounts(told, fund.name)],
    }
