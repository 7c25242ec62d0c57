"""Writes e-BDS files: what the fund pre-fills, and what an employer declares."""

from collections.abc import Iterable, Mapping
from typing import BinaryIO

import numpy as np

from socle.countries.declaration import Text, WageLines, Whole
from socle.countries.fixed_width import Mask, Values, encode
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
    LAYOUTS,
)
from socle.countries.ma.formats.ebds.prefilled import Header, Prefill

Sums = Mapping[str, int]


def file_name(header: Header, kind: str, complement: int = 0, *, month_first: bool = False) -> str:
    """The name of the file; the document says MMAAAA, the files seen say AAAAMM, the default.

    Example:
        >>> file_name(Header("1234567", 2026 * 12, 1), "main")
        'DS_1234567_202601.txt'
    """
    begins = {"prefilled": "AFFEBDS", "main": "DS", "complementary": f"DSC{complement}"}[kind]
    year, month = header.month // 12, header.month % 12 + 1
    period = f"{month:02d}{year}" if month_first else f"{year}{month:02d}"
    return f"{begins}_{header.employer_number}_{period}.txt"


def write_prefilled(out: BinaryIO, prefill: Prefill, line_end: bytes = b"\n") -> None:
    """Writes the A file.

    Raises:
        Refused: a value does not fit its field, or a number is negative.
    """
    file = _File(out, "A", prefill.header, line_end)
    file.write_header("A0")
    rows = prefill.rows
    columns: dict[str, Whole] = {
        "N_Num_Assure": np.array([int(row.insured_number) for row in rows], np.int64),
        "N_Enfants": np.array([row.children for row in rows], np.int64),
        "N_AF_A_Payer": np.array([row.to_pay for row in rows], np.int64),
        "N_AF_A_Deduire": np.array([row.deducted for row in rows], np.int64),
        "N_AF_Net_A_Payer": np.array([row.net for row in rows], np.int64),
    }
    if rows:
        file.write(KNOWN, {**columns, "L_Nom_Prenom": [row.name for row in rows]}, len(rows))
    file.write(KNOWN_TOTAL, _sums(columns, KNOWN_SUMS, len(rows)))


def write_declaration(
    out: BinaryIO,
    header: Header,
    blocks: Iterable[WageLines],
    *,
    complement: int = 0,
    line_end: bytes = b"\n",
) -> None:
    """Writes the main declaration, or complementary number 1 to 9; columns are those `read` gives.

    `kept["is_entrant"]` says which lines are entrants (none by default); the empty form is
    written where there is none. Sums are computed.

    Raises:
        Refused: a value does not fit its field, or a number is negative.
    """
    letter = "E" if complement else "B"
    file = _File(out, letter, header, line_end)
    file.write_header(f"{letter}{complement}")
    known_sums: dict[str, int] = {}
    held = list(blocks)
    for lines in (block.chosen(~_is_entrant(block)) for block in held if not complement):
        situation: Text = lines.kept.get("situation", np.zeros(lines.line.size, "S2")).astype("S2")
        columns = _known(lines, situation)
        if lines.line.size:
            texts = {"L_Nom_Prenom": lines.insured_name, "L_Situation": situation}
            file.write(KNOWN, {**columns, **texts}, lines.line.size)
        known_sums = _added(known_sums, _sums(columns, KNOWN_SUMS, lines.line.size))
    if complement:
        file.write(KNOWN, {})
    file.write(KNOWN_TOTAL, known_sums)
    entrant_sums = _write_entrants(file, held)
    file.write(ENTRANT_TOTAL, entrant_sums)
    file.write(GRAND_TOTAL, _added(known_sums, entrant_sums))


def _write_entrants(file: "_File", held: Iterable[WageLines]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for lines in (block.chosen(_is_entrant(block)) for block in held):
        if lines.line.size:
            columns = _entrants(lines)
            names = {
                "L_Nom_Prenom": lines.insured_name,
                "L_Num_CIN": lines.kept.get("national_id", ""),
            }
            file.write(ENTRANT, {**columns, **names}, lines.line.size)
            sums = _added(sums, _sums(columns, ENTRANT_SUMS, lines.line.size))
    if not sums:
        file.write(ENTRANT, {"N_Nbr_Jours": 0})  # formulaire vide: the number stays blank
    return sums


class _File:
    """Where records go, all with the same employer and period."""

    def __init__(self, out: BinaryIO, letter: str, header: Header, line_end: bytes) -> None:
        self._out = out
        self._letter = letter
        self._header = header
        self._line_end = line_end

    def write(self, digit: int, columns: Mapping[str, Values], count: int = 1) -> None:
        same: dict[str, Values] = {
            "N_Num_Affilie": int(self._header.employer_number),
            "L_Periode": self._header.month // 12 * 100 + self._header.month % 12 + 1,
        }
        layout = LAYOUTS[self._letter, digit]
        self._out.write(encode(layout, {**same, **columns}, count, self._line_end))

    def write_header(self, category: str) -> None:
        header = self._header
        self.write(HEADER, {"N_Identif_Transfert": header.transfer, "L_Cat": category})
        named: dict[str, Values] = {
            "L_Raison_Sociale": header.business_name,
            "L_Activite": header.activity,
            "L_Adresse": header.address,
            "L_Ville": header.town,
            "C_Code_Postal": header.postcode,
            "C_Code_Agence": header.agency,
        }
        days = {"D_Date_Emission": header.issued_on, "D_Date_Exig": header.due_on}
        self.write(EMPLOYER, {**named, **{name: day for name, day in days.items() if day}})


def _is_entrant(block: WageLines) -> Mask:
    found: Mask = _kept(block, "is_entrant") != 0
    return found


def _insured(lines: WageLines) -> Whole:
    """The number as it was written, or as the register gives it; 0 where there is none."""
    written = lines.kept.get("number_written")
    if written is not None:
        return written.astype(np.int64)
    return np.array([int(number or b"0") for number in lines.insured_number.tolist()], np.int64)


def _known(lines: WageLines, situation: Text) -> dict[str, Whole]:
    columns = {
        "N_Num_Assure": _insured(lines),
        "N_Enfants": _kept(lines, "children"),
        "N_AF_A_Payer": _kept(lines, "to_pay"),
        "N_AF_A_Deduire": _kept(lines, "deducted"),
        "N_AF_Net_A_Payer": _kept(lines, "net"),
        "N_AF_A_Reverser": _kept(lines, "returned"),
        "N_Jours_Declares": lines.days,
        "N_Salaire_Reel": lines.wage,
        "N_Salaire_Plaf": lines.wage_capped,
    }
    return {**columns, "S_Ctr": rules.known_control_sum(columns, situation)}


def _kept(lines: WageLines, name: str) -> Whole:
    column = lines.kept.get(name)
    return np.zeros(lines.line.size, np.int64) if column is None else column.astype(np.int64)


def _entrants(lines: WageLines) -> dict[str, Whole]:
    columns = {
        "N_Num_Assure": _insured(lines),
        "N_Nbr_Jours": lines.days,
        "N_Sal_Reel": lines.wage,
        "N_Sal_Plaf": lines.wage_capped,
    }
    return {**columns, "S_Ctr": rules.entrant_control_sum(columns)}


def _sums(columns: Mapping[str, Whole], names: Mapping[str, str], count: int) -> Sums:
    found = {"N_Nbr_Salaries": count}
    for total, name in names.items():
        if name in columns:
            found[total] = int(columns[name].sum())
    return found


def _added(one: Sums, other: Sums) -> dict[str, int]:
    return {name: one.get(name, 0) + other.get(name, 0) for name in {**one, **other}}
