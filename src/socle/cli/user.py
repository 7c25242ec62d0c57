"""`socle user`: the accounts of people and of partners' systems. What it changes is an act.

The operator of the server brings in the first administrator, and acts where one fund's
administrator may not: on an account that serves several.
"""

import argparse
import getpass
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from socle.cli.house import DONE, answer, open_house, say, told

if TYPE_CHECKING:
    from socle.platform.access.types import Desk, Role

_USAGE = 64


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Adds `user` to the parser."""
    user = subparsers.add_parser("user", help="ouvrir un compte, donner ou ôter un rôle, un accès")
    commands = user.add_subparsers(required=True, metavar="COMMANDE")

    def command(
        name: str, words: str, run: Callable[[argparse.Namespace], int], *, fund: bool = True
    ) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = commands.add_parser(name, help=words)
        parser.add_argument("login")
        if fund:
            parser.add_argument("--fund", required=True)
        parser.set_defaults(func=told(run))
        return parser

    opened = command(
        "create", "ouvrir un compte ; le mot de passe est demandé", _create, fund=False
    )
    opened.add_argument("--name", required=True)
    for name, words, run in (
        ("grant", "donner un rôle dans une caisse", _grant),
        ("revoke-role", "mettre fin à un rôle", _revoke_role),
    ):
        role = command(name, words, run)
        role.add_argument("--role", required=True)
        role.add_argument("--employer", default="", help="pour un agent de paie")
        role.add_argument("--agency", default="", help="pour une agence ; sinon toute la caisse")
        if name == "grant":
            role.add_argument("--from", dest="first_day", type=date.fromisoformat, metavar="JOUR")
            role.add_argument("--until", dest="last_day", type=date.fromisoformat, metavar="JOUR")
    token = command("token", "faire un jeton pour l’API", _token)
    token.add_argument("--label", default="API")
    token.add_argument("--days", type=int, default=365)
    token.add_argument(
        "--strong",
        action="store_true",
        help="ouvre aussi les gestes gardés : comptes de paiement, lots, rôles",
    )
    revoked = command("revoke-token", "révoquer un jeton, par son nom ou son rang", _revoke_token)
    revoked.add_argument("token", help="numéro donné par `user list`")
    command("password", "donner un mot de passe à usage unique", _password, fund=False)
    command("reset-factor", "lever une double authentification perdue", _reset_factor, fund=False)
    command("deactivate", "fermer un compte, ses sessions et ses jetons", _deactivate, fund=False)
    command("reactivate", "rouvrir un compte fermé", _reactivate, fund=False)
    listed = commands.add_parser("list", help="les comptes d’une caisse")
    listed.add_argument("--fund", required=True)
    listed.add_argument("--json", action="store_true", help="un document JSON")
    listed.set_defaults(func=told(_list))


def _create(arguments: argparse.Namespace) -> int:
    password = getpass.getpass("Mot de passe : ") if sys.stdin.isatty() else sys.stdin.readline()
    with open_house():
        from socle.platform.access.operations import create_user
        from socle.platform.people.operations import require_strong

        require_strong(password.strip())
        create_user(login=arguments.login, full_name=arguments.name, password=password.strip())
    say(f"socle : compte {arguments.login} ouvert. Donnez-lui un rôle : ./socle user grant.")
    return DONE


def _grant(arguments: argparse.Namespace) -> int:
    role = _role(arguments.role)
    if role is None:
        return _USAGE
    with open_house():
        from socle.platform.access.queries import require_user
        from socle.platform.access.types import RoleHeld
        from socle.platform.people.operations import give_role

        require_user(login=arguments.login)
        for desk, on in _desks([arguments.fund]):
            give_role(
                desk=desk,
                login=arguments.login,
                given=RoleHeld(
                    role,
                    arguments.employer,
                    arguments.agency,
                    arguments.first_day,
                    arguments.last_day,
                ),
                on=on,
                is_operator=True,
            )
    say(f"socle : {arguments.login} est {role} de {arguments.fund}.")
    return DONE


def _revoke_role(arguments: argparse.Namespace) -> int:
    role = _role(arguments.role)
    if role is None:
        return _USAGE
    with open_house():
        from socle.platform.people.operations import end_role

        for desk, on in _desks([arguments.fund]):
            end_role(
                desk=desk,
                login=arguments.login,
                role=role,
                employer_number=arguments.employer,
                on=on,
                agency=arguments.agency,
            )
    say(f"socle : {arguments.login} n’est plus {role} de {arguments.fund}.")
    return DONE


def _token(arguments: argparse.Namespace) -> int:
    with open_house():
        from django.utils import timezone

        from socle.platform.access.operations import create_token
        from socle.platform.access.queries import desk_of_login

        desk_of_login(login=arguments.login, fund_code=arguments.fund)
        made = create_token(
            login=arguments.login,
            fund_code=arguments.fund,
            label=arguments.label,
            at=timezone.now(),
            days=arguments.days,
            is_strong=arguments.strong,
        )
        answer({"token": made})
    say("socle : gardez ce jeton, il ne sera plus montré.")
    return DONE


def _revoke_token(arguments: argparse.Namespace) -> int:
    label = ""
    with open_house():
        from socle.kernel.errors import NotKnown
        from socle.platform.access.queries import tokens_of
        from socle.platform.people.operations import end_token

        for desk, on in _desks([arguments.fund]):
            tokens = tokens_of(login=arguments.login, fund_code=arguments.fund)
            token = next((each for each in tokens if str(each.id) == arguments.token), None)
            if token is None:
                raise NotKnown("access.token_unknown")
            label = token.label
            end_token(desk=desk, login=arguments.login, token_id=token.id, label=label, on=on)
    say(f"socle : le jeton « {label} » de {arguments.login} n’ouvre plus rien.")
    return DONE


def _password(arguments: argparse.Namespace) -> int:
    with open_house():
        from django.utils import timezone

        from socle.platform.people.operations import issue_password, one_time_password

        made = one_time_password()
        for desk, on in _desks(_funds_of(arguments.login)):
            issue_password(
                desk=desk,
                login=arguments.login,
                password=made,
                at=timezone.now(),
                on=on,
                is_operator=True,
            )
        answer({"password": made})
    say("socle : à remettre à la personne ; il sert une fois, et n’est plus montré.")
    return DONE


def _reset_factor(arguments: argparse.Namespace) -> int:
    with open_house():
        from socle.platform.factors.operations import reset_by_operator

        for desk, on in _desks(_funds_of(arguments.login)):
            reset_by_operator(desk=desk, login=arguments.login, on=on)
    say(f"socle : remettez un mot de passe à {arguments.login} : ./socle user password.")
    return DONE


def _deactivate(arguments: argparse.Namespace) -> int:
    with open_house():
        from socle.platform.people.operations import deactivate

        for desk, on in _desks(_funds_of(arguments.login)):
            deactivate(desk=desk, login=arguments.login, on=on, is_operator=True)
    say(f"socle : {arguments.login} n’entre plus, ni par écran ni par l’API.")
    return DONE


def _reactivate(arguments: argparse.Namespace) -> int:
    with open_house():
        from socle.platform.people.operations import reactivate

        for desk, on in _desks(_funds_of(arguments.login)):
            reactivate(desk=desk, login=arguments.login, on=on, is_operator=True)
    say(f"socle : {arguments.login} peut entrer de nouveau ; ses jetons sont à refaire.")
    return DONE


def _list(arguments: argparse.Namespace) -> int:
    with open_house():
        from django.utils import timezone

        from socle.countries.clock import legal_day
        from socle.platform.access.holders import people
        from socle.platform.access.queries import fund, tokens_of

        here = fund(code=arguments.fund)
        today = legal_day(timezone.now(), here.country)
        shown: list[dict[str, Any]] = [
            {
                "login": each.login,
                "name": each.name,
                "is_active": each.is_active,
                "must_choose_password": each.is_one_time,
                "last_sign_in": each.last_sign_in,
                "roles": [
                    {
                        "role": held.role,
                        "employer": held.employer_number,
                        "agency": held.agency,
                        "first_day": held.first_day,
                        "last_day": held.last_day,
                    }
                    for held in each.roles
                ],
                "tokens": [
                    {"id": token.id, "label": token.label, "expires_at": token.expires_at}
                    for token in tokens_of(login=each.login, fund_code=arguments.fund)
                ],
            }
            for each in people(fund=here, on=today)
        ]
    if arguments.json:
        answer(shown)
        return DONE
    for person in shown:
        state = "" if person["is_active"] else "  (désactivé)"
        say(f"{person['login']}  {person['name']}{state}")
        for held in person["roles"]:
            ends = f"jusqu’au {held['last_day']:%d/%m/%Y}" if held["last_day"] else ""
            parts = (held["role"], held["employer"], held["agency"], ends)
            say("    " + " ".join(each for each in parts if each))
        for token in person["tokens"]:
            ends = f"{token['expires_at']:%d/%m/%Y}"
            say(f"    jeton {token['id']}  {token['label']}, jusqu’au {ends}")
    return DONE


def _role(text: str) -> "Role | None":
    from socle.platform.access.types import Role

    try:
        return Role(text)
    except ValueError:
        say(f"socle : rôles possibles : {', '.join(Role)}")
        return None


def _funds_of(login: str) -> list[str]:
    """The funds where the person holds a role: each one's acts tell what was done."""
    from socle.kernel.errors import Refused
    from socle.platform.access.queries import funds_of, require_user

    found = [each.code for each in funds_of(user_id=require_user(login=login), at=None)]
    if not found:
        raise Refused("access.no_fund_of_account", login=login)
    return found


def _desks(fund_codes: list[str]) -> Iterator[tuple["Desk", Any]]:
    """The operator's desk in each of the funds, one transaction each, and the day there."""
    from django.utils import timezone

    from socle.cli.desk import desk_for
    from socle.platform.access.scope import fund_scope
    from socle.platform.access.types import Role

    for code in fund_codes:
        agent = desk_for(code, "")
        # Whoever holds the server administers its funds; the acts say it was by command.
        desk = replace(agent, roles=agent.roles | {Role.ADMINISTRATOR})
        with fund_scope(desk.fund.id):
            yield desk, timezone.now().date()
