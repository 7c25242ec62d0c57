"""`./socle partner`: a payment partner is registered, a partner's client is given a secret."""

import argparse
from datetime import UTC, datetime
from typing import Any

from socle.cli.house import DONE, answer, open_house, say, told


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Adds the command to the parser."""
    partner = subparsers.add_parser("partner", help="inscrire un partenaire, donner un secret")
    commands = partner.add_subparsers(required=True, metavar="COMMANDE")
    secret = commands.add_parser("secret", help="donner un secret d’API à un partenaire convenu")
    secret.add_argument("partner", help="code du partenaire, par exemple mutuelle-sante")
    secret.add_argument("--fund", required=True)
    secret.add_argument("--login", required=True, help="l'administrateur qui le donne")
    secret.set_defaults(func=told(_secret))
    add = commands.add_parser(
        "add", help="inscrire un partenaire de paiement, ou changer son secret"
    )
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


def _secret(arguments: argparse.Namespace) -> int:
    with open_house():
        from socle.countries.clock import legal_day
        from socle.platform.access.queries import desk_of_login
        from socle.platform.access.scope import fund_scope
        from socle.platform.partners.operations import client_id, issue_secret

        desk = desk_of_login(login=arguments.login, fund_code=arguments.fund)
        on = legal_day(datetime.now(UTC), desk.fund.country)
        with fund_scope(desk.fund.id):
            secret = issue_secret(desk=desk, code=arguments.partner, on=on)
        client = client_id(fund_code=desk.fund.code, code=arguments.partner)
    answer({"partner": arguments.partner, "client_id": client, "client_secret": secret})
    say("socle : remettez ce secret au partenaire par un moyen sûr ; il vaut un an.")
    return DONE
