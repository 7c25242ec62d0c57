"""Reads an e-BDS file record by record: order, sameness, totals, repeated numbers.

A total is compared only if every line it adds up could be read: what a missing line changes is
not a second fault.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from socle.countries.declaration import Faults, Whole
from socle.countries.fixed_width import (
    Block,
    Columns,
    Field,
    Layout,
    Mask,
    Repeats,
    read_blocks,
)
from socle.countries.ma.formats.ebds import rules
from socle.countries.ma.formats.ebds.layout import (
    EMPLOYER,
    ENTRANT,
    ENTRANT_SUMS,
    ENTRANT_TOTAL,
    GRAND_TOTAL,
    HEADER,
    KNOWN,
    KNOWN_SUMS,
    KNOWN_TOTAL,
    LAST_RECORD,
    LAYOUTS,
    LENGTH,
)
from socle.kernel.errors import Fault

_UNKNOWN = Layout(
    "", LENGTH, (Field("L_Type_Enreg", 1, 3, "AN"), Field("L_filler", 4, LENGTH - 3, "filler"))
)


@dataclass(frozen=True, slots=True)
class Part:
    """Lines of one record in a block, and which of them have no fault."""

    digit: int
    columns: Columns
    good: Mask


class Reading:
    """One file being read; remembers what later lines are compared with."""

    def __init__(self, letter: str, faults: Faults) -> None:
        self._letter = letter
        self._faults = faults
        self.transfer = 0
        self.category = b""
        self.employer: int | None = None
        self.period: int | None = None
        self._before = -1
        self._is_ordered = True
        self._lines_held = 0
        self._totals: dict[int, dict[str, int]] = {KNOWN: {}, ENTRANT: {}}
        self._is_summable = True
        self._entrants = 0
        self._empty_form: int | None = None
        self._repeats = Repeats(None, "N_Num_Assure", digits=9)

    def parts(self, stream: BinaryIO) -> Iterator[Part]:
        """Every record of the file, block by block, each block in the order of the records."""
        for block in read_blocks(stream, (LENGTH,), self._faults):
            digits = self._digits(block)
            self._check_order(digits, block)
            self._lines_held += block.line.size
            if self._lines_held != int(block.line[-1]):
                self._is_summable = False  # a line could not be cut
            for digit in np.unique(digits[digits >= 0]).tolist():
                yield self._part(int(digit), block.take(digits == digit))
        self._finish()

    def _digits(self, block: Block) -> Whole:
        """The digit of each row's record, −1 where it is no record of this file."""
        rows = block.rows
        digits = rows[:, 2].astype(np.int64) - ord("0")
        known = (rows[:, 0] == ord(self._letter)) & (rows[:, 1] == ord("0"))
        known &= (digits >= 0) & (digits <= LAST_RECORD[self._letter])
        if not known.all():
            self._is_summable = False
            unknown = Columns(_UNKNOWN, block.take(~known))
            every = np.ones(len(unknown), np.bool_)
            facts = {"expected": f"{self._letter}00–{self._letter}0{LAST_RECORD[self._letter]}"}
            unknown.refuse(every, "L_Type_Enreg", "record_unknown", facts)
            unknown.settle(self._faults)
        return np.where(known, digits, -1)

    def _check_order(self, digits: Whole, block: Block) -> None:
        """Each record once and in order, except the lines of insured, which repeat."""
        known = digits >= 0
        digit, line = digits[known], block.line[known]
        if not digit.size:
            return
        before = np.concatenate(([self._before], digit[:-1]))
        repeats = (digit == before) & ((digit == KNOWN) | (digit == ENTRANT))
        follows = (digit == before + 1) | repeats
        if self._letter == "E":
            follows &= ~((digit == KNOWN) & (before == KNOWN))
        else:  # an employer that the CNSS knows no insured of
            follows |= (before == EMPLOYER) & (digit == KNOWN_TOTAL)
        wrong = np.flatnonzero(~follows)
        self._faults.add_all(
            (
                self._out_of_order(int(line[row]), int(digit[row]), int(before[row]))
                for row in wrong
            ),
            wrong.size,
        )
        self._is_ordered &= not wrong.size
        self._before = int(digit[-1])

    def _out_of_order(self, line: int, digit: int, before: int) -> Fault:
        record = f"{self._letter}0{digit}"
        if before < 0:
            facts = {"expected": f"{self._letter}00"}
            return Fault("record_first", line, record, "L_Type_Enreg", record, facts)
        facts = {"before": f"{self._letter}0{before}"}
        return Fault("record_order", line, record, "L_Type_Enreg", record, facts)

    def _part(self, digit: int, block: Block) -> Part:
        columns = Columns(LAYOUTS[self._letter, digit], block)
        if digit == HEADER:
            self._check_header(columns)
        else:
            self._check_same(columns)
        if digit == EMPLOYER:
            right = rules.employer_key_is_right(columns.numbers["N_Num_Affilie"])
            columns.refuse(~right, "N_Num_Affilie", "ebds_employer_key")
        elif digit == KNOWN:
            self._check_known(columns)
        elif digit == ENTRANT:
            self._check_entrants(columns)
        elif digit in {KNOWN_TOTAL, ENTRANT_TOTAL, GRAND_TOTAL}:
            self._check_totals(digit, columns)
        return Part(digit, columns, columns.settle(self._faults))

    def _check_header(self, columns: Columns) -> None:
        category = columns.texts["L_Cat"]
        if self._letter == "E":
            allowed = [b"E%d" % rank for rank in range(1, 10)]
            expected = "E1–E9"
        else:
            allowed, expected = [f"{self._letter}0".encode("ascii")], f"{self._letter}0"
        wrong = ~np.isin(category, allowed)
        columns.refuse(wrong, "L_Cat", "ebds_category", {"expected": expected})
        self.transfer = int(columns.numbers["N_Identif_Transfert"][0])
        self.category = bytes(category[0])

    def _check_same(self, columns: Columns) -> None:
        """Un fichier, un affilié, une période: the first line read says which."""
        employer, period = columns.numbers["N_Num_Affilie"], columns.numbers["L_Periode"]
        readable, is_month = columns.is_readable, rules.period_is_right(period)
        columns.refuse(~is_month, "L_Periode", "field_period")
        if self.employer is None and readable.any():
            first = int(np.argmax(readable))
            self.employer, self.period = int(employer[first]), int(period[first])
        if self.employer is None or self.period is None:
            return
        is_other = employer != self.employer
        if columns.layout.field("N_Num_Affilie").optional:
            is_other &= employer != 0
        facts = {"expected": f"{self.employer:07d}"}
        columns.refuse(is_other, "N_Num_Affilie", "ebds_other_employer", facts)
        facts = {"expected": f"{self.period % 100:02d}/{self.period // 100}"}
        columns.refuse(is_month & (period != self.period), "L_Periode", "ebds_other_period", facts)

    def _check_known(self, columns: Columns) -> None:
        if self._letter == "E":
            self._check_nobody(columns)
            return
        rules.check_insured(columns)
        rules.check_allowances(columns)
        if self._letter == "B":
            rules.check_wages(columns, "N_Jours_Declares", "N_Salaire_Reel", "N_Salaire_Plaf")
            rules.check_situation(columns)
            computed = rules.known_control_sum(columns.numbers, columns.texts["L_Situation"])
            rules.check_control_sum(columns, computed)
        self._add_up(KNOWN, columns, KNOWN_SUMS, np.ones(len(columns), np.bool_))

    def _check_nobody(self, columns: Columns) -> None:
        """E02: a complementary declaration has only entrants."""
        held = columns.texts["L_Nom_Prenom"] != b""
        for name, column in columns.numbers.items():
            if name not in {"N_Num_Affilie", "L_Periode"}:
                held |= column != 0
        columns.refuse(held, "N_Num_Assure", "ebds_complementary_known")

    def _check_entrants(self, columns: Columns) -> None:
        is_empty = rules.is_empty_form(columns)
        if is_empty.any() and self._empty_form is None:
            self._empty_form = int(columns.block.line[np.argmax(is_empty)])
        self._entrants += len(columns)
        rules.check_insured(columns)
        rules.check_wages(columns, "N_Nbr_Jours", "N_Sal_Reel", "N_Sal_Plaf")
        rules.check_entrant(columns)
        rules.check_control_sum(columns, rules.entrant_control_sum(columns.numbers))
        self._add_up(ENTRANT, columns, ENTRANT_SUMS, ~is_empty)

    def _add_up(self, digit: int, columns: Columns, sums: dict[str, str], counted: Mask) -> None:
        """Adds a block to the totals of its record, and its numbers to those sought twice."""
        self._is_summable &= bool(columns.is_readable.all())
        totals = self._totals[digit]
        found = {"N_Nbr_Salaries": int(np.count_nonzero(counted))}
        for total, name in sums.items():
            if name in columns.numbers:
                found[total] = int(columns.numbers[name].sum())
        for total, value in found.items():
            totals[total] = totals.get(total, 0) + value
        number = columns.numbers["N_Num_Assure"]
        person = (number != rules.OCCASIONAL) & (number != rules.WITHOUT_NUMBER)
        self._repeats.add(number[person], columns.block.line[person])

    def _check_totals(self, digit: int, columns: Columns) -> None:
        if not (self._is_ordered and self._is_summable):
            return
        known, entrant = self._totals[KNOWN], self._totals[ENTRANT]
        for name, read in columns.numbers.items():
            if name in {"N_Num_Affilie", "L_Periode"}:
                continue
            computed = known.get(name, 0) if digit in {KNOWN_TOTAL, GRAND_TOTAL} else 0
            computed += entrant.get(name, 0) if digit in {ENTRANT_TOTAL, GRAND_TOTAL} else 0
            facts: dict[str, int | Whole] = {"written": read, "computed": computed}
            columns.refuse(read != computed, name, "ebds_total", facts)

    def _finish(self) -> None:
        if self._empty_form is not None and self._entrants > 1:
            record = f"{self._letter}0{ENTRANT}"
            self._faults.add(Fault("ebds_empty_form_among_others", self._empty_form, record))
        self._repeats.settle(self._faults)
        last = LAST_RECORD[self._letter]
        if self._lines_held and self._before != last:
            expected = f"{self._letter}0{last}"
            self._faults.add(Fault("file_incomplete", facts={"expected": expected}))


def month_of(period: Whole) -> Whole:
    """AAAAMM as `year * 12 + month - 1`."""
    months: Whole = period // 100 * 12 + period % 100 - 1
    return months
