"""What a proposal would do: it is performed as it would be, read, and undone. Nothing stays."""

from dataclasses import replace

from django.db import transaction

from socle.kernel.errors import NotKnown, SocleError
from socle.platform.access.types import Desk, Proof
from socle.platform.acts.models import ActProposal
from socle.platform.acts.operations import decide, try_proposed
from socle.platform.acts.progress import AlreadyDone, Tried
from socle.platform.acts.queries import act, is_own, require_second
from socle.platform.acts.types import Preview


class _Undo(Exception):  # noqa: N818 - not a failure
    """Takes the tried act back."""


def preview(*, desk: Desk, number: str) -> Preview:
    """What validating a proposal would change now, or why it would be refused.

    Its author is told the second alone, who can enter it otherwise without waiting for the refusal.

    Raises:
        NotKnown: no proposal waits under this number.
        Refused: `acts.other_agency`: it is for others to decide.
    """
    found = ActProposal.objects.filter(number=number, decided_at__isnull=True).first()
    if found is None:
        raise NotKnown("acts.proposal_unknown", number=number)
    mine = is_own(found, desk)
    if not mine:
        require_second(found, desk)
    # Nothing is done: who reads has not to prove again who they are.
    trying = replace(desk, proof=Proof.GIVEN)
    shown = Preview({}, {}, "", "")
    try:
        with transaction.atomic():
            if mine:
                try_proposed(proposal=found, author=trying)
            shown = _decided(found, trying)
            raise _Undo
    except (_Undo, Tried, AlreadyDone):  # done: somebody has just let it pass
        return shown
    except SocleError as fault:
        return Preview({}, {}, "", "", fault)


def _decided(found: ActProposal, validator: Desk) -> Preview:
    answer = decide(proposal=found, validator=validator, at=found.proposed_at)
    done = act(number=answer.act)
    return Preview(
        done.before, done.after, done.subject_kind, done.subject_number, doubts=done.doubts
    )
