"""A declaration read as known then: its lines' names and queue, its versions, its employer."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import factories
from tests.conftest import NOW, TODAY
from tests.contributions.files import JANUARY, dipe, handed_in

from socle.contributions import queries
from socle.contributions.correctives import versions
from socle.contributions.operations import confirm_deposit, deposit_file
from socle.contributions.types import QueueReason
from socle.contributions.versions import DepositKind
from socle.kernel.errors import NotKnown
from socle.platform.access.scope import fund_scope
from socle.platform.acts.operations import validate

ME, STRANGER = factories.CM_PERSON, "2233445566C"
MARRIED_ON = date(2026, 6, 1)
FILE = dipe([200_000, 90_000], persons=[ME, STRANGER])
Lines = list[tuple[str, QueueReason | None]]


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    factories.employer(place, legal_name="Savonnerie du Wouri")
    factories.person(place)
    return place


def declared(place: factories.Agency) -> str:
    """January of one who is known and one who is not; the declaration's number."""
    receipt = handed_in(place.accounts, FILE, key="first").receipt
    with fund_scope(place.fund.id):
        return queries.deposit(number=receipt).declarations[0].number


def renamed(place: factories.Agency) -> None:
    """She bears another name from June on; two people see it."""
    fields = {"number": ME, "family_name": "BENNANI", "given_names": "Fatima"}
    asked = factories.act(place.registration, "correct_civil_status", on=MARRIED_ON, **fields)
    with fund_scope(place.fund.id):
        validate(desk=place.verifier, number=asked.act, at=NOW)


def lines(place: factories.Agency, number: str, on: date, known_at: datetime | None) -> Lines:
    with fund_scope(place.fund.id):
        found = queries.declaration_lines(
            number=number, only_queued=False, after_line=0, limit=9, on=on, known_at=known_at
        )
    return [(each.insured_name, each.queue_reason) for each in found]


def test_names_and_the_queue_are_those_of_the_day_as_known_then(place: factories.Agency) -> None:
    number = declared(place)
    before = datetime.now(UTC)
    renamed(place)
    factories.person(place, STRANGER, family_name="EPEE", given_names="Paul")
    factories.act(place.accounts, "replay_queue", on=TODAY)
    waits = ("", QueueReason.NUMBER_UNKNOWN)
    then, now = ("ALAOUI Fatima", None), ("BENNANI Fatima", None)
    paul = ("EPEE Paul", None)
    assert lines(place, number, TODAY, before) == [then, waits]
    assert lines(place, number, TODAY, None) == [now, paul]
    # The day counts too: in January she still bore the first name.
    assert lines(place, number, date(2026, 1, 31), None) == [then, paul]
    with fund_scope(place.fund.id):
        counts = [
            queries.declaration(number=number, known_at=at).queued_count for at in (before, None)
        ]
    assert counts == [1, 0]


def test_a_name_of_no_day_yet_is_the_last_one(place: factories.Agency) -> None:
    assert lines(place, declared(place), date(1950, 1, 1), None)[0] == ("ALAOUI Fatima", None)


def test_a_page_of_lines_asks_once_however_many_there_are(place: factories.Agency) -> None:
    number = declared(place)
    with fund_scope(place.fund.id), CaptureQueriesContext(connection) as asked:
        queries.declaration_lines(number=number, only_queued=False, after_line=0, limit=9)
    assert len(asked) == 1


def test_a_declaration_is_not_known_before_it_is_made(place: factories.Agency) -> None:
    before = datetime.now(UTC)
    number = declared(place)
    with fund_scope(place.fund.id), pytest.raises(NotKnown, match=r"declaration\.unknown"):
        queries.declaration(number=number, known_at=before)


def test_versions_and_the_employer_s_name_are_those_known_then(place: factories.Agency) -> None:
    number = declared(place)
    before = datetime.now(UTC)
    changed = {"number": factories.CM_EMPLOYER, "legal_name": "Savons du Littoral"}
    factories.act(place.registration, "update_employer", **changed)
    with fund_scope(place.fund.id):
        seen = deposit_file(
            desk=place.accounts,
            stream=io.BytesIO(dipe([250_000, 90_000], persons=[ME, STRANGER], month=JANUARY)),
            file_name="rectificative.txt",
            deposited_on=TODAY,
            key="corrective",
            at=NOW,
            kind=DepositKind.CORRECTIVE,
        )
        confirm_deposit(desk=place.accounts, number=seen.receipt)
        told = [versions(declaration_number=number, known_at=at) for at in (before, None)]
        names = [
            queries.declaration(number=number, known_at=at).employer_name for at in (before, None)
        ]
    in_force = [[(each.version, each.is_in_force) for each in found] for found in told]
    assert in_force == [[(1, True)], [(1, False), (2, True)]]
    assert names == ["Savonnerie du Wouri", "Savons du Littoral"]


def test_the_page_is_read_at_two_dates_and_leads_on_at_the_same(
    place: factories.Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    from socle.web import clock

    number = declared(place)
    renamed(place)
    known = clock.today("CM").isoformat()
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + timedelta(days=2))
    web = Client(headers={"accept-language": "fr"})
    assert web.login(username=place.auditor.login, password=place.auditor.login)
    dates = f"?on=2026-01-31&known_at={known}"
    page = web.get(f"/declarations/{number}{dates}").content.decode()
    assert "Vous lisez le passé." in page
    assert "ALAOUI Fatima" in page
    assert "BENNANI" not in page
    assert f'href="/persons/{ME}?on=2026-01-31&amp;known_at={known}"' in page
    assert f"{dates}&queued=1".replace("&", "&amp;") in page
    assert "BENNANI Fatima" in web.get(f"/declarations/{number}").content.decode()
    early = web.get(f"/declarations/{number}?known_at=2020-01-01")
    assert early.status_code == 404
    assert "Revenir à aujourd’hui" in early.content.decode()
