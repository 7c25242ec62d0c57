"""`socle bench search`: the right person among twenty, by a name as an agent hears it.

A million invented persons of Morocco and Cameroon, with names drawn unevenly as names are: a few
given names are everywhere. Registered as a file of another body is, a hundred thousand at a time:
`fill_seconds`, in which the database makes what they are found by. Then persons are drawn and asked
for by their name made noisy, with the year of birth and without it. The path timed is
`registry.queries.finding.persons`. The floor is the same person read by number.

The noise, drawn for each question: half have one fault, a quarter two, a quarter none. A fault is
a letter left out, doubled, changed or exchanged with the next (half of them), another spelling
of the same sound (ou and u, k and c, y and i, a doubled consonant: a quarter), the end of a word
cut off after four letters (an eighth), or a second given name left out (an eighth). The words come
in either order. One question in ten is written in Arabic script, without short vowels, where the
words have letters that Arabic writes. `best_recall` is what nobody can pass: who has homonyms
born in one year is among the twenty by luck.
"""

import random
import resource
import shutil
import tempfile
import time
from collections import Counter
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from socle.cli.bench_ingest import versions
from socle.cli.house import open_house, say
from socle.registry.types import ImportedPerson

FLOOR = "the same person read by number"
_ASKED = 1_000
_AMONG = 20
_SLICE = 100_000
_SEED = 20260101
_FAMILIES, _GIVEN = 20_000, 900  # distinct family and given names
_STARTS = "b d f h k m n s t r l j z g w ch kh dj nd mb ng th"
_VOWELS = "a a a e i o ou ai"
_ENDS = "n m l r d s t k na ni di ma ri lo ka ba"
_SAME_SOUND = (
    ("ou", "u"),
    ("k", "c"),
    ("y", "i"),
    ("i", "y"),
    ("s", "ss"),
    ("m", "mm"),
    ("t", "th"),
)
_ARABIC = (
    *(("ou", "و"), ("ai", "ي"), ("ch", "ش"), ("kh", "خ"), ("dj", "ج"), ("th", "ت"), ("a", "ا")),
    *(("i", "ي"), ("o", "و"), ("e", ""), ("b", "ب"), ("d", "د"), ("f", "ف"), ("h", "ه")),
    *(("k", "ك"), ("m", "م"), ("n", "ن"), ("s", "س"), ("t", "ت"), ("r", "ر"), ("l", "ل")),
    *(("j", "ج"), ("z", "ز"), ("g", "غ"), ("w", "و")),
)


def run(size: int) -> dict[str, Any]:
    """Measures in a database thrown away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="socle-bench-"))
    try:
        with open_house(data=folder):
            return _measure(size)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure(size: int) -> dict[str, Any]:
    from socle.platform.access.scope import fund_scope

    desk = _desk()
    drawn = random.Random(_SEED)  # noqa: S311 - the same people each time
    begun = time.perf_counter()
    with fund_scope(desk.fund.id):
        people = _fill(desk, size, drawn)
    _settle()
    filled = time.perf_counter() - begun
    say(f"socle : {size} personnes en {filled:.0f} s")
    with fund_scope(desk.fund.id):
        found = {name: _asked(people, drawn, with_year=flag) for name, flag in _KINDS}
    for name, each in found.items():
        say(f"socle : {name} : {each}")
    with_year = found["with_year"]
    return {
        "bench": "search",
        "size": size,
        "rounds": _ASKED,
        "seconds": with_year["p50_ms"] / 1000,
        "floor": FLOOR,
        "floor_seconds": with_year["floor_ms"] / 1000,
        "ratio": round(with_year["p50_ms"] / with_year["floor_ms"], 1),
        **found,
        "fill_seconds": round(filled),
        "cache": "warm: as many other questions were asked before",
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "versions": versions(),
    }


_KINDS = (("with_year", True), ("without_year", False))


def _desk() -> Any:
    from socle.platform.access.operations import create_fund, create_user, grant_role
    from socle.platform.access.queries import desk_of_login
    from socle.platform.access.types import Role

    create_fund(code="bench", name="Bench", country="MA", scheme="cnss", currency="MAD")
    create_user(login="agent", full_name="agent", password=None)
    grant_role(login="agent", fund_code="bench", role=Role.REGISTRATION_OFFICER)
    return desk_of_login(login="agent", fund_code="bench")


def _settle() -> None:
    """As a server would be some minutes later."""
    import psycopg
    from django.db import connections

    place = connections["owner"].get_connection_params()
    with psycopg.connect(
        host=place["host"], dbname=place["dbname"], user="postgres", autocommit=True
    ) as server:
        server.execute("VACUUM ANALYZE")


def _words(drawn: random.Random, count: int) -> list[str]:
    """Distinct invented names of two or three syllables."""
    starts, vowels, ends = _STARTS.split(), _VOWELS.split(), _ENDS.split()
    found: dict[str, None] = {}
    while len(found) < count:
        middle = drawn.choice(starts) + drawn.choice(vowels) if drawn.random() < 0.6 else ""
        word = drawn.choice(starts) + drawn.choice(vowels) + middle + drawn.choice(ends)
        found[word] = None
    return list(found)


def _fill(desk: Any, size: int, drawn: random.Random) -> list[tuple[str, str, int]]:
    """Registers the people; their number, name and year of birth."""
    from socle.registry.importing import import_persons

    families, given = _words(drawn, _FAMILIES), _words(drawn, _GIVEN)
    often = [1 / (rank + 20) for rank in range(_FAMILIES)]
    firsts = drawn.choices(given, weights=often[:_GIVEN], k=size)
    people = []
    for rank, first in enumerate(firsts):
        second = f" {drawn.choice(given)}" if drawn.random() < 0.3 else ""
        people.append((f"{rank:09d}", first + second, 1940 + drawn.randrange(66)))
    borne = drawn.choices(families, weights=often, k=size)
    named = [
        (number, f"{family} {first}", year)
        for family, (number, first, year) in zip(borne, people, strict=True)
    ]
    for begin in range(0, size, _SLICE):
        import_persons(
            desk=desk,
            persons=[_imported(each, drawn) for each in named[begin : begin + _SLICE]],
            source="bench",
            effective_on=date(2020, 1, 1),
            key=f"import:{begin}",
        )
    return named


def _imported(person: tuple[str, str, int], drawn: random.Random) -> ImportedPerson:
    number, name, year = person
    family, _sign, given = name.partition(" ")
    birth = date(year, drawn.randint(1, 12), drawn.randint(1, 28))
    return ImportedPerson(number, family, given, birth, "", "", None)


def _asked(
    people: list[tuple[str, str, int]], drawn: random.Random, *, with_year: bool
) -> dict[str, Any]:
    from socle.registry.queries.finding import persons

    own, floor, right, best = [], [], 0, 0.0
    borne = Counter((name, year) if with_year else name for _number, name, year in people)
    for rank in range(2 * _ASKED):
        number, name, year = people[drawn.randrange(len(people))]
        text = f"{noisy(name, drawn)} {year}" if with_year else noisy(name, drawn)
        begun = time.perf_counter()
        found = persons(text=text, limit=_AMONG)
        taken = time.perf_counter() - begun
        if rank < _ASKED:
            continue  # to warm what the machine keeps
        own.append(taken)
        right += number in {each.number for each in found}
        bearers = borne[(name, year) if with_year else name]
        best += min(_AMONG, bearers) / bearers
        begun = time.perf_counter()
        persons(text=number, limit=_AMONG)
        floor.append(time.perf_counter() - begun)
    return {
        "p50_ms": round(median(own) * 1000, 2),
        "p99_ms": round(quantiles(own, n=100)[98] * 1000, 2),
        "recall": round(right / _ASKED, 3),
        "best_recall": round(best / _ASKED, 3),
        "floor_ms": round(median(floor) * 1000, 2),
    }


def noisy(name: str, drawn: random.Random) -> str:
    """A name as somebody who heard it types it; see the head of this file."""
    words = name.split()
    for _fault in range(drawn.choice((0, 1, 1, 2))):
        words = _faulty(words, drawn)
    if drawn.random() < 0.1:
        words = [_arabic(word) for word in words]
    if drawn.random() < 0.5:
        words = [*words[1:], words[0]]
    return " ".join(words)


def _faulty(words: list[str], drawn: random.Random) -> list[str]:
    place = drawn.randrange(len(words))
    word, kind = words[place], drawn.random()
    if kind < 0.5:
        word = _mistyped(word, drawn)
    elif kind < 0.75:
        word = word.replace(*drawn.choice(_SAME_SOUND))
    elif kind < 0.875:
        word = word[:4]
    elif len(words) > 2:
        return words[:-1]
    return [*words[:place], word, *words[place + 1 :]]


def _mistyped(word: str, drawn: random.Random) -> str:
    at = drawn.randrange(len(word))
    before, letter, after = word[:at], word[at], word[at + 1 :]
    other = drawn.choice("abcdefghijklmnoprstuvyz")
    exchanged = after[:1] + letter + after[1:]
    return before + drawn.choice((after, letter * 2 + after, other + after, exchanged))


def _arabic(word: str) -> str:
    for latin, letter in _ARABIC:
        word = word.replace(latin, letter)
    return word
