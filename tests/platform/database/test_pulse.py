"""Who shows no sign of life is told from who refuses, and is not the one to connect to."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from socle.platform.database.pulse import heard, is_silent

HOST = "127.0.0.1"


@pytest.fixture
def sites() -> Iterator[dict[str, str]]:
    """Ports of two: one takes connections and says nothing, one refuses."""
    with ExitStack() as open_for_now:
        lines = {name: socket.socket() for name in ("silent", "refusing")}
        for each in lines.values():
            open_for_now.enter_context(each).bind((HOST, 0))
        ports = {name: str(each.getsockname()[1]) for name, each in lines.items()}
        lines["silent"].listen()
        yield ports


def test_a_server_that_takes_the_question_and_says_nothing_is_silent(
    sites: dict[str, str],
) -> None:
    assert is_silent(HOST, sites["silent"])


def test_a_server_that_refuses_is_not(sites: dict[str, str]) -> None:
    assert not is_silent(HOST, sites["refusing"])
    assert not is_silent("/nowhere", 5432)


def test_one_of_several_hosts_that_is_silent_is_not_connected_to(sites: dict[str, str]) -> None:
    ports = f"{sites['silent']},{sites['refusing']}"
    told = {"host": f"{HOST},{HOST}", "port": ports, "dbname": "socle"}
    assert heard(told) == {"host": HOST, "port": sites["refusing"], "dbname": "socle"}


def test_where_none_is_heard_all_are_tried(sites: dict[str, str]) -> None:
    told = {"host": f"{HOST},{HOST}", "port": sites["silent"]}
    assert heard(told) == told
    assert heard({"host": HOST, "port": sites["silent"]}) == {
        "host": HOST,
        "port": sites["silent"],
    }
