"""`./socle partner add`: registers a payment partner and prints its secret."""

import argparse
from datetime import UTC, datetime
from typing import Any

from socle.cli.house import DONE, answer, open_house, say, told


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Adds the command to the parser."""
    partner = subparsers.add_parser("partner", help="inscrire un partenaire de paiement")
    commands = partner.add_subparsers(required=True, metavar="COMMANDE")
    add = commands.add_parser("add", help="inscrire, ou donner un nouveau secret")
    add.add_argument("partner", help="code du partenaire, par exemple momo-x")
    add.add_argument("--name", required=True)
    add.add_argument("--fund", required=True)
    add.add_argument("--login", required=True, help="l'administrateur qui l'inscrit")
    add.set_defaults(func=told(_add))


def _add(arguments: argparse.Namespace) -> int:
    with open_house():
        from uuid import uuid4

        from socle.collection.operations.partners import partner_secret
        from socle.platform.access.queries import desk_of_login
        from socle.platform.access.scope import fund_scope
        from socle.platform.acts.operations import submit

        desk = desk_of_login(login=arguments.login, fund_code=arguments.fund)
        with fund_scope(desk.fund.id):
            at = datetime.now(UTC)
            done = submit(
                desk=desk,
                act_type_code="register_partner",
                fields={"partner": arguments.partner, "name": arguments.name},
                effective_on=at.date(),
                motive="",
                key=uuid4().hex,
                at=at,
            )
            secret = partner_secret(desk=desk, code=arguments.partner)
    answer({"act": done.act, "partner": arguments.partner, "secret": secret})
    say("socle : remettez ce secret au partenaire par un moyen sûr ; l'ancien ne vaut plus.")
    return DONE
