"""Sending the letters due on a day, and taking one back."""

from collections import Counter
from typing import Any

from socle.arrears.models import Notice, NoticeWithdrawal
from socle.arrears.queries.aged import dated, summing
from socle.arrears.queries.letters import late_months
from socle.arrears.queries.notices import notice
from socle.arrears.queries.rules import default_language, letter_languages
from socle.arrears.types import NoticeStep
from socle.kernel.errors import NotKnown, Refused
from socle.platform.acts.fields import require_past
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActAnswer, ActRequest

# One run at a time in a fund: what is sent is read, then written.
_LOCK = "notices"


def issue_notices(request: ActRequest) -> ActAnswer:
    """Writes every letter due on a day, or those of one employer; never a step twice for a month.

    Raises:
        Refused: no letter is due.
    """
    only, on = request.fields.get("employer", ""), request.effective_on
    run = f"{on.isoformat()}"
    with performing(request, subject_kind="notices", subject_number=run, locks=(_LOCK,)) as act:
        require_past(on, act)
        employers, steps = _write(act, request, late_months(on=on, employer_number=only))
        if not steps:
            raise Refused("arrears.nothing_to_send", on=on.isoformat())
        act.touched |= {f"employer:{number}" for number in employers}
        act.after = {"letters": steps.total()} | {step.value: steps[step] for step in NoticeStep}
        return act.answer()


def _write(
    act: ActInProgress, request: ActRequest, said: dict[str, Any]
) -> tuple[set[str], Counter[str]]:
    """Writes the letters of the months told, in sets; to whom, and how many of each step."""
    chosen = letter_languages(on=request.effective_on)
    said |= {
        "fund": request.desk.fund.id,
        "act": act.id,
        "language_employers": list(chosen),
        "languages": list(chosen.values()),
        "usual_language": default_language(),
    }
    with summing() as cursor:
        cursor.execute(dated("debt_by_month", "late", "write_letters"), said)
        rows = cursor.fetchall()
    return {number for number, _step in rows}, Counter(step for _number, step in rows)


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
