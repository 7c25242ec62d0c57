"""`socle bench NAME`: measures Socle beside its floor, in the same run, on the same machine."""

import argparse
from importlib import import_module
from pathlib import Path
from typing import Any

from socle.cli.house import DONE, answer, say

USAGE = 64
_ROUNDS = {
    "rules": 7,
    "ingest": 3,
    "history": 1,
    "files": 1,
    "search": 1,
    "documents": 5,
    "register": 1,
    "import": 1,
    "takeover": 1,
    "duplicates": 1,
    "run": 1,
    "coverage": 1,
    "claim": 1,
    "inbound": 1,
    "load": 1,
}
_SIZES = {
    "rules": 1_000_000,
    "ingest": 1_000_000,
    "history": 10_000_000,
    "files": 3_000_000,
    "search": 1_000_000,
    "documents": 200,
    "register": 5_000,
    "import": 1_000_000,
    "takeover": 50_000,
    "duplicates": 1_000_000,
    "run": 1_000_000,
    "coverage": 1_000_000,
    "claim": 200,
    "inbound": 10_000,
    "load": 1_000_000,
}
# Measured several times; the others once, for they take minutes.
_BY_ROUNDS = frozenset({"rules", "documents"})


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Adds `bench` to the parser."""
    bench = subparsers.add_parser("bench", help="mesurer, à côté d’un plancher")
    bench.add_argument("name", help=", ".join(_SIZES))
    bench.add_argument("--size", type=int)
    bench.add_argument("--existing", type=int, default=0, help="lignes déjà présentes (ingest)")
    bench.add_argument("--rounds", type=int)
    bench.add_argument("--febrl3", help="le fichier dataset3.csv de FEBRL (duplicates)")
    bench.add_argument("--minutes", type=int, default=5, help="durée de la journée (load)")
    bench.add_argument("--data", help="dossier du registre, gardé d’une fois à l’autre (load)")
    bench.add_argument(
        "--write", help="la page à écrire, par exemple docs/reference/load.md (load)"
    )
    bench.add_argument("--json", action="store_true", help="un document JSON")
    bench.set_defaults(func=_bench)


def _bench(arguments: argparse.Namespace) -> int:
    if arguments.name not in _SIZES:
        say(f"socle : la mesure « {arguments.name} » n’existe pas encore.")
        return USAGE
    size = arguments.size or _SIZES[arguments.name]
    rounds = arguments.rounds or _ROUNDS[arguments.name]
    if arguments.febrl3:
        found = import_module("socle.cli.bench_febrl").run(Path(arguments.febrl3))
    elif arguments.name == "load":
        found = _loaded(arguments, size)
    else:
        found = _measured(arguments.name, size, rounds, arguments.existing)
    if arguments.json:
        answer(found)
    else:
        for name, value in found.items():
            say(f"  {name:<18} {value}")
    return DONE


def _measured(name: str, size: int, rounds: int, existing: int) -> dict[str, Any]:
    module = import_module(f"socle.cli.bench_{name}")
    if name == "ingest":
        found: dict[str, Any] = module.run(size, rounds, existing)
    elif name in _BY_ROUNDS:
        found = module.run(size, rounds)
    else:
        found = module.run(size)
    return found


def _loaded(arguments: argparse.Namespace, size: int) -> dict[str, Any]:
    data = Path(arguments.data) if arguments.data else None
    found: dict[str, Any] = import_module("socle.cli.bench_load").run(
        size, minutes=arguments.minutes, data=data
    )
    if arguments.write:
        import_module("socle.cli.bench_load_page").write(found, Path(arguments.write))
    return found
