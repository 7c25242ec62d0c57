"""Payments kept back at a notice (paiements retenus), before anybody has confirmed it.

A hold takes no right away: each run sets the award aside and says why, and what was kept back is
paid by the run that follows its release.
"""

from psycopg.types.range import DateRange

from socle.benefits.facts import HOLD
from socle.benefits.models import PaymentHold
from socle.kernel.errors import Conflict, NotKnown
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.temporal.operations import assign, clear
from socle.registry.queries import person_id


def hold_payments(request: ActRequest) -> ActAnswer:
    """Keeps back what a person is paid, for a reason (retenue conservatoire).

    Raises:
        NotKnown: no such person.
        Conflict: it is kept back already.
    """
    number = request.fields["person"]
    key = {"person_id": person_id(number)}
    with performing(request, subject_kind="person", subject_number=number) as act:
        if PaymentHold.objects.filter(**key, valid__endswith__isnull=True).exists():
            raise Conflict("benefits.held_already", number=number)
        since, said = request.effective_on, {"reason": request.fields["reason"]}
        valid = DateRange(since, None)
        assign(HOLD, fund_id=request.desk.fund.id, key=key, values=said, valid=valid)
        act.after = {"payments": "held", "since": since.isoformat(), **said}
        return act.answer()


def release_payments(request: ActRequest) -> ActAnswer:
    """Pays again what was kept back: the next run counts it (mainlevée).

    Raises:
        NotKnown: no such person, or nothing is kept back.
    """
    number = request.fields["person"]
    key = {"person_id": person_id(number)}
    with performing(request, subject_kind="person", subject_number=number) as act:
        found = PaymentHold.objects.filter(**key, valid__endswith__isnull=True).first()
        if found is None:
            raise NotKnown("benefits.not_held", number=number)
        # A notice that was wrong held nothing, whatever day it is found to be.
        clear(HOLD, fund_id=request.desk.fund.id, key=key, valid=found.valid)
        act.before = {"payments": "held", "reason": found.reason}
        act.after = {"payments": "released"}
        return act.answer()
