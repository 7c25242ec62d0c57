"""A mandatary over HTTP: its employers and no other, before, during and after the mandate."""

from datetime import datetime

import pytest
from tests import factories
from tests.api.samples import Caller
from tests.contributions.files import JANUARY, dipe, handed_in

from socle.api import clock
from socle.platform.access import operations as access
from socle.platform.access.types import Desk, Role

ONE, TWO = factories.CM_EMPLOYER, "0987654321Z"
BEFORE, DURING, AFTER = (
    datetime.fromisoformat(f"2026-{month}-15T10:00:00+00:00") for month in ("02", "03", "04")
)


class Firm(Caller):
    """A mandatary with a token."""

    def __init__(self, place: factories.Agency) -> None:
        super().__init__(None)
        self.login = factories.mandatary(place.fund)
        token = access.create_token(
            login=self.login, fund_code=place.fund.code, label="t", at=BEFORE, days=999
        )
        self.headers["Authorization"] = f"Bearer {token}"


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    for number in (ONE, TWO):
        factories.employer(place, number)
        handed_in(place.accounts, dipe([200_000], employer=number), key=number)
    return place


@pytest.fixture
def clerk(place: factories.Agency) -> Desk:
    return factories.desk(place.fund, Role.EMPLOYER_CLERK, ONE)


def give(clerk: Desk, firm: Firm) -> None:
    said = {"employer": ONE, "mandatary": firm.login, "until": "2026-03-31"}
    factories.act(clerk, "give_mandate", on=DURING.date().replace(day=1), **said)


def seen(firm: Firm, number: str) -> list[int]:
    """The answers about an employer: its file, its account, its mandates, its late months."""
    paths = [f"/employers/{number}{rest}" for rest in ("", "/account", "/mandates")]
    codes = [firm.get(path).status_code for path in paths]
    return [*codes, firm.get("/obligations", employer=number).status_code]


def test_it_sees_its_employer_in_the_days_of_the_mandate_and_no_other(
    place: factories.Agency, clerk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm = Firm(place)
    give(clerk, firm)
    for now, mine, others in (
        (BEFORE, [404] * 4, [404] * 4),
        (DURING, [200] * 4, [404] * 4),
        (AFTER, [404] * 4, [404] * 4),
    ):
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        assert (seen(firm, ONE), seen(firm, TWO)) == (mine, others), now


def test_it_deposits_for_its_employer_and_sees_no_deposit_of_another(
    place: factories.Agency, clerk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm = Firm(place)
    give(clerk, firm)
    monkeypatch.setattr(clock, "now", lambda: DURING)
    february = JANUARY + 1
    done = firm.deposit(dipe([200_000], month=february), key="one")
    assert done.json()["status"] == "posted", done.json()
    refused = firm.deposit(dipe([200_000], month=february, employer=TWO), key="two").json()
    assert [each["code"] for each in refused["errors"]] == ["declaration.employer_unknown"]
    listed = firm.get("/deposits").json()["items"]
    assert {each["number"] for each in listed} >= {done.json()["receipt"]}
    theirs = handed_in(place.accounts, dipe([1], month=february, employer=TWO), key="3")
    assert firm.get(f"/deposits/{theirs.receipt}").status_code == 404
    assert theirs.receipt not in str(listed)


def test_ended_it_opens_nothing_from_the_next_request_on(
    place: factories.Agency, clerk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm = Firm(place)
    give(clerk, firm)
    monkeypatch.setattr(clock, "now", lambda: DURING)
    assert firm.get(f"/employers/{ONE}").status_code == 200
    factories.act(clerk, "end_mandate", on=DURING.date(), employer=ONE, mandatary=firm.login)
    answer = firm.get(f"/employers/{ONE}")
    assert (answer.status_code, answer.json()["code"]) == (404, "access.no_mandate")
