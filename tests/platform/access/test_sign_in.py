"""Guessing passwords is slow: after a few failures one waits, longer each time."""

from datetime import timedelta

import pytest
from django.test import Client
from tests import factories
from tests.conftest import NOW

from socle.platform.access.operations import count_sign_in_failure, forget_sign_in_failures
from socle.platform.access.queries import sign_in_wait

HERE = "192.0.2.7"


def fail(times: int, login: str = "awa", address: str = HERE) -> None:
    for _ in range(times):
        count_sign_in_failure(login=login, address=address, at=NOW)


def wait(login: str = "awa", address: str = HERE, after: timedelta = timedelta(0)) -> timedelta:
    return sign_in_wait(login=login, address=address, at=NOW + after)


def test_four_failures_ask_for_no_wait(db: None) -> None:
    fail(4)
    assert wait() == timedelta(0)


@pytest.mark.parametrize(("failures", "seconds"), [(5, 30), (6, 60), (8, 240), (30, 900)])
def test_the_wait_doubles_up_to_a_quarter_of_an_hour(db: None, failures: int, seconds: int) -> None:
    fail(failures)
    assert wait() == timedelta(seconds=seconds)
    assert wait(after=timedelta(seconds=seconds)) == timedelta(0)


def test_the_name_is_the_same_in_capitals_and_waits_from_anywhere(db: None) -> None:
    fail(5)
    assert wait("AWA", "198.51.100.1") > timedelta(0)
    assert wait("another") == timedelta(0)


def test_an_address_that_tries_many_names_waits_as_well(db: None) -> None:
    for rank in range(20):
        fail(1, login=f"name{rank}")
    assert wait("one more") > timedelta(0)
    assert wait("one more", "198.51.100.1") == timedelta(0)


def test_whoever_enters_starts_anew_but_frees_no_address(db: None) -> None:
    fail(20)
    forget_sign_in_failures(login="awa", address=HERE)
    assert wait("awa", "198.51.100.1") == timedelta(0)
    assert wait("awa") > timedelta(0)


def test_an_hour_without_failure_forgets_them(db: None) -> None:
    fail(9)
    later = NOW + timedelta(hours=1, seconds=1)
    count_sign_in_failure(login="awa", address=HERE, at=later)
    assert sign_in_wait(login="awa", address=HERE, at=later) == timedelta(0)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "Trop d&#x27;essais ont échoué."),
        ("en", "Too many attempts have failed."),
        ("ar", "فشلت محاولات كثيرة."),
    ],
)
def test_the_page_says_how_long_to_wait_even_with_the_right_password(
    db: None, language: str, said: str
) -> None:
    desk = factories.agency().accounts
    client = Client(headers={"accept-language": language})
    for _ in range(5):
        answer = client.post("/sign-in", {"name": desk.login, "password": "wrong"})
        assert answer.status_code == 422
    answer = client.post("/sign-in", {"name": desk.login, "password": desk.login})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 30
    assert said in answer.content.decode()
