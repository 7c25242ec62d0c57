"""Which months employers had to declare, and did not, or declared late."""

from datetime import date

import pytest
from tests import factories
from tests.contributions.files import JANUARY, dipe, handed_in

from socle.contributions.obligations import dues, late_declarations, missing_months, next_due
from socle.kernel.months import Month
from socle.platform.access.scope import fund_scope

OTHER = "3210100565S"
APRIL_16 = date(2026, 4, 16)


@pytest.fixture
def place(db: None) -> factories.Agency:
    """Two employers affiliated since 2015; the first declared January, in time."""
    place = factories.agency("CM")
    factories.employer(place)
    factories.employer(place, OTHER)
    handed_in(place.accounts, dipe([200_000]), key="january", on=date(2026, 2, 10))
    return place


def missing(place: factories.Agency, on: date = APRIL_16, **asked: object) -> list[tuple[str, str]]:
    with fund_scope(place.fund.id):
        found = missing_months(on=on, **asked)  # type: ignore[arg-type]
    return [(each.employer_number, each.month) for each in found]


def test_every_due_month_without_a_declaration_is_missing(place: factories.Agency) -> None:
    mine, theirs = factories.CM_EMPLOYER, OTHER
    assert missing(place) == [
        *((mine, "2026-02"), (mine, "2026-03")),
        *((theirs, "2026-01"), (theirs, "2026-02"), (theirs, "2026-03")),
    ]


def test_a_month_is_missing_from_the_day_after_it_was_due(place: factories.Agency) -> None:
    mine = frozenset({factories.CM_EMPLOYER})
    assert missing(place, date(2026, 3, 15), employer_numbers=mine) == []
    with fund_scope(place.fund.id):
        [found] = missing_months(on=date(2026, 3, 16), employer_numbers=mine)
    assert (found.month, found.due_on, found.days_late) == ("2026-02", date(2026, 3, 15), 1)
    assert found.employer_name == "Savonnerie du Wouri"


def test_a_closed_or_suspended_month_is_not_owed_and_one_of_part_is(
    place: factories.Agency,
) -> None:
    factories.passed(place, "close_employer", on=date(2026, 2, 12), number=OTHER)
    found = [month for number, month in missing(place) if number == OTHER]
    assert found == ["2026-01", "2026-02"]


def test_a_name_changed_within_a_month_does_not_count_it_twice(place: factories.Agency) -> None:
    factories.act(
        place.registration,
        "update_employer",
        on=date(2026, 2, 12),
        number=OTHER,
        legal_name="Cimenterie du Nord",
    )
    found = [month for number, month in missing(place) if number == OTHER]
    assert found == ["2026-01", "2026-02", "2026-03"]


def test_an_employer_that_files_by_quarters_owes_its_months_when_the_quarter_is_due(
    place: factories.Agency,
) -> None:
    factories.act(
        place.registration, "change_filing_regime", number=OTHER, filing_regime="quarterly"
    )
    assert [m for n, m in missing(place, date(2026, 4, 15)) if n == OTHER] == []
    found = [m for n, m in missing(place, APRIL_16) if n == OTHER]
    assert found == ["2026-01", "2026-02", "2026-03"]
    with fund_scope(place.fund.id):
        both = dues(employer_numbers=[factories.CM_EMPLOYER, OTHER], on=date(2026, 2, 10))
    assert both == {
        factories.CM_EMPLOYER: (Month(2026, 1), date(2026, 2, 15)),
        OTHER: (Month(2026, 1), date(2026, 4, 15)),
    }


def test_pages_follow_each_other_without_a_gap(place: factories.Agency) -> None:
    whole, after, walked = missing(place), ("", ""), []
    while page := missing(place, after=after, limit=2):
        walked += page
        after = page[-1]
    assert walked == whole


def test_months_can_be_bounded(place: factories.Agency) -> None:
    found = missing(place, since=Month(2026, 2), until=Month(2026, 2))
    assert [month for _, month in found] == ["2026-02", "2026-02"]


def test_a_declaration_after_its_due_date_is_late(place: factories.Agency) -> None:
    february = dipe([200_000], month=JANUARY + 1)
    handed_in(place.accounts, february, key="february", on=date(2026, 3, 20))
    with fund_scope(place.fund.id):
        [late] = late_declarations()
        assert late_declarations(employer_numbers=frozenset({OTHER})) == []
    assert (late.month, late.days_late) == ("2026-02", 5)
    assert late.total > 0


def test_nothing_is_missing_before_the_fund_s_first_declaration(db: None) -> None:
    place = factories.agency("CM")
    factories.employer(place)
    assert missing(place) == []


@pytest.mark.parametrize(
    ("on", "month", "due_on"),
    [
        (date(2026, 3, 1), "2026-02", date(2026, 3, 15)),
        (date(2026, 3, 15), "2026-02", date(2026, 3, 15)),
        (date(2026, 3, 16), "2026-03", date(2026, 4, 15)),
    ],
)
def test_the_next_due_date_is_that_of_the_last_month_ended(
    place: factories.Agency, on: date, month: str, due_on: date
) -> None:
    with fund_scope(place.fund.id):
        found, due = next_due(on=on)
    assert (str(found), due) == (month, due_on)


def test_whoever_contributes_for_themselves_owes_no_declaration_and_files_none(
    place: factories.Agency,
) -> None:
    alone = "8529637410V"
    person = factories.person(place)
    own = {"affiliate_kind": "voluntary_insured", "person": person}
    given = {"number": alone, "legal_name": "Fatima Alaoui"} | own
    factories.act(place.registration, "affiliate_employer", **given)
    assert [month for number, month in missing(place) if number == alone] == []
    outcome = handed_in(place.accounts, dipe([200_000], employer=alone), key="alone")
    assert [fault.code for fault in outcome.faults] == ["declaration.employs_nobody"]
