"""Claims and awards as they cross the border of benefits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from socle.benefits.types.calculation import Calculation
from socle.benefits.types.words import AppealKind, Outcome, Stage, TermStatus

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class ClaimPieceView:
    """A piece that a claim is asked for, and the document handed in for it, if any."""

    code: str
    label: "str | _StrPromise"
    is_required: bool
    document_id: int | None
    document_name: str
    act_number: str  # of the act that handed it in
    is_here: bool
    status: str
    source: str


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision on a claim. `author` proposed it, `validator` is the second person.

    `ground` says why a right was refused for another reason than the calculation's; `judged`, how a
    condition that no text read gives was judged.
    """

    number: str
    act_number: str
    outcome: Outcome
    decided_on: date
    amount: int
    calculation: Calculation
    is_last: bool
    author: str
    validator: str
    author_login: str
    motive: str
    ground: str = ""
    judged: str = ""


@dataclass(frozen=True, slots=True)
class AppealView:
    """An appeal and its answer, if one was given."""

    number: str
    kind: str
    filed_on: date
    grounds: str
    decision_number: str
    ruling: str
    ruled_on: date | None
    ruling_grounds: str


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim as one line of a list. `missing` counts pieces and facts that are wanting."""

    id: int
    number: str
    person_number: str
    person_name: str
    benefit: str
    event_on: date
    filed_on: date
    stage: Stage
    amount: int
    decided_on: date | None

    def days_waited(self, on: date) -> int:
        return (on - self.filed_on).days


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim in full, without its calculation, which is made on demand."""

    id: int
    number: str
    act_number: str
    person_id: int
    person_number: str
    person_name: str
    benefit: str
    event_on: date
    filed_on: date
    channel: str
    choices: Mapping[str, str]
    told: Mapping[str, tuple[str, str]]  # by name: the value, and the act that told it
    stage: Stage
    pieces: tuple[ClaimPieceView, ...]
    decisions: tuple[DecisionView, ...]
    appeals: tuple[AppealView, ...]
    awards: tuple["AwardView", ...]
    deadline: "DeadlineView | None"

    @property
    def missing_pieces(self) -> tuple[ClaimPieceView, ...]:
        return tuple(each for each in self.pieces if each.is_required and not each.is_here)

    @property
    def last_decision(self) -> DecisionView | None:
        return next((each for each in self.decisions if each.is_last), None)

    @property
    def open_appeal(self) -> AppealView | None:
        """The last one, until it is answered: an earlier one that met silence was passed over."""
        last = self.appeals[-1] if self.appeals else None
        return last if last and not last.ruling else None

    @property
    def may_be_appealed(self) -> bool:
        """Whether an appeal may be received: silence on a gracious one opens a contentious one."""
        waits = self.open_appeal
        is_free = waits is None or waits.kind == AppealKind.GRACIOUS
        return self.last_decision is not None and is_free


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """How long the law gives to claim without losing a month, and whether it was kept."""

    months: int
    last_day: date
    is_kept: bool
    source: str


@dataclass(frozen=True, slots=True)
class TermView:
    """What an award gives over a period, to whom, and whether it is paid."""

    since: date
    until: date | None  # exclusive
    amount: int
    payee_id: int
    payee_number: str
    payee_name: str
    status: TermStatus
    reason: str
    act_number: str
    recorded_at: datetime

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class AwardView:
    """A right given to one beneficiary, with its terms as known at an instant.

    It is of a claim or of a campaign: the other number is empty.
    """

    id: int
    number: str
    claim_number: str
    campaign_number: str
    act_number: str
    person_number: str
    person_name: str
    beneficiary_id: int
    beneficiary_number: str
    beneficiary_name: str
    benefit: str
    branch: str
    part: str
    periodicity: str
    terms: tuple[TermView, ...]

    def term_on(self, day: date) -> TermView | None:
        return next((each for each in self.terms if each.holds_on(day)), None)

    def state_on(self, day: date) -> str:
        """`active`, `suspended`, `to_come` or `ended` on a day."""
        term = self.term_on(day)
        if term is not None:
            return term.status.value
        return "to_come" if any(day < each.since for each in self.terms) else "ended"
