"""Callers of the API, and a fund with something in each drawer."""

import json
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from tests import factories

from socle.api import clock
from socle.platform.access.operations import create_token
from socle.platform.access.types import Desk

LINE = (
    "C0400001AM012345678901A010123456789K120261122334455B3000003500000000000000000033"
    "0000000035000000003500000001200000100001EMP0001        "
)
UNKNOWN_PERSON = LINE.replace("1122334455B", "9999999999X")
OTHER_EMPLOYER = "0987654321Z"
# Words that stand nowhere else: what must never reach another fund, or another employer.
MARK = "QWZ"
ROOT = "/api/v1"


def dipe(*lines: str) -> bytes:
    return "\r\n".join([*lines, ""]).encode()


class Caller:
    """Somebody with a token."""

    def __init__(self, desk: Desk | None, language: str = "fr", *, is_strong: bool = True) -> None:
        self.client = Client()
        self.roles = desk.roles if desk else frozenset()
        self.headers = {"Accept-Language": language}
        if desk is not None:
            token = create_token(
                login=desk.login,
                fund_code=desk.fund.code,
                label="test",
                at=clock.now(),
                is_strong=is_strong,
            )
            self.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, **query: Any) -> HttpResponse:
        response: HttpResponse = self.client.get(ROOT + path, query, headers=self.headers)
        return response

    def post(self, path: str, body: Any = None, *, key: str | None = None) -> HttpResponse:
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        sent = body if isinstance(body, str | bytes) else json.dumps(body or {})
        response: HttpResponse = self.client.post(
            ROOT + path, sent, content_type="application/json", headers=headers
        )
        return response

    def deposit(self, content: bytes, *, key: str | None = "key-1", **form: str) -> HttpResponse:
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        file = SimpleUploadedFile(f"{MARK}-dipe.txt", content)
        sent = {"deposited_on": "2026-02-10"} | form | {"file": file}
        response: HttpResponse = self.client.post(ROOT + "/declarations", sent, headers=headers)
        return response


@dataclass(frozen=True)
class Drawers:
    """A fund, and the numbers of what is in it."""

    place: factories.Agency
    employer: str
    person: str
    deposit: str
    declaration: str
    act: str
    proposal: str

    def number_for(self, path: str) -> str:
        """The number that fits the place of a path."""
        for part, number in (
            ("/documents/{", "0"),
            ("/breaches/{", "V-2026-000000"),
            ("/payments/{", "E-2026-000000000"),
            ("/claims/{", "DP-2026-000000"),
            ("/injuries/{", "AT-2026-000000"),
            ("/awards/{", "DR-2026-000000"),
            ("/campaigns/{", "CE-2026-000000"),
            ("/statements/{", "RB-2026-000000000"),
            ("/profiles/{", "PF-000000000"),
            ("/notice-runs/{", "N-2026-000000"),
            ("/cards/{", "K-00000000"),
            ("/papers/", "K-00000000"),
            ("/imports/{", "I-2026-000000"),
            ("/subscriptions/{", "W-2026-000000000"),
            ("/drafts/{", "B-2026-000000000"),
            ("/runs/{", "E-2026-01-000000"),
            ("/lots/{", "LP-2026-0000000"),
            ("/orders/{", "OP-000000000"),
            ("/deposits/", self.deposit),
            ("/declarations/", self.declaration),
            ("/employers/", self.employer),
            ("/persons/", self.person),
            ("/proposals/", self.proposal),
            ("/acts/", self.act),
        ):
            if part in path:
                return number
        raise AssertionError(path)


def drawers(country: str = "CM") -> Drawers:
    """A fund with an employer, a person, a posted file, an act and a proposal."""
    place = factories.agency(country)
    employer = factories.employer(place, legal_name=f"{MARK} Savonnerie")
    person = factories.person(place, family_name=f"{MARK}ALAOUI")
    proposed = factories.act(
        place.registration,
        "correct_civil_status",
        number=person,
        family_name=f"{MARK}BENNANI",
    )
    caller = Caller(place.accounts)
    deposit = caller.deposit(dipe(LINE, UNKNOWN_PERSON)).json()["receipt"]
    (declaration,) = caller.get(f"/deposits/{deposit}").json()["declarations"]
    return Drawers(
        place=place,
        employer=employer,
        person=person,
        deposit=deposit,
        declaration=declaration["number"],
        act=declaration["act"],
        proposal=proposed.act,
    )
