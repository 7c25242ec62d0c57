"""Work injuries as they cross the border of benefits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class InjuryKind(StrEnum):
    ACCIDENT = "work_accident"  # accident du travail
    COMMUTING = "commuting_accident"  # accident de trajet
    DISEASE = "occupational_disease"  # maladie professionnelle


class Declarer(StrEnum):
    """Who declares."""

    EMPLOYER = "employer"
    VICTIM = "victim"
    KIN = "kin"  # ayants droit
    INSPECTOR = "labour_inspector"


class CertificateOf(StrEnum):
    """What a medical certificate of an injury is."""

    INITIAL = "initial"
    PROLONGATION = "prolongation"
    HEALING = "healing"
    CONSOLIDATION = "consolidation"
    FINAL = "final"
    RELAPSE = "relapse"


class DecidedOf(StrEnum):
    """What a decision is about."""

    CHARACTER = "character"  # caractère professionnel
    RELAPSE = "relapse"
    DEATH = "death"  # décès des suites


class Recognition(StrEnum):
    RECOGNISED = "recognised"
    REFUSED = "refused"


class Ending(StrEnum):
    """What the medical adviser finds at the end of care."""

    HEALED = "healed"
    CONSOLIDATED = "consolidated"
    REVISED = "revised"  # the rate alone, since a later day


class InjuryState(StrEnum):
    """Where an injury stands, derived from its acts."""

    DECLARED = "declared"  # the first certificate is wanting
    COMPLETE = "complete"  # to recognise or to refuse
    RECOGNISED = "recognised"  # under care
    REFUSED = "refused"
    HEALED = "healed"
    CONSOLIDATED = "consolidated"
    RELAPSE_DECLARED = "relapse_declared"  # to recognise or to refuse
    RELAPSED = "relapsed"  # under care again


OPEN = (InjuryState.DECLARED, InjuryState.COMPLETE, InjuryState.RELAPSE_DECLARED)
ENDED = (InjuryState.HEALED, InjuryState.CONSOLIDATED)
UNDER_CARE = (InjuryState.RECOGNISED, InjuryState.RELAPSED)
# Benefits that are of an injury, and those that survivors ask after one (conventions of the house).
OF_INJURY = frozenset({"work_injury", "work_injury_daily"})
OF_ITS_DEATH = frozenset({"survivors", "survivors_lump_sum", "death_grant", "funeral"})


@dataclass(frozen=True, slots=True)
class InjuryLine:
    """An injury as one line of a list, as on a day and as known at an instant."""

    id: int
    number: str
    person_id: int
    person_number: str
    person_name: str
    employer_number: str  # empty where the fund has no such employer
    employer_name: str
    kind: InjuryKind
    happened_on: date
    declared_on: date
    declared_by: Declarer
    due_on: date | None
    state: InjuryState
    is_fatal: bool
    days_off: int

    @property
    def is_late(self) -> bool:
        """Whether it was declared after the last day that the law gave; never without a text."""
        return self.due_on is not None and self.declared_on > self.due_on

    def days_waited(self, on: date) -> int:
        return (on - self.declared_on).days


@dataclass(frozen=True, slots=True)
class CertificateView:
    """A certificate; `document_id` opens for the medical adviser alone."""

    kind: CertificateOf
    issued_on: date
    off_since: date | None
    off_until: date | None
    doctor: str
    document_id: int | None
    act_number: str
    is_undecided: bool = False  # of a relapse that nobody answered


@dataclass(frozen=True, slots=True)
class InjuryDecisionView:
    number: str
    about: DecidedOf
    outcome: Recognition
    decided_on: date
    ground: str
    inquiry: str
    act_number: str
    author: str
    validator: str


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """How care ended. `rate` is the percentage, empty for who does not read what is medical."""

    kind: Ending
    since: date
    rate: str
    act_number: str


@dataclass(frozen=True, slots=True)
class InjuryView:
    """An injury in full. `nature`, `seat` and rates are empty for who does not read them."""

    line: InjuryLine
    act_number: str
    happened_at: str
    place: str
    circumstances: str
    nature: str
    seat: str
    witnesses: str
    third_party: str
    declarer: str
    recorded_at: datetime
    certificates: tuple[CertificateView, ...]
    decisions: tuple[InjuryDecisionView, ...]
    outcomes: tuple[OutcomeView, ...]
    claims: tuple[str, ...]

    def decision_about(self, about: DecidedOf) -> InjuryDecisionView | None:
        """The last decision on something."""
        found = [each for each in self.decisions if each.about is about]
        return found[-1] if found else None


@dataclass(frozen=True, slots=True)
class InjuryDeadline:
    """How long the law gives to declare, counted from the injury, and the text that says so."""

    last_day: date
    count: int
    unit: str  # working_days, years
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class InjuryYear:
    """The injuries of a year, of one employer or of the fund."""

    year: int
    counts: Mapping[InjuryKind, int]
    recognised: int
    with_days_off: int
    fatal: int
    days_off: int

    @property
    def by_kind(self) -> list[tuple[InjuryKind, int]]:
        """Every kind in one order, also where there was none."""
        return [(each, self.counts.get(each, 0)) for each in InjuryKind]

    @property
    def total(self) -> int:
        return sum(self.counts.values())
