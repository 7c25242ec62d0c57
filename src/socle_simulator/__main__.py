"""`python -m socle_simulator`: serves until it is stopped."""

import argparse

from socle_simulator.server import serve


def main() -> None:
    parser = argparse.ArgumentParser(prog="socle_simulator")
    parser.add_argument("--port", type=int, default=0)
    serve(parser.parse_args().port)


main()
