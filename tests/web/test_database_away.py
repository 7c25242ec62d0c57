"""A database that does not answer is a calm 503, whatever asked for it first."""

from socket import socket

import pytest
from django.db import connections
from django.test import Client
from tests import factories
from tests.web.test_site import at_desk

from socle.platform.access.types import Desk


@pytest.fixture
def desk(own_database: str) -> Desk:
    return factories.agency("CM").registration


def lose() -> dict[str, object]:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    held = connections["default"].settings_dict.copy()
    connections["default"].close()
    connections["default"].settings_dict.update({"HOST": "127.0.0.1", "PORT": port})
    return held


def test_the_session_that_cannot_be_read_is_no_fault_of_ours(desk: Desk) -> None:
    signed_in = at_desk(desk)
    signed_in.raise_request_exception = False
    held = lose()
    try:
        for path in ("/desk", "/", "/sign-in", "/acts"):
            page = signed_in.get(path)
            assert page.status_code == 503, path
            assert page.headers["Retry-After"] == "10"
            assert page.headers["Content-Type"].startswith("text/html")
            assert "Le service ne répond pas" in page.content.decode()
            assert page.headers["Cache-Control"] == "no-store"
        for caller in (signed_in, Client(headers={"authorization": f"Bearer socle_{'a' * 43}"})):
            caller.raise_request_exception = False
            answer = caller.get("/api/v1/acts")
            assert answer.status_code == 503
            assert answer.headers["Retry-After"] == "10"
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert answer.json()["code"] == "api.unavailable"
        assert Client().get("/health").status_code == 200
    finally:
        connections["default"].close()
        connections["default"].settings_dict.clear()
        connections["default"].settings_dict.update(held)
    assert signed_in.get("/desk").status_code == 200
