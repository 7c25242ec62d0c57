"""Months declared otherwise than by a first file, for who looks at all the tables of it."""

import io
from datetime import date

from psycopg.types.range import DateRange
from tests import factories
from tests.conftest import NOW, TODAY
from tests.contributions import sheets
from tests.contributions.files import JANUARY, dipe

from socle.contributions.due_dates import OWN_DAY
from socle.contributions.forms import Row, declare_nil, deposit_form, save_draft
from socle.contributions.operations import confirm_deposit, deposit_file
from socle.contributions.spreadsheets import Said
from socle.contributions.versions import DepositKind
from socle.kernel.months import Month
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role
from socle.platform.acts.operations import validate
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActRequest
from socle.platform.temporal.operations import assign

ONE = factories.CM_EMPLOYER
JANUARY_FIRST = date(2026, 1, 1)
ROWS = (Row(factories.CM_PERSON, "ABENA Marie", "30", "200 000"),)


def months_at_work(place: factories.Agency) -> None:
    """A corrective, a spreadsheet, a form, a draft and a nil month; rows in each of their tables.

    January is declared before.
    """
    for column in ("Autre", "Salaire"):
        profile = sheets.defined(place.accounts, changed={"wage": column}, name=column)
    factories.act(place.accounts, "end_file_profile", on=date(2026, 6, 1), profile=profile.subject)
    with fund_scope(place.fund.id):
        seen = deposit_file(
            desk=place.accounts,
            stream=io.BytesIO(dipe([250_000, 80_000], month=JANUARY)),
            file_name="rectificative.txt",
            deposited_on=TODAY,
            key="corrective",
            at=NOW,
            kind=DepositKind.CORRECTIVE,
        )
        assert confirm_deposit(desk=place.accounts, number=seen.receipt).status == "posted"
    factories.act(place.accounts, "follow_declarations", on=TODAY, month="2026-01")
    taxed = factories.act(
        place.accounts,
        "tax_by_own_motion",
        on=date(2026, 4, 9),
        employer=ONE,
        month="2026-02",
        notice="MD-12",
        notice_on="2026-04-01",
    )
    with fund_scope(place.fund.id):
        validate(desk=place.verifier, number=taxed.act, at=NOW)
    sheet = sheets.csv([90_000], month="2026-03")
    read = sheets.handed_in(place.accounts, sheet, on=date(2026, 4, 10), said=Said(profile.subject))
    assert read.status == "posted", read.faults
    forms_at_work(place)
    due_days_at_work(place)


def due_days_at_work(place: factories.Agency) -> None:
    """A day set, then another from the same day: this country's law gives one, no act sets it."""
    for day in (15, 20):
        request = ActRequest(place.accounts, "due", {}, JANUARY_FIRST, "", f"due-{day}")
        with (
            fund_scope(place.fund.id),
            performing(request, subject_kind="fund", subject_number=place.fund.code),
        ):
            assign(
                OWN_DAY,
                fund_id=place.fund.id,
                key={"scheme": place.fund.scheme},
                values={"day": day},
                valid=DateRange(JANUARY_FIRST, None),
            )


def forms_at_work(place: factories.Agency) -> None:
    """A nil April, a May typed and deposited, a June begun."""
    clerk = factories.desk(place.fund, Role.EMPLOYER_CLERK, ONE)
    with fund_scope(place.fund.id):
        declare_nil(
            desk=clerk,
            employer_number=ONE,
            month=Month(2026, 4),
            deposited_on=TODAY,
            key="nil",
            at=NOW,
        )
        done = deposit_form(
            desk=clerk,
            employer_number=ONE,
            month=Month(2026, 5),
            rows=ROWS,
            deposited_on=TODAY,
            key="form",
            at=NOW,
        )
        assert done.status == "posted", done.faults
        save_draft(desk=clerk, employer_number=ONE, month=Month(2026, 6), rows=ROWS, at=NOW)
