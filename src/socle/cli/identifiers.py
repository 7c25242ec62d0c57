"""`socle identifiers check`: whether a number is well written. An unknown key is an answer."""

import argparse
from typing import Any

from socle.cli.calc import answer
from socle.countries.calculation import Document, verdict_as_json
from socle.countries.registry import country
from socle.kernel.wording import wording

_LANGUAGE = "fr"
_SAID = {True: "valable", False: "non valable", None: "impossible à vérifier"}


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Adds `identifiers` to the launcher's parser."""
    parser = subparsers.add_parser("identifiers", help="vérifier un numéro")
    commands = parser.add_subparsers(dest="identifiers_command", metavar="COMMANDE", required=True)
    checked = commands.add_parser("check", help="vérifier la forme et la clé d'un numéro")
    checked.add_argument("--country", required=True, help="code ISO du pays, par exemple MA")
    checked.add_argument("--kind", required=True, help="insured_number, employer_number, rib…")
    checked.add_argument("number", help="le numéro, espaces permis")
    checked.add_argument("--json", action="store_true", help="un document JSON")
    checked.set_defaults(func=check)


def check(args: argparse.Namespace) -> int:
    """Whether a number is right: true, false, or null where nobody outside can tell."""

    def checked() -> tuple[Document, str]:
        verdict = country(args.country).identifier(args.kind).validate(args.number)
        text = f"{verdict.formatted} : {_SAID[verdict.valid]}"
        if verdict.reason:
            said = wording(verdict.reason, {}, _LANGUAGE)
            text += f"\n{said.message}\n{said.do}"
        return verdict_as_json(verdict), text

    return answer(checked, as_json=args.json)
