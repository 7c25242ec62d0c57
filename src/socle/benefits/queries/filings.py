"""Following a claim that was handed in on the public page, by its number and its code."""

import hashlib
import hmac
from typing import Any

from socle.benefits.models import PublicFiling
from socle.benefits.queries.claims import claim_of_act
from socle.benefits.types.filings import FilingState, Followed
from socle.kernel.errors import NotKnown
from socle.platform.acts.basket import came_of

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
