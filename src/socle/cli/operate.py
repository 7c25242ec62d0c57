"""The operator's commands: `migrate`, `fund create`."""

import argparse
from typing import Any

from socle.cli.house import DONE, open_house, say, told


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Adds the operator's commands to the parser."""
    migrate = subparsers.add_parser("migrate", help="mettre la base à jour")
    migrate.set_defaults(func=told(_migrate))

    fund = subparsers.add_parser("fund", help="ouvrir une caisse")
    of_fund = fund.add_subparsers(required=True, metavar="COMMANDE")
    create = of_fund.add_parser("create", help="ouvrir une caisse")
    create.add_argument("code")
    create.add_argument("--name", required=True)
    create.add_argument("--country", required=True, help="code ISO, par exemple CM")
    create.add_argument("--scheme", required=True, help="régime, par exemple cnps")
    create.set_defaults(func=told(_create_fund))


def _migrate(_arguments: argparse.Namespace) -> int:
    with open_house():
        say("socle : la base de données est à jour.")
    return DONE


def _create_fund(arguments: argparse.Namespace) -> int:
    from socle.countries.registry import country

    law = country(arguments.country)
    law.scheme(arguments.scheme)
    with open_house():
        from socle.platform.access.operations import create_fund

        create_fund(
            code=arguments.code,
            name=arguments.name,
            country=law.code,
            scheme=arguments.scheme,
            currency=law.currency,
        )
    say(f"socle : caisse {arguments.code} ouverte.")
    return DONE
