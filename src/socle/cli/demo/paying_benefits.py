"""Runs of the demonstration: two months validated, the present one computed and waiting."""

from datetime import date

from socle.benefits.queries.runs import benefit_run
from socle.cli.demo.office import Office
from socle.cli.demo.story import Story
from socle.kernel.months import Month
from socle.platform.access.scope import fund_scope


def tell(office: Office, told: Story) -> None:
    """Each month's dues, from computing to the authorising officer."""
    this_month = Month.of(told.today)
    for back in (2, 1):
        month = this_month - back
        number = _computed(office, month, month.last_day)
        office.act(
            office.desk("ordo"),
            "validate_run",
            on=month.last_day,
            key=f"run:{month}:validate",
            run=number,
        )
    _computed(office, this_month, told.today)


def _computed(office: Office, month: Month, on: date) -> str:
    """A run whose anomalies somebody has looked at; its number."""
    liquidator = office.desk("liquid")
    number = office.act(
        liquidator, "compute_run", on=on, key=f"run:{month}", month=str(month)
    ).subject
    with fund_scope(office.fund.id):
        kinds = sorted({each.kind for each in benefit_run(number=number).open_anomalies})
    for kind in kinds:
        office.act(
            liquidator,
            "accept_anomaly",
            on=on,
            key=f"run:{month}:{kind}",
            motive="dossiers relus",
            run=number,
            kind=kind.value,
        )
    return number
