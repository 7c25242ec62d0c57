"""The log of production names requests and places in the code, and never a person."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test import Client
from tests import factories
from tests.api.samples import Caller
from tests.web.test_site import at_desk

from socle.api import registry
from socle.platform.journal import formatter
from socle.web import measuring, persons

NUMBER, NAME = "7770001112223", "ZOUATLOBE"
MARKS = (NUMBER, NAME)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """All that any logger says, as production writes it, down to the least of its words."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter())
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield written
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def read(lines: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_a_journey_leaves_nobody_in_the_log(db: None, lines: io.StringIO) -> None:
    place = factories.agency("CM")
    agent = at_desk(place.registration)
    agent.raise_request_exception = False
    agent.get(f"/persons/{NUMBER}")
    agent.get(f"/persons/{NUMBER}/{NAME}")
    agent.get("/search", {"q": NAME})
    agent.post("/acts/new/register_person", {"act-family_name": NAME, "key": "k"})
    agent.post("/acts/new/register_person", data=f"<{NAME}".encode(), content_type="text/xml")
    api = Client(headers={"authorization": f"Bearer socle_{NAME}"})
    api.get(f"/api/v1/persons/{NUMBER}")
    Client().post("/sign-in", {"name": NAME, "password": NUMBER})
    assert any(each["event"] == "django.request" for each in read(lines))

    def fails(*_arguments: Any, **_named: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT '{NAME}'::int")  # its message quotes what it could not read

    with mock.patch.object(persons.queries, "person", fails):
        assert agent.get(f"/persons/{NUMBER}").status_code == 500
    (crash,) = [each for each in read(lines) if "error" in each]
    assert (crash["error"]["kind"], crash["error"]["sqlstate"]) == ("DataError", "22P02")
    assert crash["route"] == "persons/<str:number>"
    assert any("test_journal.py" in each for each in crash["error"]["at"])
    for mark in MARKS:
        assert mark not in lines.getvalue()


def test_every_line_of_a_request_has_its_name(lines: io.StringIO) -> None:
    ours, theirs = logging.getLogger("socle.platform.jobs"), logging.getLogger("library")

    def answers(_environ: Any, start: Any) -> list[bytes]:
        ours.warning("job %s was lost", 12)
        theirs.warning("cannot read %s", NAME)
        start("200 OK", [])
        return []

    measuring.measured(answers)(
        {"PATH_INFO": "/", "HTTP_X_REQUEST_ID": "request-1"}, lambda *_: None
    )
    first, second = read(lines)
    assert (first["request"], first["event"]) == ("request-1", "job 12 was lost")
    assert (second["request"], second["event"]) == ("request-1", "cannot read %s")
    assert {"timestamp", "level", "logger"} <= first.keys()


def test_who_enters_who_fails_and_who_is_refused_leave_a_line(db: None, lines: io.StringIO) -> None:
    place = factories.agency("CM")
    at_desk(place.registration).get("/users")
    caller = Caller(place.administrator)
    assert caller.get("/search", q=NAME).status_code == 403
    Client().post("/sign-in", {"name": NAME, "password": NUMBER})
    told = [each["event"] for each in read(lines) if each["logger"] == "socle.access"]
    account, other = place.registration.user_id, place.administrator.user_id
    assert told[:3] == [
        f"account {account} entered",
        f"fund {place.fund.id}: account {account} was refused: access.forbidden",
        f"fund {place.fund.id}: account {other} was refused: access.forbidden",
    ]
    assert told[3].startswith("a sign-in failed: name:")
    assert NAME not in lines.getvalue()


def test_a_failure_of_the_api_names_the_pattern_of_its_address(
    db: None, lines: io.StringIO
) -> None:
    place = factories.agency("CM")
    caller = Caller(place.registration)
    caller.client.raise_request_exception = False

    def fails(*_arguments: Any, **_named: Any) -> None:
        raise RuntimeError(NAME)

    with mock.patch.object(registry.queries, "person", fails):
        assert caller.get(f"/persons/{NUMBER}").status_code == 500
    (crash,) = [each for each in read(lines) if "error" in each]
    assert "{number}" in crash["event"] or "<number>" in crash["event"]
    for mark in MARKS:
        assert mark not in lines.getvalue()
