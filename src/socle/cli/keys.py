"""`./socle keys`: the keys that sign a fund's cards and papers, and those that seal fields."""

import argparse
from datetime import UTC, datetime
from typing import Any

from socle.cli.house import DONE, answer, open_house, say, told

_AT_ONCE = 5_000


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Adds the command to the parser."""
    keys = subparsers.add_parser("keys", help="les clés qui signent cartes et attestations")
    commands = keys.add_subparsers(required=True, metavar="COMMANDE")
    listing = commands.add_parser("list", help="les clés d'une caisse")
    listing.add_argument("fund", help="code de la caisse")
    listing.set_defaults(func=told(_list))
    rotate = commands.add_parser("rotate", help="faire une nouvelle clé, qui signe désormais")
    rotate.add_argument("fund", help="code de la caisse")
    rotate.add_argument(
        "--withdraw", metavar="CLÉ", help="et ne plus croire ce que celle-ci a signé (clé volée)"
    )
    rotate.set_defaults(func=told(_rotate))
    data = commands.add_parser("data", help="les clés qui scellent les champs d'une caisse")
    data.add_argument("fund", help="code de la caisse")
    data.add_argument(
        "--rotate",
        metavar="CATÉGORIE",
        choices=["bank", "health"],
        help="faire une nouvelle clé : bank, health",
    )
    data.set_defaults(func=told(_data))
    again = commands.add_parser(
        "seal-again",
        help="sceller de nouveau les clés de données, le secret ayant changé, et les comptes"
        " qu'une clé ancienne a scellés",
    )
    again.set_defaults(func=told(_seal_again))


def _list(arguments: argparse.Namespace) -> int:
    with open_house():
        from socle.platform.access.queries import fund
        from socle.platform.access.scope import fund_scope
        from socle.platform.signing.queries import keys

        with fund_scope(fund(code=arguments.fund).id):
            found = keys()
    answer(
        [
            {
                "key": each.key_id,
                "made_at": each.made_at,
                "signs": each.is_active,
                "withdrawn_at": each.withdrawn_at,
            }
            for each in found
        ]
    )
    return DONE


def _rotate(arguments: argparse.Namespace) -> int:
    with open_house():
        from socle.platform.access.queries import fund
        from socle.platform.access.scope import fund_scope
        from socle.platform.signing.operations import rotate_key, withdraw_key

        here, at = fund(code=arguments.fund), datetime.now(UTC)
        with fund_scope(here.id):
            made = rotate_key(fund_id=here.id, at=at)
            if arguments.withdraw:
                withdraw_key(key_id=arguments.withdraw, at=at)
    answer({"key": made.key_id, "made_at": made.made_at, "withdrawn": arguments.withdraw})
    if arguments.withdraw:
        say("socle : ce que la clé retirée a signé ne vaut plus ; faites des duplicata.")
    return DONE


def _data(arguments: argparse.Namespace) -> int:
    with open_house():
        from socle.platform.access.queries import fund
        from socle.platform.access.scope import fund_scope
        from socle.platform.sealing.fields import data_keys, rotate_data_key
        from socle.platform.sealing.types import DataClass

        here = fund(code=arguments.fund)
        with fund_scope(here.id):
            if arguments.rotate:
                rotate_data_key(fund_id=here.id, of=DataClass(arguments.rotate))
            found = data_keys()
    answer([{"class": of, "version": version, "made_at": at} for of, version, at in found])
    return DONE


def _seal_again(_arguments: argparse.Namespace) -> int:
    with open_house():
        from socle.platform.access.queries import funds
        from socle.platform.access.scope import fund_scope
        from socle.platform.sealing.fields import seal_keys_again
        from socle.platform.sealing.types import DataClass
        from socle.platform.sealing.values import seal_values_again

        sealed = {}
        for here in funds():
            with fund_scope(here.id):
                keys, values = seal_keys_again(fund_id=here.id), 0
            # Some at once, each kept before the next: killed, it goes on where it was.
            for of in DataClass:
                while True:
                    with fund_scope(here.id):
                        again = seal_values_again(fund_id=here.id, of=of, limit=_AT_ONCE)
                    values += again
                    if not again:
                        break
            sealed[here.code] = {"keys": keys, "values": values}
    answer(sealed)
    return DONE
