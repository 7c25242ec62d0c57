"""What keeps a right: proofs, who gives them, the windows of each year in which they are given."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from socle.kernel.months import Month


class ProofKind(StrEnum):
    LIFE = "life"  # certificat de vie
    NON_REMARRIAGE = "non_remarriage"  # certificat de non-remariage
    NON_FUNCTION = "non_function"  # attestation de non-fonction
    SCHOOLING = "schooling"  # certificat de scolarité, que le registre des familles tient


# What an act of benefits records; a school certificate is the register's.
SEEN = (ProofKind.LIFE, ProofKind.NON_REMARRIAGE, ProofKind.NON_FUNCTION)


class ProofMethod(StrEnum):
    """How somebody was seen. None is required of anybody."""

    COUNTER = "counter"
    HOME_VISIT = "home_visit"
    CONSULATE = "consulate"
    UPLOAD = "upload"
    CIVIL_REGISTRY = "civil_registry"
    BIOMETRIC_ADAPTER = "biometric_adapter"


class ProofState(StrEnum):
    DUE = "due"  # the window is open, nothing was given yet
    LATE = "late"  # the window is over: to suspend
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Window:
    """When proofs of one year are given, and the day from which who gave none is suspended."""

    first: date
    last: date
    suspended_on: date


@dataclass(frozen=True, slots=True)
class WindowRule:
    """One window for everybody from a month to another, or the month in which a right began."""

    first: int  # 0: the month in which the right began
    last: int
    grace_months: int
    status: str
    source: str

    def in_year(self, year: int, began: int) -> Window:
        first = Month(year, self.first or began)
        last = Month(year, self.last or began)
        return Window(first.first_day, last.last_day, (last + 1 + self.grace_months).first_day)

    def closed(self, on: date, began: int) -> Window:
        """The last window that is over, grace included."""
        return next(
            window
            for year in (on.year, on.year - 1, on.year - 2)
            if (window := self.in_year(year, began)).suspended_on <= on
        )

    def following(self, on: date, began: int) -> Window:
        """The window after it: open now, or to come."""
        closed = self.closed(on, began)
        return self.in_year(closed.first.year + 1, began)


@dataclass(frozen=True, slots=True)
class ProofLine:
    """A proof that an award waits for."""

    award_id: int
    award: str
    benefit: str
    person: str
    name: str
    kind: ProofKind
    state: ProofState
    seen_on: date | None
    until: date  # the last day to give it; of the suspended, since when
    child: str = ""  # whose school certificate it is
    child_name: str = ""
