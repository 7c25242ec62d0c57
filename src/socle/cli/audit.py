"""`socle audit verify`: recomputes every digest, every chain and the ledger's balance."""

import argparse
from typing import Any

from socle.cli.house import DONE, FAILED, answer, open_house, say, told


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Adds `audit` to the parser."""
    audit = subparsers.add_parser("audit", help="vérifier la chaîne des actes et le grand livre")
    commands = audit.add_subparsers(required=True, metavar="COMMANDE")
    verify = commands.add_parser("verify", help="tout recalculer ; dit la première rupture")
    verify.add_argument("--json", action="store_true", help="un document JSON")
    verify.set_defaults(func=told(_verify))


def _verify(arguments: argparse.Namespace) -> int:
    with open_house():
        from socle.platform.access.queries import funds
        from socle.platform.audit.queries import verify

        found = [verify(fund_id=fund.id, fund_code=fund.code) for fund in funds()]
    is_whole = all(each.first_break is None for each in found)
    if arguments.json:
        answer(
            {
                "valid": is_whole,
                "funds": [
                    {
                        "fund": each.fund,
                        "acts": each.acts,
                        "sealed": each.sealed,
                        "first_break": each.first_break,
                    }
                    for each in found
                ],
            }
        )
    else:
        for each in found:
            state = each.first_break or "tout est comme écrit"
            say(f"{each.fund} : {each.acts} actes, {each.sealed} scellés ; {state}")
    return DONE if is_whole else FAILED
