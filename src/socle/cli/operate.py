"""The operator's commands: `migrate`, `fund create`, `user create|grant|token`."""

import argparse
import getpass
import sys
from typing import Any

from socle.cli.house import DONE, answer, open_house, say, told


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

    user = subparsers.add_parser("user", help="ouvrir un compte, donner un rôle")
    of_user = user.add_subparsers(required=True, metavar="COMMANDE")
    opened = of_user.add_parser("create", help="ouvrir un compte ; le mot de passe est demandé")
    opened.add_argument("login")
    opened.add_argument("--name", required=True)
    opened.set_defaults(func=told(_create_user))
    grant = of_user.add_parser("grant", help="donner un rôle dans une caisse")
    grant.add_argument("login")
    grant.add_argument("--fund", required=True)
    grant.add_argument("--role", required=True)
    grant.add_argument("--employer", default="", help="pour un agent de paie")
    grant.set_defaults(func=told(_grant))
    token = of_user.add_parser("token", help="faire un jeton pour l’API")
    token.add_argument("login")
    token.add_argument("--fund", required=True)
    token.add_argument("--label", default="API")
    token.add_argument("--days", type=int, default=365)
    token.set_defaults(func=told(_token))


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


def _create_user(arguments: argparse.Namespace) -> int:
    password = getpass.getpass("Mot de passe : ") if sys.stdin.isatty() else sys.stdin.readline()
    with open_house():
        from django.contrib.auth.password_validation import validate_password
        from django.core.exceptions import ValidationError

        from socle.kernel.errors import Refused
        from socle.platform.access.operations import create_user

        try:
            validate_password(password.strip())
        except ValidationError as weak:
            raise Refused("access.password_weak", reason=" ".join(weak.messages)) from weak
        create_user(login=arguments.login, full_name=arguments.name, password=password.strip())
    say(f"socle : compte {arguments.login} ouvert. Donnez-lui un rôle : ./socle user grant.")
    return DONE


def _grant(arguments: argparse.Namespace) -> int:
    from socle.platform.access.types import Role

    try:
        role = Role(arguments.role)
    except ValueError:
        say(f"socle : rôles possibles : {', '.join(Role)}")
        return 64
    with open_house():
        from socle.platform.access.operations import grant_role
        from socle.platform.access.queries import fund, require_user

        fund(code=arguments.fund)
        require_user(login=arguments.login)
        grant_role(
            login=arguments.login,
            fund_code=arguments.fund,
            role=role,
            employer_number=arguments.employer,
        )
    say(f"socle : {arguments.login} est {role} de {arguments.fund}.")
    return DONE


def _token(arguments: argparse.Namespace) -> int:
    with open_house():
        from django.utils import timezone

        from socle.platform.access.operations import create_token
        from socle.platform.access.queries import desk_of_login

        desk_of_login(login=arguments.login, fund_code=arguments.fund)
        answer(
            {
                "token": create_token(
                    login=arguments.login,
                    fund_code=arguments.fund,
                    label=arguments.label,
                    at=timezone.now(),
                    days=arguments.days,
                )
            }
        )
    say("socle : gardez ce jeton, il ne sera plus montré.")
    return DONE
