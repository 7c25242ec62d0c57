"""Deciding what waits in the queue of duplicates (file des doublons).

Two files are declared distinct (`duplicates`) or merged (`merging`); here, what is decided of a row
of a file that clashes with somebody, and was kept out of the register.
"""

from psycopg.types.range import DateRange

from socle.kernel.errors import Conflict, NotKnown
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.temporal.operations import assign
from socle.registry.facts import CLASH_SETTLED
from socle.registry.models import DuplicateSuspicion
from socle.registry.queries.suspicions import suspicion_id
from socle.registry.subjects import is_believed


def settle_import_clash(request: ActRequest) -> ActAnswer:
    """Settles a row that bears somebody's number: theirs, or wrongly written.

    Nothing is registered: a row to correct comes back in another file.

    Raises:
        NotKnown: no such row waits.
        Conflict: it was settled already.
    """
    number = request.fields["suspicion"]
    found = (
        DuplicateSuspicion.objects.select_related("person")
        .filter(pk=suspicion_id(number), line__isnull=False)
        .first()
    )
    if found is None:
        raise NotKnown("duplicates.unknown", number=number)
    subject = found.person.number
    with performing(request, subject_kind="person", subject_number=subject) as act:
        key = {"suspicion_id": found.pk}
        if is_believed(CLASH_SETTLED, key):
            raise Conflict("duplicates.settled_already", number=number)
        assign(
            CLASH_SETTLED,
            fund_id=request.desk.fund.id,
            key=key,
            values={"outcome": request.fields["outcome"]},
            valid=DateRange(request.effective_on, None),
        )
        act.after = {"suspicion": number, "outcome": request.fields["outcome"]}
        return act.answer()
