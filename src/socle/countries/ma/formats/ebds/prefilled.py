"""The file that the CNSS pre-fills (*préétabli*, AFFEBDS), and what it holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from socle.countries.declaration import Faults, PrefillRow
from socle.countries.fixed_width import Columns
from socle.countries.ma.formats.ebds.layout import EMPLOYER, KNOWN
from socle.countries.ma.formats.ebds.reading import Part, Reading


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
