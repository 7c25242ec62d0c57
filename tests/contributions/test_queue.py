"""Lines that wait: seen by group, cured by acts, taken back by counter-acts, replayed."""

import pytest
from tests import factories
from tests.contributions.files import JANUARY
from tests.contributions.queues import UNKNOWN, acted, career, declared, waiting

from socle.contributions.types import ProposalReason, QueueReason


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    factories.employer(place)
    factories.person(place)
    return place


def test_three_months_of_one_wrong_number_are_one_row_with_the_person_proposed(
    place: factories.Agency,
) -> None:
    for index in range(JANUARY, JANUARY + 3):
        declared(place, [UNKNOWN], month=index)
    (group,) = waiting(place)
    assert (group.line_count, group.first_month, group.last_month) == (3, "2026-01", "2026-03")
    assert group.reasons == (QueueReason.NUMBER_UNKNOWN,)
    (proposal,) = group.proposals
    assert proposal.person_number == factories.CM_PERSON
    assert proposal.reasons == {ProposalReason.NUMBER_ONE_WRONG}


def test_a_cured_line_is_in_the_career_with_its_act_and_waits_no_more(
    place: factories.Agency,
) -> None:
    number = declared(place, [UNKNOWN])
    done = acted(place, "cure_line", declaration=number, line="1", person=factories.CM_PERSON)
    (month,) = career(place)
    assert (month.month, month.act_number, month.is_cured) == ("2026-01", done.act, True)
    assert waiting(place) == []
