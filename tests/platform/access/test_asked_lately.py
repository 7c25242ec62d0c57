"""A public page is asked for so often by one caller, whichever process answers."""

from collections.abc import Callable
from datetime import timedelta
from ipaddress import ip_network

import pytest
from django.db import connection, connections, transaction
from django.test import Client, override_settings
from tests.conftest import NOW
from tests.platform.sessions import at_once, failures

from socle.platform.access.models import AskedLately
from socle.platform.access.operations import may_ask

MINUTE, DAYS = timedelta(minutes=1), timedelta(days=2)
MOST = 30  # checks of a certificate a minute
CHECK = "/verify/AAAA-BBBB-CCCC"


def ask(subject: str = "page:a", most: int = 2, after: timedelta = timedelta(0)) -> bool:
    return may_ask(subject=subject, most=most, span=MINUTE, at=NOW + after)


def codes(times: int, **said: str) -> list[int]:
    """The answers to so many checks; 404 says that the code was looked up."""
    return [Client().get(CHECK, **said).status_code for _ in range(times)]  # type: ignore[arg-type]


def test_the_span_begins_with_the_first_request(db: None) -> None:
    assert [ask() for _ in range(3)] == [True, True, False]
    assert ask("page:b")
    assert not ask(after=MINUTE - timedelta(seconds=1))
    assert [ask(after=MINUTE) for _ in range(3)] == [True, True, False]


def test_callers_of_long_ago_are_forgotten(db: None) -> None:
    ask()
    ours = AskedLately.objects.filter(subject__startswith="page:").values_list("subject", flat=True)
    ask("page:b", after=timedelta(hours=23))
    assert set(ours) == {"page:a", "page:b"}  # what is counted by the day is still held
    ask("page:b", after=timedelta(hours=25))
    assert set(ours.all()) == {"page:b"}


def test_checks_beyond_the_limit_are_told_to_wait(db: None) -> None:
    assert codes(MOST + 1) == [404] * MOST + [429]
    assert Client().get("/verify").status_code == 200


def test_behind_a_proxy_each_caller_has_an_allowance_and_cannot_invent_another(db: None) -> None:
    with override_settings(TRUSTED_PROXIES=[ip_network("10.0.0.0/8")]):
        here = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"}
        assert codes(MOST + 1, **here)[-1] == 429
        invented = here | {"HTTP_X_FORWARDED_FOR": "198.51.100.1, 192.0.2.7"}
        assert codes(1, **invented) == [429]
        assert codes(1, **(here | {"HTTP_X_FORWARDED_FOR": "192.0.2.8"})) == [404]
    # Nobody vouches for who is no proxy of ours: what it writes counts for nothing.
    assert codes(MOST + 1, REMOTE_ADDR="192.0.2.9", HTTP_X_FORWARDED_FOR="1.2.3.4")[-1] == 429
    assert codes(1, REMOTE_ADDR="192.0.2.9", HTTP_X_FORWARDED_FOR="1.2.3.5") == [429]


def test_the_addresses_of_one_subscriber_are_one_caller(db: None) -> None:
    for rank in range(MOST):
        assert codes(1, REMOTE_ADDR=f"2001:db8:1:2::{rank + 1:x}") == [404]
    assert codes(1, REMOTE_ADDR="2001:db8:1:2:ffff::1") == [429]
    assert codes(1, REMOTE_ADDR="2001:db8:1:3::1") == [404]


@pytest.mark.slow
def test_twenty_workers_together_allow_no_more_than_one(own_database: str) -> None:
    connections.close_all()
    answers = at_once(*[lambda: codes(3)] * 20)
    assert failures(answers) == []
    told = [code for each in answers for code in each]
    assert (told.count(404), told.count(429)) == (MOST, 60 - MOST)
    # Whoever begins anew does not wait to forget another who does just then.
    for subject in ("page:a", "page:b"):
        ask(subject)
    with transaction.atomic():
        AskedLately.objects.filter(subject="page:a").update(since=NOW + DAYS)
        waited = at_once(lambda: in_time(lambda: ask("page:b", after=DAYS)))
    assert waited == [True]


def in_time(ask_so: Callable[[], bool]) -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '2s'")
        return ask_so()
