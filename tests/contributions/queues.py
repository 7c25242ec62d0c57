"""What the tests of the queue and of careers have in hand: a fund, its lines, acts on them."""

from datetime import date
from typing import Any
from uuid import uuid4

from tests import factories
from tests.conftest import NOW, TODAY
from tests.contributions.files import JANUARY, dipe, handed_in

from socle.contributions import careers, queries, queue
from socle.contributions.types import CareerMonth, QueueFilter, WaitingGroup
from socle.kernel.months import Month
from socle.platform.access.scope import fund_scope
from socle.platform.acts.operations import reverse, submit
from socle.platform.acts.types import ActAnswer

UNKNOWN = "1122334454B"  # one digit away from the person of the factories
OTHER = "5566778899C"


def declared(
    place: factories.Agency,
    numbers: list[str],
    *,
    month: int = JANUARY,
    names: list[str] | None = None,
    employer: str = factories.CM_EMPLOYER,
) -> str:
    """A month of an employer is deposited; the number of its declaration."""
    wages = [200_000 + rank for rank in range(len(numbers))]
    content = dipe(wages, persons=numbers, names=names or (), month=month, employer=employer)
    outcome = handed_in(place.accounts, content, key=uuid4().hex)
    assert outcome.status == "posted", outcome.faults
    with fund_scope(place.fund.id):
        (found,) = queries.deposit(number=outcome.receipt).declarations
    return found.number


def acted(
    place: factories.Agency,
    code: str,
    *,
    motive: str = "",
    evidence: tuple[int, ...] = (),
    **f: Any,
) -> ActAnswer:
    """An act of the accounts officer."""
    with fund_scope(place.fund.id):
        return submit(
            desk=place.accounts,
            act_type_code=code,
            fields=f,
            effective_on=TODAY,
            motive=motive,
            key=uuid4().hex,
            at=NOW,
            evidence=evidence,
        )


def undone(place: factories.Agency, number: str, *, by: Any = None) -> ActAnswer:
    """The counter-act of an act."""
    with fund_scope(place.fund.id):
        return reverse(
            desk=by or place.accounts, number=number, motive="erreur", key=uuid4().hex, at=NOW
        )


def waiting(place: factories.Agency, **asked: Any) -> list[WaitingGroup]:
    with fund_scope(place.fund.id):
        return queue.groups_with_proposals(asked=QueueFilter(**asked), limit=50)


def career(place: factories.Agency, number: str = factories.CM_PERSON) -> list[CareerMonth]:
    with fund_scope(place.fund.id):
        return careers.career(person_number=number, known_at=None)


def month(index: int) -> date:
    return Month.from_index(index).first_day
