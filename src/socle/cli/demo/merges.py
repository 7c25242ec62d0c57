"""Persons of the demonstration with two numbers: merged, merged and parted, to be merged."""

from datetime import timedelta
from typing import Any

from socle.cli.demo.office import Office, Paper
from socle.cli.demo.story import Story
from socle.cli.demo_people import Worker


def tell(office: Office, told: Story) -> None:
    """Each was registered again by an agent who did not find them."""
    for rank, worker in enumerate(told.steady()[-6:-3]):
        again = _registered_again(office, told, worker)
        _merge(office, told, worker, again, is_decided=rank < 2)
        if rank == 1:
            _part(office, told, again)


def _registered_again(office: Office, told: Story, worker: Worker) -> str:
    """A second number, the names the other way round: the register doubts, two people insist."""
    who = worker.person
    born = {"birth_on": who.birth_on.isoformat()} if who.birth_on else dict[str, Any]()
    return office.act(
        office.desk("immat"),
        "register_person",
        on=told.today - timedelta(days=120),
        key=f"merges:again:{who.number}",
        second=office.desk("verif"),
        family_name=who.given_names or who.family_name,
        given_names=who.family_name if who.given_names else "",
        **born,
    ).subject


def _merge(office: Office, told: Story, worker: Worker, again: str, *, is_decided: bool) -> None:
    """The last of them waits for a second person, who compares the two files."""
    office.act(
        office.desk("immat"),
        "merge_persons",
        on=told.today - timedelta(days=30),
        key=f"merges:merged:{again}",
        paper=_card(again),
        second=office.desk("verif") if is_decided else None,
        kept=worker.person.number,
        merged=again,
    )


def _part(office: Office, told: Story, again: str) -> None:
    """It was another person after all: each number has its own file again."""
    office.act(
        office.desk("immat"),
        "unmerge_persons",
        on=told.today - timedelta(days=5),
        key=f"merges:parted:{again}",
        paper=_card(f"{again}, contestee"),
        second=office.desk("verif"),
        merged=again,
    )


def _card(of: str) -> Paper:
    text = f"Piece d'identite fictive, {of}\n"
    return Paper("piece-identite.txt", text.encode(), "identity_document")
