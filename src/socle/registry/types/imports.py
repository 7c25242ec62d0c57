"""Imports: what a file of another body is read by, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from socle.countries.tabular import FileMapping
from socle.kernel.errors import Fault


class ImportKind(StrEnum):
    """What the rows of a file are."""

    PERSONS = "persons"
    FILIATIONS = "filiations"
    MARRIAGES = "marriages"
    CHARGES = "charges"
    AFFILIATES = "affiliates"


class ImportState(StrEnum):
    """Where an import stands."""

    RECEIVED = "received"  # handed in, not read yet
    CHECKED = "checked"  # tried on the register, nothing written: to confirm
    WRITING = "writing"  # confirmed, slice by slice
    DONE = "done"
    REFUSED = "refused"  # it cannot be read, or it was to be taken whole and has faults
    DROPPED = "dropped"  # somebody looked, and did not confirm it
    UNDONE = "undone"  # written, and taken back whole


RUNNING = frozenset({ImportState.RECEIVED, ImportState.WRITING})


@dataclass(frozen=True, slots=True)
class ImportSourceView:
    """Where files come from (une source), and what their columns are on a day."""

    id: int
    number: str
    name: str
    kind: ImportKind
    mapping: FileMapping


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """Rows of a file, by what becomes of them. A row is in one of these counts."""

    rows: int = 0  # read so far
    good: int = 0  # to write, or written
    known: int = 0  # in the register as they stand in the file
    at_fault: int = 0
    clashing: int = 0  # number or identity of somebody else: to the queue of duplicates


@dataclass(frozen=True, slots=True)
class ImportView:
    """An import, as it stands."""

    number: str
    source_number: str
    source_name: str
    kind: ImportKind
    file_name: str
    file_size: int
    document_id: int
    state: ImportState
    is_whole: bool
    received_at: datetime
    received_by: str
    counts: ImportCounts  # as checked
    written: ImportCounts  # as far as it was written
    reached_line: int
    why: Fault | None  # of the whole file

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def percent(self) -> int:
        """How far the writing has come."""
        if self.state is ImportState.DONE:
            return 100
        return min(99, 100 * self.written.rows // self.counts.rows) if self.counts.rows else 0

    @property
    def left_out(self) -> int:
        """Rows at fault, to be given again: as found at present."""
        if self.state is not ImportState.DONE:
            return self.counts.at_fault
        done = self.written
        return self.counts.rows - done.good - done.known - done.clashing
