"""Storing files: in pieces, compressed, with their digest; refused before they fill the disk."""

import hashlib
import re
import unicodedata
from datetime import datetime
from typing import BinaryIO

import zstandard
from django.db import connection

from socle.kernel.errors import Refused
from socle.platform.documents.models import Document
from socle.platform.documents.queries import view
from socle.platform.documents.types import DocumentView

PIECE_BYTES = 1024 * 1024
_NAME_LENGTH = 200
# What the first bytes prove. Anything else is kept as bytes, and served as a download only.
_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)


def store_document(
    *, fund_id: int, stream: BinaryIO, name: str, limit_bytes: int, at: datetime
) -> DocumentView:
    """Keeps a file and returns what is known of it.

    Raises:
        Refused: `document.too_large`; the caller's transaction keeps nothing.
    """
    digest, size, head = hashlib.sha256(), 0, b""
    compressor = zstandard.ZstdCompressor(level=1)
    with connection.cursor() as cursor:
        # The row comes last, complete: nothing stored is ever updated.
        cursor.execute("SELECT nextval(pg_get_serial_sequence('document', 'id'))")
        document_id = int(cursor.fetchone()[0])
        for position, piece in enumerate(iter(lambda: stream.read(PIECE_BYTES), b"")):
            head = head or piece[:512]
            size += len(piece)
            if size > limit_bytes:
                raise Refused("document.too_large", limit_mb=limit_bytes // 1024 // 1024)
            digest.update(piece)
            cursor.execute(
                "INSERT INTO document_chunk (fund_id, document_id, position, body)"
                " VALUES (%b, %b, %b, %b)",
                [fund_id, document_id, position, compressor.compress(piece)],
            )
    document = Document.objects.create(
        id=document_id,
        fund_id=fund_id,
        name=_safe_name(name),
        media_type=_media_type(head),
        size=size,
        sha256=digest.digest(),
        stored_at=at,
    )
    return view(document)


def keep_document(
    *, fund_id: int, stream: BinaryIO, name: str, limit_bytes: int, at: datetime
) -> DocumentView:
    """The stored file with this name and these bytes, stored now unless it is there already.

    So a request that is sent again gives the same evidence, and is known as the same request.

    Raises:
        Refused: as `store_document`.
    """
    digest = hashlib.sha256()
    for piece in iter(lambda: stream.read(PIECE_BYTES), b""):
        digest.update(piece)
    stream.seek(0)
    found = Document.objects.filter(fund_id=fund_id, sha256=digest.digest(), name=_safe_name(name))
    held = found.order_by("id").first()
    if held is not None:
        return view(held)
    return store_document(fund_id=fund_id, stream=stream, name=name, limit_bytes=limit_bytes, at=at)


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
