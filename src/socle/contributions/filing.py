"""Posting a file that was stored, or comparing a corrective: one act, or a refusal that is kept."""

from typing import Any

from django.db import IntegrityError, transaction

from socle.contributions.correctives import keep_comparison, require_as_compared
from socle.contributions.errors import FileRefused
from socle.contributions.models import Deposit, DepositFault
from socle.contributions.posting import Posted, post
from socle.contributions.reading import FileRead, read_file
from socle.contributions.spreadsheets import fields_of_act
from socle.contributions.types import DepositStatus
from socle.contributions.versions import DepositKind
from socle.countries.declaration import Faults
from socle.kernel.errors import Conflict, Fault
from socle.platform.access.queries import desk as desk_of
from socle.platform.access.types import Desk
from socle.platform.acts.progress import AlreadyDone, performing
from socle.platform.acts.types import ActRequest

ACT_TYPE = "deposit_declaration"
ALREADY_POSTED = "declaration.file_already_posted"


def first_posted(sha256: bytes) -> Deposit | None:
    """The deposit that declared a file's months for the first time, if one did."""
    return Deposit.objects.filter(
        sha256=sha256, status=DepositStatus.POSTED.value, kind=DepositKind.FIRST.value
    ).first()


def _depositor(deposit: Deposit) -> Desk:
    """Who deposited, with the employers they acted for at that instant."""
    return desk_of(
        user_id=deposit.depositor_id, fund_code=deposit.fund.code, at=deposit.received_at
    )


def compare_file(deposit: Deposit) -> None:
    """Reads a corrective and keeps what it changes; nothing is posted."""
    desk = _depositor(deposit)
    with transaction.atomic():
        read = read_file(deposit, desk)
        keep_comparison(deposit, read)
    deposit.status, deposit.format = DepositStatus.TO_CONFIRM.value, read.format
    deposit.save(update_fields=["status", "format"])


def post_unless_raced(deposit: Deposit, confirmed_by: Desk | None = None) -> None:
    """Posts the file; when another one declared the same month meanwhile, reads it again.

    The second reading finds that declaration and says so, line by line.
    """
    try:
        _post_file(deposit, confirmed_by)
    except (IntegrityError, Conflict):
        _post_file(deposit, confirmed_by)


def _post_file(deposit: Deposit, confirmed_by: Desk | None) -> None:
    desk = _depositor(deposit)
    is_corrective = deposit.kind == DepositKind.CORRECTIVE
    first = None if is_corrective else first_posted(bytes(deposit.sha256))
    if first is not None:
        faults = Faults()
        faults.add(Fault(ALREADY_POSTED, facts={"receipt": first.number}))
        raise FileRefused(faults)
    request = ActRequest(
        desk=desk,
        type=ACT_TYPE,
        fields={
            "file": deposit.document.name,
            "sha256": bytes(deposit.sha256).hex(),
            **({"kind": deposit.kind} if is_corrective else {}),
            **fields_of_act(deposit),
        },
        effective_on=deposit.deposited_on,
        motive="",
        key=f"{ACT_TYPE}:{deposit.number}",
        evidence=(deposit.document_id,),
        validated_by=confirmed_by
        if confirmed_by and confirmed_by.user_id != desk.user_id
        else None,
    )
    try:
        with performing(request, subject_kind="deposit", subject_number=deposit.number) as act:
            read = read_file(deposit, desk)
            groups = read.assessment.groups
            if is_corrective:
                require_as_compared(deposit, groups)
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


def keep_refusal(deposit: Deposit, refused: FileRefused) -> None:
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
