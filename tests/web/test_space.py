"""The space of who acts for employers asks the database as often for forty as for one."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import factories
from tests.arrears.scenes import declare
from tests.conftest import TODAY

from socle.contributions.obligations import declared_in, next_due
from socle.platform.access import operations as access
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role

NUMBERS = [f"{rank:010d}K" for rank in range(1, 41)]


def asked_by(desk: Desk) -> tuple[int, str]:
    client = Client(headers={"accept-language": "fr"})
    client.post("/sign-in", {"name": desk.login, "password": desk.login})
    client.get("/desk")  # whatever a process asks once is asked
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/desk")
    assert answer.status_code == 200
    return len(asked), answer.content.decode()


def test_forty_employers_cost_as_many_questions_as_one(db: None) -> None:
    place = factories.agency("CM")
    for rank, number in enumerate(NUMBERS):
        factories.employer(place, number, legal_name=f"Société {rank}.")
    declare(place, 9, employer=NUMBERS[0])
    declare(place, 10, employer=NUMBERS[0])
    declare(place, 10, employer=NUMBERS[7])
    one = factories.desk(place.fund, Role.EMPLOYER_CLERK, NUMBERS[0])
    many = factories.desk(place.fund, Role.EMPLOYER_CLERK, NUMBERS[0])
    for number in NUMBERS[1:]:
        access.grant_role(
            login=many.login,
            fund_code=place.fund.code,
            role=Role.EMPLOYER_CLERK,
            employer_number=number,
        )
    few, page = asked_by(one)
    more, all_of_them = asked_by(many)
    assert more == few
    assert "Société 0." in page
    assert "Société 7." not in page
    for rank in range(len(NUMBERS)):
        assert f"Société {rank}." in all_of_them
    assert "125\u202f300" in all_of_them  # two months of the first
    with fund_scope(place.fund.id):
        month, _due = next_due(on=TODAY)
        assert declared_in(employer_numbers=frozenset(NUMBERS), month=month) == set()
        done = declared_in(employer_numbers=frozenset(NUMBERS), month=month - 1)
    assert done == {NUMBERS[0], NUMBERS[7]}
