"""`python -m socle_simulator`: serves until it is stopped."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from socle_simulator import certificates, tills
from socle_simulator.civil import CivilRegistry
from socle_simulator.companies import CompanyRegistry
from socle_simulator.household import HouseholdRegistry
from socle_simulator.identity import IdentityAuthority
from socle_simulator.keys import Keys
from socle_simulator.server import Registry, serve
from socle_simulator.tax import TaxAuthority
from socle_simulator.xroad import SecurityServer

_SYNTHETIC = Path(__file__).parent / "synthetic"
_REGISTRIES: dict[str, type[Registry]] = {
    "civil": CivilRegistry,
    "identity": IdentityAuthority,
    "companies": CompanyRegistry,
    "tax": TaxAuthority,
    "household": HouseholdRegistry,
    "xroad": SecurityServer,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="socle_simulator")
    parser.add_argument("what", nargs="?", default="bank", choices=["bank", *_REGISTRIES])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--host", default="127.0.0.1", help="this machine only")
    parser.add_argument("--data", type=Path, help="what it knows, a JSON file")
    parser.add_argument("--keys", type=Path, help="a folder where its keys are kept")
    parser.add_argument("--tls", type=Path, help="a folder made by `certificates`")
    said = parser.parse_args()
    if said.what == "bank":
        tills.serve(said.port)
        return
    data = _data(said.what, said.data)
    try:
        registry = _REGISTRIES[said.what](data, Keys(said.keys))
        serve(registry, host=said.host, port=said.port, tls=said.tls)
    except ValueError as mistake:
        parser.error(str(mistake))


def _data(what: str, path: Path | None) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((path or _SYNTHETIC / f"{what}.json").read_bytes())
    if not said.get("synthetic"):
        raise SystemExit("a simulator knows invented people only: say so, `synthetic: true`")
    return said


if sys.argv[1:2] == ["certificates"]:
    certificates.make(Path(sys.argv[2]))
else:
    main()
