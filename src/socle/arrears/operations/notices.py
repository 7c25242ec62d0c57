"""Sending the letters due on a day, and taking one back."""

from socle.arrears.models import Notice, NoticeMonth, NoticeWithdrawal
from socle.arrears.operations.common import next_ids, require_past
from socle.arrears.queries.notices import notice, sequence
from socle.arrears.types import NoticeStep
from socle.kernel.errors import NotKnown, Refused
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.registry.queries import names_of

# One run at a time in a fund: what is sent is read, then written.
_LOCK = "notices"
_A_BLOCK = 1000


def issue_notices(request: ActRequest) -> ActAnswer:
    """Writes every letter due on a day, or those of one employer; never a step twice for a month.

    Raises:
        Refused: no letter is due.
    """
    only, on = request.fields.get("employer", ""), request.effective_on
    run = f"{on.isoformat()}"
    with performing(request, subject_kind="notices", subject_number=run, locks=(_LOCK,)) as act:
        require_past(on, act)
        letters = sequence(on=on, employer_number=only).letters
        if not letters:
            raise Refused("arrears.nothing_to_send", on=on.isoformat())
        fund_id = request.desk.fund.id
        ids = next_ids("notice", len(letters))
        Notice.objects.bulk_create(
            (
                Notice(
                    id=new_id,
                    fund_id=fund_id,
                    number=f"L-{on.year}-{new_id:09d}",
                    act_id=act.id,
                    employer_id=letter.employer_id,
                    step=letter.step.value,
                    about=letter.about.value,
                    issued_on=on,
                    answer_by=letter.answer_by,
                    language=letter.language,
                )
                for new_id, letter in zip(ids, letters, strict=True)
            ),
            batch_size=_A_BLOCK,
        )
        NoticeMonth.objects.bulk_create(
            (
                NoticeMonth(
                    fund_id=fund_id,
                    notice_id=new_id,
                    act_id=act.id,
                    month=item.month,
                    due_on=item.due_on,
                    amount=item.amount,
                )
                for new_id, letter in zip(ids, letters, strict=True)
                for item in letter.items
            ),
            batch_size=_A_BLOCK,
        )
        names = names_of(employer_ids={letter.employer_id for letter in letters})
        act.touched |= {f"employer:{number}" for number, _name in names.values()}
        steps = [letter.step for letter in letters]
        act.after = {"letters": len(letters)} | {
            step.value: steps.count(step) for step in NoticeStep
        }
        return act.answer()


def withdraw_notice(request: ActRequest) -> ActAnswer:
    """Takes one letter back, as if it had not been sent.

    Raises:
        NotKnown: there is no such letter.
        Refused: it is withdrawn already.
    """
    number = request.fields["notice"]
    found = Notice.objects.filter(number=number).first()
    if found is None:
        raise NotKnown("arrears.notice_unknown", number=number)
    employer = notice(number=number).employer_number
    with performing(
        request, subject_kind="employer", subject_number=employer, locks=(_LOCK,)
    ) as act:
        if notice(number=number).is_withdrawn:
            raise Refused("arrears.notice_withdrawn", number=number)
        NoticeWithdrawal.objects.create(fund_id=request.desk.fund.id, notice=found, act_id=act.id)
        act.before, act.after = {"notice": number}, {"notice": ""}
        return act.answer()
