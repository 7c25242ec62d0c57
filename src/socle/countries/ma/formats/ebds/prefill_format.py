"""The e-BDS's A file as the house issues it, loads it and holds declarations against it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from socle.countries.declaration import Faults, PrefillHeader, PrefillRow
from socle.countries.fixed_width import plain
from socle.countries.ma.formats.ebds.comparison import Comparison
from socle.countries.ma.formats.ebds.declared import EbdsFormat
from socle.countries.ma.formats.ebds.prefilled import Header, Prefill, read_prefilled
from socle.countries.ma.formats.ebds.writing import file_name, write_prefilled
from socle.kernel.errors import Refused

_NAME_PART = 30  # nom, then prénom
_LENGTHS = {"business_name": 40, "address": 120, "town": 20}


@dataclass(frozen=True, slots=True)
class EbdsPrefill:
    """Préétabli: AFFEBDS, one employer and one month a file."""

    code: str = "ma_ebds"

    def recognises(self, head: bytes, file_name: str) -> bool:
        """Whether the file begins with A00, or else is named as a prefilled one."""
        return EbdsFormat("A", "prefilled").recognises(head, file_name)

    def read_prefill(
        self, stream: BinaryIO, faults: Faults
    ) -> tuple[PrefillHeader, tuple[PrefillRow, ...]] | None:
        """What an A file holds, without its faulty lines; None if its employer is not read."""
        found = read_prefilled(stream, faults)
        return None if found is None else (_neutral(found.header), found.rows)

    def write_prefill(
        self, out: BinaryIO, header: PrefillHeader, rows: tuple[PrefillRow, ...]
    ) -> None:
        """Writes the A file.

        Raises:
            Refused: a number is not of nine digits, or an amount does not fit its field.
        """
        for row in rows:
            number = row.insured_number
            if not (len(number) == 9 and number.isascii() and number.isdigit()):
                raise Refused("ebds_number_not_written", number=number)
        write_prefilled(out, Prefill(_own(header), rows))

    def file_name(self, header: PrefillHeader) -> str:
        """AFFEBDS_<affilié>_<AAAAMM>.txt."""
        return file_name(_own(header), "prefilled")

    def transfer(self, employer_number: str, month: int, rank: int) -> str:
        """Numéro d'identification du transfert: employer, AAMM, rank on two digits, 4.

        Source: the shape seen in files; no public document gives it. Whoever completes the file
        copies it, and nothing else is read in it.

        Example:
            >>> EbdsPrefill().transfer("1234567", 2026 * 12, 1)
            '12345672601014'
        """
        if rank > 99:
            raise Refused("ebds_too_many_prefills", number=employer_number)
        return f"{employer_number}{month // 12 % 100:02d}{month % 12 + 1:02d}{rank:02d}4"

    def written_name(self, family_name: str, given_names: str) -> str:
        """Nom(30) + Prénom(30), in capitals without accents; what is longer is cut.

        A name in Arabic letters alone is left blank: the file has no character for it.

        Example:
            >>> EbdsPrefill().written_name("El Idrissi", "Saïd")
            'EL IDRISSI                    SAID'
        """
        family, given = (_spelt(name, _NAME_PART) for name in (family_name, given_names))
        return f"{family:<{_NAME_PART}}{given}".rstrip()

    def compare(
        self, header: PrefillHeader, rows: Iterable[PrefillRow], faults: Faults
    ) -> Comparison:
        """The comparison of a main declaration with this file."""
        return Comparison(_own(header), rows, faults)


def _spelt(text: str, length: int) -> str:
    return " ".join(plain(text).split())[:length].rstrip()


def _own(header: PrefillHeader) -> Header:
    texts = {name: _spelt(getattr(header, name), most) for name, most in _LENGTHS.items()}
    return Header(
        employer_number=header.employer_number,
        month=header.month,
        transfer=int(header.transfer),
        issued_on=_digits(header.issued_on),
        due_on=_digits(header.due_on),
        **texts,
    )


def _neutral(header: Header) -> PrefillHeader:
    return PrefillHeader(
        employer_number=header.employer_number,
        month=header.month,
        transfer=f"{header.transfer:014d}",
        business_name=header.business_name,
        address=header.address,
        town=header.town,
        issued_on=_day(header.issued_on),
        due_on=_day(header.due_on),
    )


def _digits(day: date | None) -> int:
    """A day as AAAAMMJJ, 0 for none."""
    return int(f"{day:%Y%m%d}") if day else 0


def _day(digits: int) -> date | None:
    return date(digits // 10_000, digits // 100 % 100, digits % 100) if digits else None
