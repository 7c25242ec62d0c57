"""Looking for duplicates over the whole register (rapprochement par lots), into the queue.

The files are read once as columns, candidates found by keys and weighed field by field
(`registry.linkage`). Nothing is merged and nobody is refused: a suspicion waits for people.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
from django.db import connection

from socle.platform.access.types import Desk
from socle.platform.acts.progress import ActInProgress, AlreadyDone, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.sql import statements
from socle.registry.linkage import linked
from socle.registry.linkage.files import NAME, Codes, Files
from socle.registry.linkage.words import Ranks, Vocabulary
from socle.registry.queries.linkage import LINK, linked_until
from socle.registry.types.linkage import LinkedPair

LINK_JOB = "socle.registry.link_duplicates"
_SQL = statements(Path(__file__).parents[1])
_AT_ONCE = 20_000
# Fields of words, and how many of each are read.
_WORDS = {NAME: 4, "father": 4, "mother": 4, "address": 6, "city": 3}


def link_duplicates(*, desk: Desk, on: date, key: str) -> ActAnswer:
    """Compares whoever is new since the last time with the whole register, by one act.

    What looks like one person twice waits in the queue.
    """
    request = ActRequest(desk=desk, type=LINK, fields={}, effective_on=on, motive="", key=key)
    try:
        with performing(request, subject_kind="linkage", subject_number=desk.fund.code) as act:
            compared, found = linked(_files(linked_until()))
            # Such an act could stop short once, and then did not say so.
            act.after = {
                "compared": compared,
                "suspected": _raise(act, found),
                "is_whole": True,
            }
            return act.answer()
    except AlreadyDone as done:
        return done.answer


def _files(since: datetime | None) -> Files:
    """The register's files as columns; texts are let go as soon as they are read."""
    vocabulary = Vocabulary()
    words: dict[str, list[Ranks]] = {name: [] for name in _WORDS}
    numbers: list[Codes] = []
    codes: dict[str, dict[str, int]] = {"sex": {"": 0}, "identity": {"": 0}}
    for rows in _read(since):
        ids, new, name, year, month, day, sex, identity, *others = zip(*rows, strict=True)
        said = {"sex": sex, "identity": identity}
        ranks = [[known.setdefault(x, len(known)) for x in said[k]] for k, known in codes.items()]
        numbers.append(np.array([ids, new, year, month, day, *ranks], dtype=np.int64))
        for field, texts in zip(_WORDS, (name, *others), strict=True):
            words[field].append(vocabulary.table(texts, width=_WORDS[field]))
    if not numbers:
        numbers = [np.empty((5 + len(codes), 0), dtype=np.int64)]
        words = {field: [vocabulary.table([], width=width)] for field, width in _WORDS.items()}
    ids, new, year, month, day, *coded = np.concatenate(numbers, axis=1)
    tables = {field: np.concatenate(parts) for field, parts in words.items()}
    return Files(
        ids=ids,
        is_new=new.astype(np.bool_),
        vocabulary=vocabulary.words(),
        words={
            field: table
            for field, table in tables.items()
            if field == NAME or table.max(initial=-1) >= 0
        },
        codes=dict(zip(codes, coded, strict=True)),
        year=year,
        month=month,
        day=day,
    )


def _read(since: datetime | None) -> Iterator[list[tuple[Any, ...]]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(_SQL["files_to_compare"], {"since": since or "-infinity"})
        while rows := cursor.fetchmany(_AT_ONCE):
            yield rows


def _raise(act: ActInProgress, found: Sequence[LinkedPair]) -> int:
    columns = (
        [each.one for each in found],
        [each.other for each in found],
        [each.likeness for each in found],
        [_kept(each) for each in found],
    )
    with connection.cursor() as cursor:
        cursor.execute(_SQL["raise_pairs"], [act.id, *columns])
        return int(cursor.rowcount)


def _kept(pair: LinkedPair) -> str:
    weighed = [[each.field, each.alike.value, each.points] for each in pair.weighed]
    return json.dumps({"prior": pair.prior, "fields": weighed})
