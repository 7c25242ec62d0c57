"""Bank statements read by pure functions: whole, or refused with located faults."""

from socle.collection.statements.camt import is_camt, read_camt
from socle.collection.statements.csv_file import read_csv
from socle.collection.statements.types import Statement
from socle.kernel.errors import Fault


def read_statement(content: bytes, *, currency: str) -> tuple[Statement | None, list[Fault]]:
    """The statement in a file, or everything that is wrong with it."""
    read = read_camt if is_camt(content) else read_csv
    return read(content, currency=currency)
