"""Acts on what the register suggests: a claim opened by one act, or set aside with a motive; and
the awards of the dead, ended in a list that two persons read.
"""

from datetime import date

from socle.benefits.covering import cover_pensioners
from socle.benefits.models import OpeningDismissal
from socle.benefits.operations.claims import open_file
from socle.benefits.queries.openings import dead_in_payment, openings
from socle.benefits.terms import end
from socle.benefits.types import Channel
from socle.benefits.types.openings import OpeningLine
from socle.kernel.errors import Refused
from socle.platform.acts.fields import require_past, whole
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.registry.queries import person_id

_OF_ONE, _ALL = 100, 1_000_000


def open_claim(request: ActRequest) -> ActAnswer:
    """Opens the claim that the register suggests, on the day of the act (ouverture d’office).

    Raises:
        NotKnown: no such person.
        Refused: nothing of the sort is suggested, or an award is to be revised instead.
        Conflict: the same right is claimed or given already.
    """
    number = request.fields["person"]
    with performing(request, subject_kind="person", subject_number=number) as act:
        if _suggested(request).award:
            raise Refused("openings.to_revise", benefit=request.fields["benefit"])
        open_file(request=request, act=act, channel=Channel.SYSTEM.value)
        return act.answer()


def dismiss_opening(request: ActRequest) -> ActAnswer:
    """Sets aside what the register suggests: it is not proposed again; the motive stays.

    Raises:
        NotKnown: no such person.
        Refused: nothing of the sort is suggested.
    """
    number = request.fields["person"]
    with performing(request, subject_kind="person", subject_number=number) as act:
        found = _suggested(request)
        OpeningDismissal.objects.create(
            fund_id=request.desk.fund.id,
            person_id=found.person_id,
            act_id=act.id,
            benefit=found.benefit,
            event_on=found.event_on,
        )
        act.after = {"benefit": found.benefit, "event_on": found.event_on.isoformat()}
        return act.answer()


def end_for_death(request: ActRequest) -> ActAnswer:
    """Ends the awards of the dead from the month after each death; `awards` is how many were read.

    What was paid since is found by the next run, as any overpayment.

    Raises:
        Refused: none is left, or the list is not the one that was read.
    """
    fund, on = request.desk.fund, request.effective_on
    with performing(request, subject_kind="fund", subject_number=fund.code) as act:
        require_past(on, act)
        found = dead_in_payment(on=on, limit=_ALL)
        read = whole(request.fields["awards"])
        if not found:
            raise Refused("openings.none_dead", on=on.isoformat())
        if len(found) != read:
            raise Refused("openings.list_moved", read=read, found=len(found))
        for each in found:
            end(fund_id=fund.id, award_id=each.award_id, since=each.since)
        cover_pensioners(fund, [each.award_id for each in found])
        act.touched |= {f"award:{each.award}" for each in found}
        act.after = {"awards": len(found)}
        return act.answer()


def _suggested(request: ActRequest) -> OpeningLine:
    """The line of the list that an act names.

    Raises:
        Refused: `openings.not_suggested`.
    """
    fields = request.fields
    event_on: date = fields["event_on"]
    found = openings(
        fund=request.desk.fund,
        on=request.effective_on,
        person_id=person_id(fields["person"]),
        limit=_OF_ONE,
    )
    for each in found:
        if (each.benefit, each.event_on) == (fields["benefit"], event_on):
            return each
    raise Refused("openings.not_suggested", person=fields["person"], on=event_on.isoformat())
