"""Storing files: in pieces, compressed, with their digest; refused before they fill the disk.

What kind of file it is, its first bytes say; its name is only believed where they agree.
"""

import hashlib
import re
import unicodedata
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import BinaryIO

import zstandard
from django.db import connection

from socle.kernel.errors import Refused
from socle.platform.documents.models import Document
from socle.platform.documents.queries import view
from socle.platform.documents.types import SEALED_KINDS, DocumentView
from socle.platform.sealing.fields import sealed_bytes
from socle.platform.sql import next_ids

PIECE_BYTES = 1024 * 1024
_HEAD_BYTES = 512
_NAME_LENGTH = 200
# What the first bytes prove. Anything else is kept as bytes, and served as a download only.
_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)


# What a name promises, and the first bytes must keep.
_PROMISED = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}


def store_document(
    *,
    fund_id: int,
    stream: BinaryIO,
    name: str,
    limit_bytes: int,
    at: datetime,
    by: int | None = None,
    kind: str = "",
    expires_on: date | None = None,
) -> DocumentView:
    """Keeps a file and returns what is known of it. `by` is the person who handed it in.

    `kind` is the piece of a list that it is, `expires_on` its last day, where they are known.

    A kind of `SEALED_KINDS` is kept sealed; its digest is that of the file as it was handed in.

    Raises:
        Refused: `document.too_large`; the caller's transaction keeps nothing.
        Unavailable: it is to be sealed, and this process cannot.
    """
    digest, size, head = hashlib.sha256(), 0, b""

    def sealed(body: bytes, position: int) -> bytes:
        of = SEALED_KINDS.get(kind)
        place = f"document:{document_id}:{position}"
        return sealed_bytes(body, fund_id=fund_id, of=of, place=place) if of else body

    compressor = zstandard.ZstdCompressor(level=1)
    # The row comes last, complete: nothing stored is ever updated.
    (document_id,) = next_ids("document")
    with connection.cursor() as cursor:
        for position, piece in enumerate(iter(lambda: stream.read(PIECE_BYTES), b"")):
            head = head or piece[:_HEAD_BYTES]
            size += len(piece)
            if size > limit_bytes:
                raise Refused("document.too_large", limit_mb=limit_bytes // 1024 // 1024)
            digest.update(piece)
            cursor.execute(
                "INSERT INTO document_chunk (fund_id, document_id, position, body)"
                " VALUES (%b, %b, %b, %b)",
                [fund_id, document_id, position, sealed(compressor.compress(piece), position)],
            )
    document = Document.objects.create(
        id=document_id,
        fund_id=fund_id,
        name=_safe_name(name),
        media_type=_media_type(head),
        size=size,
        sha256=digest.digest(),
        stored_at=at,
        stored_by_id=by,
        kind=kind or None,
        expires_on=expires_on,
    )
    return view(document)


def keep_document(
    *,
    fund_id: int,
    stream: BinaryIO,
    name: str,
    limit_bytes: int,
    at: datetime,
    by: int,
    kind: str = "",
    expires_on: date | None = None,
) -> DocumentView:
    """The person's stored file with this name, kind and bytes, stored now unless it is there.

    So a request that is sent again gives the same evidence, and is known as the same request.

    Raises:
        Refused: the file is empty or too large, or its name promises another kind of file.
    """
    head = stream.read(_HEAD_BYTES)
    stream.seek(0)
    _require_promise_kept(name, head)
    digest = hashlib.sha256()
    for piece in iter(lambda: stream.read(PIECE_BYTES), b""):
        digest.update(piece)
    stream.seek(0)
    with connection.cursor() as cursor:
        # Of two alike that arrive together the second waits here, then finds the first.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('documents', %s))", [by])
    found = Document.objects.filter(
        fund_id=fund_id,
        sha256=digest.digest(),
        name=_safe_name(name),
        stored_by_id=by,
        kind=kind or None,
        expires_on=expires_on,
        documenterasure__isnull=True,
    )
    held = found.order_by("id").first()
    if held is not None:
        return view(held)
    return store_document(
        fund_id=fund_id,
        stream=stream,
        name=name,
        limit_bytes=limit_bytes,
        at=at,
        by=by,
        kind=kind,
        expires_on=expires_on,
    )


def _require_promise_kept(name: str, head: bytes) -> None:
    if not head:
        raise Refused("document.empty", name=_safe_name(name))
    ending = PurePosixPath(_safe_name(name)).suffix.lower()
    if ending in _PROMISED and _media_type(head) != _PROMISED[ending]:
        raise Refused("document.kind_differs", name=_safe_name(name), ending=ending)


def _media_type(head: bytes) -> str:
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    is_text = b"\x00" not in head and b"<" not in head
    return "text/plain" if is_text else "application/octet-stream"


def _safe_name(name: str) -> str:
    """The last part of a path, without control characters or direction overrides."""
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(char for char in last if not unicodedata.category(char).startswith("C"))
    return kept[-_NAME_LENGTH:] or "fichier"
