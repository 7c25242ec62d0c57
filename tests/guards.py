"""What no test may do, made impossible: classes of mistakes that would otherwise pass unseen."""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any
from unittest import mock

from django.db import OperationalError, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpResponseBase
from django.test import Client

_MISSING = "⟦missing:"  # settings.test writes it where a template names what it was not given


@contextmanager
def watching() -> Iterator[None]:
    """Every guard at once, for the time of the run."""
    with ExitStack() as guards:
        for guard in (_closed_network, _no_missing_variable, _no_cast_to_a_day, _no_chance_order):
            guards.enter_context(guard())
        yield


@contextmanager
def _closed_network() -> Iterator[None]:
    """A test reaches this machine only: the suite passes on a train."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def checked(opened: socket.socket, address: Any) -> None:
        if opened.family in {socket.AF_INET, socket.AF_INET6} and not _is_here(address[0]):
            raise AssertionError(f"a test reaches for the network: {address}")

    def guarded(opened: socket.socket, address: Any) -> None:
        checked(opened, address)
        connect(opened, address)

    def guarded_ex(opened: socket.socket, address: Any) -> int:
        checked(opened, address)
        return connect_ex(opened, address)

    with (
        mock.patch.object(socket.socket, "connect", guarded),
        mock.patch.object(socket.socket, "connect_ex", guarded_ex),
    ):
        yield


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def without_database(host: str) -> Iterator[None]:
    """The run's own database, on `host`, is not met: what is written there outlives the test.

    Such a test passes or fails by what ran before it. One that opens a server of its own may.
    """
    ensure = BaseDatabaseWrapper.ensure_connection

    def guarded(opened: BaseDatabaseWrapper) -> None:
        asked = opened.settings_dict["HOST"]
        if asked in {"", host}:  # as where no server answers: some pages do without
            raise OperationalError("a test that meets the database asks for `db`")
        ensure(opened)

    with mock.patch.object(BaseDatabaseWrapper, "ensure_connection", guarded):
        yield


@contextmanager
def _no_missing_variable() -> Iterator[None]:
    """A page whose template names what it was not given fails the test that asked for it."""
    request = Client.request

    def guarded(client: Client, **sent: Any) -> HttpResponseBase:
        response: HttpResponseBase = request(client, **sent)
        is_page = "html" in response.headers.get("Content-Type", "")
        if is_page and not response.streaming:
            text = response.content.decode()  # type: ignore[attr-defined]
            place = text.find(_MISSING)
            assert place < 0, f"{sent.get('PATH_INFO')}: {text[place - 80 : place + 80]}"
        return response

    with mock.patch.object(Client, "request", guarded):
        yield


@contextmanager
def _no_cast_to_a_day() -> Iterator[None]:
    """An instant is not a legal day: which day it is depends on the country's clock."""
    to_python = models.DateField.to_python

    def guarded(field: Any, value: Any) -> Any:
        is_day = not isinstance(field, models.DateTimeField)
        assert not (is_day and isinstance(value, datetime)), f"{field}: {value} is an instant"
        return to_python(field, value)

    with mock.patch.object(models.DateField, "to_python", guarded):
        yield


@contextmanager
def _no_chance_order() -> Iterator[None]:
    """Rows asked for in no order come in the worst one, so that nobody relies on chance."""
    fetch: Any = models.QuerySet._fetch_all

    def guarded(rows: Any) -> None:
        is_first = rows._result_cache is None
        fetch(rows)
        if is_first and not rows.ordered:
            rows._result_cache.reverse()

    with mock.patch.object(models.QuerySet, "_fetch_all", guarded):
        yield
