"""A lot as every format writes it, and what came back as every format says it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from socle.kernel.errors import Fault

MOST_FAULTS = 1_000
REFERENCE_LENGTH = 12  # the shortest room that a format gives an order's number


@dataclass(frozen=True, slots=True)
class Payer:
    """The fund at its bank: whose account is debited."""

    name: str
    account: str  # IBAN, or national number where the country has no IBAN
    country: str
    currency: str
    issuer: str = ""  # the number that a bank gives who hands in CFONB files (n° émetteur)
    currency_letter: str = ""  # CFONB's letter of the currency, agreed with the bank


@dataclass(frozen=True, slots=True)
class Transfer:
    """One order to pay. Units: `amount` in minor units."""

    reference: str
    name: str
    account: str
    amount: int


@dataclass(frozen=True, slots=True)
class Batch:
    """A lot handed in at once."""

    number: str
    created_at: datetime
    pay_on: date
    payer: Payer
    transfers: Sequence[Transfer]
    label: str  # what the beneficiary reads on a statement

    @property
    def total(self) -> int:
        return sum(each.amount for each in self.transfers)


class Answer(StrEnum):
    """What a bank or an operator says of an order."""

    ACCEPTED = "accepted"  # taken in, not yet paid
    PAID = "paid"
    REJECTED = "rejected"  # never paid
    RETURNED = "returned"  # paid, and come back


@dataclass(frozen=True, slots=True)
class Said:
    """What a line of a file says of an order; `amount` is None where it says none."""

    line: int
    reference: str
    answer: Answer
    amount: int | None = None
    reason: str = ""
    value_on: date | None = None


@dataclass(frozen=True, slots=True)
class Returned:
    """A whole file of answers. `whole` is what it says of every order of the lot `of_lot`."""

    format: str
    name: str  # the file's own, given by its sender
    said: tuple[Said, ...]
    of_lot: str = ""
    whole: Said | None = None
    lot_count: int | None = None  # how many orders the sender says that the lot had
    others: int = 0  # movements that are of no order


@dataclass(slots=True)
class Collected:
    """Faults as they are found: the first are kept."""

    faults: list[Fault] = field(default_factory=list)

    def add(
        self, code: str, line: int | None, name: str, read: str | None = None, **facts: str | int
    ) -> None:
        """Keeps a fault of a field."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(code, line, None, name, read[:60] if read else read, facts))
