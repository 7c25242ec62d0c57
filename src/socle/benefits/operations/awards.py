"""The life of an award: suspended, lifted, ended, paid to somebody else."""

from collections.abc import Callable
from datetime import date
from typing import Any

from socle.benefits.covering import cover_pensioners
from socle.benefits.queries.awards import award
from socle.benefits.terms import end, lift, pay_to, suspend
from socle.benefits.types import AwardView
from socle.kernel.errors import Refused
from socle.kernel.months import after_month_begun
from socle.platform.acts.fields import require_past
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.registry.queries import died_on, person, person_id
from socle.registry.queries.merging import ids_of_person


def suspend_award(request: ActRequest) -> ActAnswer:
    """Stops paying an award from a month on, with the reason (suspension).

    Raises:
        NotKnown: no such award.
        Conflict: nothing is paid from that month on.
    """
    reason = request.fields["reason"]
    return _from_month(
        request,
        lambda fund_id, award_id, since: suspend(
            fund_id=fund_id, award_id=award_id, since=since, reason=reason
        ),
        said={"state": "award_suspended", "reason": reason},
    )


def lift_suspension(request: ActRequest) -> ActAnswer:
    """Pays again from a month on, which may be past: the next run pays what was kept back.

    French: levée de suspension, avec rappel.

    Raises:
        NotKnown: no such award.
        Conflict: nothing is suspended from that month on.
    """
    return _from_month(
        request,
        lambda fund_id, award_id, since: lift(fund_id=fund_id, award_id=award_id, since=since),
        said={"state": "award_active"},
    )


def end_award(request: ActRequest) -> ActAnswer:
    """Ends an award from a month on: a death, a remarriage, an age (extinction du droit).

    Raises:
        NotKnown: no such award.
        Refused: it is ended for a death that the register does not know.
        Conflict: nothing is given from that month on.
    """
    if request.fields["reason"] == "death":
        found = award(number=request.fields["award"])
        # The death is under the number that is kept; the award may be of one that was merged.
        files = ids_of_person(person_id=found.beneficiary_id, known_at=None)
        if all(died_on(person_id=each) is None for each in files):
            raise Refused("benefits.end_without_death", number=found.beneficiary_number)
    return _from_month(
        request,
        lambda fund_id, award_id, since: end(fund_id=fund_id, award_id=award_id, since=since),
        said={"state": "award_ended", "reason": request.fields["reason"]},
    )


def change_payee(request: ActRequest) -> ActAnswer:
    """Has an award paid to somebody else from a month on (changement d'attributaire).

    Raises:
        NotKnown: no such award or person.
        Refused: the payee is dead.
        Conflict: nothing is given from that month on.
    """
    number = request.fields["payee"]
    if person(number=number, on=request.effective_on, known_at=None).died_on is not None:
        raise Refused("benefits.payee_dead", number=number)
    key = person_id(number)
    return _from_month(
        request,
        lambda fund_id, award_id, since: pay_to(
            fund_id=fund_id, award_id=award_id, since=since, payee_id=key
        ),
        said={"payee": number},
    )


def _from_month(
    request: ActRequest, change: Callable[[int, int, date], int], *, said: dict[str, Any]
) -> ActAnswer:
    """A change of an award from the first day of a month: a month begun is whole."""
    found = award(number=request.fields["award"])
    since = after_month_begun(request.effective_on)
    with performing(
        request,
        subject_kind="person",
        subject_number=found.beneficiary_number,
        locks=(f"claim:{found.claim_number or found.number}",),
    ) as act:
        require_past(request.effective_on, act)
        change(request.desk.fund.id, found.id, since)
        cover_pensioners(request.desk.fund, [found.id])
        act.before = _told(found, since)
        act.after = {"award": found.number, "since": since.isoformat(), **said}
        return act.answer()


def _told(found: AwardView, since: date) -> dict[str, Any]:
    """How an award stood on the day a change takes effect, or when it next gives."""
    term = found.term_on(since) or next((each for each in found.terms if each.since > since), None)
    if term is None:
        return {"award": found.number}
    return {
        "award": found.number,
        "state": f"award_{term.status.value}",
        "amount": term.amount,
        "payee": term.payee_number,
    }
