"""A deposit whose worker was lost is read by the next sweep."""

import io
from datetime import UTC, datetime, timedelta

from tests import factories
from tests.conftest import NOW, TODAY
from tests.test_first_journey import LINE

from socle.contributions import jobs, operations, queries
from socle.platform.access.scope import fund_scope


def test_a_deposit_that_a_lost_worker_left_is_read_within_minutes(db: None) -> None:
    place = factories.agency("CM")
    factories.employer(place)
    with fund_scope(place.fund.id):
        number = operations.store_deposit(
            desk=place.accounts,
            stream=io.BytesIO(f"{LINE}\r\n".encode()),
            file_name="dipe.txt",
            deposited_on=TODAY,
            key="left",
            at=NOW,
        )
        assert operations.left_unread(before=NOW) is None
        assert operations.left_unread(before=NOW + timedelta(seconds=1)) == number
    jobs.read_left_deposits(timestamp=int(datetime(2026, 11, 23, tzinfo=UTC).timestamp()))
    with fund_scope(place.fund.id):
        assert queries.outcome(number=number).status == "posted"
        assert operations.left_unread(before=NOW + timedelta(days=2)) is None
