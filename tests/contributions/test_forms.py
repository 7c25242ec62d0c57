"""The month typed on a screen: begun from the last one, saved, reckoned, deposited; and nil."""

from datetime import date

import pytest
from tests import factories
from tests.conftest import NOW, TODAY
from tests.contributions.files import dipe, handed_in

from socle.contributions import queries
from socle.contributions.forms import (
    Row,
    declare_nil,
    deposit_form,
    first_rows,
    open_draft,
    reckon,
    save_draft,
)
from socle.contributions.obligations import missing_months
from socle.contributions.operations import confirm_deposit
from socle.contributions.types import Outcome
from socle.contributions.versions import DepositKind
from socle.kernel.errors import NotKnown, Refused
from socle.kernel.months import Month
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role

MINE = factories.CM_EMPLOYER
FEBRUARY = Month(2026, 2)
ROWS = (Row(factories.CM_PERSON, "ALAOUI Fatima", "30", "200 000"), Row("", "", "", ""))


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    factories.employer(place)
    factories.person(place)
    return place


@pytest.fixture
def clerk(place: factories.Agency) -> Desk:
    return factories.desk(place.fund, Role.EMPLOYER_CLERK, MINE)


def deposited(desk: Desk, rows: tuple[Row, ...] = ROWS, *, key: str = "form") -> Outcome:
    with fund_scope(desk.fund.id):
        return deposit_form(
            desk=desk, employer_number=MINE, month=FEBRUARY, rows=rows, deposited_on=TODAY,
            key=key, at=NOW,
        )  # fmt: skip


def test_a_form_begins_with_what_was_declared_last(place: factories.Agency, clerk: Desk) -> None:
    handed_in(place.accounts, dipe([200_000]), key="january")
    with fund_scope(place.fund.id):
        [row] = first_rows(desk=clerk, employer_number=MINE, month=FEBRUARY)
    assert row == Row(factories.CM_PERSON, "ALAOUI Fatima", "30", "200000")


def test_where_nothing_was_declared_it_begins_with_who_works_there(
    place: factories.Agency, clerk: Desk
) -> None:
    factories.act(
        place.registration,
        "hire",
        on=date(2026, 1, 5),
        person=factories.CM_PERSON,
        employer=MINE,
    )
    with fund_scope(place.fund.id):
        [row] = first_rows(desk=clerk, employer_number=MINE, month=FEBRUARY)
    assert row == Row(factories.CM_PERSON, "ALAOUI Fatima", "", "")


def test_what_is_shown_before_is_what_is_posted(place: factories.Agency, clerk: Desk) -> None:
    with fund_scope(place.fund.id):
        seen = reckon(desk=clerk, employer_number=MINE, month=FEBRUARY, rows=ROWS)
    done = deposited(clerk)
    assert (done.status, done.format, done.lines) == ("posted", "form_month", 1)
    assert done.total == seen.total > 0
    with fund_scope(place.fund.id):
        [declaration] = queries.deposit(number=done.receipt).declarations
    assert {each.branch: each.total for each in seen.branches} == {
        each.branch: each.total for each in declaration.branches
    }


def test_every_point_to_correct_is_told_with_its_row(place: factories.Agency, clerk: Desk) -> None:
    rows = (Row("1", "A", "32", "1"), Row("1", "B", "3", "x"), Row("2" * 17, "", "", "5"))
    with fund_scope(place.fund.id):
        found = reckon(desk=clerk, employer_number=MINE, month=FEBRUARY, rows=rows)
    assert {place: refused.code for place, refused in found.wrong.items()} == {
        (0, "days"): "field_range",
        (1, "insured_number"): "insured_repeated",
        (1, "wage"): "amount_invalid",
        (2, "insured_number"): "form_text_too_long",
        (2, "days"): "field_range",
    }
    with pytest.raises(Refused):
        deposited(clerk, rows)


def test_a_draft_is_kept_resumed_and_ended_by_its_deposit(
    place: factories.Agency, clerk: Desk
) -> None:
    half = (Row(factories.CM_PERSON, "ALAOUI Fatima", "", "pas encore"),)
    with fund_scope(place.fund.id):
        for rows in (half, ROWS):
            save_draft(desk=clerk, employer_number=MINE, month=FEBRUARY, rows=rows, at=NOW)
            found = open_draft(desk=clerk, employer_number=MINE, month=FEBRUARY)
            assert found is not None
            assert found.rows == rows
    deposited(clerk)
    with fund_scope(place.fund.id):
        assert open_draft(desk=clerk, employer_number=MINE, month=FEBRUARY) is None


def test_the_same_form_sent_twice_posts_once(place: factories.Agency, clerk: Desk) -> None:
    assert deposited(clerk).receipt == deposited(clerk).receipt


def test_another_s_employer_is_not_known(place: factories.Agency) -> None:
    other = factories.desk(place.fund, Role.EMPLOYER_CLERK, "9999999999Z")
    with pytest.raises(NotKnown):
        deposited(other)


def test_a_nil_month_is_declared_and_owes_nothing(place: factories.Agency, clerk: Desk) -> None:
    with fund_scope(place.fund.id):
        done = declare_nil(
            desk=clerk, employer_number=MINE, month=FEBRUARY, deposited_on=TODAY, key="nil", at=NOW
        )
        assert (done.status, done.lines, done.total) == ("posted", 0, 0)
        missing = {each.month for each in missing_months(on=date(2026, 4, 16))}
        assert "2026-03" in missing
        assert "2026-02" not in missing


def test_wages_found_after_a_nil_month_correct_it(place: factories.Agency, clerk: Desk) -> None:
    said = {"desk": clerk, "employer_number": MINE, "month": FEBRUARY, "deposited_on": TODAY}
    with fund_scope(place.fund.id):
        declare_nil(key="nil", at=NOW, **said)  # type: ignore[arg-type]
        found = deposit_form(key="found", at=NOW, rows=ROWS, kind=DepositKind.CORRECTIVE, **said)  # type: ignore[arg-type]
        assert found.status == "to_confirm", found.faults
        done = confirm_deposit(desk=clerk, number=found.receipt)
    assert (done.status, done.total > 0) == ("posted", True)
