"""Files handed in to be taken over: kept once, then tried, confirmed or dropped."""

import hashlib
from datetime import datetime, timedelta
from typing import BinaryIO

from django.conf import settings
from django.db import IntegrityError, transaction

from socle.countries.clock import legal_day
from socle.kernel.errors import Conflict, NotKnown, Refused
from socle.platform.access.queries import require
from socle.platform.access.types import Desk
from socle.platform.documents.operations import store_document
from socle.platform.jobs.queue import defer
from socle.platform.sql import next_ids
from socle.registry.importing.checking import check_import
from socle.registry.importing.pieces import forget_pieces
from socle.registry.importing.progress import is_held
from socle.registry.importing.writing import write_import
from socle.registry.models import ImportRun
from socle.registry.operations.import_kinds import act_of
from socle.registry.queries.import_sources import source
from socle.registry.queries.imports import import_row
from socle.registry.types.imports import RUNNING, ImportKind, ImportSourceView, ImportState

CHECK_JOB = "socle.registry.check_import"
WRITE_JOB = "socle.registry.write_import"
_TAKEN = (ImportState.WRITING.value, ImportState.DONE.value)
_PIECE = 1024 * 1024
_LEFT_AFTER = timedelta(minutes=1)
_MOST_LEFT = 100


def hand_in(
    *,
    desk: Desk,
    source_number: str,
    stream: BinaryIO,
    file_name: str,
    is_whole: bool,
    key: str,
    at: datetime,
) -> str:
    """Keeps a file and has it tried on the register: a short one at once. Its number.

    A file already taken over is not taken again: its first import is the answer.

    Raises:
        Refused: the desk does not perform such acts, or the file is over the limit.
        NotKnown: no such source.
        Conflict: the key was used for another file.
    """
    found = source(number=source_number, on=legal_day(at, desk.fund.country))
    require(desk, act_of(found.kind).permission)
    sha256 = _digest(stream)
    held = ImportRun.objects.filter(key=key).first()
    if held is not None:
        if bytes(held.sha256) != sha256 or held.source_id != found.id:
            raise Conflict("acts.key_reused", key=key)
        return held.number
    taken = ImportRun.objects.filter(source_id=found.id, sha256=sha256, state__in=_TAKEN).first()
    if taken is not None:
        return taken.number
    run = _stored(desk, found, stream, file_name, is_whole, key, at, sha256)
    _at_once_or_later(run, CHECK_JOB)
    return run.number


def confirm(*, desk: Desk, number: str) -> None:
    """Has the rows without fault written: a short file at once, a long one by the worker.

    Raises:
        NotKnown: there is no such import.
        Refused: the desk does not perform such acts, or the import waits for no confirmation.
        Conflict: the same file was confirmed meanwhile.
    """
    with transaction.atomic():
        run = _to_decide(desk, number)
        if run.state in _TAKEN:
            return
        if not run.counts.get("good") and not run.counts.get("clashing"):
            raise Refused("import.nothing_to_write", number=number)
        run.state = ImportState.WRITING.value
        try:
            with transaction.atomic():
                run.save(update_fields=["state"])
        except IntegrityError as raced:
            raise Conflict("import.taken_already", number=number) from raced
        _at_once_or_later(run, WRITE_JOB)


def drop(*, desk: Desk, number: str) -> None:
    """Leaves a file that was tried: nothing of it is written.

    Raises:
        NotKnown, Refused: as `confirm`.
    """
    with transaction.atomic():
        run = _to_decide(desk, number)
        if run.state in _TAKEN:
            raise Refused("import.not_waiting", number=number)
        run.state = ImportState.DROPPED.value
        run.save(update_fields=["state"])
        forget_pieces(run=run)


def left_behind(*, at: datetime) -> list[tuple[str, str]]:
    """Imports that nobody is trying or writing, with the job that goes on with them.

    One just handed in is left to the job that it was given.
    """
    found = (
        ImportRun.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(received_at__lt=at - _LEFT_AFTER, state__in=sorted(RUNNING))
        .order_by("id")
    )
    return [
        (each.number, CHECK_JOB if each.state == ImportState.RECEIVED else WRITE_JOB)
        for each in found[:_MOST_LEFT]
        if not is_held(number=each.number, fund_id=each.fund_id)
    ]


def _to_decide(desk: Desk, number: str) -> ImportRun:
    run = ImportRun.objects.select_for_update(of=("self",)).filter(number=number).first()
    if run is None:
        raise NotKnown("import.unknown", number=number)
    require(desk, act_of(ImportKind(run.source.kind)).permission)
    if run.state not in {ImportState.CHECKED.value, *_TAKEN}:
        raise Refused("import.not_waiting", number=number)
    return import_row(number)


def _at_once_or_later(run: ImportRun, job: str) -> None:
    if run.document.size > settings.DEPOSIT_INLINE_BYTES:
        defer(job, number=run.number, fund_id=run.fund_id)
    elif job == CHECK_JOB:
        check_import(number=run.number)
    else:
        write_import(number=run.number, fund_id=run.fund_id)


def _stored(
    desk: Desk,
    found: ImportSourceView,
    stream: BinaryIO,
    file_name: str,
    is_whole: bool,  # noqa: FBT001 - as it was handed in
    key: str,
    at: datetime,
    sha256: bytes,
) -> ImportRun:
    document = store_document(
        fund_id=desk.fund.id,
        stream=stream,
        name=file_name,
        limit_bytes=settings.DEPOSIT_LIMIT_BYTES,
        at=at,
        by=desk.user_id,
    )
    (run_id,) = next_ids("import_run")
    return ImportRun.objects.create(
        id=run_id,
        fund_id=desk.fund.id,
        number=f"I-{at:%Y}-{run_id:06d}",
        key=key,
        source_id=found.id,
        document_id=document.id,
        sha256=sha256,
        is_whole=is_whole,
        received_at=at,
        received_by_id=desk.user_id,
        state=ImportState.RECEIVED.value,
    )


def _digest(stream: BinaryIO) -> bytes:
    digest, size = hashlib.sha256(), 0
    for piece in iter(lambda: stream.read(_PIECE), b""):
        size += len(piece)
        if size > settings.DEPOSIT_LIMIT_BYTES:
            raise Refused("document.too_large", limit_mb=settings.DEPOSIT_LIMIT_BYTES // _PIECE)
        digest.update(piece)
    stream.seek(0)
    return digest.digest()
