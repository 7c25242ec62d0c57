"""Acts as other modules see them: the catalogue's types, a request, an answer, a view."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from socle.kernel.errors import Fault, SocleError
from socle.platform.access.types import Desk, FundView, Permission
from socle.platform.acts.pieces import Piece
from socle.platform.documents.types import DocumentView
from socle.platform.sealing.types import DataClass

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


# How far ahead the days of an act may lie. Conventions: what nobody plans is a year mistyped.
TWO_YEARS, THREE_YEARS, TEN_YEARS = 731, 1096, 3653


class FieldKind(StrEnum):
    TEXT = "text"
    IDENTIFIER = "identifier"
    DATE = "date"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing an act asks. `choices` depend on the fund: its country's law has the values.

    `ahead_days`: how far ahead a day may lie; None where the act itself looks at it.
    """

    name: str
    label: "str | _StrPromise"  # a French sentence, translated by the catalogues
    kind: FieldKind = FieldKind.TEXT
    is_required: bool = True
    hint: "str | _StrPromise" = ""
    choices: Callable[[FundView], tuple[str, ...]] | None = None
    max_length: int = 200
    ahead_days: int | None = TEN_YEARS


def always(*fields: Field) -> Callable[[FundView], tuple[Field, ...]]:
    """The fields of an act that asks the same in every fund."""

    def of(_fund: FundView) -> tuple[Field, ...]:
        return fields

    return of


def among(*values: str) -> Callable[[FundView], tuple[str, ...]]:
    """Choices that are the same in every fund."""

    def choices(_fund: FundView) -> tuple[str, ...]:
        return values

    return choices


@dataclass(frozen=True, slots=True)
class ActRequest:
    """What somebody asks to be done: the act's fields and what every act has.

    `is_tried`: it is done up to its recording, to see whether it would pass.
    `asked_on`: the legal day on which somebody entered it; None where no person did.
    """

    desk: Desk
    type: str
    fields: Mapping[str, Any]
    effective_on: date
    motive: str
    key: str
    evidence: tuple[int, ...] = ()
    validated_by: Desk | None = None
    doubts: tuple[Fault, ...] = ()
    is_tried: bool = False
    asked_on: date | None = None


class Control(Protocol):
    """Refuses a request that cannot be, by its own words and the legal day."""

    def __call__(self, *, request: ActRequest, today: date) -> None: ...


def _everywhere(_fund: FundView) -> bool:
    return True


def _no_piece(_fund: FundView) -> tuple[Piece, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class ActType:
    """An entry of the catalogue. `perform` runs in one transaction and returns the act.

    `fields` depend on the fund: what a country's law must know is asked there only.
    `opens_file`: the subject is known by this act, so every later act on it rests on this one.
    `needs_evidence`: it acts on a stored file, which it is given as evidence.
    `is_offered`: whether this fund's country knows such an act.
    `undo`: takes back what the act wrote beside dated facts, as its ledger entries; it is given
    the counter-act in progress and the id of the act that is reversed.
    `doubts`: what is unusual in a request and may yet be lawful. An act in doubt is not refused: it
    needs a motive and a second person, who is shown the doubts.
    `controls`: refuses what cannot be, whatever else the fund comes to know, as a death to come;
    given the legal day. Its author is told at once, also where it waits for a second person.
    `narrow`: what a form asks once some of it is known, as the kind of an affiliate.
    `pieces`: the documents that it asks for in this fund.
    `motive_missing`: what is said where no motive is given; empty: a motive is optional.
    `secrets`: the fields of which, once entered, no page and no answer shows more than the end.
    `sealed`: the fields that are kept sealed by the key of a class, and that no page of acts shows.
    `unshown`: those that no page of acts shows either: a register with readers of its own does.
    `ahead_days`: how far ahead its day of effect may lie; None where the act itself looks at it.
    `is_of_fund`: what it changes is the whole fund's, so no agency has a proposal of it.
    """

    code: str
    label: "str | _StrPromise"
    subject_kind: str
    permission: Permission
    fields: Callable[[FundView], tuple[Field, ...]]
    perform: Callable[[ActRequest], "ActAnswer"]
    needs_four_eyes: bool = False
    is_reversible: bool = True
    opens_file: bool = False
    needs_evidence: bool = False
    is_offered: Callable[[FundView], bool] = _everywhere
    undo: Callable[[Any, int], None] | None = None  # Any: the act in progress is a room above
    doubts: Callable[[ActRequest], tuple[Fault, ...]] | None = None
    controls: Control | None = None
    narrow: Callable[[FundView, Mapping[str, str]], tuple[Field, ...]] | None = None
    pieces: Callable[[FundView], tuple[Piece, ...]] = _no_piece
    motive_missing: str = ""
    secrets: frozenset[str] = frozenset()
    sealed: Mapping[str, DataClass] = field(default_factory=dict, hash=False)
    unshown: frozenset[str] = frozenset()
    ahead_days: int | None = TWO_YEARS
    is_of_fund: bool = False


class ActStatus(StrEnum):
    DONE = "done"
    TO_VALIDATE = "to_validate"
    ALREADY_DONE = "already_done"


@dataclass(frozen=True, slots=True)
class ActAnswer:
    """What became of a request: the act's number (or the proposal's), and its subject."""

    act: str
    status: ActStatus
    subject: str


@dataclass(frozen=True, slots=True)
class ActView:
    """An act in full."""

    number: str
    type: str
    subject_kind: str
    subject_number: str
    effective_on: date
    motive: str
    fields: Mapping[str, Any]
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    author: str
    validator: str | None
    recorded_at: datetime
    digest: str
    seal: str | None
    seal_position: int | None
    reverses: str | None
    reversed_by: str | None
    evidence: tuple[DocumentView, ...]
    doubts: tuple[Fault, ...] = ()
    author_for: str | None = None  # whose role it was done under, by delegation
    validator_for: str | None = None


@dataclass(frozen=True, slots=True)
class ActSummary:
    """An act as one line of a list."""

    id: int
    number: str
    type: str
    subject_kind: str
    subject_number: str
    effective_on: date
    recorded_at: datetime
    author: str
    motive: str


@dataclass(frozen=True, slots=True)
class ProposalView:
    """An act that waits for its second pair of eyes."""

    number: str
    type: str
    fields: Mapping[str, Any]
    effective_on: date
    motive: str
    author: str
    proposed_at: datetime
    evidence: tuple[DocumentView, ...] = ()
    doubts: tuple[Fault, ...] = ()
    author_login: str = ""
    author_for: str | None = None
    author_ids: frozenset[int] = frozenset()
    refusal: str = ""
    decided_by: str | None = None
    decided_at: datetime | None = None
    corrects: str | None = None  # the refused proposal that it takes up again
    corrected_in: str | None = None  # the draft in which this refused one is taken up again
    rank: int = 0  # its place among those of one instant
    agencies: frozenset[str] = frozenset()  # for which it was entered; none: the whole fund


@dataclass(frozen=True, slots=True)
class DraftView:
    """An act to be completed: as typed, with what was wanting when it was saved last."""

    number: str
    type: str
    fields: Mapping[str, str]
    author: str
    opened_at: datetime
    saved_by: str
    saved_at: datetime
    wanting: tuple[Fault, ...]
    corrects: str | None
    evidence: tuple[DocumentView, ...] = ()
    rank: int = 0


@dataclass(frozen=True, slots=True)
class BasketCounts:
    """What waits in a fund, for one person: to complete, to validate by them, refused to them."""

    to_complete: int
    to_validate: int
    refused: int


@dataclass(frozen=True, slots=True)
class QueueAge:
    """How long proposals of one type have waited."""

    type: str
    count: int
    oldest_at: datetime
    median_at: datetime


@dataclass(frozen=True, slots=True)
class Preview:
    """What a proposal would do if it were validated now; `fault` where it would be refused."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    subject_kind: str
    subject_number: str
    fault: SocleError | None = None
    doubts: tuple[Fault, ...] = ()  # with all that the fund knows, whoever proposed
