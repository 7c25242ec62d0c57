"""What a source answered and that says something happened: into the inbox, as if it had told us.

So an event has its one effect whether the source tells of it, is asked about the person, or is
asked what happened since.
"""

from collections.abc import Sequence

from socle.exchange.operations.calling import Asking, Heard
from socle.exchange.operations.receiving import Entered, LinkChanged, accept
from socle.exchange.ports import Question
from socle.exchange.types import Port, Received, ReceivedEvent
from socle.kernel.errors import Conflict, Refused
from socle.platform.partners.types import Scope

SCOPES = {
    Port.CIVIL: Scope.CIVIL_EVENTS,
    Port.COMPANY: Scope.COMPANY_EVENTS,
    Port.TAX: Scope.TAX_EVENTS,
}


def gather(
    asking: Asking, question: Question, heard: Heard, *, port: Port, events: Sequence[ReceivedEvent]
) -> str:
    """Takes an answer and its events in, in one statement; the journal's number of the answer.

    Raises:
        Refused: the partner's agreement does not have it tell of such events, or not so often.
        Conflict: another link was stated meanwhile: nothing was taken.
    """
    received = Received(
        transport=asking.link.transport,
        service=question.service,
        message_id=heard.message_id,
        raw=heard.raw,
        events=tuple(events),
    )
    entered = Entered(asking.fund, asking.link, SCOPES[port].value)
    try:
        found = accept(entered=entered, received=received, at=asking.at)
    except LinkChanged:
        raise Conflict("acts.try_again") from None
    if found is None:
        raise Refused("exchange.port_not_agreed")
    return found.number
