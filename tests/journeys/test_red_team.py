"""Somebody tries to copy the register, as each who has a way in: each way closes."""

import pytest
from django.conf import settings
from django.test import Client
from prometheus_client import generate_latest
from tests import factories
from tests.api.samples import ROOT, Caller
from tests.platform.partners.scenes import CODE, agree, secret_of

from socle.api import clock
from socle.platform.access.types import Desk, Role
from socle.platform.partners.operations import grant_token
from socle.web import measures, rates
from socle.web.rates import Allowance

MOST = 6
NUMBERS = [f"{rank:010d}B" for rank in range(1_000_000_001, 1_000_000_011)]


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> factories.Agency:
    """A fund of ten persons, of whom an account may read six in an hour."""
    monkeypatch.setattr(settings, "PERSONS_READ_PER_HOUR", MOST)
    found = factories.agency("CM")
    for rank, number in enumerate(NUMBERS):
        factories.person(found, number, family_name=f"NDONGO{chr(65 + rank)}")
    return found


def at_desk(desk: Desk) -> Client:
    client = Client()
    client.post("/sign-in", {"name": desk.login, "password": desk.login})
    return client


def test_an_agent_who_walks_the_numbers_is_stopped_by_every_door(
    place: factories.Agency, caplog: pytest.LogCaptureFixture
) -> None:
    client = at_desk(place.registration)
    opened = [client.get(f"/persons/{number}").status_code for number in NUMBERS]
    assert opened == [200] * MOST + [429] * (len(NUMBERS) - MOST)
    # Another page of a file already open is no new person; another way to a new one is.
    assert client.get(f"/persons/{NUMBERS[0]}/history").status_code == 200
    assert client.get(f"/persons/{NUMBERS[-1]}/career").status_code == 429
    assert client.get("/search?q=ndongoj").status_code == 429
    caller = Caller(place.registration)
    refused = caller.get(f"/persons/{NUMBERS[-1]}/career")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert caller.get(f"/persons/{NUMBERS[0]}").status_code == 200
    # Who watches is told, and by the account's number: a log names nobody.
    told = [each for each in caplog.messages if "reads too many persons" in each]
    assert len(told) == 4 + 2 + 1
    assert NUMBERS[-1] not in "".join(told)


def test_a_day_has_its_limit_and_the_administrator_sees_who_comes_near(
    place: factories.Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "PERSONS_READ_PER_DAY", MOST - 2)
    client, keeper = at_desk(place.registration), at_desk(place.administrator)
    assert "Personne n’a lu de dossier" in keeper.get("/operator").content.decode()
    opened = [client.get(f"/persons/{number}").status_code for number in NUMBERS[:MOST]]
    assert opened == [200] * (MOST - 2) + [429] * 2
    answer = Caller(place.registration).get(f"/persons/{NUMBERS[-1]}")
    assert (answer.status_code, answer.json()["code"]) == (429, "access.too_many_persons_today")
    page = keeper.get("/operator").content.decode()
    assert place.registration.name in page
    assert "Près de la limite" in page
    told = generate_latest(measures.signs(clock.now())).decode()
    assert "socle_reading_accounts 1.0" in told


def test_a_list_counts_each_person_that_it_shows(place: factories.Agency) -> None:
    """Ten persons of one name are more than an hour allows: the list is not shown at all."""
    caller = Caller(place.verifier)
    assert caller.get("/search", q="NDONGOA").status_code == 200
    answers = [caller.get("/search", q=f"NDONGO{each}").status_code for each in "BCDEFGHIJ"]
    assert 429 in answers
    client = at_desk(place.registration)
    assert client.get(f"/persons/{NUMBERS[0]}").status_code == 200
    assert client.get("/acts").status_code == 429, "a page that leads to ten persons shows ten"
    assert at_desk(place.verifier).get("/search?q=1000000010B").status_code == 429


def test_a_form_that_tells_whose_a_number_is_counts_as_reading(place: factories.Agency) -> None:
    client = at_desk(place.registration)
    form = "/acts/new/correct_civil_status"
    shown = [client.get(form, {"number": number}).status_code for number in NUMBERS]
    assert shown == [200] * MOST + [429] * (len(NUMBERS) - MOST)
    other = at_desk(factories.desk(place.fund, Role.REGISTRATION_OFFICER))
    two = [(NUMBERS[rank], NUMBERS[rank + 1]) for rank in range(0, len(NUMBERS), 2)]
    form = "/acts/new/merge_persons"
    answers = [
        other.post(form, {"act-kept": kept, "act-merged": merged, "decision": "compare"})
        for kept, merged in two
    ]
    stopped = len(two) - MOST // 2
    assert [each.status_code for each in answers] == [200] * (MOST // 2) + [429] * stopped
    page = answers[-1].content.decode()
    assert f'<form class="acts" method="post" action="{form}">' in page, "nothing is typed twice"
    assert f'<input type="hidden" name="act-merged" value="{NUMBERS[-1]}">' in page


def test_the_limit_of_one_is_not_that_of_another(place: factories.Agency) -> None:
    walker, other = at_desk(place.registration), at_desk(place.accounts)
    for number in NUMBERS:
        walker.get(f"/persons/{number}")
    assert other.get(f"/persons/{NUMBERS[-1]}").status_code == 200


def test_an_administrator_reads_none_by_any_door(place: factories.Agency) -> None:
    client, caller = at_desk(place.administrator), Caller(place.administrator)
    paths = [f"/persons/{NUMBERS[0]}", "/search?q=ndongo", "/imports", "/queue", "/deposits"]
    assert {client.get(path).status_code for path in paths} == {403}
    assert caller.get(f"/persons/{NUMBERS[0]}").status_code == 403
    assert caller.get("/search", q="ndongo").status_code == 403


def test_a_partner_who_walks_the_numbers_is_stopped_by_its_rate(place: factories.Agency) -> None:
    agree(place, "persons:read", calls_per_minute="5")
    given = grant_token(
        client=f"{place.fund.code}.{CODE}", secret=secret_of(place), scope="", at=clock.now()
    )
    headers = {"Authorization": f"Bearer {given.token}"}
    answers = [
        Client().get(f"{ROOT}/persons/{number}", headers=headers).status_code for number in NUMBERS
    ]
    assert 200 in answers
    assert answers[-1] == 429


@pytest.mark.parametrize("path", ["/verify/{}", "/calculate/cm?wage={}", "/law/cm?on=01/01/20{}"])
def test_nobody_walks_codes_nor_computes_by_public_pages_without_end(
    db: None, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(rates, "COMPUTED", Allowance("computed", count=3, seconds=60))
    client = Client(headers={"accept-language": "fr"})
    asked = (client.get(path.format(f"{rank:02d}")).status_code for rank in range(40))
    assert 429 in asked
    assert client.get("/sign-in").status_code == 200
