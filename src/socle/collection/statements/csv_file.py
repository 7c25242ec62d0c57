"""The house's CSV of bank movements, for banks that give no camt.053.

UTF-8; first line the names of the columns, `value_date;amount;currency;reference;payer;label`
or in French `date_valeur;montant;devise;reference;payeur;libelle`; separated by semicolons or
commas; a debit is below zero. It has no balances, so none are checked; and no name for a
movement but its content: two equal movements of a day are told apart by their rank in the file.
"""

import csv
import hashlib
import io
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from socle.collection.statements.types import MOST_LINES, Collected, Line, Statement
from socle.collection.types import LineOutcome
from socle.kernel.bank_values import day_of, minor_units
from socle.kernel.errors import Fault

if TYPE_CHECKING:
    from _csv import Reader

_COLUMNS = ("value_date", "amount", "currency", "reference", "payer", "label")
_FRENCH = ("date_valeur", "montant", "devise", "reference", "payeur", "libelle")
# A CSV file does not say whose account it is of.
ACCOUNT = "csv"


def read_csv(content: bytes, *, currency: str) -> tuple[Statement | None, list[Fault]]:
    """The statement in a CSV file, or everything that is wrong with it."""
    faults = Collected()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        faults.add("collection.not_utf8", content[: error.start].count(b"\n") + 1, "file")
        return None, faults.faults
    head = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text), delimiter=";" if ";" in head else ",", strict=True)
    try:
        lines = _lines(reader, currency, faults)
    except csv.Error:
        faults.add("collection.csv_malformed", reader.line_num, "file")
        return None, faults.faults
    if not lines and not faults.faults:
        faults.add("collection.no_line", 1, "file")
    if faults.faults:
        return None, faults.faults
    days = [line.value_on for line in lines]
    digest = hashlib.sha256(content).hexdigest()
    return (
        Statement("csv", ACCOUNT, digest[:32], min(days), max(days), None, None, tuple(lines)),
        [],
    )


def _lines(reader: "Reader", currency: str, faults: Collected) -> list[Line]:
    names = tuple(name.strip().lower() for name in next(reader, []))
    if names not in {_COLUMNS, _FRENCH}:
        faults.add("collection.csv_columns", 1, "file", ";".join(names), wanted=";".join(_COLUMNS))
        return []
    seen: Counter[str] = Counter()
    lines: list[Line] = []
    for row in reader:
        if not any(row):
            continue
        if len(lines) >= MOST_LINES:
            faults.add("collection.too_many_lines", reader.line_num, "file", most=MOST_LINES)
            break
        if len(row) != len(_COLUMNS):
            faults.add("collection.csv_malformed", reader.line_num, "file", ";".join(row))
            continue
        line = _line(reader.line_num, [cell.strip() for cell in row], currency, faults)
        if line is None:
            continue
        said = "|".join([f"{line.value_on}", f"{line.amount}", *row[3:]])
        seen[said] += 1
        name = hashlib.sha256(f"{said}|{seen[said]}".encode()).hexdigest()[:40]
        lines.append(replace(line, external_id=name))
    return lines


def _line(number: int, row: list[str], currency: str, faults: Collected) -> Line | None:
    day, amount = day_of(row[0], french=True), minor_units(row[1].replace(" ", ""), currency)
    before = len(faults.faults)
    if day is None:
        faults.add("collection.day_wrong", number, "value_date", row[0])
    if row[2] != currency:
        faults.add("collection.other_currency", number, "currency", row[2], currency=currency)
    elif not amount:
        faults.add("collection.amount_wrong", number, "amount", row[1], currency=currency)
    if day is None or not amount or len(faults.faults) > before:
        return None
    label = " · ".join(part for part in (row[3], row[5]) if part)
    outcome = LineOutcome.BOOKED if amount > 0 else LineOutcome.DEBIT
    return Line(number, day, day, amount, outcome, "", row[4][:140], "", label[:500])
