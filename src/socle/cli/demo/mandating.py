"""Mandates of the demonstration: given to accounting firms on a signed paper, one of them ended."""

from socle.cli.demo.accounts import mandatary
from socle.cli.demo.office import Office, Paper
from socle.cli.demo.story import Part, Story
from socle.kernel.months import Month


def give(office: Office, told: Story) -> None:
    """Each firm's mandates, from the first month on; one employer gives its own by itself."""
    on = told.months[0].first_day
    for rank, employers in enumerate(told.mandated(), 1):
        for each in employers:
            letter = f"{each.who.name}\n\nMandat de déclarer, inventé pour la démonstration.\n"
            office.act(
                office.desk("immat"),
                "give_mandate",
                on=on,
                key=f"mandate:{each.number}",
                paper=Paper("mandat.txt", letter.encode()),
                employer=each.number,
                mandatary=office.login(mandatary(rank)),
            )
    if (employer := told.one(Part.EXEMPLARY)) and told.mandated():
        office.act(
            office.desk("paie2"),
            "give_mandate",
            on=on,
            key=f"mandate:{employer.number}",
            employer=employer.number,
            mandatary=office.login(mandatary(1)),
        )


def live(office: Office, told: Story, month: Month) -> None:
    """In the midst of the story, the employer that gave a mandate by itself takes it back."""
    employer = told.one(Part.EXEMPLARY)
    if employer and told.mandated() and month == Month.of(told.mandate_ends_on):
        office.act(
            office.desk("paie2"),
            "end_mandate",
            on=told.mandate_ends_on,
            key=f"mandate:{employer.number}:end",
            employer=employer.number,
            mandatary=office.login(mandatary(1)),
        )
