"""The people whom employers declare and nobody knew: some are found, the others still wait."""

from datetime import timedelta
from typing import Any

from socle.cli.demo.office import Office, Paper
from socle.cli.demo.story import Employer, Story
from socle.cli.demo_people import Worker, insured_number

_FROM_RANK = 900_000  # of numbers given later, beyond all others


def cure_some(office: Office, told: Story) -> None:
    """One stranger in three is registered and their lines replayed, one is found by hand."""
    unknown = [
        (employer, worker)
        for employer in told.employers
        for worker in employer.who.staff
        if worker.person.number in told.strangers
    ]
    on = told.today - timedelta(days=4)
    for place, (employer, worker) in enumerate(unknown):
        if place % 3 == 1:
            _register(office, worker, worker.person.number, told)
        elif place % 6 == 2:
            number = insured_number(told.law, _FROM_RANK + place)
            _register(office, worker, number, told)
            _cure(office, told, employer, worker, number)
    office.attempt(
        office.desk("comptes"),
        "replay_queue",
        unless="cure.nothing_to_replay",
        on=on,
        key="replay",
    )


def _register(office: Office, worker: Worker, number: str, told: Story) -> None:
    who = worker.person
    office.act(
        office.desk("immat"),
        "register_person",
        on=told.months[0].first_day,
        key=f"person:{number}",
        # Among many of the same few names, somebody is like them: a second person looks.
        second=office.desk("verif"),
        number=number,
        family_name=who.family_name,
        given_names=who.given_names,
        birth_on=who.birth_on.isoformat() if who.birth_on else "",
    )


def _cure(office: Office, told: Story, employer: Employer, worker: Worker, number: str) -> None:
    """The employer wrote a wrong number; a paper says whose the lines are."""
    who, fields = worker.person, dict[str, Any]()
    if told.law == "MA":
        # As the line of the e-BDS holds it: two columns of thirty characters.
        fields["insured_name"] = f"{who.family_name:<30}{who.given_names}"
    office.act(
        office.desk("comptes"),
        "cure_group",
        on=told.today - timedelta(days=4),
        key=f"cure:{number}",
        paper=Paper("bulletin.txt", f"Bulletin de paie inventé de {who.family_name}\n".encode()),
        employer=employer.number,
        insured_number=who.number,
        person=number,
        **fields,
    )
