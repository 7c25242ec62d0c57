"""Who may call: tokens, sessions, languages, and what everybody gets wrong."""

from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from tests import factories
from tests.api.samples import LINE, ROOT, Caller, Drawers, dipe

from socle.api import clock
from socle.contributions import operations
from socle.kernel.errors import Refused
from socle.platform.access.models import User
from socle.platform.access.operations import create_token, create_user

PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer socle_" + "x" * 43,
        "Basic c29jbGU6c29jbGU=",
        "Bearer socle_\xe9\x00" + "x" * 40,
        "bearer " + "s" * 10_000,
    ],
)
def test_without_a_valid_token_nobody_enters(db: None, header: str) -> None:
    response = Client().get(ROOT + "/deposits", headers={"Authorization": header})
    assert response.status_code == 401
    assert response.headers["Content-Type"] == PROBLEM
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert response.json()["code"] == "api.not_authenticated"


def test_a_token_ends(db: None) -> None:
    place = factories.agency()
    old = create_token(
        login=place.auditor.login,
        fund_code=place.fund.code,
        label="old",
        at=clock.now() - timedelta(days=2),
        days=1,
    )
    response = Client().get(ROOT + "/acts", headers={"Authorization": f"Bearer {old}"})
    assert response.status_code == 401


def test_a_closed_account_opens_nothing(db: None) -> None:
    place = factories.agency()
    caller = Caller(place.auditor)
    User.objects.filter(login=place.auditor.login).update(is_active=False)
    assert caller.get("/acts").status_code in {401, 403}


def test_the_description_and_health_are_open(db: None) -> None:
    description = Client().get(ROOT + "/openapi.json")
    assert description.status_code == 200
    assert description.json()["openapi"].startswith("3.1")
    assert Client().get(ROOT + "/health").json() == {"status": "ok"}


def test_a_session_reads_and_changes_something_only_with_its_csrf_token(cm: Drawers) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.login(username=cm.place.verifier.login, password=cm.place.verifier.login)
    assert client.get(ROOT + "/acts").status_code == 200
    path = f"{ROOT}/proposals/{cm.proposal}/validate"
    refused = client.post(path)
    assert refused.status_code == 403
    assert refused.json()["code"] == "api.csrf_failed"
    assert refused.headers["Content-Type"] == PROBLEM
    client.cookies["csrftoken"] = "a" * 32
    assert client.post(path, headers={"X-CSRFToken": "a" * 32}).status_code == 201


def test_a_wrong_token_is_not_saved_by_a_session(db: None) -> None:
    place = factories.agency()
    client = Client()
    client.login(username=place.auditor.login, password=place.auditor.login)
    response = client.get(ROOT + "/acts", headers={"Authorization": "Bearer x"})
    assert response.status_code == 401


def test_a_session_without_a_role_is_told_so(db: None) -> None:
    create_user(login="nobody", full_name="Nobody", password="nobody")
    client = Client()
    client.login(username="nobody", password="nobody")
    response = client.get(ROOT + "/acts")
    assert (response.status_code, response.json()["code"]) == (403, "access.no_role")


def test_an_administrator_reads_no_file(cm: Drawers) -> None:
    caller = Caller(cm.place.administrator)
    for path in (
        "/deposits",
        f"/deposits/{cm.deposit}",
        f"/declarations/{cm.declaration}",
        f"/employers/{cm.employer}",
        f"/employers/{cm.employer}/account",
        f"/persons/{cm.person}",
        f"/persons/{cm.person}/career",
        f"/persons/{cm.person}/employments",
        "/acts",
        f"/acts/{cm.act}",
        "/proposals",
    ):
        assert caller.get(path).status_code == 403, path
    assert caller.get("/search", q="a").status_code == 403


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("fr", "Introuvable"),
        ("en-GB", "Not found"),
        ("ar", "غير موجود"),
        ("de", "Introuvable"),
        ("", "Introuvable"),
        ("*;q=0.5, en;q=\x00", "Introuvable"),
    ],
)
def test_problems_are_said_in_the_language_asked(db: None, asked: str, title: str) -> None:
    place = factories.agency()
    response = Caller(place.auditor, asked).get("/persons/0")
    said = response.json()
    assert response.status_code == said["status"] == 404
    assert said["title"] == title
    assert said["type"] == "urn:socle:registry.person_unknown"
    assert said["detail"].endswith(said["do"])


@pytest.mark.parametrize("path", ["/nothing", "/", "", "/persons", "/persons/1/2/3", "/../x"])
def test_an_unknown_path_is_a_problem(db: None, path: str) -> None:
    for method in ("get", "post", "delete"):
        response = getattr(Client(enforce_csrf_checks=True), method)(ROOT + path)
        assert response.status_code == 404, path
        assert response.headers["Content-Type"] == PROBLEM


def test_a_wrong_method_is_a_problem(db: None) -> None:
    for path in ("/deposits", "/health", "/openapi.json", "/acts/catalogue"):
        response = Client().delete(ROOT + path)
        assert response.status_code == 405
        assert response.headers["Content-Type"] == PROBLEM
        assert "GET" in response.headers["Allow"]


def test_no_cache_keeps_an_answer(cm: Drawers) -> None:
    caller = Caller(cm.place.auditor)
    assert caller.get(f"/persons/{cm.person}").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        '"text"',
        "[" * 100_000,
        b"\xff\xfe{}",
        '{"a": ' + "1" * 5_000 + "}",
        '{"fields": NaN}',
        "{}" + " " * 10,
    ],
)
def test_a_body_that_cannot_be_read_is_refused(db: None, body: str | bytes) -> None:
    place = factories.agency()
    response = Caller(place.registration).post("/acts/hire", body or " ", key="a")
    assert response.status_code in {400, 422}
    assert response.headers["Content-Type"] == PROBLEM


def test_a_body_too_long_is_refused(db: None) -> None:
    place = factories.agency()
    body = '{"motive": "' + "x" * 1_100_000 + '"}'
    response = Caller(place.registration).post("/acts/hire", body, key="a")
    assert response.status_code == 413
    assert response.json()["code"] == "api.body_too_large"


def test_a_broken_form_is_refused(db: None) -> None:
    caller = Caller(factories.agency().accounts)
    for content_type in ("multipart/form-data", "multipart/form-data; boundary=\xe9"):
        response = caller.client.post(
            ROOT + "/declarations",
            b"--x\r\n",
            content_type=content_type,
            headers=caller.headers | {"Idempotency-Key": "a"},
        )
        assert response.status_code in {400, 422}, content_type
        assert response.headers["Content-Type"] == PROBLEM


@pytest.mark.parametrize(
    "number", ["%00", "a%00b", "%ED%A0%80", "%FF", "x" * 61, "%20", "'", "%25"]
)
def test_a_number_that_nobody_has_is_refused_quietly(db: None, number: str) -> None:
    caller = Caller(factories.agency().auditor)
    for part in ("deposits", "declarations", "employers", "persons", "acts"):
        response = caller.client.get(f"{ROOT}/{part}/{number}", headers=caller.headers)
        assert response.status_code in {404, 422}, part
        assert response.headers["Content-Type"] == PROBLEM


def test_a_database_that_does_not_answer_is_said_with_when_to_come_back(house: str) -> None:
    place = connections["default"].settings_dict
    kept = place["NAME"]
    connections["default"].close()
    place["NAME"] = "there_is_no_such_database"
    try:
        token = {"Authorization": "Bearer socle_" + "x" * 43}
        for response in (
            Client().get(ROOT + "/health"),
            Client().get(ROOT + "/deposits", headers=token),
        ):
            assert response.status_code == 503
            assert response.headers["Retry-After"] == "10"
            assert response.json()["code"] == "api.unavailable"
    finally:
        connections["default"].close()
        place["NAME"] = kept


def test_a_refusal_undoes_what_the_operation_wrote(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = factories.agency()
    caller = Caller(place.accounts)

    def refuse(**_: object) -> None:
        raise Refused("declaration.no_line")

    monkeypatch.setattr(operations, "read_deposit", refuse)
    assert caller.deposit(dipe(LINE)).status_code == 422
    assert caller.get("/deposits").json()["items"] == []
