"""Checks of good standing by partners' systems: what they would be told, and what they were."""

from datetime import date

from socle.arrears.models import StandingCheck
from socle.arrears.queries.standing import standing
from socle.arrears.types import CheckAnswer, CheckView, Doubt, Reason, Standing
from socle.collection.queries import credits_of
from socle.contributions.queries import may_yet_be_declared
from socle.kernel.errors import NotKnown, ParameterUnknown
from socle.platform.access.queries import names_of_users
from socle.registry.queries import employer_id

Told = tuple[CheckAnswer, tuple[Reason | Doubt, ...]]


def answer_now(*, employer_number: str, on: date) -> Told:
    """Whether an employer is in order today, and why not, or why the fund cannot say.

    French: en règle, pas en règle, inconnu. Nobody is told to be out of order on what the fund has
    received and not treated yet: a file that was not read, money that pays no debt yet.
    """
    try:
        found = standing(employer_number=employer_number, on=on)
    except NotKnown:
        return CheckAnswer.UNKNOWN, (Doubt.EMPLOYER_UNKNOWN,)
    except ParameterUnknown:
        return CheckAnswer.UNKNOWN, (Doubt.LAW_UNKNOWN,)
    if found.is_good:
        return CheckAnswer.IN_ORDER, ()
    if doubts := _doubts(employer_number, found):
        return CheckAnswer.UNKNOWN, doubts
    return CheckAnswer.NOT_IN_ORDER, found.reasons


def _doubts(employer_number: str, found: Standing) -> tuple[Doubt, ...]:
    """What was received and may yet change a refusal."""
    doubts = []
    if found.undeclared and may_yet_be_declared(employer_number=employer_number):
        doubts.append(Doubt.FILE_TO_READ)
    received = sum(each.amount for each in credits_of(employer_id=employer_id(employer_number)))
    if found.unpaid and received >= found.unpaid_total:
        doubts.append(Doubt.MONEY_TO_ALLOCATE)
    return tuple(doubts)


def checks_of(*, employer_id: int, limit: int = 50) -> list[CheckView]:
    """Who asked whether an employer is in order, the latest first."""
    found = StandingCheck.objects.filter(employer_id=employer_id).order_by("-id")[:limit]
    names = names_of_users(ids={each.user_id for each in found})
    return [check_view(each, names[each.user_id][1]) for each in found]


def check_view(found: StandingCheck, asked_by: str) -> CheckView:
    """A check as it crosses the border of the module."""
    reasons: dict[str, type[Reason] | type[Doubt]] = {
        each.value: kind for kind in (Reason, Doubt) for each in kind
    }
    return CheckView(
        number=found.number,
        employer_number=found.asked_number,
        asked_by=asked_by,
        purpose=found.purpose,
        on=found.on,
        checked_at=found.checked_at,
        answer=CheckAnswer(found.answer),
        reasons=tuple(reasons[each](each) for each in found.reasons),
    )
