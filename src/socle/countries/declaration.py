"""What every wage-declaration format yields: columns of wage lines, and faults.

Formats live in `countries/<cc>/formats/`. A reader is pure: it takes a binary stream and yields
blocks of at most `BLOCK_LINES` lines, so that memory stays flat whatever the file's size. It
checks what the file alone can tell (lengths, digits, order, control totals); whether an
employer exists or a ceiling was applied is asked later, from the register and the law.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from socle.kernel.errors import Fault

BLOCK_LINES = 65_536
# A file that is wrong everywhere is wrong for one reason: the first faults tell it.
MOST_FAULTS_KEPT = 1_000

Text = NDArray[np.bytes_]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class WageLines:
    """A block of wage lines as columns of equal length.

    Units: amounts in minor units of the country's currency; `month` is `year * 12 + month - 1`.
    Texts are ASCII or latin-1 bytes without padding; an absent identifier is empty.
    """

    line: Whole  # in the file, from 1
    employer_number: Text
    month: Whole
    insured_number: Text
    insured_name: Text  # empty where the format has none
    days: Whole
    wage: Whole  # contributory, before any ceiling
    wage_capped: Whole  # as the employer capped it
    kept: Mapping[str, Whole | Text] = field(default_factory=dict)  # the format's own columns

    def chosen(self, rows: NDArray[np.bool_]) -> "WageLines":
        """The same block with only the chosen lines."""
        return WageLines(
            line=self.line[rows],
            employer_number=self.employer_number[rows],
            month=self.month[rows],
            insured_number=self.insured_number[rows],
            insured_name=self.insured_name[rows],
            days=self.days[rows],
            wage=self.wage[rows],
            wage_capped=self.wage_capped[rows],
            kept={name: column[rows] for name, column in self.kept.items()},
        )


@dataclass(slots=True)
class Faults:
    """Faults collected while reading; all are counted, the first are kept."""

    kept: list[Fault] = field(default_factory=list)
    count: int = 0

    def add(self, fault: Fault) -> None:
        self.count += 1
        if len(self.kept) < MOST_FAULTS_KEPT:
            self.kept.append(fault)

    @property
    def room(self) -> int:
        """How many more faults will be kept: no need to describe others."""
        return MOST_FAULTS_KEPT - len(self.kept)

    def add_all(self, first: Iterable[Fault], count: int) -> None:
        """Counts `count` faults, of which only the `first` ones are described."""
        self.count += count
        for _, fault in zip(range(self.room), first, strict=False):
            self.kept.append(fault)

    def joined(self, *others: "Faults") -> "Faults":
        """These faults and others as one list, in the order of the file's lines."""
        parts = (self, *others)
        found = [fault for part in parts for fault in part.kept]
        found.sort(key=lambda fault: fault.line or 0)
        return Faults(found[:MOST_FAULTS_KEPT], sum(part.count for part in parts))


class DeclarationFormat(Protocol):
    """One file format of one country."""

    @property
    def code(self) -> str:
        """`cm_dipe`, `ma_ebds`; the kinds of one format share it."""

    @property
    def kind(self) -> str:
        """`main`, `complementary` or `prefilled`."""

    def recognises(self, head: bytes, file_name: str) -> bool:
        """Whether a file that begins so looks like this format, right or wrong inside."""

    def read(self, stream: BinaryIO, faults: Faults) -> Iterator[WageLines]:
        """Blocks of lines; what is wrong goes to `faults`, and its line is left out."""


@runtime_checkable
class TellsNil(Protocol):
    """A format that can declare a month without wages. French: déclaration néant."""

    def nil_month(self, stream: BinaryIO) -> tuple[str, int] | None:
        """The employer and month (`year * 12 + month - 1`) of a nil declaration, else None."""


@dataclass(frozen=True, slots=True)
class PrefillHeader:
    """Whose prefilled file, for which month, under which number of its own.

    `transfer` is copied unchanged from the prefilled file to the declaration that completes it.
    """

    employer_number: str
    month: int  # `year * 12 + month - 1`
    transfer: str
    business_name: str = ""
    address: str = ""
    town: str = ""
    issued_on: date | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class PrefillRow:
    """An insured whom the fund knows at this employer. Units: allowances in minor units.

    `name` is written as in the file, without the spaces that end it.
    """

    insured_number: str
    name: str
    children: int = 0
    to_pay: int = 0
    deducted: int = 0
    net: int = 0


class PrefillComparison(Protocol):
    """A declaration being compared with its prefilled file, block by block."""

    def block(self, lines: WageLines) -> None:
        """Compares the lines of a block."""

    def finish(self) -> None:
        """Tells who is missing, once a file without a faulty line was read to its end."""


class PrefillFormat(Protocol):
    """A file by which the fund tells an employer whom it expects declared. French: préétabli.

    Its `code` is that of the declarations that complete it.
    """

    @property
    def code(self) -> str:
        """`ma_ebds`."""

    def recognises(self, head: bytes, file_name: str) -> bool:
        """Whether a file that begins so looks like a prefilled one."""

    def read_prefill(
        self, stream: BinaryIO, faults: Faults
    ) -> tuple[PrefillHeader, tuple[PrefillRow, ...]] | None:
        """What a prefilled file holds; what is wrong goes to `faults`."""

    def write_prefill(
        self, out: BinaryIO, header: PrefillHeader, rows: tuple[PrefillRow, ...]
    ) -> None:
        """Writes the file.

        Raises:
            Refused: a value does not fit its field.
        """

    def file_name(self, header: PrefillHeader) -> str:
        """The name under which the employer's software looks for the file."""

    def transfer(self, employer_number: str, month: int, rank: int) -> str:
        """The number of the `rank`-th prefilled file of an employer's month, from 1."""

    def written_name(self, family_name: str, given_names: str) -> str:
        """A name as the file writes it."""

    def compare(
        self, header: PrefillHeader, rows: Iterable[PrefillRow], faults: Faults
    ) -> PrefillComparison:
        """A comparison with a prefilled file; what differs goes to `faults`."""
