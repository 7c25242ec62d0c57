"""Rows of a file of persons as its trial read them, kept in pieces until they are written.

Reading is a third of the work: what the trial has read is not read again. A piece is what COPY
takes, headed by its columns, compressed. It is no evidence: the file is, and pieces go once it is
written or given up.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import zstandard

from socle.registry.models import ImportPiece, ImportRun

PIECE_ROWS = 4_096


class RowsToCopy(NamedTuple):
    """Rows as COPY reads them, the names of their columns, their lines and numbers."""

    names: Sequence[str]
    rows: list[str]
    lines: list[int]
    numbers: Sequence[str]  # none where the file gives none


class Slice(NamedTuple):
    """Some pieces that follow each other, written by one act."""

    first_line: int
    last_line: int
    rows: int
    is_numbered: bool  # each row says a number
    positions: tuple[int, ...]


def keep_pieces(*, run: ImportRun, read: RowsToCopy, begin: int) -> int:
    """Keeps some rows of a run, from a position on; the position after them."""
    compressor = zstandard.ZstdCompressor(level=1)
    head = "\t".join(read.names)
    found: list[ImportPiece] = []
    for first in range(0, len(read.rows), PIECE_ROWS):
        last = min(first + PIECE_ROWS, len(read.rows))
        body = "\n".join((head, *read.rows[first:last], ""))
        found.append(
            ImportPiece(
                fund_id=run.fund_id,
                run=run,
                position=begin + len(found),
                first_line=read.lines[first],
                last_line=read.lines[last - 1],
                rows=last - first,
                is_numbered=bool(read.numbers) and all(read.numbers[first:last]),
                body=compressor.compress(body.encode()),
            )
        )
    ImportPiece.objects.bulk_create(found)
    return begin + len(found)


def has_pieces(*, run: ImportRun) -> bool:
    """Whether anything is kept of a run: not of one that an earlier release tried."""
    return ImportPiece.objects.filter(run=run).exists()


def slices_left(*, run: ImportRun, least: int, most: int) -> list[Slice]:
    """What is still to be written of a run, in slices of one length.

    Between `least` and `most` rows, nearly, and an even number of them: two are written at a time,
    and neither is to wait for long.
    """
    found = ImportPiece.objects.filter(run=run, first_line__gt=run.reached_line)
    names = ("first_line", "last_line", "rows", "is_numbered", "position")
    told = found.order_by("position").values_list(*names)
    left = [Slice(first, last, rows, said, (at,)) for first, last, rows, said, at in told]
    whole = sum(each.rows for each in left)
    many = 2 * -(-whole // (2 * most)) if whole > least else 1
    cuts = [rank * len(left) // many for rank in range(many + 1)]
    parts = [left[begin:end] for begin, end in pairwise(cuts)]
    return [_joined(part) for part in parts if part]


def bodies(*, run: ImportRun, of: Slice) -> Iterator[tuple[list[str], bytes]]:
    """The pieces of a slice: the names of their columns, and the rows."""
    found = ImportPiece.objects.filter(run=run, position__in=of.positions).order_by("position")
    expander = zstandard.ZstdDecompressor()
    for body in list(found.values_list("body", flat=True)):
        head, _end, rows = expander.decompress(bytes(body)).partition(b"\n")
        yield head.decode().split("\t"), rows


def forget_pieces(*, run: ImportRun) -> None:
    """Lets go of what was kept of a run that is written, or given up."""
    ImportPiece.objects.filter(run=run).delete()


def _joined(part: Sequence[Slice]) -> Slice:
    return Slice(
        part[0].first_line,
        part[-1].last_line,
        sum(each.rows for each in part),
        all(each.is_numbered for each in part),
        tuple(position for each in part for position in each.positions),
    )
