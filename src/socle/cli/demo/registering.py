"""The register of the demonstration: employers affiliated, persons registered, moved, left."""

from datetime import date
from typing import Any

from socle.cli.demo.office import Office
from socle.cli.demo.story import Part, Story
from socle.kernel.months import Month
from socle.platform.access.scope import fund_scope
from socle.registry.importing import import_persons

SINCE = date(2015, 1, 1)
START = "demo:persons"


def affiliate(office: Office, told: Story) -> None:
    """Every employer of the story, by an act each."""
    desk = office.desk("immat")
    classes: dict[str, Any]
    for each in told.employers:
        classes = {**each.who.classes}
        office.act(
            desk,
            "affiliate_employer",
            on=SINCE,
            key=f"employer:{each.number}",
            number=each.number,
            legal_name=each.who.name,
            city=each.who.city,
            **classes,
        )


def register_persons(office: Office, told: Story, source: str) -> None:
    """Everybody but the strangers, by one act. Its source says the size and day of the story."""
    own = {
        worker.person.number: worker.person
        for each in told.employers
        for worker in each.who.staff
        if worker.person.employer_number == each.number
    }
    with fund_scope(office.fund.id):
        import_persons(
            desk=office.desk("immat"),
            persons=[one for number, one in own.items() if number not in told.strangers],
            source=source,
            effective_on=SINCE,
            key=START,
        )


def live(office: Office, told: Story, month: Month) -> None:
    """What the register learns in a month: departures, arrivals, a firm that closes."""
    desk = office.desk("immat")
    for move in told.moves:
        if move.last == month and move.person not in told.strangers:
            office.act(
                desk,
                "end_employment",
                on=(month + 1).first_day,
                key=f"leaves:{move.person}",
                person=move.person,
                employer=move.leaves,
            )
            if move.joins:
                office.act(
                    desk,
                    "hire",
                    on=(month + 1).first_day,
                    key=f"joins:{move.person}",
                    person=move.person,
                    employer=move.joins,
                )
    for each in told.of(Part.CLOSED):
        if told.last_month_of(each) == month:
            office.act(
                desk,
                "close_employer",
                on=(month + 1).first_day,
                key=f"closed:{each.number}",
                # People still work there that day: the act ends it, and a second person looks.
                second=office.desk("verif"),
                number=each.number,
            )
