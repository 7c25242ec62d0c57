"""Correctives of the demonstration: one confirmed, of an old month; one that waits."""

import io
from datetime import UTC, datetime, timedelta

from socle.cli.demo import files
from socle.cli.demo.office import Office
from socle.cli.demo.story import Employer, Part, Story
from socle.contributions.operations import confirm_deposit, deposit_file
from socle.contributions.versions import DepositKind
from socle.kernel.months import Month
from socle.platform.access.scope import fund_scope


def correct(office: Office, told: Story) -> None:
    """What employers replace, some days before the last one of the story."""
    if mobile := told.one(Part.MOBILE):
        receipt = _deposit(office, told, mobile, told.months[0])
        with fund_scope(office.fund.id):
            confirm_deposit(desk=office.desk("comptes"), number=receipt)
    if counter := told.one(Part.COUNTER):
        _deposit(office, told, counter, told.months[-1])


def _deposit(office: Office, told: Story, employer: Employer, month: Month) -> str:
    """The file again, with a rise that payroll had forgotten; its receipt number."""
    staff = [each for each in employer.who.staff if each.works(month)]
    block = files.raised(files.lines(told, employer, month, staff), told, month)
    file = files.wage_file(told, [block], employer.who.name)
    with fund_scope(office.fund.id):
        return deposit_file(
            desk=office.desk("comptes"),
            stream=io.BytesIO(file.content),
            file_name=file.name,
            deposited_on=told.today - timedelta(days=6),
            key=f"demo:corrective:{employer.number}:{month}",
            at=datetime.now(UTC),
            kind=DepositKind.CORRECTIVE,
        ).receipt
