"""Depositing declarations: a file is stored, then read, then posted or refused as a whole."""

import hashlib
from datetime import date, datetime
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from socle.contributions.errors import FileRefused
from socle.contributions.models import Deposit, DepositFault
from socle.contributions.posting import Posted, post
from socle.contributions.queries import outcome, scope_text
from socle.contributions.reading import FileRead, read_file
from socle.contributions.spreadsheets import (
    NOTHING_SAID,
    Said,
    keep_said,
    require_same_month,
    require_same_said,
)
from socle.contributions.types import DepositStatus, Outcome
from socle.countries.declaration import Faults
from socle.countries.registry import country
from socle.kernel.errors import Conflict, Fault, NotKnown, Refused
from socle.platform.access.queries import desk as desk_of
from socle.platform.access.queries import require
from socle.platform.access.types import Desk, Permission
from socle.platform.acts.progress import AlreadyDone, performing
from socle.platform.acts.types import ActRequest
from socle.platform.documents.operations import store_document
from socle.platform.jobs.queue import defer

ACT_TYPE = "deposit_declaration"
READ_JOB = "socle.contributions.read_deposit"
ALREADY_POSTED = "declaration.file_already_posted"


def store_deposit(
    *,
    desk: Desk,
    stream: BinaryIO,
    file_name: str,
    deposited_on: date,
    key: str,
    at: datetime,
    said: Said = NOTHING_SAID,
) -> str:
    """Keeps a file handed in and returns its receipt number. Nothing is read yet.

    `said` goes with a spreadsheet: its profile, its month.

    A file already posted is not stored again: its first receipt is the answer. The same key
    with the same file answers with the same receipt.

    Raises:
        Refused: the desk may not deposit, or the file is over the limit.
        Conflict: the key was used for another file.
    """
    require(desk, Permission.DEPOSIT_DECLARATION)
    # The legal day of the country: past midnight there, the instant may still be the day before.
    if deposited_on > at.astimezone(ZoneInfo(country(desk.fund.country).timezone)).date():
        raise Refused("declaration.deposit_to_come", deposited=deposited_on.isoformat())
    try:
        with transaction.atomic():
            return _store(desk, stream, file_name, deposited_on, key, at, said)
    except IntegrityError:
        # Another request with this key came first; it is visible now.
        held = Deposit.objects.filter(key=key).first()
        if held is None:
            raise
        stream.seek(0)
        if bytes(held.sha256) != _digest(stream):
            raise Conflict("acts.key_reused", key=key) from None
        return held.number


def read_deposit(*, number: str) -> Outcome:
    """Reads a stored file and posts it, or refuses it. Called again, it answers the same.

    One transaction: a server lost in the middle leaves the deposit received, to be read again.

    Raises:
        NotKnown: there is no such deposit.
    """
    with transaction.atomic():
        deposit = Deposit.objects.select_for_update(no_key=True).filter(number=number).first()
        if deposit is None:
            raise NotKnown("declaration.deposit_unknown", number=number)
        if deposit.status in {DepositStatus.POSTED, DepositStatus.REFUSED}:
            return outcome(number=number)
        _wait_for_same_file(deposit)
        try:
            _post_unless_raced(deposit)
        except FileRefused as refused:
            _keep_refusal(deposit, refused)
    return outcome(number=number)


def left_unread(*, before: datetime) -> str | None:
    """The oldest deposit handed in before an instant that nobody has read or is reading.

    It stays the caller's until the transaction ends.
    """
    found = (
        Deposit.objects.select_for_update(skip_locked=True, no_key=True)
        .filter(status=DepositStatus.RECEIVED.value, received_at__lt=before)
        .order_by("id")
        .first()
    )
    return found.number if found else None


def hand_in(
    *,
    desk: Desk,
    stream: BinaryIO,
    file_name: str,
    deposited_on: date,
    key: str,
    at: datetime,
    said: Said = NOTHING_SAID,
) -> str:
    """Stores a file and has it read: a short one at once, a long one by the worker.

    Returns the receipt number, whose page tells how far the reading is.

    Raises:
        Refused, Conflict: as `store_deposit`.
    """
    number = store_deposit(
        desk=desk,
        stream=stream,
        file_name=file_name,
        deposited_on=deposited_on,
        key=key,
        at=at,
        said=said,
    )
    found = Deposit.objects.select_related("document").get(number=number)
    if found.status == DepositStatus.RECEIVED:
        if found.document.size > settings.DEPOSIT_INLINE_BYTES:
            defer(READ_JOB, number=number, fund_id=desk.fund.id)
        else:
            read_deposit(number=number)
    return number


def deposit_file(
    *,
    desk: Desk,
    stream: BinaryIO,
    file_name: str,
    deposited_on: date,
    key: str,
    at: datetime,
    said: Said = NOTHING_SAID,
) -> Outcome:
    """Stores and reads a file in one call; the answer to `./socle declare` and the API.

    A file that was already posted answers `already_posted` with its first receipt.

    Raises:
        Refused, Conflict: as `store_deposit`.
    """
    number = store_deposit(
        desk=desk,
        stream=stream,
        file_name=file_name,
        deposited_on=deposited_on,
        key=key,
        at=at,
        said=said,
    )
    before = Deposit.objects.get(number=number)
    if before.status == DepositStatus.POSTED:
        return outcome(number=number, is_again=before.key != key)
    return first_outcome(desk=desk, found=read_deposit(number=number))


def first_outcome(*, desk: Desk, found: Outcome) -> Outcome:
    """The outcome of the first deposit of a file, where this one lost the race to it."""
    for fault in found.faults:
        if fault.code == ALREADY_POSTED:
            first = Deposit.objects.get(number=str(fault.facts["receipt"]))
            if _is_visible(desk, first):
                return outcome(number=first.number, is_again=True)
    return found


def _store(
    desk: Desk,
    stream: BinaryIO,
    file_name: str,
    deposited_on: date,
    key: str,
    at: datetime,
    said: Said,
) -> str:
    sha256 = _digest(stream)
    held = Deposit.objects.filter(key=key).first()
    if held is not None:
        if bytes(held.sha256) != sha256:
            raise Conflict("acts.key_reused", key=key)
        require_same_said(first=held, key=key, said=said)
        return held.number
    posted = Deposit.objects.filter(sha256=sha256, status=DepositStatus.POSTED.value).first()
    if posted is not None and _is_visible(desk, posted):
        require_same_month(posted=posted, said=said)
        return posted.number
    document = store_document(
        fund_id=desk.fund.id,
        stream=stream,
        name=file_name,
        limit_bytes=settings.DEPOSIT_LIMIT_BYTES,
        at=at,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('deposit', 'id'))")
        deposit_id = int(cursor.fetchone()[0])
    deposit = Deposit.objects.create(
        id=deposit_id,
        fund_id=desk.fund.id,
        number=f"R-{at:%Y-%m}-{deposit_id:06d}",
        key=key,
        document_id=document.id,
        sha256=sha256,
        deposited_on=deposited_on,
        received_at=at,
        depositor_id=desk.user_id,
        employer_scope=scope_text(desk.employer_numbers),
    )
    keep_said(deposit=deposit, desk=desk, said=said)
    return deposit.number


def _digest(stream: BinaryIO) -> bytes:
    """The file's digest; refuses one over the limit before anything of it is stored."""
    digest, size = hashlib.sha256(), 0
    while piece := stream.read(1024 * 1024):
        size += len(piece)
        if size > settings.DEPOSIT_LIMIT_BYTES:
            raise Refused(
                "document.too_large", limit_mb=settings.DEPOSIT_LIMIT_BYTES // 1024 // 1024
            )
        digest.update(piece)
    stream.seek(0)
    return digest.digest()


def _is_visible(desk: Desk, deposit: Deposit) -> bool:
    return not desk.employer_numbers or deposit.depositor_id == desk.user_id


def _wait_for_same_file(deposit: Deposit) -> None:
    """Two deposits of one file are read one after the other; the second then finds it posted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))",
            [bytes(deposit.sha256).hex(), deposit.fund_id],
        )


def _post_unless_raced(deposit: Deposit) -> None:
    """Posts the file; when another one declared the same month meanwhile, reads it again.

    The second reading finds that declaration and says so, line by line.
    """
    try:
        _post_file(deposit)
    except (IntegrityError, Conflict):
        _post_file(deposit)


def _post_file(deposit: Deposit) -> None:
    desk = desk_of(user_id=deposit.depositor_id, fund_code=deposit.fund.code)
    first = Deposit.objects.filter(sha256=deposit.sha256, status="posted").first()
    if first is not None:
        faults = Faults()
        faults.add(Fault(ALREADY_POSTED, facts={"receipt": first.number}))
        raise FileRefused(faults)
    request = ActRequest(
        desk=desk,
        type=ACT_TYPE,
        fields={"file": deposit.document.name, "sha256": bytes(deposit.sha256).hex()},
        effective_on=deposit.deposited_on,
        motive="",
        key=f"{ACT_TYPE}:{deposit.number}",
        evidence=(deposit.document_id,),
    )
    try:
        with performing(request, subject_kind="deposit", subject_number=deposit.number) as act:
            read = read_file(deposit, desk)
            groups = read.assessment.groups
            posted = post(
                deposit=deposit, groups=groups, stage=read.stage, store=read.store, act=act
            )
            act.after = _summary(read, posted)
            act.touched |= {f"employer:{each.key.employer_number}" for each in groups}
            deposit.act_id = act.id
    except AlreadyDone as done:
        raise Conflict("acts.key_reused", key=request.key) from done
    _keep_posted(deposit, posted, read.format)


def _summary(read: FileRead, posted: Posted) -> dict[str, Any]:
    said = {} if read.prefill is None else {"prefill": read.prefill}
    said |= {"profile": read.profile} if read.profile else {}
    return {
        "declarations": len(read.assessment.groups),
        "lines": posted.lines,
        "queued": posted.queued,
        "employee": posted.employee,
        "employer": posted.employer,
        **said,
    }


def _keep_posted(deposit: Deposit, posted: Posted, code: str) -> None:
    deposit.status = DepositStatus.POSTED.value
    deposit.format = code
    deposit.line_count, deposit.queued_count = posted.lines, posted.queued
    deposit.total_employee, deposit.total_employer = posted.employee, posted.employer
    deposit.save()


def _keep_refusal(deposit: Deposit, refused: FileRefused) -> None:
    faults = refused.collected
    deposit.status = DepositStatus.REFUSED.value
    deposit.format, deposit.fault_count = refused.format, faults.count
    deposit.save(update_fields=["status", "format", "fault_count"])
    DepositFault.objects.bulk_create(
        DepositFault(
            fund_id=deposit.fund_id,
            deposit=deposit,
            position=position,
            code=fault.code,
            line=fault.line,
            record=fault.record or "",
            field=fault.field or "",
            read=(fault.read or "").replace("\x00", "␀")[:100],
            facts=dict(fault.facts),
        )
        for position, fault in enumerate(faults.kept)
    )
