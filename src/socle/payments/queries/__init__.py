"""Reading lots, orders, what waits for a person, and the fund's chart of accounts."""

from socle.payments.queries.books import BookLine, books
from socle.payments.queries.lots import (
    lot,
    lot_file,
    lots,
    nowhere_paid,
    order,
    orders,
    orders_of_payees,
    runs_to_prepare,
    shared_accounts,
    unordered,
    waiting_lines,
)

__all__ = [
    "BookLine",
    "books",
    "lot",
    "lot_file",
    "lots",
    "nowhere_paid",
    "order",
    "orders",
    "orders_of_payees",
    "runs_to_prepare",
    "shared_accounts",
    "unordered",
    "waiting_lines",
]
