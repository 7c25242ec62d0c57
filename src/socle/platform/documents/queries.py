"""Reading stored files, piece by piece."""

import hashlib
import io
from collections.abc import Collection, Iterator, Sequence
from typing import BinaryIO

import zstandard
from django.db import connection

from socle.kernel.errors import NotKnown, Refused, Unavailable
from socle.platform.documents.models import Document, DocumentChunk, DocumentErasure
from socle.platform.documents.types import DocumentView
from socle.platform.sealing.fields import opened_bytes


def view(document: Document) -> DocumentView:
    """A stored row as a value."""
    return DocumentView(
        id=document.pk,
        name=document.name,
        media_type=document.media_type,
        size=document.size,
        sha256=bytes(document.sha256).hex(),
        stored_at=document.stored_at,
        kind=document.kind or "",
        expires_on=document.expires_on,
    )


def document(*, document_id: int) -> DocumentView:
    """What is known of a stored file.

    Raises:
        NotKnown: no such file in this fund.
    """
    found = Document.objects.filter(pk=document_id).first()
    if found is None:
        raise NotKnown("document.unknown", number=document_id)
    return view(found)


def own_document(*, document_id: int, user_id: int) -> DocumentView:
    """A stored file that this person handed in: the only ones they may give as evidence.

    Raises:
        NotKnown: no such file, or somebody else's; the answer is the same.
    """
    found = Document.objects.filter(pk=document_id, stored_by_id=user_id).first()
    if found is None:
        raise NotKnown("document.unknown", number=document_id)
    return view(found)


def foreign_documents(*, ids: Collection[int], user_id: int) -> list[int]:
    """Of several stored files, those that this person did not hand in, or that are not here.

    For whoever names them in this transaction: until it ends none of them is purged.

    Raises:
        Refused: the bytes of one that they handed in were purged: it proves nothing any more.
    """
    with connection.cursor() as cursor:
        # A purge that takes one of them at this moment is waited for; one that comes waits.
        cursor.execute("SELECT documents_hold(%s)", [list(ids)])
    own = Document.objects.filter(pk__in=ids, stored_by_id=user_id).order_by("id")
    known = dict(own.values_list("pk", "documenterasure"))
    for key, erasure in known.items():
        if erasure is not None:
            _require_unerased(key)
    return sorted(set(ids) - known.keys())


def documents(*, ids: Sequence[int]) -> tuple[DocumentView, ...]:
    """What is known of several stored files, in the order asked."""
    found = {each.pk: view(each) for each in Document.objects.filter(pk__in=ids).order_by("id")}
    return tuple(found[each] for each in ids if each in found)


def pieces(*, document_id: int) -> Iterator[bytes]:
    """The file's bytes, in pieces of at most one mebibyte.

    Raises:
        Unavailable: it is kept sealed, and this process cannot open it.
        Refused: its bytes were purged; by which act is said.
    """
    expander = zstandard.ZstdDecompressor()
    position = 0
    while True:
        chunk = DocumentChunk.objects.filter(document_id=document_id, position=position).first()
        if chunk is None:
            if not position:
                _require_unerased(document_id)
            return
        place = f"document:{document_id}:{position}"
        body = opened_bytes(bytes(chunk.body), fund_id=chunk.fund_id, place=place)
        yield expander.decompress(body)
        position += 1


def _require_unerased(document_id: int) -> None:
    erased = DocumentErasure.objects.filter(document_id=document_id)
    said = erased.values_list("document__name", "act__number", "act__recorded_at").first()
    if said is not None:
        name, act, at = said
        raise Refused("document.erased", name=name, act=act, at=at.isoformat(timespec="minutes"))


def document_ids(*, after: int, limit: int) -> list[int]:
    """The stored files that follow one, in order."""
    found = Document.objects.filter(pk__gt=after).order_by("id")
    return list(found.values_list("pk", flat=True)[:limit])


def first_changed_document(*, ids: Collection[int] | None = None) -> str | None:
    """The first stored file whose bytes are no longer those that were handed in; a sentence.

    Of these files alone, where they are named. One whose bytes were purged has none left.
    """
    asked = Document.objects.filter(documenterasure__isnull=True).order_by("id")
    for found in (asked if ids is None else asked.filter(pk__in=ids)).iterator():
        digest, size, count = hashlib.sha256(), 0, 0
        try:
            for piece in pieces(document_id=found.pk):
                digest.update(piece)
                size, count = size + len(piece), count + 1
        except (zstandard.ZstdError, Unavailable) as fault:
            if isinstance(fault, Unavailable) and fault.code != "sealing.altered":
                raise  # this process has not the key: nothing is said of the file
            return f"document {found.pk} ({found.name}): its bytes cannot be read any more"
        held = DocumentChunk.objects.filter(document_id=found.pk).count()
        if (digest.digest(), size, count) != (bytes(found.sha256), found.size, held):
            return f"document {found.pk} ({found.name}): its bytes were changed since"
    return None


class _PieceStream(io.RawIOBase):
    """Pieces as a readable stream."""

    def __init__(self, source: Iterator[bytes]) -> None:
        self._source = source
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._rest:
            self._rest = memoryview(next(self._source, b""))
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def open_document(*, document_id: int) -> BinaryIO:
    """The file as a stream, read from the database as it is consumed."""
    return io.BufferedReader(_PieceStream(pieces(document_id=document_id)), 1024 * 1024)
