"""Following what was handed in on the public page, by its number and its code."""

import hashlib
import hmac
from typing import Any

from socle.benefits.models import PublicFiling
from socle.benefits.queries.claims import claim_of_act
from socle.benefits.queries.injuries import injury_of_act, injury_row, state_of
from socle.benefits.types.filings import INJURY, FilingState, Followed
from socle.kernel.errors import NotKnown, Refused
from socle.platform.acts.basket import came_of
from socle.platform.acts.types import ActRequest

_NOBODY = bytes(32)


def digest_of_code(number: str, code: str) -> bytes:
    """What is kept of a code: it says nothing of it, nor that two are alike."""
    return hashlib.sha256(f"{number}:{code}".encode()).digest()


def followed(*, number: str, code: str) -> Followed:
    """Where it stands.

    Raises:
        NotKnown: there is none, or the code is another's: nobody learns which.
    """
    found = PublicFiling.objects.filter(number=number).first()
    known = bytes(found.code_digest) if found else _NOBODY
    is_theirs = hmac.compare_digest(known, digest_of_code(number, code))
    if found is None or not is_theirs:
        raise NotKnown("filings.unknown")
    said: dict[str, Any] = {
        "number": found.number,
        "benefit": found.benefit,
        "filed_on": found.filed_on,
    }
    try:
        outcome = came_of(number=found.draft)
        if outcome is None:
            return Followed(**said, state=FilingState.RECEIVED)
        if found.benefit == INJURY:
            injury = injury_row(injury_of_act(act=outcome))
            said |= {"injury": injury.number, "injury_state": state_of(injury)}
            return Followed(**said, state=FilingState.TAKEN)
        read = claim_of_act(act=outcome)
    except NotKnown:  # dropped, and purged since maybe; or the act was reversed
        return Followed(**said, state=FilingState.CLOSED)
    return Followed(
        **said,
        state=FilingState.TAKEN,
        claim=read.number,
        stage=read.stage,
        missing=tuple(each.label for each in read.missing_pieces),
    )


def require_filing_day(request: ActRequest) -> None:
    """What was handed in on the public page counts from that day, whoever takes it when.

    Raises:
        NotKnown: there is no such receipt.
        Refused: the act says another day.
    """
    number = request.fields.get("filing")
    if not number:
        return
    handed = PublicFiling.objects.filter(number=number).first()
    if handed is None:
        raise NotKnown("filings.unknown")
    if handed.filed_on != request.effective_on:
        raise Refused("filings.another_day", number=number, on=handed.filed_on.isoformat())
