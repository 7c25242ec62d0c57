"""Data that may be purged, and what was, as other modules see them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

MOST_MONTHS = 1200


class DataKind(StrEnum):
    """What may be purged without anybody's right resting on it; each module's own SQL takes it."""

    DROPPED_DRAFTS = "dropped_drafts"  # actes commencés et abandonnés, demandes en ligne comprises
    UNUSED_FILES = "unused_files"  # fichiers remis dont aucun acte ni dossier ne parle
    GIVEN_UP_NOTICES = "given_up_notices"  # avis aux partenaires, abandonnés
    IMPORT_REJECTS = "import_rejects"  # lignes rejetées et fichiers refusés des reprises
    FORM_DRAFTS = "form_drafts"  # déclarations saisies à l'écran: ce qui fut tapé


class PeriodStanding(StrEnum):
    """What a period of keeping rests on."""

    LAW_TEXT = "law_text"
    FUND_DECISION = "fund_decision"
    NOT_FOUND = "not_found"  # no text that was read gives one, and the fund decided nothing


@dataclass(frozen=True, slots=True)
class KeptPeriod:
    """How long a kind is kept on a day: `months` is None where nobody fixed it, and it is kept."""

    kind: DataKind
    months: int | None = None
    standing: PeriodStanding = PeriodStanding.NOT_FOUND
    source: str = ""
    since: date | None = None
    act: str = ""


@dataclass(frozen=True, slots=True)
class DataKept:
    """A kind at present: what is kept, what is past its period, and what of that stays."""

    period: KeptPeriod
    rows: int
    oldest: datetime | None
    past: int  # that a purge would take
    held: int  # as old, and stay
    before: date | None  # of what is older than this day; None: nothing goes


@dataclass(frozen=True, slots=True)
class ActivityHeld:
    """What an activity of the register of processing keeps: rows, and since when.

    `is_more`: some table has more rows than were counted.
    """

    code: str
    rows: int
    is_more: bool
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class PurgeView:
    """A purge that was ordered, and how far it has come."""

    id: int
    act: str
    kind: DataKind
    months: int
    before: datetime
    rows: int  # that were to go
    taken: int
    is_over: bool
    ordered_at: datetime
    author: str
    validator: str


@dataclass(frozen=True, slots=True)
class KeepingReport:
    """A report that was kept: the act that made it, and its file."""

    act: str
    made_at: datetime
    author: str
    document_id: int
