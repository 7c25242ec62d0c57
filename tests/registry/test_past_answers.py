"""A past answer never changes, whatever is recorded, corrected or reversed afterwards."""

import pytest
from tests import factories
from tests.registry.walk import Walk

from socle.platform.access.scope import fund_scope


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_answer_given_on_the_way_is_given_again_at_the_end(db: None, seed: int) -> None:
    place = factories.agency("CM")
    employers = [factories.employer(place, number) for number in ("0123456789K", "3210100565S")]
    persons = [factories.person(place, number) for number in ("1122334455B", "9911223344C")]
    walk = Walk(place, employers, persons, seed)
    with fund_scope(place.fund.id):
        for _ in range(30):
            walk.step()
            walk.tell()
        walk.ask_again()
    assert "reverse" in walk.kinds, walk.kinds
