"""The file that the CNSS pre-fills (*préétabli*, AFFEBDS) and the declaration compared with it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from socle.countries.declaration import Faults, WageLines
from socle.countries.fixed_width import Columns
from socle.countries.ma.formats.ebds.layout import EMPLOYER, KNOWN
from socle.countries.ma.formats.ebds.reading import Part, Reading
from socle.kernel.errors import Fault


@dataclass(frozen=True, slots=True)
class Header:
    """Who declares, for which month, under which transfer number.

    `month` is `year * 12 + month - 1`; days are AAAAMMJJ, 0 where not written.
    """

    employer_number: str
    month: int
    transfer: int
    business_name: str = ""
    activity: str = ""
    address: str = ""
    town: str = ""
    postcode: str = ""
    agency: str = ""
    issued_on: int = 0
    due_on: int = 0


@dataclass(frozen=True, slots=True)
class PrefillRow:
    """An insured whom the fund knows at this employer. Units: allowances in centimes."""

    insured_number: str
    name: str
    children: int = 0
    to_pay: int = 0
    deducted: int = 0
    net: int = 0


@dataclass(frozen=True, slots=True)
class Prefill:
    """A prefilled declaration: what the employer is to complete."""

    header: Header
    rows: tuple[PrefillRow, ...]

    @property
    def employer_number(self) -> str:
        return self.header.employer_number

    @property
    def month(self) -> int:
        return self.header.month

    @property
    def transfer(self) -> int:
        return self.header.transfer


def read_prefilled(stream: BinaryIO, faults: Faults) -> Prefill | None:
    """What an A file holds, without its faulty lines; None if its employer cannot be read."""
    reading = Reading("A", faults)
    header: Header | None = None
    rows: list[PrefillRow] = []
    for part in reading.parts(stream):
        if part.digit == EMPLOYER and part.good[0]:
            header = header or _header(reading, part.columns)
        elif part.digit == KNOWN:
            rows.extend(_rows(part))
    return Prefill(header, tuple(rows)) if header else None


def _header(reading: Reading, columns: Columns) -> Header:
    def text(name: str) -> str:
        return bytes(columns.texts[name][0]).decode("latin-1")

    period = int(columns.numbers["L_Periode"][0])
    return Header(
        employer_number=f"{int(columns.numbers['N_Num_Affilie'][0]):07d}",
        month=period // 100 * 12 + period % 100 - 1,
        transfer=reading.transfer,
        business_name=text("L_Raison_Sociale"),
        activity=text("L_Activite"),
        address=text("L_Adresse"),
        town=text("L_Ville"),
        postcode=text("C_Code_Postal"),
        agency=text("C_Code_Agence"),
        issued_on=int(columns.numbers["D_Date_Emission"][0]),
        due_on=int(columns.numbers["D_Date_Exig"][0]),
    )


def _rows(part: Part) -> Iterator[PrefillRow]:
    numbers, good = part.columns.numbers, part.good
    names = ("N_Enfants", "N_AF_A_Payer", "N_AF_A_Deduire", "N_AF_Net_A_Payer")
    amounts = zip(*(numbers[name][good].tolist() for name in names), strict=True)
    insured = part.columns.raw("N_Num_Assure")[good].tolist()
    called = part.columns.texts["L_Nom_Prenom"][good].tolist()
    for number, name, (children, to_pay, deducted, net) in zip(
        insured, called, amounts, strict=True
    ):
        written = number.decode("ascii"), name.decode("latin-1")
        yield PrefillRow(*written, children, to_pay, deducted, net)


_COMPARED = {
    "name": "L_Nom_Prenom",
    "children": "N_Enfants",
    "to_pay": "N_AF_A_Payer",
    "deducted": "N_AF_A_Deduire",
    "net": "N_AF_Net_A_Payer",
}


def check_against_prefill(lines: Iterable[WageLines], prefill: Prefill) -> Faults:
    """The declaration holds exactly the insured of the prefilled file, unchanged.

    Number, name, children and allowances of each B02 are those of its A02, none more and none
    less; employer, month and transfer number are the same. Entrants are not compared. For a
    file without faults: the lines that reading left out would be missed here.
    """
    faults = Faults()
    awaited: defaultdict[str, list[PrefillRow]] = defaultdict(list)
    for row in prefill.rows:
        awaited[row.insured_number].append(row)
    is_header_compared = False
    for block in lines:
        if block.line.size and not is_header_compared:
            _compare_header(block, prefill, faults)
            is_header_compared = True
        for line, declared in _declared_rows(block):
            same = awaited.get(declared.insured_number)
            if not same:
                read = declared.insured_number
                faults.add(Fault("ebds_not_prefilled", line, "B02", "N_Num_Assure", read))
                continue
            _compare(line, declared, same.pop(0), faults)
    for missing in (row for rows in awaited.values() for row in rows):
        facts = {"number": missing.insured_number, "name": missing.name}
        faults.add(Fault("ebds_prefilled_missing", None, "B02", "N_Num_Assure", facts=facts))
    return faults


def _declared_rows(block: WageLines) -> Iterator[tuple[int, PrefillRow]]:
    known = block.kept["is_entrant"] == 0
    numbers = block.kept["number_written"][known].tolist()
    names = block.insured_name[known].tolist()
    amounts = zip(
        *(block.kept[name][known].tolist() for name in _COMPARED if name != "name"), strict=True
    )
    lines = block.line[known].tolist()
    for line, number, name, held in zip(lines, numbers, names, amounts, strict=True):
        yield line, PrefillRow(f"{number:09d}", name.decode("latin-1"), *held)


def _compare_header(block: WageLines, prefill: Prefill, faults: Faults) -> None:
    line = int(block.line[0])
    employer = bytes(block.employer_number[0]).decode("ascii")
    if employer != prefill.employer_number:
        facts: dict[str, str | int] = {"expected": prefill.employer_number}
        faults.add(Fault("ebds_other_employer", line, "B02", "N_Num_Affilie", employer, facts))
    month = int(block.month[0])
    if month != prefill.month:
        facts = {"expected": _shown(prefill.month)}
        faults.add(Fault("ebds_other_period", line, "B02", "L_Periode", _shown(month), facts))
    transfer = int(np.asarray(block.kept["transfer"])[0])
    if transfer != prefill.transfer:
        facts = {"expected": f"{prefill.transfer:014d}"}
        read = f"{transfer:014d}"
        faults.add(Fault("ebds_other_transfer", 1, "B00", "N_Identif_Transfert", read, facts))


def _shown(month: int) -> str:
    return f"{month % 12 + 1:02d}/{month // 12}"


def _compare(line: int, declared: PrefillRow, row: PrefillRow, faults: Faults) -> None:
    for name, field in _COMPARED.items():
        read, expected = getattr(declared, name), getattr(row, name)
        if read != expected:
            facts = {"expected": expected}
            faults.add(Fault("ebds_prefilled_changed", line, "B02", field, str(read), facts))
