"""A list asks the database as often for three rows as for twelve."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import factories
from tests.contributions.files import JANUARY, dipe, handed_in

Fill = Callable[[factories.Agency, int], None]
FEW, MORE = 3, 12


def employers(place: factories.Agency, rank: int) -> None:
    factories.employer(place, f"{rank:010d}A", legal_name=f"Société {rank}")


def deposits(place: factories.Agency, rank: int) -> None:
    done = handed_in(place.accounts, dipe([100_000], month=JANUARY - rank), key=f"k{rank}")
    assert done.status == "posted", done.faults


def acts(place: factories.Agency, rank: int) -> None:
    factories.person(place, f"{rank:010d}C")


def proposals(place: factories.Agency, _rank: int) -> None:
    fields = {"number": factories.CM_EMPLOYER, "input": "risk_group", "value": "C"}
    factories.act(place.registration, "classify_employer", **fields)


def corrections(place: factories.Agency, rank: int) -> None:
    fields = {"number": factories.CM_EMPLOYER, "legal_name": f"Société {rank}"}
    factories.act(place.registration, "update_employer", **fields)


@pytest.mark.parametrize(
    ("path", "fill"),
    [
        ("/employers", employers),
        ("/deposits", deposits),
        (f"/employers/{factories.CM_EMPLOYER}/account", deposits),
        (f"/employers/{factories.CM_EMPLOYER}", deposits),
        (f"/persons/{factories.CM_PERSON}", deposits),
        ("/search?q=societe", employers),
        ("/acts", acts),
        ("/basket?view=validate", proposals),
        (f"/employers/{factories.CM_EMPLOYER}?on=2016-01-01", corrections),
        (f"/employers/{factories.CM_EMPLOYER}/history", corrections),
        ("/api/v1/deposits", deposits),
        ("/api/v1/search?q=societe", employers),
    ],
)
def test_a_list_asks_as_often_for_many_rows_as_for_few(db: None, path: str, fill: Fill) -> None:
    place = factories.agency()
    factories.employer(place)
    factories.person(place)
    client = Client()
    desk = place.accounts
    client.post("/sign-in", {"name": desk.login, "password": desk.login})

    def queries_of_page() -> int:
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
        assert answer.status_code == 200
        return len(asked)

    for rank in range(FEW):
        fill(place, rank)
    client.get(path)  # a person who is read is counted the first time of the hour
    few = queries_of_page()
    for rank in range(FEW, MORE):
        fill(place, rank)
    client.get(path)
    assert queries_of_page() == few
