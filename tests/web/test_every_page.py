"""Every page, read from the site's own map: whoever has no business there sees nothing of a fund.

A page that is added is tried without being named here; what opens to anybody is named.
"""

from collections.abc import Iterator

import pytest
from django.test import Client
from tests import factories
from tests.api.samples import MARK, Drawers, drawers
from tests.hardness.addresses import addresses, filled
from tests.web.test_site import at_desk

from socle.platform.access.operations import grant_role
from socle.platform.access.types import Desk, Role

# Other doors, each with tests of its own: programs, partners, files of the house.
DOORS = ("/api/", "/dci/", "/fhir/", "/static/")
# What opens to anybody: the law and its calculators, asking, checking a paper, ways in.
OPEN = {
    "/",
    "/ask",
    "/ask/<str:fund>",
    "/ask/<str:fund>/<str:benefit>",
    "/ask/<str:fund>/follow",
    "/calculate",
    "/calculate/<code>",
    "/calculate/<str:code>/penalty",
    "/calculate/<str:code>/pension",
    "/data-protection",
    "/fund",
    "/health",
    "/health/ready",
    "/language",
    "/law",
    "/law/<code>",
    "/law/<str:code>/changes",
    "/metrics",
    "/my-data/<str:fund>",
    "/my-pension",
    "/my-pension/<str:fund>",
    "/my-pension/<str:fund>/leave",
    "/my-pension/<str:fund>/letters/<str:kind>/<str:number>.pdf",
    "/pieces",
    "/pieces/<str:fund>",
    "/processing/<str:fund>",
    "/sign-in",
    "/sign-in/with/<slug:fund>/<slug:code>",
    "/sign-in/with/<slug:fund>/<slug:code>/back",
    "/sign-out",
    "/stop/<str:fund>",
    "/verify",
    "/verify/<str:code>",
    "/verify/lists",
    "/verify/offline",
    "/verify/worker.js",
}


@pytest.fixture
def cm(db: None) -> Drawers:
    return drawers()


def pages() -> list[str]:
    return [each for each in addresses() if not each.startswith(DOORS)]


def leading_to(cm: Drawers, address: str) -> str:
    """The address with what is in the fund's drawers."""
    place = cm.place

    def part(named: str) -> str:
        name = named.strip("<>").rpartition(":")[2]
        if name == "number":
            try:
                return cm.number_for(address.replace(named, "{number}"))
            except AssertionError:
                return cm.person
        known = {"login": place.registration.login, "fund": place.fund.code, "document": "1"}
        known |= {"act": cm.act, "month": "2026-01", "kind": "person", "key": cm.person}
        return known.get(name, "hire" if name == "act_type_code" else "cm")

    return filled(address, part)


def everybody(fund: factories.Agency) -> Desk:
    """Somebody who holds every role that agents hold: what none of them sees, nobody does."""
    desk = fund.registration
    for role in set(Role) - {Role.REGISTRATION_OFFICER, Role.EMPLOYER_CLERK, Role.MANDATARY}:
        grant_role(login=desk.login, fund_code=fund.fund.code, role=role)
    return desk


def shown(client: Client, cm: Drawers, *marks: str) -> Iterator[tuple[str, str]]:
    """The addresses that show one of these marks, or fail; what the address says is no mark."""
    for each in pages():
        path = leading_to(cm, each)
        for answer in (client.get(path), client.post(path)) if "<" in each else (client.get(path),):
            said = answer.content.decode("utf-8", "replace").replace(path, "")
            found = [mark for mark in marks if mark in said and mark not in path]
            if found or answer.status_code >= 500:
                yield each, f"{answer.status_code} {found}"


def test_nobody_opens_a_page_that_is_not_open_to_all(cm: Drawers) -> None:
    client = Client(raise_request_exception=False)
    opened = set()
    for each in pages():
        answer = client.get(leading_to(cm, each))
        if not answer.headers.get("Location", "").startswith("/sign-in"):
            opened.add(each)
    assert opened == OPEN


def test_whoever_serves_another_fund_in_every_role_sees_nothing_of_this_one(cm: Drawers) -> None:
    place = cm.place
    agents = (place.registration, place.accounts, place.verifier)
    marks = (MARK, place.fund.code, cm.deposit, cm.act, *(each.login for each in agents))
    client = at_desk(everybody(factories.agency("CM")))
    found = dict(shown(client, cm, *marks))
    # Which funds there are, anybody reads where one is chosen.
    assert {each: said for each, said in found.items() if each not in OPEN or MARK in said} == {}


def test_the_administrator_of_a_fund_sees_no_file_on_any_page(cm: Drawers) -> None:
    assert dict(shown(at_desk(cm.place.administrator), cm, MARK)) == {}
    own = {each for each, _said in shown(at_desk(everybody(cm.place)), cm, MARK)}
    assert len(own) > 30, "what is looked for is there to be seen"
