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
import time
from collections import Counter
from collections.abc import Sequence
from statistics import median, quantiles
from typing import Any

from socle.cli.bench_ingest import versions
from socle.cli.bench_people import Drawn, drawn_people, fill, registration_desk, settle
from socle.cli.house import say, thrown_away_house

FLOOR = "the same person read by number"
_ASKED = 1_000
_AMONG = 20
_SEED = 20260101
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
    with thrown_away_house():
        return _measure(size)


def _measure(size: int) -> dict[str, Any]:
    from socle.platform.access.scope import fund_scope

    desk = registration_desk()
    drawn = random.Random(_SEED)  # noqa: S311 - the same people each time
    begun = time.perf_counter()
    with fund_scope(desk.fund.id):
        people = fill(desk, drawn_people(size, drawn), drawn)
    settle()
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


def _asked(people: Sequence[Drawn], drawn: random.Random, *, with_year: bool) -> dict[str, Any]:
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
