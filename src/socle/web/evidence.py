"""Evidence on the screens: taken with a form, kept while it is corrected, shown without danger.

A stored file is never trusted: images are answered as the images their first bytes prove, in a
sandbox; text is shown escaped; everything else is only downloaded.
"""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from socle.benefits.queries.health import may_read_paper
from socle.benefits.queries.medical import reader_of
from socle.kernel.errors import NotKnown, Refused
from socle.kernel.wording import wording
from socle.platform.access.types import Desk, Permission
from socle.platform.acts import basket
from socle.platform.acts import queries as acts
from socle.platform.acts.controls import piece_field
from socle.platform.acts.pieces import Piece
from socle.platform.documents import queries
from socle.platform.documents.operations import keep_document
from socle.platform.documents.types import DocumentView
from socle.platform.printing.operations import note_paper
from socle.web import access, clock, errors
from socle.web.reading import parse_day

_IMAGES = frozenset({"image/png", "image/jpeg"})
_OTHER = "evidence"
_MOST_TEXT_BYTES = 256 * 1024
# Nothing in it runs, loads or sends, even when it is opened alone.
_SANDBOX = "default-src 'none'; sandbox"


@dataclass(frozen=True, slots=True)
class AskedPiece:
    """A piece that the act asks for, with a file input of its own."""

    name: str
    code: str
    label: str
    is_required: bool
    asked_if: str
    until: str = ""
    has_file: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The files of a form: those kept so far, as ids that only we could have written.

    `wrong` maps the name of a file input to what is wrong with what it was given.
    """

    documents: tuple[DocumentView, ...] = ()
    signed: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)
    listed: tuple[AskedPiece, ...] = ()

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(each.id for each in self.documents)

    @property
    def names(self) -> tuple[str, ...]:
        return (_OTHER, *(each.name for each in self.listed))

    @property
    def why(self) -> str:
        return self.wrong.get(_OTHER, "")

    @property
    def pieces(self) -> list[AskedPiece]:
        """The pieces asked for, each with whether its file is here and what is wrong with it."""
        kinds = {each.kind for each in self.documents}
        return [
            replace(each, has_file=each.code in kinds, why=self.wrong.get(each.name, ""))
            for each in self.listed
        ]


def begun_with(
    kept: Sequence[DocumentView],
    desk: Desk,
    pieces: Sequence[Piece],
    wrong: Mapping[str, str] | None = None,
) -> Gathered:
    """A form that begins with files kept before, and the pieces that it asks for."""
    ids = [each.id for each in kept]
    return Gathered(
        documents=tuple(kept),
        signed=signing.dumps(ids, salt=_salt(desk)) if ids else "",
        wrong=wrong or {},
        listed=_listed(pieces, {}),
    )


def gathered(request: HttpRequest, desk: Desk, pieces: Sequence[Piece] = ()) -> Gathered:
    """Keeps the files sent with a form, beside those kept before and not taken off the list.

    They stay when the form itself has to be corrected: nobody picks a file twice.
    """
    ids = _kept_before(request, _salt(desk))
    wrong: dict[str, str] = {}
    listed = _listed(pieces, request.POST)
    for name, kind, until in [
        (_OTHER, "", ""),
        *((each.name, each.code, each.until) for each in listed),
    ]:
        last_day = parse_day(until)
        if until and last_day is None:
            wrong[name] = _("Écrivez la date ainsi : JJ/MM/AAAA, par exemple 16/03/2026.")
            continue
        for file in request.FILES.getlist(name):
            try:
                kept = _kept(desk, file, kind, last_day)
            except Refused as refused:
                said = wording(refused.code, refused.facts, errors.language())
                wrong[name] = f"{wrong.get(name, '')} {said.message} {said.do}".strip()
            else:
                ids = [*ids, *({kept} - set(ids))]
    if getattr(request, "upload_over_limit", False):
        wrong[_OTHER] = _("Ce fichier est trop gros. Il n’a pas été lu.")
    return Gathered(
        documents=queries.documents(ids=ids),
        signed=signing.dumps(ids, salt=_salt(desk)) if ids else "",
        wrong=wrong,
        listed=listed,
    )


def _salt(desk: Desk) -> str:
    return f"evidence:{desk.user_id}:{desk.fund.id}"


def _listed(pieces: Sequence[Piece], typed: Mapping[str, Any]) -> tuple[AskedPiece, ...]:
    return tuple(
        AskedPiece(
            name=piece_field(piece.code),
            code=piece.code,
            label=str(piece.label),
            is_required=piece.is_required,
            asked_if=str(piece.asked_if),
            until=str(typed.get(f"until_{piece.code}", "")).strip()[:10],
        )
        for piece in pieces
    )


def _kept_before(request: HttpRequest, salt: str) -> list[int]:
    try:
        known = [int(each) for each in signing.loads(request.POST.get("kept", ""), salt=salt)]
    except signing.BadSignature:
        return []
    chosen = request.POST.getlist("keep")
    return [each for each in known if str(each) in chosen]


def _kept(desk: Desk, file: "UploadedFile[Any]", kind: str, last_day: date | None) -> int:
    with transaction.atomic():
        return keep_document(
            fund_id=desk.fund.id,
            stream=cast("BinaryIO", file),
            name=file.name or "",
            limit_bytes=settings.EVIDENCE_LIMIT_BYTES,
            at=clock.now(),
            by=desk.user_id,
            kind=kind,
            expires_on=last_day,
        ).id


@require_GET
def of_act(request: HttpRequest, number: str, document: int) -> HttpResponseBase:
    """A file behind an act; one that is medical, for the medical adviser alone."""
    _require_reader(request)
    found = acts.act(number=number)
    subject = f"{found.subject_kind}:{found.subject_number}"
    return _shown(request, found.evidence, document, subject=subject)


@require_GET
def of_draft(request: HttpRequest, number: str, document: int) -> HttpResponseBase:
    """A file kept with an act to complete, for whoever resumes it."""
    found = basket.draft(number=number, desk=access.require(request, Permission.READ_ACTS))
    return _shown(request, found.evidence, document, subject=f"draft:{number}")


@require_GET
def of_proposal(request: HttpRequest, number: str, document: int) -> HttpResponseBase:
    """A file behind an act that waits: who validates sees it first."""
    _require_reader(request)
    evidence = acts.proposal(number=number).evidence
    return _shown(request, evidence, document, subject=f"proposal:{number}")


def _require_reader(request: HttpRequest) -> None:
    """Who reads no act at all learns nothing of one."""
    if Permission.ADVISE_MEDICALLY not in access.desk(request).permissions:
        access.require(request, Permission.READ_ACTS)


def _shown(
    request: HttpRequest, evidence: Sequence[DocumentView], wanted: int, *, subject: str
) -> HttpResponseBase:
    found = next((each for each in evidence if each.id == wanted), None)
    if found is None:
        raise NotKnown("document.unknown", number=wanted)
    desk, needed = access.desk(request), reader_of(found.kind)
    may = needed in desk.permissions
    if not (may or may_read_paper(desk, document_id=wanted, at=clock.now())):
        access.require(request, needed)
    if needed is Permission.ADVISE_MEDICALLY:  # whoever opens what tells of health is on record
        about = {"kind": "medical_paper", "number": str(wanted), "subject": subject}
        note_paper(desk=desk, **about, at=clock.now())
    is_download = request.GET.get("download") == "1"
    is_text = found.media_type == "text/plain" and found.size <= _MOST_TEXT_BYTES
    if is_text and not is_download:
        return _text(request, found)
    return _file(found, is_inline=found.media_type in _IMAGES and not is_download)


def _text(request: HttpRequest, found: DocumentView) -> HttpResponse:
    """A text in a page of ours, escaped like every other value."""
    content = b"".join(queries.pieces(document_id=found.id))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    return render(request, "acts/text.html", {"menu": "acts", "document": found, "text": text})


def _file(found: DocumentView, *, is_inline: bool) -> FileResponse:
    # Copied here, where the fund is in sight: the answer is sent when its transaction is over.
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    copy.writelines(queries.pieces(document_id=found.id))
    copy.seek(0)
    response = FileResponse(
        copy,
        as_attachment=not is_inline,
        filename=found.name,
        content_type=found.media_type if is_inline else "application/octet-stream",
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = _SANDBOX
    return response
