"""The same request sent from several places at once has one effect."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.http import HttpResponse
from tests import factories
from tests.api.samples import LINE, Caller, dipe
from tests.api.test_acts import PERSON

pytestmark = pytest.mark.slow


def _at_once(*calls: Callable[[], HttpResponse]) -> list[HttpResponse]:
    def run(call: Callable[[], HttpResponse]) -> HttpResponse:
        try:
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_a_file_sent_at_once_with_one_key_has_one_receipt(own_database: str) -> None:
    place = factories.agency("CM")
    factories.employer(place)
    callers = [Caller(place.accounts) for _ in range(4)]
    connections.close_all()
    answers = _at_once(*(lambda each=each: each.deposit(dipe(LINE)) for each in callers))
    assert {each.status_code for each in answers} == {201}
    assert len({each.content for each in answers}) == 1
    assert len(callers[0].get("/deposits").json()["items"]) == 1


def test_a_file_sent_at_once_with_several_keys_posts_once(own_database: str) -> None:
    place = factories.agency("CM")
    factories.employer(place)
    callers = [Caller(place.accounts) for _ in range(4)]
    connections.close_all()
    answers = _at_once(
        *(
            lambda each=each, key=f"k{position}": each.deposit(dipe(LINE), key=key)
            for position, each in enumerate(callers)
        )
    )
    assert [each.status_code for each in answers].count(201) == 1
    assert all(each.status_code in {200, 201, 422} for each in answers)
    account = callers[0].get(f"/employers/{factories.CM_EMPLOYER}/account").json()
    posted = next(each for each in answers if each.status_code == 201).json()
    assert account["owed"] == posted["totals"]["total"]


def test_an_act_sent_at_once_with_one_key_is_done_once(own_database: str) -> None:
    place = factories.agency("CM")
    callers = [Caller(place.registration) for _ in range(4)]
    connections.close_all()
    answers = _at_once(
        *(lambda each=each: each.post("/acts/register_person", PERSON, key="a") for each in callers)
    )
    assert sorted(each.status_code for each in answers) == [200, 200, 200, 201]
    assert len({each.json()["act"] for each in answers}) == 1
