"""A deposit whose worker was lost is read by the next sweep."""

import io
import json
from datetime import UTC, datetime, timedelta

from django.db import connection
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


def waiting() -> list[dict[str, object]]:
    """What the jobs that wait to read a deposit are told."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'"
            " ORDER BY id",
            [operations.READ_JOB],
        )
        return [json.loads(args) if isinstance(args, str) else args for (args,) in cursor]


def test_deposits_that_a_lost_worker_left_are_each_read_by_a_job_of_its_own(db: None) -> None:
    place = factories.agency("CM")
    factories.employer(place)
    with fund_scope(place.fund.id):
        first, second = hand_in(place, "first"), hand_in(place, "second")
        assert operations.left_unread(before=NOW) == []
        assert operations.left_unread(before=NOW + timedelta(seconds=1)) == [first, second]
    for _minute in range(2):  # swept again before it was read, it waits once
        jobs.read_left_deposits(timestamp=MORROW)
    told = waiting()
    assert told == [{"number": number, "fund_id": place.fund.id} for number in (first, second)]
    # Whatever becomes of the first, the second is read.
    jobs.read_deposit_job(number=second, fund_id=place.fund.id)
    with fund_scope(place.fund.id):
        assert queries.outcome(number=second).status == "posted"
        assert operations.left_unread(before=NOW + timedelta(days=2)) == [first]
