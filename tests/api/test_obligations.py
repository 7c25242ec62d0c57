"""Correctives, nil months and missing months over HTTP."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import factories
from tests.conftest import NOW
from tests.contributions.files import dipe, handed_in

from socle.api import clock
from socle.platform.access import operations as access
from socle.platform.access.types import Role

MINE = factories.CM_EMPLOYER


@pytest.fixture
def web(db: None, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A clerk whose January was declared in time; on 20 April 2026."""
    monkeypatch.setattr(clock, "today", lambda _country: date(2026, 4, 20))
    monkeypatch.setattr(clock, "now", lambda: NOW)
    place = factories.agency("CM")
    factories.employer(place)
    factories.person(place)
    handed_in(place.accounts, dipe([200_000]), key="january", on=date(2026, 2, 10))
    clerk = factories.desk(place.fund, Role.EMPLOYER_CLERK, MINE)
    token = access.create_token(login=clerk.login, fund_code=place.fund.code, label="essai", at=NOW)
    return Client(headers={"authorization": f"Bearer {token}"})


def sent(web: Client, content: bytes, key: str) -> dict[str, object]:
    answer = web.post(
        "/api/v1/declarations",
        {"file": SimpleUploadedFile("r.txt", content), "kind": "corrective", "profile": ""},
        headers={"idempotency-key": key},
    )
    assert answer.status_code == 202, answer.content
    return dict(answer.json())


def test_a_corrective_is_compared_then_confirmed(web: Client) -> None:
    found = sent(web, dipe([250_000]), "c-1")
    assert found["status"] == "to_confirm"
    [change] = web.get(f"/api/v1/deposits/{found['receipt']}/changes").json()
    assert (change["changed"], change["replacing"]) == (1, "")
    assert [each["kind"] for each in change["lines"]] == ["changed"]
    done = web.post(f"/api/v1/deposits/{found['receipt']}/confirm")
    assert (done.status_code, done.json()["status"]) == (200, "posted")
    assert web.get("/api/v1/deposits").json()["items"][0]["status"] == "posted"


def test_a_month_without_wages_is_declared_and_no_longer_missing(web: Client) -> None:
    missing = web.get("/api/v1/obligations?limit=1").json()
    assert [each["month"] for each in missing["items"]] == ["2026-02"]
    rest = web.get("/api/v1/obligations", {"cursor": missing["next"]}).json()
    assert [each["month"] for each in rest["items"]] == ["2026-03"]
    done = web.post(
        "/api/v1/nil-declarations",
        {"employer": MINE, "month": "2026-02"},
        content_type="application/json",
        headers={"idempotency-key": "nil-1"},
    )
    assert (done.status_code, done.json()["status"]) == (201, "posted"), done.content
    left = web.get("/api/v1/obligations").json()["items"]
    assert [each["month"] for each in left] == ["2026-03"]


def test_late_months_are_told_and_only_those_of_the_caller(web: Client) -> None:
    sent = web.post(
        "/api/v1/nil-declarations",
        {"employer": MINE, "month": "2026-02", "deposited_on": "2026-04-20"},
        content_type="application/json",
        headers={"idempotency-key": "late-1"},
    )
    assert sent.status_code == 201, sent.content
    [late] = web.get("/api/v1/late-declarations").json()["items"]
    assert (late["month"], late["days_late"], late["total"]["minor"]) == ("2026-02", 36, 0)
    assert web.get("/api/v1/late-declarations", {"employer": "9999999999Z"}).status_code == 404
    rest = web.get("/api/v1/late-declarations", {"cursor": f"{MINE} 2026-02"}).json()
    assert rest["items"] == []
