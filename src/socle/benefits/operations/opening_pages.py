"""Giving somebody a code for the page of what the fund pays them: an act, and a paper."""

from socle.kernel.errors import Refused
from socle.platform.acts.fields import require_past
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.registry.queries import person
from socle.registry.queries.merging import merge_of


def open_own_page(request: ActRequest) -> ActAnswer:
    """Gives a person a code of their own, instead of the one before; its counter-act ends it.

    Raises:
        NotKnown: no such person.
        Refused: the number was merged into another, or is of somebody who died.
    """
    number = request.fields["person"]
    with performing(request, subject_kind="person", subject_number=number) as act:
        require_past(request.effective_on, act)
        who = person(number=number, on=request.effective_on, known_at=None)
        kept = merge_of(number=number, known_at=None).kept
        if kept != number:
            raise Refused("own_pages.merged", number=number, kept=kept)
        if who.died_on is not None:
            raise Refused("own_pages.dead", number=number)
        return act.answer()
