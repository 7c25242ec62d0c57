"""Files are kept whole, named safely, and served as what they are."""

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories
from tests.conftest import NOW

from socle.kernel.errors import NotKnown, Refused
from socle.platform.access.scope import fund_scope
from socle.platform.documents.operations import PIECE_BYTES, store_document
from socle.platform.documents.queries import (
    document,
    first_changed_document,
    open_document,
    pieces,
)
from socle.platform.documents.types import DocumentView


def kept(
    place: factories.Agency, content: bytes, name: str = "a.txt", limit: int = 10 * PIECE_BYTES
) -> DocumentView:
    return store_document(
        fund_id=place.fund.id,
        stream=io.BytesIO(content),
        name=name,
        limit_bytes=limit,
        at=NOW,
    )


@given(content=st.binary(max_size=2000), size=st.integers(1, 700))
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_is_read_back_is_what_was_handed_in(db: None, content: bytes, size: int) -> None:
    place = factories.agency("CM")
    with fund_scope(place.fund.id):
        stored = kept(place, content)
        assert document(document_id=stored.id) == stored
        stream, read = open_document(document_id=stored.id), b""
        while piece := stream.read(size):
            read += piece
        assert read == content
        assert stored.size == len(content)


def test_a_file_of_several_pieces_is_read_piece_by_piece(db: None) -> None:
    place = factories.agency("CM")
    content = bytes(range(256)) * (PIECE_BYTES // 100)
    with fund_scope(place.fund.id):
        stored = kept(place, content)
        found = list(pieces(document_id=stored.id))
        assert len(found) == 3
        assert b"".join(found) == content
        assert first_changed_document() is None


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\paie\\dipe.txt", "dipe.txt"),
        ("a\x00b\r\n.txt", "ab.txt"),
        ("\u202etxt.exe", "txt.exe"),
        ("", "fichier"),
        ("..\\", "fichier"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("déclaration – juin.txt", "déclaration – juin.txt"),
    ],
)
def test_a_name_is_the_last_part_of_a_path_without_tricks(
    db: None, given_name: str, safe: str
) -> None:
    place = factories.agency("CM")
    with fund_scope(place.fund.id):
        assert kept(place, b"x", given_name).name == safe


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.7", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"C04", "text/plain"),
        (b"<script>alert(1)</script>", "application/octet-stream"),
        (b"GIF89a\x00", "application/octet-stream"),
    ],
)
def test_the_type_is_what_the_bytes_prove(db: None, content: bytes, media_type: str) -> None:
    place = factories.agency("CM")
    with fund_scope(place.fund.id):
        assert kept(place, content, "a.pdf").media_type == media_type


def test_a_file_over_the_limit_is_refused(db: None) -> None:
    place = factories.agency("CM")
    with fund_scope(place.fund.id), pytest.raises(Refused, match="too_large"):
        kept(place, b"x" * 101, limit=100)


def test_another_fund_s_file_is_not_known(db: None) -> None:
    place, other = factories.agency("CM"), factories.agency("CM")
    with fund_scope(place.fund.id):
        stored = kept(place, b"x")
    with fund_scope(other.fund.id):
        with pytest.raises(NotKnown):
            document(document_id=stored.id)
        assert list(pieces(document_id=stored.id)) == []
