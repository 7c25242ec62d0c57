"""`python -m socle.sites.proxy --listen HOST:PORT http://site…`: runs the proxy."""

import argparse
import asyncio
import ssl
import sys

from socle.sites.proxy.backends import Backend
from socle.sites.proxy.serving import Proxy


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="socle.sites.proxy")
    parser.add_argument("sites", nargs="+", help="adresse de chaque site, le préféré d'abord")
    parser.add_argument("--listen", type=_address, default=("127.0.0.1", 8080))
    parser.add_argument("--certificate", help="pour être appelé en TLS, avec --key")
    parser.add_argument("--key")
    parser.add_argument("--authority", help="autorité des certificats des sites")
    parser.add_argument("--wait", type=float, default=60.0, help="secondes d'attente au plus")
    return parser.parse_args()


async def _run(given: argparse.Namespace) -> None:
    trusted = ssl.create_default_context(cafile=given.authority)
    shown = None
    if given.certificate:
        shown = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        shown.load_cert_chain(given.certificate, given.key)
    backends = [Backend.at(url, trusted) for url in given.sites]
    proxy = Proxy(backends, wait_seconds=given.wait, is_secure=shown is not None)
    host, port = given.listen
    async with asyncio.TaskGroup() as tasks:
        for each in backends:
            tasks.create_task(each.watch())
        server = await asyncio.start_server(proxy.connected, host, port, ssl=shown, limit=65_536)
        await server.serve_forever()


if __name__ == "__main__":
    try:
        asyncio.run(_run(_arguments()))
    except KeyboardInterrupt:
        sys.exit(130)
