"""Papers as they are set: whole, small, the same twice; each logged, and not too many."""

from dataclasses import replace
from struct import pack
from zlib import compress, crc32

import pytest
from django.db import DatabaseError, connection, transaction
from tests import factories
from tests.conftest import NOW

from socle.kernel.errors import Refused
from socle.platform.access.scope import fund_scope
from socle.platform.printing import operations, pdf
from socle.platform.printing.models import PaperMade
from socle.platform.printing.types import CardFace, Listing, Paper, Photo

PAPER = Paper(
    language="fr",
    fund="Caisse",
    title="Attestation",
    subtitle="I-2026-000001",
    body=("Fatima ALAOUI est immatriculée.",),
    facts=(("Numéro", "123456785"),),
    listings=(Listing("Enfants", ("Nom", "Né le"), (("Youssef", "01/02/2010"),)),),
    check=("Vérifiez ce code.",),
    code="2ABC-DEFG-HJKL-M",
    qr="https://example.org/verify/2ABCDEFGHJKLM#" + "A" * 200,
    foot="Acte A-2026-000000001",
)
CARD = CardFace(
    language="ar",
    fund="الصندوق",
    title="بطاقة المؤمَّن",
    name="ALAOUI Fatima",
    other_name="فاطمة العلوي",
    facts=(("الرقم", "\u2066123456785\u2069"),),
    back=("بطاقة شخصية",),
    qr="ABC" * 90,
)


def png() -> bytes:
    """The least picture there is: one grey point."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return pack(">I", len(body)) + kind + body + pack(">I", crc32(kind + body))

    header = pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", compress(b"\x00\x80")), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_a_certificate_is_one_small_file_and_the_same_twice(language: str) -> None:
    paper = replace(PAPER, language=language)
    made = pdf.certificate(paper)
    assert made.startswith(b"%PDF-")
    assert made == pdf.certificate(paper)
    assert len(made) < 60 * 1024
    assert b"/Type/Pages/Count 1/" in made


def test_what_a_name_holds_is_never_read_as_markup() -> None:
    shown = replace(PAPER, body=('#panic("x") *gras* $1+1$ </script>',))
    assert pdf.certificate(shown).startswith(b"%PDF-")


def test_cards_fit_eight_to_a_sheet_with_their_backs() -> None:
    sheets = pdf.cards([replace(CARD, photo=Photo(png(), "png"))] * 9, on_sheets=True)
    singly = pdf.cards([CARD] * 3, on_sheets=False)
    assert b"/Count 4/" in sheets
    assert b"/Count 6/" in singly


def test_each_paper_is_logged_for_good_and_too_many_are_refused(db: None) -> None:
    place = factories.agency("MA")
    said = {"kind": "registration", "number": "I-2026-000001", "subject": "person:1"}
    with fund_scope(place.fund.id):
        for _each in range(120):
            operations.note_paper(desk=place.registration, at=NOW, **said)
        with pytest.raises(Refused) as told:
            operations.note_paper(desk=place.registration, at=NOW, **said)
        assert told.value.code == "printing.too_many"
        operations.note_paper(desk=place.verifier, at=NOW, **said)
        assert PaperMade.objects.count() == 121
        for attack in ("UPDATE paper_made SET number = 'x'", "DELETE FROM paper_made"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(attack)
