"""A list of orders as CSV: for a counter, or an operator that takes files by hand."""

import csv
import io
from collections.abc import Iterator

from socle.kernel.money import Money
from socle.payments.files.types import Batch

_COLUMNS = ("order", "name", "account", "amount", "currency")
# A spreadsheet would run what begins so: it is read as text.
_FORMULA = ("=", "+", "-", "@")


def write(batch: Batch) -> Iterator[bytes]:
    """The list, its columns named first, its total last."""
    currency = batch.payer.currency
    yield _row(*_COLUMNS)
    for each in batch.transfers:
        amount = Money(each.amount, currency).decimal()
        yield _row(each.reference, each.name, each.account, amount, currency)
    total = Money(batch.total, currency).decimal()
    yield _row("", str(len(batch.transfers)), "", total, currency)


def _row(*cells: str) -> bytes:
    written = io.StringIO()
    safe = [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]
    csv.writer(written, delimiter=";", lineterminator="\n").writerow(safe)
    return written.getvalue().encode()
