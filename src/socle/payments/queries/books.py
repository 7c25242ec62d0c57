"""The trial balance in the fund's own numbers, where it has given them."""

from dataclasses import dataclass
from datetime import date, datetime

from socle.ledger.queries import trial_balance
from socle.payments.facts import CHART_ACCOUNT
from socle.platform.temporal.queries import as_of


@dataclass(frozen=True, slots=True)
class BookLine:
    """An account and branch: what was debited and credited until a day. Units: minor units."""

    account: str
    branch: str
    number: str  # of the fund's chart; empty where it gives none
    label: str
    debit: int
    credit: int

    @property
    def balance(self) -> int:
        """Above zero where debits are more."""
        return self.debit - self.credit


def books(*, on: date, known_at: datetime | None) -> list[BookLine]:
    """Every account and branch until a day, as known at an instant.

    A branch without a number of its own takes its account's.
    """
    rows = as_of(CHART_ACCOUNT, on=on, known_at=known_at, where={})
    chart = {(row["account"], row["branch"]): (row["number"], row["label"]) for row in rows}
    found: list[BookLine] = []
    for line in trial_balance(on=on, known_at=known_at):
        account = line.account.value
        number, label = chart.get((account, line.branch)) or chart.get((account, "")) or ("", "")
        found.append(BookLine(account, line.branch, number, label, line.debit, line.credit))
    return found
