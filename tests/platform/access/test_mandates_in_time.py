"""A mandate that changes while its bearer is signed in: the next request knows it."""

import io
import re

import pytest
from django.test import Client
from tests import factories
from tests.conftest import NOW
from tests.contributions.files import JANUARY, dipe, handed_in

from socle.contributions import operations, queries
from socle.contributions.versions import DepositKind
from socle.kernel.errors import NotKnown
from socle.platform.access.operations import grant_role
from socle.platform.access.queries import desk_of_login
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role
from socle.web import clock

ONE, TWO, THREE = factories.CM_EMPLOYER, "0987654321Z", "3210100565S"
PART, WHOLE = 2, 3  # lines of a file that are of one employer, and all


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    for number in (ONE, TWO, THREE):
        factories.employer(place, number, legal_name=f"Société {number}")
    return place


class Firm:
    """A mandatary signed in all the while; its mandates are given and ended by the clerks."""

    def __init__(self, place: factories.Agency, *numbers: str) -> None:
        self.place = place
        self.login = factories.mandatary(place.fund)
        for number in numbers:
            self.gains(number)
        self.web = Client()
        assert self.web.login(username=self.login, password=self.login)

    def gains(self, number: str) -> None:
        self._say("give_mandate", number)

    def loses(self, number: str) -> None:
        self._say("end_mandate", number, on=clock.today("CM"))

    def desk(self) -> Desk:
        return desk_of_login(login=self.login, fund_code=self.place.fund.code)

    def opens(self, path: str) -> int:
        return self.web.get(path).status_code

    def _say(self, code: str, number: str, **on: object) -> None:
        clerk = factories.desk(self.place.fund, Role.EMPLOYER_CLERK, number)
        said = {"employer": number, "mandatary": self.login}
        factories.act(clerk, code, **on, **said)  # type: ignore[arg-type]


def two_employers() -> bytes:
    """A file of two employers: two wages of the first, one of the second."""
    return dipe([350_000, 100_000]) + dipe([777_000], employer=TWO)


def figures(answer: object) -> str:
    return re.sub(r"\s|<[^>]+>", "", answer.content.decode())  # type: ignore[attr-defined]


def test_ended_today_a_mandate_opens_nothing_at_the_next_request(place: factories.Agency) -> None:
    firm = Firm(place, ONE, TWO)
    paths = [f"/employers/{ONE}{rest}" for rest in ("", "/account", "/payments", "/mandates")]
    assert {firm.opens(path) for path in paths} == {200}
    firm.loses(ONE)
    assert {firm.opens(path) for path in paths} == {404}
    assert firm.opens(f"/employers/{TWO}") == 200
    firm.gains(THREE)
    assert firm.opens(f"/employers/{THREE}") == 200


@pytest.mark.parametrize("page", ["/deposits/{}", "/receipts/{}", "/receipts/{}.txt"])
def test_of_a_file_of_several_employers_a_mandatary_of_one_sees_that_one(
    place: factories.Agency, page: str
) -> None:
    """The pages once told the lines and the total of all."""
    firm = Firm(place, ONE)
    bureau = handed_in(place.accounts, two_employers(), key="bureau")
    with fund_scope(place.fund.id):
        whole = queries.deposit(number=bureau.receipt)
        mine = queries.deposit(number=bureau.receipt, employer_numbers=frozenset({ONE}))
    assert (mine.line_count, whole.line_count) == (PART, WHOLE)
    seen = figures(firm.web.get(page.format(bureau.receipt)))
    assert ONE in seen
    assert TWO not in seen
    for amount in (whole.total, whole.total - mine.total):
        assert f"{amount}" not in seen.replace("\u202f", "")
    officer = Client()
    officer.login(username=place.accounts.login, password=place.accounts.login)
    assert f"{whole.total}" in figures(officer.get(f"/receipts/{bureau.receipt}"))


def test_a_file_handed_in_for_two_is_not_read_by_who_acts_for_one_any_more(
    place: factories.Agency,
) -> None:
    firm = Firm(place, ONE, TWO)
    refused = handed_in(firm.desk(), two_employers() + b"x", key="refused")
    assert refused.status == "refused"
    page, rejects = f"/deposits/{refused.receipt}", f"/deposits/{refused.receipt}/faults.csv"
    assert (firm.opens(page), firm.opens(rejects)) == (200, 200)
    clerk = Client()
    name = factories.desk(place.fund, Role.EMPLOYER_CLERK, TWO).login
    clerk.login(username=name, password=name)
    assert clerk.get(page).status_code == 404
    firm.loses(ONE)
    assert (firm.opens(page), firm.opens(rejects)) == (404, 404)


def test_one_more_mandate_hides_nothing_that_was_handed_in_before(place: factories.Agency) -> None:
    """The scope was a text compared whole: it changed with each mandate."""
    firm = Firm(place, ONE, TWO)
    refused = handed_in(firm.desk(), b"pas un fichier", key="refused")
    firm.gains(THREE)
    assert firm.opens(f"/deposits/{refused.receipt}") == 200


def test_a_mandate_that_ended_confirms_no_corrective_handed_in_before(
    place: factories.Agency,
) -> None:
    firm = Firm(place, ONE, TWO)
    handed_in(place.accounts, dipe([350_000], month=JANUARY), key="first")
    number = waiting_corrective(firm.desk(), dipe([300_000], month=JANUARY))
    firm.loses(ONE)
    with fund_scope(place.fund.id):
        with pytest.raises(NotKnown, match="deposit_unknown"):
            operations.confirm_deposit(desk=firm.desk(), number=number)
        assert queries.outcome(number=number).status == "to_confirm"


def waiting_corrective(desk: Desk, content: bytes) -> str:
    with fund_scope(desk.fund.id):
        number = operations.store_deposit(
            desk=desk,
            stream=io.BytesIO(content),
            file_name="rectificatif.txt",
            deposited_on=NOW.date(),
            key="corrective",
            at=NOW,
            kind=DepositKind.CORRECTIVE,
        )
        assert operations.read_deposit(number=number).status == "to_confirm"
    return number


@pytest.mark.parametrize("role", [Role.ACCOUNTS_OFFICER, Role.CASHIER, Role.VERIFIER])
def test_an_agent_who_is_a_mandatary_too_reads_nobody_else_s_money(
    place: factories.Agency, role: Role
) -> None:
    firm = Firm(place, ONE)
    grant_role(login=firm.login, fund_code=place.fund.code, role=role)
    for path in ("/suspense", "/statements", "/cashier", "/acts"):
        assert firm.opens(path) == 403, path
    firm.loses(ONE)
    assert firm.opens("/suspense") in {403, 404}
