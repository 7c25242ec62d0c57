"""Careers: what counts, what is missing and why, as it was known then."""

from datetime import date
from typing import Any

import pytest
from tests import factories
from tests.contributions.files import JANUARY, dipe, ebds, handed_in
from tests.contributions.queues import OTHER, UNKNOWN, acted, career, declared, undone

from socle.contributions import careers
from socle.contributions.types import CareerView, CellState, GapCause
from socle.kernel.errors import NotKnown
from socle.kernel.wording import LANGUAGES, wording
from socle.platform.access.scope import fund_scope
from socle.platform.temporal.queries import horizon

ME, HERE = factories.CM_PERSON, factories.CM_EMPLOYER
JULY = date(2026, 7, 31)


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    factories.employer(place)
    factories.person(place)
    return place


def view(place: factories.Agency, number: str = ME, **asked: Any) -> CareerView:
    with fund_scope(place.fund.id):
        return careers.view(person_number=number, **({"on": JULY, "known_at": None} | asked))


def hired(place: factories.Agency, on: date, employer: str = HERE) -> None:
    factories.act(place.registration, "hire", on=on, person=ME, employer=employer)


def causes(found: CareerView) -> list[tuple[str, str, GapCause]]:
    return [(each.first_month, each.last_month, each.cause) for each in found.gaps]


def test_a_month_with_two_employers_counts_once_and_pays_twice(place: factories.Agency) -> None:
    factories.employer(place, "3100000000A", legal_name="Scierie")
    declared(place, [ME])
    declared(place, [ME], employer="3100000000A")
    found = view(place)
    assert [each.employer_name for each in found.months] == ["Savonnerie du Wouri", "Scierie"]
    (year,) = found.years
    assert (year.months, year.credited, year.days, year.wage) == (1, 1, 60, 400_000)
    assert (year.cells[0].state, year.cells[0].employers) == (CellState.CREDITED, 2)
    assert (found.unit, found.is_unit_verified) == ("month", True)


def test_days_are_kept_as_declared_where_no_text_says_how_they_count(db: None) -> None:
    place = factories.agency("MA")
    factories.employer(place)
    person = factories.person(place)
    done = handed_in(place.accounts, ebds([(person, "ALAOUI FATIMA", 500_000)]), key="k")
    assert done.status == "posted"
    found = view(place, person)
    assert (found.unit, found.is_unit_verified, found.credited) == ("day", False, 26)


def test_each_gap_says_why(place: factories.Agency) -> None:
    hired(place, date(2026, 1, 1))
    declared(place, [ME])
    declared(place, [OTHER], month=JANUARY + 1)
    declared(place, [ME], month=JANUARY + 4)
    found = view(place)
    assert causes(found) == [
        ("2026-06", "2026-06", GapCause.NOT_DECLARED),
        ("2026-03", "2026-04", GapCause.NOT_DECLARED),
        ("2026-02", "2026-02", GapCause.NOT_NAMED),
    ]
    assert found.gap_months == 4
    assert [each.state for each in found.years[0].cells[:7]] == [
        CellState.CREDITED, CellState.GAP, CellState.GAP, CellState.GAP, CellState.CREDITED,
        CellState.GAP, CellState.EMPTY,
    ]  # fmt: skip


def test_a_waiting_line_that_may_be_theirs_is_named_in_the_gap(place: factories.Agency) -> None:
    hired(place, date(2026, 1, 1))
    number = declared(place, [UNKNOWN, OTHER], names=["ALAOUI FATMA", "TCHOUPO"])
    (_rest, gap) = view(place, on=date(2026, 3, 31)).gaps
    assert (gap.cause, gap.lines) == (GapCause.LINE_WAITING, ((number, 1),))
    assert gap.employer_name == "Savonnerie du Wouri"
    acted(place, "cure_line", declaration=number, line="1", person=ME)
    assert GapCause.LINE_WAITING not in {each.cause for each in view(place).gaps}


def test_a_month_of_too_few_days_is_declared_and_not_counted(place: factories.Agency) -> None:
    content = dipe([10_000]).replace(b"B30", b"B05")
    assert handed_in(place.accounts, content, key="k").status == "posted"
    found = view(place)
    assert (found.month_count, found.credited) == (1, 0)
    assert found.years[0].cells[0].state is CellState.NOT_COUNTED
    assert causes(found) == [("2026-01", "2026-01", GapCause.NOT_COUNTED)]


def test_between_two_credits_without_an_employer_the_gap_asks_for_one(
    place: factories.Agency,
) -> None:
    declared(place, [ME])
    declared(place, [ME], month=JANUARY + 3)
    assert causes(view(place)) == [("2026-02", "2026-03", GapCause.NO_EMPLOYMENT)]


def test_an_employer_that_works_no_more_is_said_to(place: factories.Agency) -> None:
    hired(place, date(2026, 1, 1))
    factories.act(place.registration, "suspend_employer", on=date(2026, 3, 1), number=HERE)
    assert causes(view(place)) == [
        ("2026-03", "2026-06", GapCause.EMPLOYER_SUSPENDED),
        ("2026-01", "2026-02", GapCause.NOT_DECLARED),
    ]


def test_nothing_is_asked_for_months_after_a_closing_which_ends_the_work(
    place: factories.Agency,
) -> None:
    hired(place, date(2026, 1, 1))
    factories.passed(place, "close_employer", on=date(2026, 3, 1), number=HERE)
    assert causes(view(place)) == [("2026-01", "2026-02", GapCause.NOT_DECLARED)]


def test_a_month_not_due_yet_is_no_gap(place: factories.Agency) -> None:
    hired(place, date(2026, 1, 1))
    assert view(place, on=date(2026, 2, 14)).gaps == ()
    assert causes(view(place, on=date(2026, 2, 20)))[-1][2] is GapCause.NOT_DECLARED


def test_names_and_cures_are_read_as_they_were_known(place: factories.Agency) -> None:
    number = declared(place, [UNKNOWN])
    with fund_scope(place.fund.id):
        before = horizon()
    cure = acted(place, "cure_line", declaration=number, line="1", person=ME)
    with fund_scope(place.fund.id):
        cured = horizon()
    factories.act(place.registration, "update_employer", number=HERE, legal_name="Wouri SA")
    undone(place, cure.act)
    assert view(place, known_at=before).months == ()
    (month,) = view(place, known_at=cured).months
    assert (month.employer_name, month.act_number) == ("Savonnerie du Wouri", cure.act)
    assert career(place) == []
    declared(place, [ME], month=JANUARY + 1)
    assert [each.employer_name for each in career(place)] == ["Wouri SA"]


def test_who_is_not_registered_has_no_career(place: factories.Agency) -> None:
    with pytest.raises(NotKnown):
        view(place, OTHER)
    with fund_scope(place.fund.id):
        long_ago = horizon().replace(year=2000)
    with pytest.raises(NotKnown):
        view(place, known_at=long_ago)


@pytest.mark.parametrize("cause", list(GapCause))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_gap_is_worded_with_its_remedy(cause: GapCause, language: str) -> None:
    said = wording(f"career.gap.{cause}", {"employer": "Atlas"}, language)
    assert len(said.do) > 20
    assert ("Atlas" in said.message) == (cause is not GapCause.NO_EMPLOYMENT)
