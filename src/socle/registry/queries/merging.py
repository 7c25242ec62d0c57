"""Which numbers are one person's: a merged file is read with the kept one, and stays as it was."""

from collections.abc import Collection
from datetime import datetime

from socle.platform.temporal.queries import as_of
from socle.registry.facts import ALIAS
from socle.registry.models import Person
from socle.registry.queries.beliefs import belief_of
from socle.registry.queries.families_reading import Moment, facts_of
from socle.registry.types.merging import Merge


def merge_of(*, number: str, known_at: datetime | None) -> Merge:
    """Where a number leads, as known at an instant; a number of nobody leads to itself."""
    key = Person.objects.filter(number=number).values_list("pk", flat=True).first()
    if key is None:
        return Merge(number)
    into = as_of(ALIAS, on=None, known_at=known_at, where={"person_id": key})
    kept = into[0]["kept_id"] if into else key
    rows = as_of(ALIAS, on=None, known_at=known_at, where={"kept_id": kept})
    ids = [kept, *(row["person_id"] for row in rows)]
    numbers = dict(Person.objects.filter(pk__in=ids).values_list("pk", "number"))
    merged = tuple(sorted(numbers[row["person_id"]] for row in rows))
    return Merge(numbers[kept], merged, belief_of(into[0]) if into else None)


def ids_of_person(*, person_id: int, known_at: datetime | None) -> list[int]:
    """The files of one person: the kept one, then those merged into it."""
    into = as_of(ALIAS, on=None, known_at=known_at, where={"person_id": person_id})
    kept: int = into[0]["kept_id"] if into else person_id
    rows = as_of(ALIAS, on=None, known_at=known_at, where={"kept_id": kept})
    return [kept, *sorted(row["person_id"] for row in rows)]


def files_of(*, ids: Collection[int], known_at: datetime | None) -> dict[int, int]:
    """Every file of some persons, each with the one that is kept."""
    ever = Moment(None, known_at)
    into = facts_of(ALIAS, by="person_id", ids=ids, moment=ever)
    leads = {row["person_id"]: row["kept_id"] for row in into}
    kept = {leads.get(each, each) for each in ids}
    below = facts_of(ALIAS, by="kept_id", ids=kept, moment=ever)
    return {each: each for each in kept} | {row["person_id"]: row["kept_id"] for row in below}
