"""A deposit whose worker was lost is read by the next sweep."""

import io
import logging
from datetime import UTC, datetime, timedelta

import pytest
from tests import factories
from tests.conftest import NOW, TODAY
from tests.test_first_journey import LINE

from socle.contributions import jobs, operations, queries
from socle.platform.access.scope import fund_scope

MORROW = int(datetime(2026, 11, 23, tzinfo=UTC).timestamp())


def hand_in(place: factories.Agency, key: str) -> str:
    """A deposit that nobody reads; its receipt's number."""
    return operations.store_deposit(
        desk=place.accounts,
        stream=io.BytesIO(f"{LINE}\r\n".encode()),
        file_name="dipe.txt",
        deposited_on=TODAY,
        key=key,
        at=NOW,
    )


def test_a_deposit_that_a_lost_worker_left_is_read_within_minutes(db: None) -> None:
    place = factories.agency("CM")
    factories.employer(place)
    with fund_scope(place.fund.id):
        number = hand_in(place, "left")
        assert operations.left_unread(before=NOW) is None
        assert operations.left_unread(before=NOW + timedelta(seconds=1)) == number
    jobs.read_left_deposits(timestamp=MORROW)
    with fund_scope(place.fund.id):
        assert queries.outcome(number=number).status == "posted"
        assert operations.left_unread(before=NOW + timedelta(days=2)) is None


def test_one_that_cannot_be_read_holds_up_no_other(
    db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    place = factories.agency("CM")
    factories.employer(place)
    with fund_scope(place.fund.id):
        broken, sound = hand_in(place, "broken"), hand_in(place, "sound")
    read = operations.read_deposit

    def stumbling(*, number: str) -> None:
        if number == broken:
            raise ZeroDivisionError
        read(number=number)

    monkeypatch.setattr(jobs, "read_deposit", stumbling)
    with caplog.at_level(logging.ERROR):
        jobs.read_left_deposits(timestamp=MORROW)
    assert f"deposit {broken}" in caplog.text
    with fund_scope(place.fund.id):
        assert queries.outcome(number=sound).status == "posted"
        assert operations.left_unread(before=NOW + timedelta(days=2)) == broken
