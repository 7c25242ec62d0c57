"""The main declaration (B) compared with the prefilled file (A), block by block.

Number, name, children and allowances of each B02 are those of its A02, none more and none less;
employer, month and transfer number are the same. Entrants are not compared.

Source: CNSS, Cahier des charges e-BDS, version 2 (2006), list of controls.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from socle.countries.declaration import Faults, PrefillRow, WageLines, Whole
from socle.countries.ma.formats.ebds.prefilled import Header, Prefill
from socle.kernel.errors import Fault

_FIELDS = {
    "name": "L_Nom_Prenom",
    "children": "N_Enfants",
    "to_pay": "N_AF_A_Payer",
    "deducted": "N_AF_A_Deduire",
    "net": "N_AF_Net_A_Payer",
}
_HELD = np.dtype(
    [("number", "i8"), ("name", "S60"), *((name, "i8") for name in _FIELDS if name != "name")]
)
_NOT_PREFILLED = 0  # the first kind of difference; the others are those of `_FIELDS`, in order


class Comparison:
    """Compares by columns. Memory: what the prefilled file says, 100 bytes an insured."""

    def __init__(self, header: Header, rows: Iterable[PrefillRow], faults: Faults) -> None:
        self._header = header
        self._faults = faults
        self._is_header_compared = False
        held = np.fromiter((_held(row) for row in rows), _HELD)
        self._rows = held[np.argsort(held["number"], kind="stable")]
        self._numbers = np.ascontiguousarray(self._rows["number"])
        # How many lines of a number were met, at the first row of that number.
        self._met = np.zeros(held.size, np.int64)

    def block(self, lines: WageLines) -> None:
        """Compares the lines of a block that the employer declares as known."""
        if not lines.line.size:
            return
        if not self._is_header_compared:
            self._compare_header(lines)
            self._is_header_compared = True
        known = lines.chosen(np.asarray(lines.kept["is_entrant"]) == 0)
        if not known.line.size:
            return
        place, is_found = self._places(np.asarray(known.kept["number_written"], np.int64))
        awaited = self._rows[place] if self._rows.size else np.zeros(place.size, _HELD)
        differs = [~is_found]
        differs += [is_found & (_declared(known, name) != awaited[name]) for name in _FIELDS]
        at = np.argwhere(np.column_stack(differs))
        first = at[: self._faults.room].tolist()
        self._faults.add_all((self._fault(known, awaited, *each) for each in first), len(at))

    def finish(self) -> None:
        """Tells which insured of the prefilled file the declaration does not have.

        For a file without faults: a line that reading left out would be taken for missing.
        """
        first = np.searchsorted(self._numbers, self._numbers)
        rank = np.arange(self._numbers.size) - first
        missing = np.flatnonzero(rank >= self._met[first])
        named = (self._missing(self._rows[row]) for row in missing[: self._faults.room])
        self._faults.add_all(named, missing.size)

    def _places(self, numbers: Whole) -> tuple[Whole, NDArray[np.bool_]]:
        """The row of each number, the next one where the prefilled file has it several times."""
        first = np.searchsorted(self._numbers, numbers, "left")
        after = np.searchsorted(self._numbers, numbers, "right")
        is_known = first < after
        first = np.where(is_known, first, 0)
        met = self._met[first] if self._met.size else np.zeros(numbers.size, np.int64)
        place = first + met + _ranks(numbers)
        is_found: NDArray[np.bool_] = is_known & (place < after)
        np.add.at(self._met, first[is_found], 1)
        return np.where(is_found, place, 0), is_found

    def _compare_header(self, lines: WageLines) -> None:
        header, line = self._header, int(lines.line[0])
        employer = bytes(lines.employer_number[0]).decode("ascii")
        if employer != header.employer_number:
            facts: dict[str, str | int] = {"expected": header.employer_number}
            self._add(Fault("ebds_other_employer", line, "B02", "N_Num_Affilie", employer, facts))
        month = int(lines.month[0])
        if month != header.month:
            facts = {"expected": _shown(header.month)}
            self._add(Fault("ebds_other_period", line, "B02", "L_Periode", _shown(month), facts))
        transfer = int(np.asarray(lines.kept["transfer"])[0])
        if transfer != header.transfer:
            facts, read = {"expected": f"{header.transfer:014d}"}, f"{transfer:014d}"
            self._add(Fault("ebds_other_transfer", 1, "B00", "N_Identif_Transfert", read, facts))

    def _add(self, fault: Fault) -> None:
        self._faults.add(fault)

    def _fault(self, lines: WageLines, awaited: NDArray[Any], row: int, kind: int) -> Fault:
        line = int(lines.line[row])
        if kind == _NOT_PREFILLED:
            number = _number(lines.kept["number_written"][row])
            return Fault("ebds_not_prefilled", line, "B02", "N_Num_Assure", number)
        name = list(_FIELDS)[kind - 1]
        read = str(_said(_declared(lines, name)[row]))
        facts = {"expected": _said(awaited[name][row])}
        return Fault("ebds_prefilled_changed", line, "B02", _FIELDS[name], read, facts)

    def _missing(self, row: Any) -> Fault:
        facts = {"number": _number(row["number"]), "name": _said(row["name"])}
        return Fault("ebds_prefilled_missing", None, "B02", "N_Num_Assure", facts=facts)


def check_against_prefill(lines: Iterable[WageLines], prefill: Prefill) -> Faults:
    """What differs between a declaration without faults and its prefilled file."""
    faults = Faults()
    comparison = Comparison(prefill.header, prefill.rows, faults)
    for block in lines:
        comparison.block(block)
    comparison.finish()
    return faults


def _held(row: PrefillRow) -> tuple[int, bytes, int, int, int, int]:
    name = row.name.encode("latin-1", "replace")
    return int(row.insured_number), name, row.children, row.to_pay, row.deducted, row.net


def _declared(lines: WageLines, name: str) -> NDArray[Any]:
    return lines.insured_name if name == "name" else np.asarray(lines.kept[name])


def _ranks(numbers: Whole) -> Whole:
    """How many times each number was met before, in this column."""
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    ranks = np.empty(numbers.size, np.int64)
    ranks[order] = np.arange(numbers.size) - np.searchsorted(ordered, ordered)
    return ranks


def _said(value: Any) -> str | int:
    return value.decode("latin-1") if isinstance(value, bytes) else int(value)


def _number(number: Any) -> str:
    return f"{int(number):09d}"


def _shown(month: int) -> str:
    return f"{month % 12 + 1:02d}/{month // 12}"
