"""Looking for duplicates over the whole register (rapprochement par lots), into the queue.

Candidates are found set-based, by keys; each pair is then compared as a registration is, field by
field. Nothing is merged and nobody is refused: a suspicion waits for people. A slip that changes
how a whole name is heard is not looked through here, as it is at a registration.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection

from socle.platform.access.types import Desk
from socle.platform.acts.progress import AlreadyDone, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.sql import statements
from socle.registry.queries.duplicates import compare
from socle.registry.queries.linkage import LINK, linked_until
from socle.registry.types.duplicates import Described

LINK_JOB = "socle.registry.link_duplicates"
MOST_PAIRS = 100_000
_SQL = statements(Path(__file__).parents[1])
_AT_ONCE = 2_000


class _Pair(NamedTuple):
    one: int
    other: int
    likeness: int


def link_duplicates(*, desk: Desk, on: date, key: str) -> ActAnswer:
    """Compares whoever is new since the last time with the whole register, by one act.

    What looks like one person twice waits in the queue, `MOST_PAIRS` at a time.
    """
    request = ActRequest(desk=desk, type=LINK, fields={}, effective_on=on, motive="", key=key)
    try:
        with performing(request, subject_kind="linkage", subject_number=desk.fund.code) as act:
            pairs = _candidates(linked_until())
            found = list(_alike(pairs))
            with connection.cursor() as cursor:
                columns = [list(column) for column in zip(*found, strict=True)] or [[], [], []]
                cursor.execute(_SQL["raise_pairs"], [act.id, *columns])
            is_whole = len(pairs) < MOST_PAIRS
            act.after = {"compared": len(pairs), "suspected": len(found), "is_whole": is_whole}
            return act.answer()
    except AlreadyDone as done:
        return done.answer


def _candidates(since: datetime | None) -> list[tuple[int, int]]:
    asked = {"since": since or "-infinity", "most": MOST_PAIRS}
    with connection.cursor() as cursor:
        cursor.execute(_SQL["pairs_to_compare"], asked)
        pairs: list[tuple[int, int]] = cursor.fetchall()
    return pairs


def _alike(pairs: Sequence[tuple[int, int]]) -> Iterator[_Pair]:
    for begin in range(0, len(pairs), _AT_ONCE):
        some = pairs[begin : begin + _AT_ONCE]
        said = _described({each for pair in some for each in pair})
        for one, other in some:
            agreeing, likeness = compare(one=said[one], other=said[other])
            if agreeing:
                yield _Pair(one, other, likeness)


def _described(ids: set[int]) -> dict[int, Described]:
    with connection.cursor() as cursor:
        cursor.execute(_SQL["described"], [sorted(ids)])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return {key: Described((name, *names), *said) for key, name, *said, names in rows}
