"""`socle bench NAME`: measures Socle beside its floor, in the same run, on the same machine."""

import argparse
from typing import Any

from socle.cli.house import DONE, answer, say

USAGE = 64
_ROUNDS = {
    "rules": 7,
    "ingest": 3,
    "history": 1,
    "search": 1,
    "documents": 5,
    "register": 1,
    "import": 1,
}
_SIZES = {
    "rules": 1_000_000,
    "ingest": 1_000_000,
    "history": 10_000_000,
    "search": 1_000_000,
    "documents": 200,
    "register": 5_000,
    "import": 1_000_000,
}


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Adds `bench` to the parser."""
    bench = subparsers.add_parser("bench", help="mesurer, à côté d’un plancher")
    bench.add_argument("name", help=", ".join(_SIZES))
    bench.add_argument("--size", type=int)
    bench.add_argument("--existing", type=int, default=0, help="lignes déjà présentes (ingest)")
    bench.add_argument("--rounds", type=int)
    bench.add_argument("--json", action="store_true", help="un document JSON")
    bench.set_defaults(func=_bench)


def _bench(arguments: argparse.Namespace) -> int:
    if arguments.name not in _SIZES:
        say(f"socle : la mesure « {arguments.name} » n’existe pas encore.")
        return USAGE
    size = arguments.size or _SIZES[arguments.name]
    rounds = arguments.rounds or _ROUNDS[arguments.name]
    if arguments.name == "rules":
        from socle.cli.bench_rules import run

        found = run(size, rounds)
    elif arguments.name == "history":
        from socle.cli.bench_history import run as history

        found = history(size)
    elif arguments.name == "search":
        from socle.cli.bench_search import run as search

        found = search(size)
    elif arguments.name == "register":
        from socle.cli.bench_register import run as register_persons

        found = register_persons(size)
    elif arguments.name == "documents":
        from socle.cli.bench_documents import run as documents

        found = documents(size, rounds)
    elif arguments.name == "import":
        from socle.cli.bench_import import run as taken_over

        found = taken_over(size)
    else:
        from socle.cli.bench_ingest import run as ingest

        found = ingest(size, rounds, arguments.existing)
    if arguments.json:
        answer(found)
    else:
        for name, value in found.items():
            say(f"  {name:<18} {value}")
    return DONE
