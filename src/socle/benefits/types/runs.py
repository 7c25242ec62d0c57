"""What crosses the border about runs: the dues of a month, what changed, what is unusual."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class DueKind(StrEnum):
    """Why an amount is due to somebody, or taken back, by a run."""

    REGULAR = "regular"  # the run's own month
    ARREARS = "arrears"  # an earlier month that was not counted enough (rappel)
    CORRECTION = "correction"  # an earlier month that was counted too much
    OVERPAID = "overpaid"  # what corrections leave to be given back: owed to the fund, not cut
    RETENTION = "retention"  # kept to take back an overpayment (retenue)


class RunState(StrEnum):
    COMPUTED = "computed"
    VALIDATED = "validated"
    DISCARDED = "discarded"


class Cause(StrEnum):
    """Why a benefit's month differs from the month before; each award has one."""

    NEW = "new"
    RESUMED = "resumed"  # paid before, then not, now again: suspension lifted, or held no more
    RAISED = "raised"
    LOWERED = "lowered"
    SUSPENDED = "suspended"
    ENDED = "ended"
    HELD = "held"
    NOT_MONTHLY = "not_monthly"  # paid once, or a quarter


class AnomalyKind(StrEnum):
    """What is unusual. The first three hold the award; the others wait to be accepted."""

    DEAD = "dead"
    PAYEE_DEAD = "payee_dead"
    ON_HOLD = "on_hold"  # kept back at a notice that nobody has confirmed yet
    TRIPLED = "tripled"
    TWICE = "twice"
    LONG_ARREARS = "long_arrears"


@dataclass(frozen=True, slots=True)
class Total:
    benefit: str
    branch: str
    month: date
    kind: DueKind
    dues: int
    amount: int


@dataclass(frozen=True, slots=True)
class Change:
    """Awards of one benefit whose month differs for one cause; `amount` is now less before."""

    benefit: str
    cause: Cause
    awards: int
    amount: int


@dataclass(frozen=True, slots=True)
class Anomaly:
    """`detail` depends on the kind: day of death, amount before, other award, number of months."""

    award_id: int
    kind: AnomalyKind
    is_held: bool
    amount: int
    detail: str


@dataclass(frozen=True, slots=True)
class Computed:
    """What a run found, beside its dues. `retentions`: overpayment, award, amount."""

    totals: tuple[Total, ...]
    changes: tuple[Change, ...]
    anomalies: tuple[Anomaly, ...]
    retentions: tuple[tuple[int, int, int], ...]

    @property
    def dues(self) -> int:
        return sum(each.dues for each in self.totals)

    @property
    def amount(self) -> int:
        """What payees are owed, all kinds together."""
        return sum(each.amount for each in self.totals)


@dataclass(frozen=True, slots=True)
class BenefitTotal:
    """One benefit in a run: kinds side by side, and the last run's month explained."""

    benefit: str
    branch: str
    dues: int
    by_kind: Mapping[str, int]
    before: int  # the month before: what the regular dues would be if nothing had changed

    @property
    def net(self) -> int:
        return sum(self.by_kind.values())


def by_benefit(totals: Sequence[Total], changes: Sequence[Change]) -> tuple[BenefitTotal, ...]:
    """A run's totals, one line a benefit and branch.

    What changed is of the benefit: of its first branch, when it has several.
    """
    moved: dict[str, int] = {}
    for change in changes:
        moved[change.benefit] = moved.get(change.benefit, 0) + change.amount
    kinds: dict[tuple[str, str], dict[str, int]] = {}
    counts: dict[tuple[str, str], int] = {}
    for each in totals:
        key = (each.benefit, each.branch)
        found = kinds.setdefault(key, dict.fromkeys(DueKind, 0))
        found[each.kind] += each.amount
        counts[key] = counts.get(key, 0) + each.dues
    return tuple(
        BenefitTotal(
            benefit=benefit,
            branch=branch,
            dues=counts[benefit, branch],
            by_kind={str(kind): amount for kind, amount in found.items()},
            before=found[DueKind.REGULAR] - moved.pop(benefit, 0),
        )
        for (benefit, branch), found in sorted(kinds.items())
    )


@dataclass(frozen=True, slots=True)
class AnomalyView:
    """An anomaly as it is shown, with its award and whether somebody let it pass."""

    id: int
    award: str
    beneficiary: str
    beneficiary_name: str
    kind: AnomalyKind
    is_held: bool
    amount: int
    detail: str
    accepted_by: str  # the act's number

    @property
    def is_open(self) -> bool:
        return not self.is_held and not self.accepted_by


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A run in a list."""

    id: int
    number: str
    month: date
    benefits: tuple[str, ...]
    state: RunState
    dues: int
    amount: int
    computed_by: str
    computed_at: datetime
    act: str
    step_act: str
    step_by: str


@dataclass(frozen=True, slots=True)
class RunView:
    """A run with all that its cockpit shows."""

    summary: RunSummary
    totals: tuple[Total, ...]
    changes: tuple[Change, ...]
    anomalies: tuple[AnomalyView, ...]
    payees: int

    @property
    def open_anomalies(self) -> tuple[AnomalyView, ...]:
        return tuple(each for each in self.anomalies if each.is_open)

    @property
    def benefits(self) -> tuple[BenefitTotal, ...]:
        return by_benefit(self.totals, self.changes)


@dataclass(frozen=True, slots=True)
class RunAwaited:
    """A run that a worker was asked for: its number once it is computed, or why it is not."""

    id: int
    month: date
    asked_at: datetime
    run: str
    refusal: str
    facts: Mapping[str, str | int]

    @property
    def is_running(self) -> bool:
        return not self.run and not self.refusal


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a run would find; nothing of it was written."""

    month: date
    dues: int
    amount: int
    benefits: tuple[BenefitTotal, ...]
    changes: tuple[Change, ...]
    anomalies: tuple[AnomalyView, ...]
