"""Simulated registries that run, agreed and linked with a fund, for tests that ask them."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import factories
from tests.exchange import scenes
from tests.simulator.started import SECRET, Started, registry

from socle.api import clock
from socle.exchange.models import ExchangeMessage, LinkState
from socle.exchange.our_keys import our_key_set
from socle.exchange.types import LinkView
from socle.platform.access.scope import fund_scope

OURS = "https://cnps.example.cm"
PORTS = {
    "civil": ("civil", "events:civil"),
    "identity": ("identity", "events:civil"),
    "companies": ("company", "events:company"),
    "tax": ("tax", "events:tax"),
    "household": ("household", "events:civil"),
}
EMPTY: Mapping[str, Mapping[str, Any]] = {
    "civil": {"people": []},
    "identity": {"people": []},
    "companies": {"companies": []},
    "tax": {"currency": "XAF", "taxpayers": [], "wages": []},
    "household": {"households": []},
}


@dataclass
class Source:
    """A registry that runs and the fund's link with it."""

    place: factories.Agency
    what: str
    started: Started
    link: LinkView

    def fails(self, **said: Any) -> None:
        self.started.fails(**said)

    @property
    def messages(self) -> list[ExchangeMessage]:
        """The journal, oldest first."""
        with fund_scope(self.place.fund.id):
            return list(ExchangeMessage.objects.order_by("id"))

    @property
    def told(self) -> list[tuple[str, str, str, str]]:
        """The journal in short: direction, service, status, reason."""
        return [(m.direction, m.service, m.status, m.reason) for m in self.messages]

    @property
    def state(self) -> LinkState:
        with fund_scope(self.place.fund.id):
            return LinkState.objects.get(user_id=self.link.user_id)


@contextmanager
def running(what: str, folder: Path) -> Iterator[Started]:
    """A registry that knows nobody yet, with keys that it keeps when it is started again."""
    with registry(what, "--keys", str(folder / "keys"), data=EMPTY[what], folder=folder) as started:
        yield started


def agreed(place: factories.Agency, what: str, started: Started, **said: str) -> Source:
    """A link with a registry, to which the fund is made known under a secret."""
    client = {"secret": SECRET, "sender_id": OURS, "keys": our_key_set(fund_id=place.fund.id)}
    name = f"{place.fund.code}"
    started.put("/clients", {name: client})
    started.fails(**NO_FAILURES)
    port, scope = PORTS[what]
    fields: dict[str, Any] = {
        "ports": port,
        "scope": scope,
        "address": started.url,
        "sender_id": f"{what}.example",
        "our_sender_id": OURS,
        "signature": "detached_jws",
        "keys": json.dumps(keys_of(started)),
    }
    link = scenes.linked(place, code=what, **(fields | said))
    secret: dict[str, Any] = {"partner": what, "client_id": name, "client_secret": SECRET}
    factories.act(place.administrator, "keep_credential", **secret)
    return Source(place, what, started, link)


NO_FAILURES = {
    **dict.fromkeys(("down", "lose_answers", "slow", "truncate", "redirect", "nesting"), 0),
    **dict.fromkeys(("wrong_signature", "unsigned", "duplicate", "aged_hours"), 0),
    **dict.fromkeys(("hold", "reorder", "same_message_id", "revoked_key"), False),
    "forged_sender": "",
    "nesting_bytes": 10_000_000,
}


def keys_of(started: Started) -> Any:
    """The keys that the registry gave: what it published, agreed once and never fetched again."""
    return started.ask("GET", "/.well-known/jwks.json", None, {}).json()


def now() -> Any:
    return clock.now()
