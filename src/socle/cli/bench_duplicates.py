"""`socle bench duplicates`: files of one person found again in a whole register, all at once.

Invented persons of Morocco, with names drawn unevenly as names are, and one in twenty a second time
under another number, as another body would have written them down. The path timed is
`link_duplicates`, the act that the worker performs, to its end. `recall` says how many of those
second files are in the queue beside the first; `precision`, how many of the pairs in the queue are
one person indeed. A file holds name, birth, sex and the names of the parents; no identity document.

The noise of a second file. Its name is that of `bench search`: half have one fault, a quarter two,
a quarter none; words in either order; one in ten in Arabic script. Its birth: four in five as it
is, one in ten with another day or another month, one in twenty with both exchanged, one in twenty
with only the year right. Each parent: one in four is not named, the others by a name as noisy.

Births are drawn from so few years that a day has as many of them as in a register of a million:
who is one of forty born that day is as hard to tell in a small measure as in a large one.
"""

import random
import resource
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any

from socle.cli.bench_ingest import versions
from socle.cli.bench_people import Drawn, drawn_people, registration_desk, settle
from socle.cli.bench_search import noisy
from socle.cli.house import say, thrown_away_house
from socle.registry.types import ImportedPerson

_SEED = 20260103
_TWICE = 20  # one person in so many
_A_DAY = 40  # births on a day in a register of a million
_FIRST = date(1970, 1, 1)
_SEXES = ("female", "male")
_NAMED = 0.75  # parents of whom a second file says something
_SLICE = 100_000
_PAGE = 1_000
_ON = date(2020, 1, 1)


def run(size: int) -> dict[str, Any]:
    """Measures in a database thrown away afterwards."""
    with thrown_away_house():
        return _measure(size)


def _measure(size: int) -> dict[str, Any]:
    from socle.platform.access.scope import fund_scope
    from socle.registry.importing import import_persons
    from socle.registry.operations.linkage import link_duplicates

    desk = registration_desk()
    drawn = random.Random(_SEED)  # noqa: S311 - the same people each time
    people = list(_files(drawn_people(size, drawn), drawn))
    with fund_scope(desk.fund.id):
        for begin in range(0, len(people), _SLICE):
            import_persons(
                desk=desk,
                persons=islice(people, begin, begin + _SLICE),
                source="bench",
                effective_on=_ON,
                key=f"import:{begin}",
            )
    settle()
    say(f"socle : {len(people)} dossiers, dont {len(people) - size} doubles")
    begun = time.perf_counter()
    with fund_scope(desk.fund.id):
        link_duplicates(desk=desk, on=_ON, key="link")
    taken = time.perf_counter() - begun
    with fund_scope(desk.fund.id):
        raised = list(_raised())
    right = sum(_is_one(one, other) for one, other in raised)
    return {
        "bench": "duplicates",
        "size": len(people),
        "rounds": 1,
        "seconds": round(taken, 1),
        "second_files": len(people) - size,
        "raised": len(raised),
        "recall": round(right / (len(people) - size), 3),
        "precision": round(right / len(raised), 4) if raised else None,
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "versions": versions(),
    }


def _files(people: Sequence[Drawn], drawn: random.Random) -> Iterator[ImportedPerson]:
    days = max(1, len(people) // _A_DAY)
    names = [name for _number, name, _year in people]
    firsts = []
    for rank, (number, name, _year) in enumerate(people):
        family, _sign, given = name.partition(" ")
        born = _FIRST + timedelta(drawn.randrange(days))
        father = f"{family} {drawn.choice(names).partition(' ')[2]}"
        parents = father, drawn.choice(names)
        firsts.append(
            ImportedPerson(f"A{number}", family, given, born, _SEXES[rank % 2], "", None, *parents)
        )
    yield from firsts
    for first in firsts[::_TWICE]:
        yield _second(first, drawn)


def _second(first: ImportedPerson, drawn: random.Random) -> ImportedPerson:
    """The same person, as another body wrote them down."""
    said = noisy(f"{first.family_name} {first.given_names}", drawn)
    family, _sign, given = said.partition(" ")
    father, mother = (
        noisy(name, drawn) if drawn.random() < _NAMED else ""
        for name in (first.father_name, first.mother_name)
    )
    birth = _misread(first.birth_on or _FIRST, drawn)
    return ImportedPerson(
        f"B{first.number[1:]}", family, given, birth, first.sex, "", None, father, mother
    )


def _misread(birth: date, drawn: random.Random) -> date:
    kind, day, month = drawn.random(), drawn.randint(1, 28), drawn.randint(1, 12)
    if kind < 0.8:
        return birth
    if kind < 0.85:
        return birth.replace(day=day)
    if kind < 0.9:
        return birth.replace(day=min(birth.day, 28), month=month)
    if kind < 0.95 and birth.day <= 12:
        return date(birth.year, birth.day, birth.month)
    return date(birth.year, month, day)


def _raised() -> Iterator[tuple[str, str]]:
    """The pairs in the queue, by the numbers of both files."""
    from socle.registry.queries.suspicions import suspicions

    after = ""
    while page := suspicions(limit=_PAGE, after=after):
        yield from ((each.one.number, each.other.number) for each in page)
        after = page[-1].number


def _is_one(one: str, other: str) -> bool:
    return one != other and one[1:] == other[1:]
