"""Opening what a message said, by an act: who read it, and why, stays written."""

from socle.exchange.models import ExchangeEvidence
from socle.exchange.queries.journal import message
from socle.kernel.errors import Refused
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest

SUBJECT = "exchange"


def reveal_evidence(request: ActRequest) -> ActAnswer:
    """The act by which somebody reads the bytes of a message, and says why.

    Raises:
        NotKnown: no such message.
        Refused: its bytes were forgotten.
    """
    number = request.fields["message"]
    with performing(request, subject_kind=SUBJECT, subject_number=number) as act:
        found = message(number=number)
        if not ExchangeEvidence.objects.filter(pk=found.id).exists():
            raise Refused("exchange.evidence_forgotten", number=number)
        if found.subject_number:
            act.touched.add(f"{found.subject_kind}:{found.subject_number}")
        act.after = {"sha256": found.sha256}
        return act.answer()
