"""Cards of the demonstration: to hand over, held, stolen and replaced; some certificates."""

from datetime import timedelta
from typing import Any

from socle.cli.demo.office import Office
from socle.cli.demo.story import Story

_CARDS = 10  # more than one sheet holds


def tell(office: Office, told: Story) -> None:
    """Ten persons with a card; the first handed over, the second stolen and replaced."""
    people = [each.person.number for each in told.steady()[:_CARDS]]
    made_on = told.today - timedelta(days=60)
    for number in people:
        _act(office, told, "issue_card", number, days=60)
    for number in people[:2]:
        _act(office, told, "hand_over_card", number, days=50)
    for number in people[1:2]:
        _act(office, told, "report_card", number, days=10, loss="stolen")
        _act(office, told, "duplicate_card", number, days=5)
    for number in people[:1]:
        for kind in ("registration", "family_situation"):
            office.act(
                office.desk("immat"),
                "certify_person",
                on=told.today,
                key=f"cards:{kind}:{number}",
                number=number,
                certificate_kind=kind,
            )
    number = told.employers[0].number
    office.act(
        office.desk("immat"),
        "certify_affiliation",
        on=made_on,
        key=f"cards:affiliation:{number}",
        employer=number,
    )


def _act(office: Office, told: Story, kind: str, number: str, *, days: int, **fields: Any) -> None:
    office.act(
        office.desk("immat"),
        kind,
        on=told.today - timedelta(days=days),
        key=f"cards:{kind}:{number}",
        number=number,
        **fields,
    )
