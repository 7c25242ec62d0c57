"""Files built for the tests of formats; every person in them is invented."""

import io
from collections.abc import Iterable

import numpy as np

from socle.countries.declaration import DeclarationFormat, Faults, WageLines
from socle.kernel.errors import Fault

DIPE = (
    "C0400001AM012345678901A011234567890K120261122334455B300000350000000000000000003300000000"
    "35000000003500000001200000100001EMP0001        "
)
DIPE_NAMED = DIPE[:104] + " " * 7 + "000000001" + "EMP0001".ljust(14) + "ALPHA BETA".rjust(61)

_B = "1234567202601"
_EMPLOYER = (
    f"{_B}{'SOCIETE EXEMPLE SARL':40}{'COMMERCE DE DETAIL':40}{'12 RUE DES ORANGERS':120}"
    f"{'CASABLANCA':20}20000 052026012520260210"
)
_PEOPLE = (
    f"{_B}123456785{'ALAOUI FATIMA':60}02060000000000060000",
    f"{_B}109876543{'BENNANI OMAR':60}00000000000000000000",
    f"{_B}112233441{'EL IDRISSI SAID':60}03090000000000090000",
)
_WAGES = (
    "000000260000000650000000600000  0000000000124706811",
    "000000000000000000000000000000CS0000000000109876549",
    "090000100000000210000000210000SO0000000000112743452",
)
_PEOPLE_TOTAL = f"{_B}000003000005000000150000000000000000000000150000000000345566769"

PREFILLED = tuple(
    line.ljust(260)
    for line in (
        "A0012345672601014A0",
        f"A01{_EMPLOYER}",
        *(f"A02{person}" for person in _PEOPLE),
        f"A03{_PEOPLE_TOTAL}",
    )
)
MAIN = tuple(
    line.ljust(260)
    for line in (
        "B0012345672601014B0",
        f"B01{_EMPLOYER}",
        *(f"B02{person}{wage}" for person, wage in zip(_PEOPLE, _WAGES, strict=True)),
        f"B03{_PEOPLE_TOTAL}00000009000000003600000000086000000000008100000000000000347326812",
        f"B04{_B}155566677{'TAZI KHADIJA':60}BE1234561300000002500000002500000000000000156066690",
        f"B05{_B}00000100000015556667700001300000000025000000000002500000000000000156066690",
        f"B06{_B}00000400000050113344600004900000000111000000000010600000000000000503393502",
    )
)


def joined(lines: Iterable[str], line_end: str = "\n") -> bytes:
    return "".join(line + line_end for line in lines).encode("latin-1")


def changed(line: str, start: int, text: str) -> str:
    """The line with other characters from a position counted from 1."""
    return line[: start - 1] + text + line[start - 1 + len(text) :]


def read(reader: DeclarationFormat, content: bytes) -> tuple[list[WageLines], Faults]:
    faults = Faults()
    return list(reader.read(io.BytesIO(content), faults)), faults


def only_fault(faults: Faults) -> Fault:
    assert [fault.code for fault in faults.kept] == [faults.kept[0].code], faults.kept
    assert faults.count == 1
    return faults.kept[0]


def dipe_lines(count: int) -> list[str]:
    """Lines of different insured, in sheets of sixteen."""
    return [
        changed(changed(DIPE, 42, f"{1_000_000_000 + rank:010d}"), 119, f"{rank % 16 + 1:02d}")
        for rank in range(count)
    ]


def cm_block(numbers: Iterable[int], *, wage: int = 350_000) -> WageLines:
    insured = np.array([f"{number:010d}B".encode("ascii") for number in numbers] or [b""], "S11")
    count = insured.size
    whole = np.ones(count, np.int64)
    return WageLines(
        line=np.arange(1, count + 1, dtype=np.int64),
        employer_number=np.full(count, b"3210100565S"),
        month=whole * (2026 * 12),
        insured_number=insured,
        insured_name=np.full(count, b"ALPHA BETA"),
        days=whole * 30,
        wage=whole * wage,
        wage_capped=whole * wage,
    )
