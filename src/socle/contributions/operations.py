"""Depositing declarations: a file is stored, then read, then posted or refused as a whole."""

import hashlib
from datetime import date, datetime
from typing import BinaryIO

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from socle.contributions.errors import FileRefused
from socle.contributions.filing import (
    ALREADY_POSTED,
    compare_file,
    first_posted,
    keep_refusal,
    post_unless_raced,
)
from socle.contributions.models import Corrective, Deposit
from socle.contributions.queries import outcome, scope_text, was_made_for
from socle.contributions.spreadsheets import (
    NOTHING_SAID,
    Said,
    keep_said,
    require_same_month,
    require_same_said,
)
from socle.contributions.types import DepositStatus, Outcome
from socle.contributions.versions import DepositKind
from socle.countries.clock import legal_day
from socle.kernel.errors import Conflict, NotKnown, Refused
from socle.platform.access.queries import require
from socle.platform.access.types import Desk, Permission
from socle.platform.acts.progress import answer_as_sure
from socle.platform.documents.operations import store_document
from socle.platform.jobs.queue import defer
from socle.platform.sql import next_ids

_MOST_LEFT = 1_000
READ_JOB = "socle.contributions.read_deposit"


def store_deposit(
    *,
    desk: Desk,
    stream: BinaryIO,
    file_name: str,
    deposited_on: date,
    key: str,
    at: datetime,
    said: Said = NOTHING_SAID,
    kind: DepositKind = DepositKind.FIRST,
) -> str:
    """Keeps a file handed in and returns its receipt number. Nothing is read yet.

    `said` goes with a spreadsheet: its profile, its month.

    A file already posted is not stored again: its first receipt is the answer. The same key
    with the same file answers with the same receipt. A corrective replaces what it declares, once
    it is confirmed: see `confirm_deposit`.

    Raises:
        Refused: the desk may not deposit, or the file is over the limit.
        Conflict: the key was used for another file.
    """
    require(desk, Permission.DEPOSIT_DECLARATION)
    if deposited_on > legal_day(at, desk.fund.country):
        raise Refused("declaration.deposit_to_come", deposited=deposited_on.isoformat())
    try:
        with transaction.atomic():
            return _store(desk, stream, file_name, deposited_on, key, at, said, kind)
    except IntegrityError:
        # Another request with this key came first; it is visible now.
        held = Deposit.objects.filter(key=key).first()
        if held is None:
            raise
        stream.seek(0)
        if bytes(held.sha256) != _digest(stream):
            raise Conflict("acts.key_reused", key=key) from None
        answer_as_sure()
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
        if deposit.status not in {DepositStatus.RECEIVED, DepositStatus.READING}:
            return outcome(number=number)
        _wait_for_same_file(deposit)
        try:
            if deposit.kind == DepositKind.CORRECTIVE:
                compare_file(deposit)
            else:
                post_unless_raced(deposit)
        except FileRefused as refused:
            keep_refusal(deposit, refused)
    return outcome(number=number)


def confirm_deposit(*, desk: Desk, number: str) -> Outcome:
    """Posts a corrective, of which somebody has seen what it changes. Again, it answers the same.

    When a declaration it was compared with has been replaced meanwhile, it is refused and says so:
    deposited again, it shows what it changes now.

    Raises:
        NotKnown: the desk may see no such deposit.
        Refused: the desk may not deposit, or this deposit waits for no confirmation.
    """
    require(desk, Permission.DEPOSIT_DECLARATION)
    with transaction.atomic():
        deposit = Deposit.objects.select_for_update(no_key=True).filter(number=number).first()
        if deposit is None or not _may_confirm(desk, deposit):
            raise NotKnown("declaration.deposit_unknown", number=number)
        if deposit.status != DepositStatus.TO_CONFIRM:
            if deposit.kind == DepositKind.CORRECTIVE and deposit.act_id:
                return outcome(number=number)
            raise Refused("declaration.nothing_to_confirm", number=number)
        try:
            post_unless_raced(deposit, confirmed_by=desk)
        except FileRefused as refused:
            keep_refusal(deposit, refused)
    return outcome(number=number)


def left_unread(*, before: datetime) -> list[str]:
    """The deposits handed in before an instant that nobody has read or is reading, oldest first."""
    found = (
        Deposit.objects.select_for_update(skip_locked=True, no_key=True)
        .filter(status=DepositStatus.RECEIVED.value, received_at__lt=before)
        .order_by("id")[:_MOST_LEFT]
    )
    return [each.number for each in found]


def hand_in(
    *,
    desk: Desk,
    stream: BinaryIO,
    file_name: str,
    deposited_on: date,
    key: str,
    at: datetime,
    said: Said = NOTHING_SAID,
    kind: DepositKind = DepositKind.FIRST,
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
        kind=kind,
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
    kind: DepositKind = DepositKind.FIRST,
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
        kind=kind,
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
    kind: DepositKind,
) -> str:
    sha256 = _digest(stream)
    held = Deposit.objects.filter(key=key).first()
    if held is not None:
        if bytes(held.sha256) != sha256 or held.kind != kind:
            raise Conflict("acts.key_reused", key=key)
        require_same_said(first=held, key=key, said=said)
        answer_as_sure()
        return held.number
    posted = first_posted(sha256) if kind is DepositKind.FIRST else None
    if posted is not None and _is_visible(desk, posted):
        require_same_month(posted=posted, said=said)
        answer_as_sure()
        return posted.number
    document = store_document(
        fund_id=desk.fund.id,
        stream=stream,
        name=file_name,
        limit_bytes=settings.DEPOSIT_LIMIT_BYTES,
        at=at,
    )
    (deposit_id,) = next_ids("deposit")
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
        for_employers=sorted(desk.employer_numbers) or None,
        employer_scope=scope_text(desk.employer_numbers),
        kind=kind.value,
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


def _may_confirm(desk: Desk, deposit: Deposit) -> bool:
    """An agent of the fund; a clerk or mandatary who acts today for all that it corrects.

    A mandate that has ended since the deposit confirms nothing any more.
    """
    if not desk.employer_numbers:
        return True
    if deposit.depositor_id != desk.user_id and not was_made_for(desk.employer_numbers, deposit):
        return False
    corrected = Corrective.objects.filter(deposit=deposit).values_list(
        "replaced__employer__number", flat=True
    )
    return set(corrected) <= desk.employer_numbers
