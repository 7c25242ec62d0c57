"""A form of one file that an act takes whole or refuses: a bank's statement, a returned file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Protocol, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest

from socle.kernel.errors import Fault, SocleError
from socle.platform.access.types import Desk
from socle.platform.acts.types import ActAnswer
from socle.platform.documents.operations import keep_document
from socle.web import clock
from socle.web.payments import wrong_of
from socle.web.submitting import form_key, submitted

FAULTS_SHOWN = 50
_FILE = "file"


class _WithFaults(Protocol):
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """What became of a file: the act that took it, or what is wrong and where."""

    done: ActAnswer | None = None
    wrong: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


def file_taken(
    request: HttpRequest,
    desk: Desk,
    act: str,
    *,
    refused: type[SocleError],
    missing: str,
    limit_bytes: int,
    fields: Mapping[str, str] | None = None,
) -> FileAnswer:
    """Keeps the form's file and submits the act that reads it, or says why not.

    `refused` is how the act refuses a file with its faults; `missing` what to do without a file;
    `fields`, what the act asks beside it.
    """
    file = request.FILES.get(_FILE)
    if not isinstance(file, UploadedFile) or not file.size:
        return FileAnswer(wrong={_FILE: missing})
    try:
        return FileAnswer(_submitted(request, desk, act, file, limit_bytes, fields or {}))
    except refused as fault:
        faults = cast("_WithFaults", fault).faults
        return FileAnswer(wrong=wrong_of(fault, names=(_FILE,)), faults=faults)
    except SocleError as error:
        return FileAnswer(wrong=wrong_of(error, names=(_FILE,)))


def _submitted(
    request: HttpRequest,
    desk: Desk,
    act: str,
    file: "UploadedFile[Any]",
    limit_bytes: int,
    fields: Mapping[str, str],
) -> ActAnswer:
    with transaction.atomic():
        kept = keep_document(
            fund_id=desk.fund.id,
            stream=cast("BinaryIO", file),
            name=file.name or "",
            limit_bytes=limit_bytes,
            at=clock.now(),
            by=desk.user_id,
        )
        return submitted(desk, act, fields, key=form_key(request), evidence=(kept.id,))
