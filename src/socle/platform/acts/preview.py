"""What a proposal would do: it is performed as it would be, read, and undone. Nothing stays."""

from dataclasses import replace

from django.db import transaction

from socle.kernel.errors import NotKnown, SocleError
from socle.platform.access.types import Desk, Proof
from socle.platform.acts.models import ActProposal
from socle.platform.acts.operations import decide
from socle.platform.acts.queries import act, require_second
from socle.platform.acts.types import Preview


class _Undo(Exception):  # noqa: N818 - not a failure
    """Takes the tried act back."""


def preview(*, desk: Desk, number: str) -> Preview:
    """What validating a proposal would change now, or why it would be refused.

    Raises:
        NotKnown: no proposal waits under this number.
        Refused: `acts.own_act`: to its author nothing is tried, they may not decide.
            `acts.other_agency`: nor does who validates for other agencies alone.
    """
    found = ActProposal.objects.filter(number=number, decided_at__isnull=True).first()
    if found is None:
        raise NotKnown("acts.proposal_unknown", number=number)
    require_second(found, desk)
    shown = Preview({}, {}, "", "")
    # Nothing is done: who reads has not to prove again who they are.
    trying = replace(desk, proof=Proof.GIVEN)
    try:
        with transaction.atomic():
            answer = decide(proposal=found, validator=trying, at=found.proposed_at)
            done = act(number=answer.act)
            shown = Preview(
                done.before,
                done.after,
                done.subject_kind,
                done.subject_number,
                doubts=done.doubts,
            )
            raise _Undo
    except _Undo:
        return shown
    except SocleError as fault:
        return Preview({}, {}, "", "", fault)
