"""A real provider beside, stated and linked by two people; a browser that is led there."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.test import Client
from tests import factories
from tests.conftest import NOW

from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk
from socle.platform.acts.operations import validate
from socle.web import clock

CLIENT, SECRET = "socle", "un secret: & remis"
CODE = "annuaire"


@dataclass(frozen=True, slots=True)
class Issuer:
    """A provider that runs as a program of its own."""

    url: str

    def says(self, person: dict[str, Any], **wrong: Any) -> None:
        """Who comes next, and what is wrong with what is said of them."""
        self._post("/control", {"person": person, "wrong": wrong})

    def rotate(self) -> None:
        self._post("/rotate", {})

    def _post(self, path: str, said: dict[str, Any]) -> None:
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=5)
        connection.request("POST", path, json.dumps(said))
        assert connection.getresponse().status == 200
        connection.close()


@contextmanager
def running(alg: str = "RS256") -> Iterator[Issuer]:
    program = Path(__file__).with_name("issuer.py")
    with subprocess.Popen(
        [sys.executable, str(program), alg], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield Issuer(process.stdout.readline().strip())
        process.terminate()


def done(place: factories.Agency, kind: str, *, on: date | None = None, **fields: Any) -> str:
    """An act of the administrator from today on, and of a second person where it takes two."""
    on = on or clock.today(place.fund.country)
    asked = factories.act(place.administrator, kind, on=on, **fields)
    if not asked.act.startswith("P-"):
        return asked.act
    with fund_scope(place.fund.id):
        return validate(desk=place.verifier, number=asked.act, at=NOW).act


def stated(place: factories.Agency, issuer: str, *, code: str = CODE, strong: str = "") -> None:
    said = {"second_factor": strong} if strong else {}
    done(
        place,
        "state_identity_provider",
        provider=code,
        provider_name="Annuaire CNPS",
        issuer_address=issuer,
        client_id=CLIENT,
        client_secret=SECRET,
        **said,
    )


def linked(place: factories.Agency, desk: Desk, subject: str, *, code: str = CODE) -> None:
    done(place, "link_identity", login=desk.login, provider=code, subject=subject)


def providers_at_work(place: factories.Agency) -> None:
    """A provider stated twice, an account linked and unlinked: rows in every table."""
    for strong in ("", "mfa"):
        stated(place, "http://127.0.0.1:9", strong=strong)
    linked(place, place.registration, "s-1")
    done(place, "unlink_identity", login=place.registration.login, provider=CODE)
    linked(place, place.registration, "s-2")


def led(client: Client, fund: str, *, code: str = CODE, query: str = "") -> str:
    """Where the provider sends the browser back to, once it has been led there."""
    answer = client.get(f"/sign-in/with/{fund}/{code}{query}")
    assert answer.status_code == 302, answer.content[:2000]
    place = urlsplit(answer.headers["Location"])
    connection = HTTPConnection(place.netloc, timeout=5)
    connection.request("GET", f"{place.path}?{place.query}")
    found = connection.getresponse().headers["Location"]
    connection.close()
    return str(found).removeprefix("http://testserver")


def come(client: Client, fund: str, *, code: str = CODE, query: str = "") -> HttpResponse:
    """Goes to the provider and comes back."""
    return client.get(led(client, fund, code=code, query=query))  # type: ignore[return-value]
