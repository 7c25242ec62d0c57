"""The employer's declaration: B, main, and E, complementary, as blocks of wage lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from socle.countries.declaration import Faults, Text, WageLines, Whole
from socle.countries.fixed_width import Columns, Mask
from socle.countries.ma.formats.ebds import rules
from socle.countries.ma.formats.ebds.layout import ENTRANT, KNOWN
from socle.countries.ma.formats.ebds.reading import Part, Reading, month_of

_NAMES = {
    "A": re.compile(r"affebds_", re.I),
    "B": re.compile(r"ds_", re.I),
    "E": re.compile(r"dsc[1-9]_", re.I),
}


@dataclass(frozen=True, slots=True)
class EbdsFormat:
    """One of the three e-BDS files: `A` prefilled, `B` main, `E` complementary."""

    letter: str
    kind: str
    code: str = "ma_ebds"

    def recognises(self, head: bytes, file_name: str) -> bool:
        """Whether the file begins with this letter's record, or else is named as one.

        In a name the period may stand as MMAAAA or AAAAMM: it is not read.
        """
        begins = re.match(rb"(?:\xef\xbb\xbf)?([ABE])0[0-6]", head)
        if begins:
            return begins[1].decode("ascii") == self.letter
        return bool(_NAMES[self.letter].match(file_name))

    def read(self, stream: BinaryIO, faults: Faults) -> Iterator[WageLines]:
        """Blocks of wage lines, insured known to the CNSS first, then entrants.

        A prefilled file is checked and declares no wage: `read_prefilled` gives what it holds.
        An insured number that comes twice is known only at the end, so its lines were given.
        """
        reading = Reading(self.letter, faults)
        for part in reading.parts(stream):
            declared = part.good
            if self.letter == "B" and part.digit == KNOWN:
                found = _known(part.columns)
            elif part.digit == ENTRANT:
                found = _entrants(part.columns)
                declared = declared & ~rules.is_empty_form(part.columns)
            else:
                continue
            if declared.any():
                yield _lines(reading, part, found, declared)


@dataclass(frozen=True, slots=True)
class _Declared:
    """The columns that the two records hold under different names, or one of them not at all."""

    days: Whole
    wage: Whole
    wage_capped: Whole
    kept: dict[str, Whole | Text]


def _known(columns: Columns) -> _Declared:
    numbers = columns.numbers
    return _Declared(
        numbers["N_Jours_Declares"],
        numbers["N_Salaire_Reel"],
        numbers["N_Salaire_Plaf"],
        {
            "national_id": np.zeros(len(columns), "S8"),
            "children": numbers["N_Enfants"],
            "to_pay": numbers["N_AF_A_Payer"],
            "deducted": numbers["N_AF_A_Deduire"],
            "net": numbers["N_AF_Net_A_Payer"],
            "returned": numbers["N_AF_A_Reverser"],
            "situation": columns.texts["L_Situation"],
            "is_entrant": np.zeros(len(columns), np.int64),
        },
    )


def _entrants(columns: Columns) -> _Declared:
    numbers = columns.numbers
    none: Whole = np.zeros(len(columns), np.int64)
    allowances = dict.fromkeys(("children", "to_pay", "deducted", "net", "returned"), none)
    return _Declared(
        numbers["N_Nbr_Jours"],
        numbers["N_Sal_Reel"],
        numbers["N_Sal_Plaf"],
        {
            "national_id": columns.texts["L_Num_CIN"],
            **allowances,
            "situation": np.zeros(len(columns), "S2"),
            "is_entrant": np.ones(len(columns), np.int64),
        },
    )


def _lines(reading: Reading, part: Part, found: _Declared, good: Mask) -> WageLines:
    columns = part.columns
    number = columns.numbers["N_Num_Assure"]
    is_person = (number != rules.WITHOUT_NUMBER) & (number != rules.OCCASIONAL)
    count = len(columns)
    rank = int(reading.category[1:] or b"0") if reading.category[1:].isdigit() else 0
    kept: dict[str, Whole | Text] = {
        **found.kept,
        "number_written": number,
        "is_occasional": (number == rules.OCCASIONAL).astype(np.int64),
        "transfer": np.full(count, reading.transfer, np.int64),
        "complement": np.full(count, rank, np.int64),
    }
    employer = f"{reading.employer or 0:07d}".encode("ascii")
    lines = WageLines(
        line=columns.block.line,
        employer_number=np.full(count, employer, "S7"),
        month=month_of(columns.numbers["L_Periode"]),
        insured_number=np.where(is_person, columns.raw("N_Num_Assure"), b""),
        insured_name=columns.texts["L_Nom_Prenom"],
        days=found.days,
        wage=found.wage,
        wage_capped=found.wage_capped,
        kept=kept,
    )
    return lines if good.all() else lines.chosen(good)
