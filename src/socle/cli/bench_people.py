"""A fund full of invented persons, for the measures that need many.

Names are drawn unevenly, as names are: a few given names are everywhere.
"""

import random
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from socle.registry.types import ImportedPerson

if TYPE_CHECKING:
    import psycopg

_FAMILIES, _GIVEN = 20_000, 900  # distinct family and given names
_STARTS = "b d f h k m n s t r l j z g w ch kh dj nd mb ng th"
_VOWELS = "a a a e i o ou ai"
_ENDS = "n m l r d s t k na ni di ma ri lo ka ba"
_SLICE = 100_000

Drawn = tuple[str, str, int]  # a person's number, name and year of birth


def registration_desk() -> Any:
    """The desk of a registration officer, in a fund made for the measure."""
    from socle.platform.access.operations import create_fund, create_user, grant_role
    from socle.platform.access.queries import desk_of_login
    from socle.platform.access.types import Role

    create_fund(code="bench", name="Bench", country="MA", scheme="cnss", currency="MAD")
    create_user(login="agent", full_name="agent", password=None)
    grant_role(login="agent", fund_code="bench", role=Role.REGISTRATION_OFFICER)
    return desk_of_login(login="agent", fund_code="bench")


def settle() -> None:
    """As a server would be some minutes later."""
    with as_superuser() as server:
        server.execute("VACUUM ANALYZE")


def as_superuser() -> "psycopg.Connection[Any]":
    """A connection of its own, which no rule of the house holds up: for floors."""
    import psycopg
    from django.db import connections

    place = connections["owner"].get_connection_params()
    return psycopg.connect(
        host=place["host"], dbname=place["dbname"], user="postgres", autocommit=True
    )


def invented_words(drawn: random.Random, count: int) -> list[str]:
    """Distinct invented names of two or three syllables."""
    starts, vowels, ends = _STARTS.split(), _VOWELS.split(), _ENDS.split()
    found: dict[str, None] = {}
    while len(found) < count:
        middle = drawn.choice(starts) + drawn.choice(vowels) if drawn.random() < 0.6 else ""
        word = drawn.choice(starts) + drawn.choice(vowels) + middle + drawn.choice(ends)
        found[word] = None
    return list(found)


def drawn_people(size: int, drawn: random.Random) -> list[Drawn]:
    """So many persons, all different."""
    families, given = invented_words(drawn, _FAMILIES), invented_words(drawn, _GIVEN)
    often = [1 / (rank + 20) for rank in range(_FAMILIES)]
    firsts = drawn.choices(given, weights=often[:_GIVEN], k=size)
    people = []
    for rank, first in enumerate(firsts):
        second = f" {drawn.choice(given)}" if drawn.random() < 0.3 else ""
        people.append((f"{rank:09d}", first + second, 1940 + drawn.randrange(66)))
    borne = drawn.choices(families, weights=often, k=size)
    return [
        (number, f"{family} {first}", year)
        for family, (number, first, year) in zip(borne, people, strict=True)
    ]


def fill(desk: Any, people: Sequence[Drawn], drawn: random.Random) -> Sequence[Drawn]:
    """Registers them as a file of another body is, a hundred thousand at a time."""
    from socle.registry.importing import import_persons

    for begin in range(0, len(people), _SLICE):
        import_persons(
            desk=desk,
            persons=[imported(each, drawn) for each in people[begin : begin + _SLICE]],
            source="bench",
            effective_on=date(2020, 1, 1),
            key=f"import:{begin}",
        )
    return people


def imported(person: Drawn, drawn: random.Random) -> ImportedPerson:
    """A drawn person with a birthday."""
    number, name, year = person
    family, _sign, given = name.partition(" ")
    birth = date(year, drawn.randint(1, 12), drawn.randint(1, 28))
    return ImportedPerson(number, family, given, birth, "", "", None)
