"""`./socle COMMAND`: finds the command and runs it.

Exit status: 0 done, 1 failed, 2 refused, 64 usage.
Commands are imported when they are called: `calc` answers without ever loading Django.
"""

import argparse
import importlib
import signal
import sys
from types import FrameType
from typing import NoReturn

# Command → the module that registers it.
COMMANDS = {
    "demo": "socle.cli.demo",
    "test": "socle.cli.check",
    "check": "socle.cli.check",
    "serve": "socle.cli.serve",
    "worker": "socle.cli.serve",
    "migrate": "socle.cli.operate",
    "fund": "socle.cli.operate",
    "user": "socle.cli.user",
    "partner": "socle.cli.partner",
    "act": "socle.cli.act",
    "audit": "socle.cli.audit",
    "backup": "socle.cli.backup",
    "keys": "socle.cli.keys",
    "calc": "socle.cli.calc",
    "declare": "socle.cli.declare",
    "identifiers": "socle.cli.identifiers",
    "bench": "socle.cli.bench",
    "sites": "socle.cli.sites",
}
LATER = ("explain",)
PASS_ON = ("test", "check")
USAGE = 64


class Parser(argparse.ArgumentParser):
    """An argument parser whose usage errors exit with 64."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{self.prog} : {message}\n")


def main(arguments: list[str]) -> int:
    """Runs one command and returns its exit status."""
    command = arguments[0] if arguments else "--help"
    if command in LATER:
        sys.stderr.write(f"socle : la commande « {command} » n’existe pas encore.\n")
        return USAGE
    if command not in COMMANDS and command not in {"-h", "--help"}:
        known = ", ".join(COMMANDS)
        sys.stderr.write(f"socle : « {command} » n’est pas une commande. Commandes : {known}\n")
        return USAGE
    parser = Parser(prog="socle", description="Socle, système d’information de sécurité sociale")
    subparsers = parser.add_subparsers(required=True, metavar="COMMANDE")
    modules = {COMMANDS[command]} if command in COMMANDS else set(COMMANDS.values())
    for module in sorted(modules):
        importlib.import_module(module).register(subparsers)
    # What follows `test` and `check` is pytest's own.
    read, rest = parser.parse_known_args(arguments)
    if rest and command not in PASS_ON:
        parser.error(f"argument inconnu : {' '.join(rest)}")
    read.rest = rest
    status: int = read.func(read)
    return status


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    # Python's own SIGTERM skips `finally`: the embedded database would be left behind.
    raise SystemExit(143)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
