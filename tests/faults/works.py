"""What callers send to a fund that may be lost at any instant: deposits, correctives, money.

A work is a row of steps. A step is sent with a key of its own, so it may be sent again; what it
writes stands in its tables, whole or not at all.
"""

import io
import json
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any, TypeVar
from uuid import uuid4

from django.db import Error, connections
from tests import factories
from tests.collection import samples
from tests.collection.samples import Movement, camt
from tests.contributions.files import JANUARY, dipe

from socle.api import clock
from socle.platform.access.operations import create_token
from socle.platform.access.types import Desk

POSTED = ("declaration", "declaration_branch", "declaration_line", "ledger_entry", "act")
# Below and above what is read while the caller waits.
SHORT, LONG = 1_000, 4_000
_MONTHS = 10
_PATIENCE_SECONDS = 90
BACK_SECONDS = 60
Answer = TypeVar("Answer")


class Lost(Exception):  # noqa: N818 - what the caller sees, not a failure
    """No answer came: what was sent is done, or not."""


@dataclass(frozen=True)
class Caller:
    """Somebody's program, with a token."""

    url: str
    token: str

    def send(
        self, path: str, body: bytes | None = None, *, kind: str = "", key: str = ""
    ) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self.token}"}
        headers |= {"Content-Type": kind} if kind else {}
        headers |= {"Idempotency-Key": key} if key else {}
        asked = urllib.request.Request(  # noqa: S310 - our own machine
            f"{self.url}/api/v1{path}", data=body, headers=headers
        )
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            said = refused.read()
            if refused.code == 503:
                raise Lost(said) from refused
            raise AssertionError(f"{path}: {refused.code} {said!r}") from refused
        except (OSError, HTTPException, ValueError) as cut:
            raise Lost(str(cut)) from cut

    def post_file(self, path: str, content: bytes, *, key: str, **form: str) -> tuple[int, Any]:
        edge = uuid4().hex
        body = io.BytesIO()
        for name, value in form.items():
            said = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            body.write(said.encode())
        said = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="f.txt"\r\n\r\n'
        body.write(said.encode() + content + f"\r\n--{edge}--\r\n".encode())
        return self.send(
            path, body.getvalue(), kind=f"multipart/form-data; boundary={edge}", key=key
        )

    def post(self, path: str, said: dict[str, Any], *, key: str = "") -> tuple[int, Any]:
        return self.send(path, json.dumps(said).encode(), kind="application/json", key=key)


def patiently(ask: Callable[[], Answer]) -> Answer:
    """The answer, once what was killed is back."""
    limit = time.monotonic() + BACK_SECONDS
    while True:
        try:
            return ask()
        except (Lost, Error, OSError):
            if time.monotonic() > limit:
                raise
            connections.close_all()
            time.sleep(0.1)


class HandedIn:
    """A file that a caller hands in; its receipt once that came."""

    def __init__(self, caller: Caller, content: bytes, key: str, kind: str = "first") -> None:
        self._caller, self._content = caller, content
        self._key, self._kind = key, kind
        self._receipt = ""

    def send(self) -> None:
        _, said = self._caller.post_file(
            "/declarations", self._content, key=self._key, kind=self._kind
        )
        assert said["status"] != "refused", said
        self._receipt = said["receipt"]

    def wait_for(self, *statuses: str) -> None:
        """Asks until the worker has read it: it is not sent again."""
        limit = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < limit:
            _, found = self._caller.send(f"/deposits/{self._receipt}")
            if found["status"] in statuses:
                return
            time.sleep(0.05)
        raise AssertionError(f"{self._receipt} stays {found['status']}: nobody resumes it")

    def confirm(self) -> None:
        self._caller.post(f"/deposits/{self._receipt}/confirm", {})


@dataclass(frozen=True)
class Step:
    """One request, and the tables in which it stands once it is answered."""

    tables: Sequence[str]
    send: Callable[[], object]


@dataclass(frozen=True)
class Office:
    """Who sends: an accounts officer and a cashier whose day is open."""

    place: factories.Agency
    accounts: Caller
    cashier: Caller
    declared: Counter[str] = field(default_factory=Counter)


def office(url: str) -> Office:
    place = samples.agency()
    cashier = samples.cashier(place)
    samples.act(cashier, "open_cash_day", opening_float="0", on=clock.today("CM"))
    return Office(place, _caller(url, place.accounts), _caller(url, cashier))


def _caller(url: str, desk: Desk) -> Caller:
    made = create_token(login=desk.login, fund_code=desk.fund.code, label="t", at=clock.now())
    return Caller(url, made)


def short_deposit(at: Office, rank: int) -> list[Step]:
    """Read while the caller waits."""
    file = HandedIn(at.accounts, _a_month(at, "1")(SHORT, 200_000), f"short-{rank}")
    return [Step(("deposit", *POSTED), file.send)]


def long_deposit(at: Office, rank: int) -> list[Step]:
    """Kept, then read by the worker."""
    file = HandedIn(at.accounts, _a_month(at, "2")(LONG, 200_000), f"long-{rank}")
    return [Step(("deposit",), file.send), Step(POSTED, lambda: file.wait_for("posted"))]


def corrective(at: Office, rank: int) -> list[Step]:
    """A month declared before: compared by the worker, then confirmed."""
    write = _a_month(at, "3")
    before = HandedIn(at.accounts, write(LONG, 200_000), f"before-{rank}")
    # Who was killed before may be just back. Begun anew, it would be another month's file.
    patiently(before.send)
    patiently(lambda: before.wait_for("posted"))
    again = HandedIn(at.accounts, write(LONG, 205_000), f"again-{rank}", "corrective")
    compared = ("corrective", "corrective_branch", "corrective_change")
    return [
        Step(("deposit",), again.send),
        Step(compared, lambda: again.wait_for("to_confirm", "posted")),
        Step(POSTED, again.confirm),
    ]


def statement(at: Office, rank: int) -> list[Step]:
    """Payments of two employers, and of nobody."""
    texts = (factories.CM_EMPLOYER, samples.OTHER, "SANS REFERENCE")
    moved = [Movement(1_000 + each, texts[each % 3]) for each in range(150)]
    content = camt(moved, name=f"ST-{rank}")
    tables = ("bank_statement", "statement_line", "payment", "payment_match", "ledger_entry", "act")
    return [
        Step(
            tables,
            lambda: at.accounts.post_file("/statements", content, key=f"statement-{rank}"),
        )
    ]


def receipt(at: Office, rank: int) -> list[Step]:
    """Cash at the counter."""
    paid = {"employer": factories.CM_EMPLOYER, "amount": 1_000 + rank, "means": "cash"}
    tables = ("payment", "ledger_entry", "act")
    return [Step(tables, lambda: at.cashier.post("/payments", paid, key=f"receipt-{rank}"))]


WORKS: dict[str, Callable[[Office, int], list[Step]]] = {
    each.__name__: each for each in (short_deposit, long_deposit, corrective, statement, receipt)
}


def _a_month(at: Office, family: str) -> Callable[[int, int], bytes]:
    """Writes files of so many lines, of such a wage, for a month that nobody has declared yet."""
    rank = at.declared[family]
    number = f"{family}{rank // _MONTHS:09d}K"
    if rank % _MONTHS == 0:
        factories.employer(at.place, number)
    at.declared[family] += 1
    month = JANUARY - 12 + rank % _MONTHS
    return lambda count, wage: dipe([wage] * count, employer=number, month=month)
