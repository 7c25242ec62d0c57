"""How a debt is settled and what is said of it: plans, letters, certificates."""

from dataclasses import dataclass, field
from datetime import date, datetime

from socle.arrears.types.words import (
    About,
    CheckAnswer,
    Doubt,
    NoticeStep,
    PlanState,
    Reason,
    RunState,
)
from socle.kernel.errors import Fault


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment that a plan asks for. Rank 0 is the down payment (acompte)."""

    rank: int
    due_on: date
    amount: int
    paid: int = 0

    @property
    def unpaid(self) -> int:
        return self.amount - self.paid


@dataclass(frozen=True, slots=True)
class PlanView:
    """An instalment plan (moratoire, échéancier) and where it stands on a day."""

    number: str
    act_number: str
    employer_number: str
    employer_name: str
    agreed_on: date
    months: tuple[date, ...]
    amount: int
    instalments: tuple[Instalment, ...]
    paid: int
    state: PlanState
    breach_days: int
    broken_on: date | None = None
    next_due: Instalment | None = None

    @property
    def is_protecting(self) -> bool:
        """Whether what it covers is not asked for otherwise."""
        return self.state in {PlanState.IN_FORCE, PlanState.LATE}


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether an employer may be certified in good standing on a day, and if not why."""

    on: date
    reasons: tuple[Reason, ...]
    undeclared: tuple[date, ...]
    unpaid: tuple[tuple[date, int], ...]
    broken_plans: tuple[str, ...]
    covered_by: str = ""  # the plan whose keeping allows the certificate

    @property
    def is_good(self) -> bool:
        return not self.reasons

    @property
    def unpaid_total(self) -> int:
        return sum(amount for _month, amount in self.unpaid)


@dataclass(frozen=True, slots=True)
class CertificateView:
    """A certificate given or refused (attestation de régularité)."""

    number: str
    act_number: str
    employer_number: str
    employer_name: str
    asked_on: date
    is_given: bool
    valid_until: date | None
    code: str
    reasons: tuple[Reason, ...]
    undeclared: tuple[date, ...]
    unpaid: int
    is_withdrawn: bool
    covered_by: str


@dataclass(frozen=True, slots=True)
class CheckView:
    """A check of good standing by a partner's system: who asked, what for, what was told."""

    number: str
    employer_number: str  # as it was asked
    asked_by: str
    purpose: str
    on: date
    checked_at: datetime
    answer: CheckAnswer
    reasons: tuple[Reason | Doubt, ...]  # for the employer and the fund, never for who asked


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """A month that a letter names, and what was unpaid of it (0 for a declaration)."""

    month: date
    due_on: date
    amount: int


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A letter sent, or to send (then without number)."""

    number: str
    act_number: str
    employer_number: str
    employer_name: str
    step: NoticeStep
    about: About
    issued_on: date
    answer_by: date | None
    language: str
    items: tuple[NoticeItem, ...] = field(default=())
    is_withdrawn: bool = False

    @property
    def amount(self) -> int:
        return sum(item.amount for item in self.items)


@dataclass(frozen=True, slots=True)
class DueLetter:
    """A letter to send. `amount` is 0 where it asks for declarations."""

    employer_number: str
    employer_name: str
    step: NoticeStep
    about: About
    months: int
    amount: int


@dataclass(frozen=True, slots=True)
class RipeFile:
    """An employer whose formal notice stayed without effect after the delay it gave."""

    employer_number: str
    employer_name: str
    months: int
    amount: int


@dataclass(frozen=True, slots=True)
class DueLetters:
    """What a run of letters would send on a day: the first ones, and how many of each step."""

    letters: tuple[DueLetter, ...]
    by_step: dict[NoticeStep, int]
    ripe: tuple[RipeFile, ...]

    @property
    def count(self) -> int:
        return sum(self.by_step.values())


@dataclass(frozen=True, slots=True)
class RunView:
    """A run of letters that was asked for, and what became of it."""

    number: str
    on: date
    state: RunState
    asked_by: str
    asked_at: datetime
    started_at: datetime | None
    act_number: str
    by_step: dict[NoticeStep, int]
    refusal: Fault | None

    @property
    def count(self) -> int:
        return sum(self.by_step.values())
