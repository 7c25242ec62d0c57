"""A bank statement as it was read, whatever its format."""

from dataclasses import dataclass, field
from datetime import date

from socle.collection.types import LineOutcome
from socle.kernel.errors import Fault

MOST_LINES = 100_000
MOST_FAULTS = 1_000


@dataclass(frozen=True, slots=True)
class Line:
    """One movement: credit above zero, debit below.

    `outcome` is `booked` for a credit that is a payment; else what it is instead.
    """

    line: int
    booked_on: date
    value_on: date
    amount: int
    outcome: LineOutcome
    external_id: str
    payer_name: str
    payer_account: str
    label: str
    return_code: str = ""  # why the bank takes a payment back


@dataclass(frozen=True, slots=True)
class Statement:
    """A whole statement, whose balances were checked where it has any."""

    format: str
    account: str
    statement_id: str
    from_on: date
    to_on: date
    opening_balance: int | None
    closing_balance: int | None
    lines: tuple[Line, ...]


@dataclass(slots=True)
class Collected:
    """Faults as they are found: the first are kept."""

    faults: list[Fault] = field(default_factory=list)

    def add(
        self, code: str, line: int, name: str, read: str | None = None, **facts: str | int
    ) -> None:
        """Keeps a fault of a field."""
        if len(self.faults) < MOST_FAULTS:
            shown = read[:60] if read else read
            self.faults.append(Fault(code, line=line or None, field=name, read=shown, facts=facts))
