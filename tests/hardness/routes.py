"""Every address tried as every role with what nobody should send. Run by `./socle test --long`.

No answer may be a failure of ours, and none may take longer than anybody waits. Each request is
undone, so that the fund stays as it was filled.
"""

import json
import os
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.generation import GenerationMode
from tests import factories
from tests.api.conftest import cm
from tests.api.samples import Caller, Drawers
from tests.api.test_contract import PATHS, described, one_connection
from tests.exchange.dci import letters
from tests.hardness.addresses import addresses
from tests.hardness.mutation import Spoiler
from tests.hardness.readers import SLOWEST_SECONDS, place_of
from tests.hardness.targets import _LETTERS

from socle.platform.access.types import Role

__all__ = ["cm", "one_connection"]
SRC = Path(__file__).parents[2] / "src" / "socle"
_NAMES = re.compile(r"(?:GET|POST)\.get(?:list)?\(\s*\"(\w+)\"")
_FIELDS = re.compile(r"<(?:input|select|textarea)[^>]*?\sname=\"([^\"]{1,80})\"")
_TOLD = Path(os.environ.get("SOCLE_HARDNESS_TOLD", "/dev/null"))
_SECONDS = float(os.environ.get("SOCLE_HARDNESS_SECONDS", "10"))
_SEED = int(os.environ.get("SOCLE_HARDNESS_SEED", "1"))
HOSTILE = (
    *("", " ", "\0", "é" * 300, "9" * 400, "-1", "0", "1e9", "NaN", "٣", "²", "İ", "\u202e", "%00"),
    *("'", '"', "<script>", "&amp;", "../../x", "\\", ";--", "{}", "{{7*7}}", "%s", "[]", "null"),
    *(
        "2026-02-30",
        "31/02/2026",
        "0001-01-01",
        "9999-12-31",
        "29/02/2023",
        "2026-13",
        "00/00/0000",
    ),
    *("16/03/2026", "2026-03-16", "2026-01", "1", "50000", "on", "female", "B", "a\r\nb"),
    *("9223372036854775807", "9223372036854775808", "2147483648", "0.1", "1 500", "1,5", "-0"),
)


class _Undone(Exception):  # noqa: N818 - not a failure
    """Takes back what a request has written."""


class Tally:
    """Cases and faults of each part."""

    def __init__(self) -> None:
        self.cases: dict[str, int] = defaultdict(int)
        self.slowest: dict[str, float] = defaultdict(float)
        self.faults: dict[str, dict[str, str]] = defaultdict(dict)

    def told(self) -> list[dict[str, Any]]:
        """As the page shows them."""
        return [
            {
                "target": name,
                "cases": count,
                "slowest_ms": round(self.slowest[name] * 1000),
                "faults": self.faults[name],
            }
            for name, count in sorted(self.cases.items())
        ]

    def ask(self, part: str, said: str, call: Callable[[], Any]) -> Any:
        """One request, undone; what it does wrong is kept once."""
        self.cases[part] += 1
        started = time.monotonic()
        answer = _undone(call)
        lasted = time.monotonic() - started
        if lasted > SLOWEST_SECONDS:  # a busy machine is no fault: the same is asked again
            started = time.monotonic()
            _undone(call)
            lasted = min(lasted, time.monotonic() - started)
        self.slowest[part] = max(self.slowest[part], lasted)
        if lasted > SLOWEST_SECONDS:
            self.faults[part].setdefault("longer than anybody waits", said[:300])
        if isinstance(answer, BaseException):
            if "socle/" in place_of(answer):  # the client itself could not write the request
                self.faults[part].setdefault(place_of(answer), said[:300])
        # 503 says that what another system should answer is away: that is an answer.
        elif answer.status_code >= 500 and answer.status_code != 503:
            why = getattr(answer, "exc_info", None)
            where = place_of(why[1]) if why else f"status {answer.status_code}"
            self.faults[part].setdefault(where, said[:300])
        return answer


def _undone(call: Callable[[], Any]) -> Any:
    answer: Any = None
    with suppress(_Undone), transaction.atomic():
        try:
            answer = call()
            if getattr(answer, "streaming", False):
                b"".join(answer)
        except Exception as error:  # noqa: BLE001 - what a page raises is what is sought
            answer = error
        raise _Undone
    return answer


def names_asked() -> list[str]:
    """The names that the screens read of a request."""
    found: set[str] = set()
    for path in (SRC / "web").rglob("*.py"):
        found |= set(_NAMES.findall(path.read_text("utf-8")))
    return sorted(found)


class Walk:
    """Random requests of the screens, as each role and as nobody."""

    def __init__(self, drawers: Drawers, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - chance of a test, not a secret
        self.paths, self.names = addresses(), names_asked()
        self.forms: dict[tuple[str, str], list[str]] = {}
        self.known = (
            *(drawers.employer, drawers.person, drawers.deposit, drawers.declaration),
            *(drawers.act, drawers.proposal, drawers.place.fund.code, "CM", "cm", "pension"),
            *("register_person", "affiliate_employer", "2026-01", "1", "survivors"),
        )
        self.clients = {"nobody": Client(raise_request_exception=False)}
        for role in Role:
            number = drawers.employer if role is Role.EMPLOYER_CLERK else ""
            if role is not Role.MANDATARY:
                who = factories.desk(drawers.place.fund, role, number)
                client = Client(raise_request_exception=False)
                client.post("/sign-in", {"name": who.login, "password": who.login})
                self.clients[role.value] = client

    def value(self) -> str:
        """Something to send: often hostile, sometimes what fits."""
        return self.chance.choice(self.known if self.chance.random() < 0.3 else HOSTILE)

    def path(self) -> str:
        """An address whose parts are filled: mostly with what exists."""

        def filled(_part: re.Match[str]) -> str:
            is_known = self.chance.random() < 0.8
            return quote(self.chance.choice(self.known) if is_known else self.value(), safe="")

        return re.sub(r"<[^>]+>", filled, self.chance.choice(self.paths))

    def step(self, tally: Tally) -> None:
        """One request."""
        role = self.chance.choice(list(self.clients))
        client, path = self.clients[role], self.path()
        part = "screens" if not path.startswith(("/api/", "/dci/", "/fhir/")) else "interfaces"
        count = self.chance.choice((0, 1, 2, 4))
        query = {self.chance.choice(self.names): self.value() for _each in range(count)}
        if self.chance.random() < 0.55:
            said = f"{role} GET {path} {query}"
            answer = tally.ask(part, said, lambda: client.get(path, query))
            if "html" in getattr(answer, "headers", {}).get("Content-Type", ""):
                found = _FIELDS.findall(answer.content.decode())
                self.forms[role, path] = [each for each in found if "csrf" not in each]
            return
        if self.forms and self.chance.random() < 0.7:
            role, path = self.chance.choice(list(self.forms))
            client = self.clients[role]
        self._post(tally, part, role, client, path)

    def _post(self, tally: Tally, part: str, role: str, client: Client, path: str) -> None:
        names = self.forms.get((role, path)) or self.names
        chosen = [each for each in names if self.chance.random() < 0.8][:60]
        sent: dict[str, Any] = {each: self.value() for each in chosen}
        if self.chance.random() < 0.3:
            body = self.chance.choice(
                (b"", b"%PDF-1.4\n", b"PK\3\4", b"\x89PNG\r\n\x1a\n", b"a;b\n1;2")
            )
            for name in ("file", "evidence", "document", "act-evidence"):
                sent[name] = SimpleUploadedFile("x.csv", body)
        kind = self.chance.choice(("form", "form", "json"))
        said = f"{role} POST {path} {sent}"

        def call() -> Any:
            if kind == "json":
                return client.post(path, json.dumps(sent, default=str), "application/json")
            return client.post(path, sent)

        tally.ask(part, said, call)


@pytest.fixture(scope="module")
def tally() -> Iterator[Tally]:
    found = Tally()
    yield found
    _TOLD.write_text(json.dumps(found.told()))


def _until(share: float) -> Callable[[], bool]:
    end = time.monotonic() + _SECONDS * share
    return lambda: time.monotonic() < end


def test_screens_and_interfaces_answer_whatever_is_sent(cm: Drawers, tally: Tally) -> None:
    walk, goes_on = Walk(cm, _SEED), _until(0.5)
    while goes_on():
        walk.step(tally)


@pytest.mark.usefixtures("one_connection")
def test_the_api_answers_whatever_is_made_of_its_description(cm: Drawers, tally: Tally) -> None:
    goes_on, caller, round_ = _until(0.3), Caller(cm.place.registration), 0
    caller.client.raise_request_exception = False
    operations = [(path, method) for path, ways in sorted(PATHS.items()) for method in ways]
    random.Random(_SEED).shuffle(operations)  # noqa: S311
    while goes_on():
        path, method = operations[round_ % len(operations)]
        mode = list(GenerationMode)[round_ // len(operations) % 2]
        round_ += 1
        with suppress(Unsatisfiable):  # some operations cannot be asked wrongly
            _described(path, method, mode, caller.headers, tally, goes_on)


def _described(
    path: str,
    method: str,
    mode: GenerationMode,
    headers: Mapping[str, str],
    tally: Tally,
    goes_on: Callable[[], bool],
) -> None:
    @settings(
        max_examples=20,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=described()[path][method.upper()].as_strategy(generation_mode=mode))
    def tried(case: Any) -> None:
        if goes_on():
            said = f"{method} {case.formatted_path} {case.query} {case.body!r}"
            tally.ask("API by its description", said, lambda: case.call(headers=dict(headers)))

    tried()


def test_the_messages_of_partners_are_answered_however_spoilt(cm: Drawers, tally: Tally) -> None:
    goes_on, client = _until(0.2), Client(raise_request_exception=False)
    chance = random.Random(_SEED)  # noqa: S311
    spoilers = {
        name: Spoiler([letters.raw(each) for each in said], seed=_SEED, kind="json")
        for name, said in _LETTERS.items()
    }
    roads = [each for each in addresses() if each.startswith(("/dci/", "/fhir/", "/api/v1/"))]
    while goes_on():
        path = re.sub(r"<[^>]+>", cm.place.fund.code, chance.choice(roads), count=1)
        path = re.sub(r"<[^>]+>", "x", path)
        body = spoilers[chance.choice(list(spoilers))].case()
        tally.ask(
            "messages of partners",
            f"POST {path} {body!r}",
            lambda path=path, body=body: client.post(path, body, "application/json"),  # type: ignore[misc]
        )
