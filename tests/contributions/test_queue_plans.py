"""The queue is read by index, and asks as often for fifty groups as for one."""

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from tests import factories
from tests.contributions.files import JANUARY, dipe, handed_in
from tests.contributions.test_plans import EMPLOYERS, MONTHS, PERSONS, explained, numbered, place

from socle.contributions import cures, queue
from socle.contributions.types import QueueFilter
from socle.platform.access.scope import fund_scope

__all__ = ["place"]  # the fixture: a fund with thousands of persons and half a year of months

# Thousands of near numbers, and the people of all forty employers: here reading all of them once is
# right, and what is planned for a country cannot be seen at this size.
SOUGHT_AT_ONCE = "Who may be the persons of some groups"


def wait(place: factories.Agency, month: int, count: int) -> None:
    """Lines of one employer with numbers of nobody, each one digit from somebody's."""
    numbers = [f"{1_000_000_000 + rank * 41:09d}"[:9] + "9Z" for rank in range(count)]
    names = [f"NOM{rank * 41} ADA" for rank in range(count)]
    content = dipe([200_000] * count, persons=numbers, names=names, month=month,
                   employer=EMPLOYERS[1])  # fmt: skip
    assert handed_in(place.accounts, content, key=f"wait{month}").queued == count
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.slow
def test_waiting_lines_their_persons_and_replays_are_found_by_index(
    place: factories.Agency,
) -> None:
    wait(place, JANUARY + MONTHS, 60)
    with fund_scope(place.fund.id):
        with explained() as read:
            found = queue.groups_with_proposals(asked=QueueFilter(), limit=50)
            queue.counts()
            first = found[0]
            queue.group(employer=EMPLOYERS[1], number=first.insured_number,
                        name=first.insured_name)  # fmt: skip
            cures.replayable()
        assert len(found) == 50
        assert all(each.proposals for each in found)
        assert [each for each in read if SOUGHT_AT_ONCE not in each] == []
        counted = []
        for limit in (1, 50):
            with CaptureQueriesContext(connection) as asked:
                queue.groups_with_proposals(asked=QueueFilter(), limit=limit)
            counted.append(len(asked))
    assert counted[0] == counted[1]
    assert numbered(PERSONS - 1) not in {each.insured_number for each in found}
