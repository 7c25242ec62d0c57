"""Another institution that asks the fund, or tells it: its keys, its token, its messages."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.http import HttpResponse
from django.test import Client
from tests import factories
from tests.exchange import scenes
from tests.exchange.dci import letters
from tests.platform.partners.scenes import secret_of

from socle.api import clock
from socle.exchange.dci.signatures import sign
from socle.exchange.models import ExchangeMessage
from socle.exchange.types import Signing
from socle.platform.access.scope import fund_scope
from socle.platform.partners.queries import accesses
from socle.platform.signing.jwk import jwk_of, signer

THEM, US = letters.THEM, letters.US
HOST = "civil.exemple.cm"  # what `scenes.linked` agrees


@dataclass
class Institution:
    """A partner's system: what it sends is signed as was agreed, under a new name each time."""

    place: factories.Agency
    code: str = "mutuelle"
    scopes: str = "enrolments:read"
    style: Signing = Signing.DETACHED_JWS
    link: dict[str, str] = field(default_factory=dict)
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    token: str = ""

    def __post_init__(self) -> None:
        self.stated()
        self.token = self.asked_token()

    @property
    def root(self) -> str:
        return f"/dci/{self.place.fund.code}"

    def stated(self) -> None:
        said = {
            "ports": "civil enrolment",
            "sender_id": THEM,
            "our_sender_id": US,
            "callback": f"https://{HOST}/dci",
            "signature": self.style.value,
            "keys": json.dumps({"keys": [jwk_of(self.key.public_key())]}),
        }
        scenes.linked(self.place, code=self.code, scope=self.scopes, **said | self.link)

    def asked_token(self) -> str:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.code,
            "client_secret": secret_of(self.place, self.code),
        }
        answer = Client().post(
            f"{self.root}/oauth2/client/token",
            urlencode(form),
            content_type="application/x-www-form-urlencoded",
        )
        assert answer.status_code == 200, answer.content
        return str(answer.json()["access_token"])

    def signed(self, said: dict[str, Any], *, at: datetime | None = None) -> dict[str, Any]:
        """A message as this institution signs it."""
        made = sign(
            said["header"],
            said.get("message"),
            style=self.style,
            signer=signer(self.key),
            sender_id=THEM,
            at=at or clock.now(),
        )
        return said | {"signature": made}

    def send(
        self, path: str, said: Any, *, token: str | None = None, **environ: Any
    ) -> HttpResponse:
        """What a service answers; a message is signed unless it is bytes, or signed already."""
        if isinstance(said, dict) and "signature" not in said:
            said = self.signed(named(said))
        raw = said if isinstance(said, bytes) else letters.raw(said)
        token = self.token if token is None else token
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        response: HttpResponse = Client().post(
            f"{self.root}{path}",
            raw,
            content_type=environ.pop("content_type", "application/json"),
            headers=headers,
            **environ,
        )
        return response

    def journal(self) -> list[ExchangeMessage]:
        with fund_scope(self.place.fund.id):
            return list(ExchangeMessage.objects.order_by("id"))

    def read(self) -> list[tuple[str, str, str]]:
        """What was recorded of its calls, the oldest first: operation, on whom, what came of it."""
        with fund_scope(self.place.fund.id):
            found = accesses(code=self.code, limit=100)
        said = [(each.operation, each.subject_number, each.outcome) for each in reversed(found)]
        return [each for each in said if each[0] != "take_token"]


def named(said: dict[str, Any], message_id: str = "") -> dict[str, Any]:
    """A message under a name of its own, of now; what is answered is asked for nowhere else."""
    header = said["header"] | {
        "message_id": message_id or uuid4().hex,
        "message_ts": clock.now().isoformat(),
    }
    header.pop("sender_uri", None)
    return said | {"header": header}
