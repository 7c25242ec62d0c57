"""Documents: handed in before the act that they prove, and read again as they were."""

import tempfile
from typing import Annotated, BinaryIO, cast

from django.conf import settings
from django.http import FileResponse, HttpRequest
from ninja import File, Form, Router, Schema, Status, UploadedFile
from pydantic import Field

from socle.api import act_shapes as shapes
from socle.api import clock
from socle.api.access import desk_of
from socle.api.parameters import Day, DocumentId, Text
from socle.api.partner_calls import SOME_ACT, open_to_partners
from socle.benefits.queries.health import may_read_paper
from socle.benefits.queries.medical import reader_of
from socle.kernel.errors import NotKnown, Refused
from socle.platform.access.types import Permission
from socle.platform.acts import catalogue
from socle.platform.acts.basket import is_kept
from socle.platform.acts.queries import is_evidence
from socle.platform.documents import queries
from socle.platform.documents.operations import keep_document
from socle.platform.printing.operations import note_paper

router = Router(tags=["Actes"])
_LIMIT_MB = settings.EVIDENCE_LIMIT_BYTES // 1024 // 1024
# Acts of who reads: they prove nothing by a document.
_ONLY_OPENING = frozenset(
    {Permission.READ_HEALTH_ONCE, Permission.REVEAL_EVIDENCE, Permission.REQUEST_TABLE}
)


class PieceInput(Schema):
    """Which piece of a list the file is, and its last day."""

    kind: Annotated[Text, Field(max_length=60)] = Field(
        "", description="Le code de la pièce dans la liste de l'acte : voir le catalogue."
    )
    expires_on: Day | None = Field(None, description="Son dernier jour, s'il est écrit dessus.")


@router.post(
    "/documents",
    operation_id="store_document",
    summary="Déposer une pièce, à joindre ensuite à un acte",
    description=(
        f"{_LIMIT_MB} Mo au plus. Le type est lu dans les premiers octets. Seul le compte qui l'a "
        "déposée peut la joindre. La même pièce sous le même nom garde le même numéro : cette "
        "demande n'a pas besoin de clé."
    ),
    response={201: shapes.Evidence},
)
@open_to_partners(SOME_ACT)
def store_document(
    request: HttpRequest,
    file: Annotated[UploadedFile, File(description="La pièce : PDF, image, texte ou autre.")],
    given: Annotated[PieceInput, Form()],
) -> Status[shapes.Evidence]:
    desk = desk_of(request)
    performed = {each.permission for each in catalogue.catalogue()} - _ONLY_OPENING
    if not performed & desk.permissions:
        raise Refused("access.forbidden", permission=Permission.PERFORM_REGISTRATION)
    known = {piece.code for each in catalogue.catalogue() for piece in each.pieces(desk.fund)}
    if given.kind and given.kind not in known:
        said = ", ".join(sorted(known)) or "–"
        raise Refused("document.kind_unknown", kind=given.kind, known=said)
    kept = keep_document(
        fund_id=desk.fund.id,
        stream=cast("BinaryIO", file.file),
        name=file.name or "",
        limit_bytes=settings.EVIDENCE_LIMIT_BYTES,
        at=clock.now(),
        by=desk.user_id,
        kind=given.kind,
        expires_on=given.expires_on,
    )
    return Status(201, shapes.evidence(kept))


@router.get(
    "/documents/{document}",
    operation_id="get_document",
    summary="Lire une pièce",
    description=(
        "Les octets, tels qu'ils ont été déposés. Ouverte à qui l'a déposée, et à qui lit les "
        "actes quand elle est la pièce d'un acte ou d'une proposition, ou qui peut compléter "
        "l'acte avec lequel elle est gardée. Une pièce médicale ne s'ouvre qu'au "
        "médecin-conseil, et deux heures à qui a ouvert la demande par l'acte `open_medical_part`."
    ),
    response={200: bytes},
    openapi_extra={
        "responses": {
            200: {
                "content": {
                    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
                }
            }
        }
    },
)
def get_document(request: HttpRequest, document: DocumentId) -> FileResponse:
    desk = desk_of(request)
    try:
        found = queries.own_document(document_id=document, user_id=desk.user_id)
    except NotKnown:
        found = queries.document(document_id=document)
        may_read = reader_of(found.kind) in desk.permissions or may_read_paper(
            desk, document_id=document, at=clock.now()
        )
        is_behind = may_read and is_evidence(document_id=document)
        # A medical paper waits for the adviser in an act to complete as well.
        is_open = may_read or reader_of(found.kind) is not Permission.ADVISE_MEDICALLY
        if not is_behind and not (is_open and is_kept(desk=desk, document_id=document)):
            raise
        if reader_of(found.kind) is Permission.ADVISE_MEDICALLY:  # as the screens keep it on record
            about = {"kind": "medical_paper", "number": str(document)}
            note_paper(desk=desk, **about, subject=f"document:{document}", at=clock.now())
    # Copied here, where the fund is in sight: the answer is sent when its transaction is over.
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    copy.writelines(queries.pieces(document_id=found.id))
    copy.seek(0)
    response = FileResponse(
        copy, as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
