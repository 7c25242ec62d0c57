"""Recovery by the API: surcharges, statement, aged balance, certificates."""

from datetime import date

import pytest
from django.test import Client
from tests import factories
from tests.arrears.scenes import ONE, OWED, TWO, declare, owing, pays
from tests.conftest import NOW

from socle.platform.access.operations import create_token
from socle.platform.access.types import Desk, Role

ROOT = f"/api/v1/employers/{ONE}"


pytestmark = pytest.mark.usefixtures("standing_clock")


@pytest.fixture
def place(db: None) -> factories.Agency:
    place: factories.Agency = owing(8)
    declare(place, 9)
    declare(place, 10)
    return place


def caller(desk: Desk) -> dict[str, str]:
    token = create_token(login=desk.login, fund_code=desk.fund.code, label="essai", at=NOW)
    return {"Authorization": f"Bearer {token}"}


def test_surcharges_statement_and_ages_are_read_at_a_date(place: factories.Agency) -> None:
    client, headers = Client(), caller(place.accounts)
    found = client.get(f"{ROOT}/penalties?on=2026-09-16", headers=headers).json()
    assert found["total"] == {"minor": 6_265, "currency": "XAF"}
    (month,) = found["months"]
    assert (month["month"], month["parts"][0]["paid_on"]) == ("2026-08", None)
    assert any("décret 2015/2517" in step["source"] for step in month["parts"][0]["steps"])
    period = "since=2026-10-01&until=2026-12-31"
    statement = client.get(f"{ROOT}/statement?{period}", headers=headers).json()
    assert statement["opening"]["minor"] == OWED
    assert statement["closing"]["minor"] == 3 * OWED
    ages = client.get("/api/v1/aged-balance?on=2026-11-22&limit=1", headers=headers).json()
    assert ages["items"][0]["to_3_months"]["minor"] == 3 * OWED
    assert ages["next"] is None
    wrong = client.get("/api/v1/aged-balance?cursor=x", headers=headers)
    assert wrong.json()["code"] == "api.cursor_invalid"


def test_money_that_pays_no_month_yet_has_a_name_of_its_own(place: factories.Agency) -> None:
    pays(place, 4 * OWED, "2026-11-16")
    headers = caller(place.accounts)
    found = Client().get(f"{ROOT}/account", headers=headers).json()
    assert set(found["branches"]) == {"family", "old_age", "work_injury"}
    assert found["unallocated"]["minor"] == OWED
    assert (found["paid"]["minor"], found["balance"]["minor"]) == (4 * OWED, -OWED)
    ahead = [month for month in found["months"] if month["unallocated"]["minor"]]
    assert [(month["month"], month["by_branch"]) for month in ahead] == [("2026-11", {})]


def test_a_certificate_is_asked_once_by_a_key(place: factories.Agency) -> None:
    clerk = factories.desk(place.fund, Role.EMPLOYER_CLERK, ONE)
    client, headers = Client(), caller(clerk) | {"Idempotency-Key": "one"}
    refused = client.post(f"{ROOT}/certificates", headers=headers)
    assert refused.status_code == 201
    assert refused.json()["result"] == "refused"
    assert refused.json()["reasons"] == ["unpaid"]
    pays(place, 3 * OWED, f"{date(2026, 11, 17)}")
    again = client.post(f"{ROOT}/certificates", headers=headers)
    assert (again.status_code, again.json()) == (200, refused.json())
    given = client.post(f"{ROOT}/certificates", headers=headers | {"Idempotency-Key": "two"}).json()
    assert given["result"] == "given"
    listed = client.get(f"{ROOT}/certificates", headers=headers).json()
    assert [each["result"] for each in listed] == ["given", "refused"]


def test_a_clerk_reads_their_own_employer_alone(place: factories.Agency) -> None:
    owing(1, employer=TWO, place=place)
    clerk = factories.desk(place.fund, Role.EMPLOYER_CLERK, ONE)
    client, headers = Client(), caller(clerk)
    for path in ("penalties", "statement?since=2026-01-01&until=2026-12-31", "certificates"):
        other = client.get(f"/api/v1/employers/{TWO}/{path}", headers=headers)
        assert other.status_code == 404
    ages = client.get("/api/v1/aged-balance?on=2026-11-22", headers=headers).json()
    assert [each["employer"] for each in ages["items"]] == [ONE]
