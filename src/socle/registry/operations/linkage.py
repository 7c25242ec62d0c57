"""Looking for duplicates over the whole register (rapprochement par lots), into the queue.

Candidates are found set-based, by keys; each pair is then compared as a registration is, field by
field. Nothing is merged and nobody is refused: a suspicion waits for people.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection

from socle.platform.access.types import Desk
from socle.platform.acts.progress import ActInProgress, AlreadyDone, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.sql import statements
from socle.registry.queries.duplicates import compare
from socle.registry.queries.linkage import LINK, linked_until
from socle.registry.types.duplicates import Described

LINK_JOB = "socle.registry.link_duplicates"
_SQL = statements(Path(__file__).parents[1])
_AT_ONCE = 2_000


class _Pair(NamedTuple):
    one: int
    other: int
    likeness: int


def link_duplicates(*, desk: Desk, on: date, key: str) -> ActAnswer:
    """Compares whoever is new since the last time with the whole register, by one act.

    What looks like one person twice waits in the queue.
    """
    request = ActRequest(desk=desk, type=LINK, fields={}, effective_on=on, motive="", key=key)
    try:
        with performing(request, subject_kind="linkage", subject_number=desk.fund.code) as act:
            compared, suspected = 0, 0
            for pairs in _candidates(linked_until()):
                compared += len(pairs)
                suspected += _raise(act, list(_alike(pairs)))
            # Such an act could stop short once, and then did not say so.
            act.after = {"compared": compared, "suspected": suspected, "is_whole": True}
            return act.answer()
    except AlreadyDone as done:
        return done.answer


def _candidates(since: datetime | None) -> Iterator[list[tuple[int, int]]]:
    """Pairs to compare, some at a time: the server keeps the rest."""
    asked = {"since": since or "-infinity"}
    with connection.chunked_cursor() as cursor:
        cursor.execute(_SQL["pairs_to_compare"], asked)
        while pairs := cursor.fetchmany(_AT_ONCE):
            yield pairs


def _alike(pairs: Sequence[tuple[int, int]]) -> Iterator[_Pair]:
    said = _described({each for pair in pairs for each in pair})
    for one, other in pairs:
        agreeing, likeness = compare(one=said[one], other=said[other])
        if agreeing:
            yield _Pair(one, other, likeness)


def _raise(act: ActInProgress, found: Sequence[_Pair]) -> int:
    columns = [list(column) for column in zip(*found, strict=True)] or [[], [], []]
    with connection.cursor() as cursor:
        cursor.execute(_SQL["raise_pairs"], [act.id, *columns])
    return len(found)


def _described(ids: set[int]) -> dict[int, Described]:
    with connection.cursor() as cursor:
        cursor.execute(_SQL["described"], [sorted(ids)])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return {key: Described((name, *names), *said) for key, name, *said, names in rows}
