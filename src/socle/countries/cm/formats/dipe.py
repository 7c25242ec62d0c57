"""DIPE magnétique mensuel de la CNPS du Cameroun: reading and writing.

*Document d'information sur le personnel employé*: one line an employee and month, record C04,
135 characters, amounts in whole F CFA, CRLF. A newer variant of 195 characters carries the
name and no tax; a file has one length or the other. A payroll bureau's file may hold several
employers, but one month.

Owns the layout and what the file alone can tell. Whether a number is known, which ceiling
holds, and whether the employer declares the month it meant are asked later. The algorithm of
the key letters is not public: they are kept as written and never recomputed.

Source: four independent payroll programs agree on the 135 layout; the 195 one is known by a
single program. `numero_feuillet` is the month: a program that always writes `01` there declares
January, which only the employer can notice.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

import numpy as np

from socle.countries.declaration import Faults, Text, WageLines, Whole
from socle.countries.fixed_width import (
    Columns,
    Field,
    Layout,
    Mask,
    Repeats,
    Values,
    encode,
    printable,
    read_blocks,
)
from socle.kernel.errors import Refused

SHEET_LINES = 16  # a DIPE sheet (feuillet) has sixteen lines
_NUMBER_BITS = 34  # ten digits are below 2**34
_EARLIEST_YEAR, _LATEST_YEAR = 1960, 2099


_COMMON = (
    Field("code_enregistrement", 1, 3, "literal", b"C04"),
    Field("numero_dipe", 4, 5, "N", optional=True),
    Field("cle_numero_dipe", 9, 1, "AN"),
    Field("numero_contribuable", 10, 14, "AN"),
    Field("numero_feuillet", 24, 2, "N"),
    Field("numero_employeur", 26, 10, "N"),
    Field("cle_employeur", 36, 1, "AN"),
    Field("regime_cnps", 37, 1, "N"),
    Field("annee", 38, 4, "N"),
    Field("numero_assure", 42, 10, "N", optional=True),
    Field("cle_assure", 52, 1, "AN"),
    Field("nombre_jours", 53, 2, "N"),
    Field("salaire_brut", 55, 10, "N"),
    Field("salaire_exceptionnel", 65, 10, "N"),
    Field("salaire_taxable", 75, 10, "N"),
    Field("salaire_cotisable", 85, 10, "N"),
    Field("salaire_cotisable_plafonne", 95, 10, "N"),
)

C04 = Layout(
    "C04",
    135,
    (
        *_COMMON,
        Field("retenue_irpp", 105, 8, "N", optional=True),
        Field("retenue_taxe_communale", 113, 6, "N", optional=True),
        Field("numero_ligne", 119, 2, "N"),
        Field("matricule_interne", 121, 14, "AN"),
        Field("reserve", 135, 1, "filler"),
    ),
)

C04_NAMED = Layout(
    "C04",
    195,
    (
        *_COMMON,
        Field("reserve", 105, 7, "filler"),
        Field("numero_ligne", 112, 9, "N"),
        Field("matricule_interne", 121, 14, "AN"),
        Field("nom_prenom", 135, 61, "AN"),
    ),
)

LAYOUTS = {layout.length: layout for layout in (C04, C04_NAMED)}


class DipeFormat:
    """The monthly DIPE file, in both lengths."""

    code = "cm_dipe"
    kind = "main"

    def recognises(self, head: bytes, file_name: str) -> bool:
        """Whether the file begins with a C04 record, or is named as a DIPE."""
        begins = head.removeprefix(b"\xef\xbb\xbf").startswith(b"C04")
        return begins or "dipe" in file_name.casefold()

    def read(self, stream: BinaryIO, faults: Faults) -> Iterator[WageLines]:
        """Blocks of wage lines; faulty lines are left out.

        `insured_number` is empty where the file leaves it blank or zero: the contribution is
        owed all the same. An insured number that comes back for the same employer is known only
        at the end of the file, so its lines have been given; the file is refused by its faults.
        """
        reading = _Reading(faults)
        for block in read_blocks(stream, tuple(LAYOUTS), faults):
            found = reading.lines(Columns(LAYOUTS[block.length], block))
            if found.line.size:
                yield found
        reading.refuse_repeated()


class _Reading:
    """What must be remembered from one block to the next.

    A repeated insured number is sought by the employer's rank in the file and the number,
    together in one 64-bit word.
    """

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._month: int | None = None
        self._last_line = 0
        self._last_sheet_line = 0
        self._employers: dict[int, int] = {}
        self._repeats = Repeats("C04", "numero_assure", digits=10)

    def lines(self, columns: Columns) -> WageLines:
        numbers = columns.numbers
        month = numbers["annee"] * 12 + numbers["numero_feuillet"] - 1
        _check_values(columns)
        self._check_month(columns, month)
        self._check_sheet_lines(columns)
        good = columns.settle(self._faults)
        found = _wage_lines(columns, month)
        if not good.all():
            found = found.chosen(good)
        self._keep_keys(numbers["numero_employeur"], numbers["numero_assure"], columns, good)
        return found

    def _check_month(self, columns: Columns, month: Whole) -> None:
        """Un fichier, un mois: the first line read says which."""
        numbers = columns.numbers
        is_month = _is_within(numbers["numero_feuillet"], 1, 12) & columns.is_readable
        is_month &= _is_within(numbers["annee"], _EARLIEST_YEAR, _LATEST_YEAR)
        if self._month is None and is_month.any():
            self._month = int(month[np.argmax(is_month)])
        if self._month is not None:
            expected = f"{self._month % 12 + 1:02d}/{self._month // 12}"
            differs = is_month & (month != self._month)
            columns.refuse(differs, "numero_feuillet", "dipe_other_month", {"expected": expected})

    def _check_sheet_lines(self, columns: Columns) -> None:
        """Each line follows the one before it, or begins a sheet at 1."""
        sheet_line, line = columns.numbers["numero_ligne"], columns.block.line
        is_sheet = columns.block.length == C04.length
        most = SHEET_LINES if is_sheet else 999_999_999
        wrong = ~_is_within(sheet_line, 1, most)
        columns.refuse(wrong, "numero_ligne", "field_range", {"lowest": 1, "highest": most})
        before = np.concatenate(([self._last_sheet_line], sheet_line[:-1]))
        line_before = np.concatenate(([self._last_line], line[:-1]))
        expected = before % most + 1
        follows = (sheet_line == 1) | (sheet_line == expected)
        # A line that could not be cut or read leaves a hole, already said.
        is_known = columns.is_readable & ~wrong
        is_next = (line == line_before + 1) & is_known
        is_next[1:] &= is_known[:-1]
        breaks = ~follows & is_next
        columns.refuse(breaks, "numero_ligne", "dipe_sheet_line", {"expected": expected})
        self._last_line = int(line[-1]) if is_known[-1] else 0
        self._last_sheet_line = int(sheet_line[-1])

    def _keep_keys(self, employer: Whole, insured: Whole, columns: Columns, good: Mask) -> None:
        named = good & (insured != 0)
        if not named.all():
            employer, insured = employer[named], insured[named]
        if not employer.size:
            return
        starts = np.flatnonzero(np.concatenate(([True], employer[1:] != employer[:-1])))
        ranks = np.array(
            [
                self._employers.setdefault(one, len(self._employers))
                for one in employer[starts].tolist()
            ],
            np.int64,
        )
        rank = np.repeat(ranks, np.diff(np.append(starts, employer.size)))
        keys = (rank << _NUMBER_BITS) | insured
        self._repeats.add(keys, columns.block.line[named])

    def refuse_repeated(self) -> None:
        """The same insured twice for one employer: each line after the first is a fault."""
        self._repeats.settle(self._faults, shown=2**_NUMBER_BITS - 1)


def _is_within(values: Whole, lowest: int, highest: int) -> Mask:
    return (values >= lowest) & (values <= highest)


def _check_values(columns: Columns) -> None:
    ranges = (
        ("numero_feuillet", 1, 12),
        ("annee", _EARLIEST_YEAR, _LATEST_YEAR),
        ("nombre_jours", 0, 31),
    )
    for name, lowest, highest in ranges:
        wrong = ~_is_within(columns.numbers[name], lowest, highest)
        columns.refuse(wrong, name, "field_range", {"lowest": lowest, "highest": highest})
    columns.refuse(columns.numbers["numero_employeur"] == 0, "numero_employeur", "field_blank")
    key = columns.raw("cle_employeur").view(np.uint8)
    is_letter = _is_within(key & 0xDF, ord("A"), ord("Z")) | (key == ord(" "))
    columns.refuse(~is_letter, "cle_employeur", "dipe_key_not_letter")


def _wage_lines(columns: Columns, month: Whole) -> WageLines:
    numbers, texts = columns.numbers, columns.texts
    count = len(columns)
    nothing: Text = np.zeros(count, "S1")
    kept: dict[str, Whole | Text] = {
        "gross": numbers["salaire_brut"],
        "exceptional": numbers["salaire_exceptionnel"],
        "taxable": numbers["salaire_taxable"],
        "income_tax": numbers.get("retenue_irpp", np.zeros(count, np.int64)),
        "municipal_tax": numbers.get("retenue_taxe_communale", np.zeros(count, np.int64)),
        "sheet_line": numbers["numero_ligne"],
        "regime": numbers["regime_cnps"],
        "matricule": texts["matricule_interne"],
        "taxpayer_number": texts["numero_contribuable"],
        "dipe_number": columns.text("numero_dipe", "cle_numero_dipe"),
    }
    insured = columns.text("numero_assure", "cle_assure")
    return WageLines(
        line=columns.block.line,
        employer_number=columns.text("numero_employeur", "cle_employeur"),
        month=month,
        insured_number=np.where(numbers["numero_assure"] == 0, b"", insured),
        insured_name=texts.get("nom_prenom", nothing),
        days=numbers["nombre_jours"],
        wage=numbers["salaire_cotisable"],
        wage_capped=numbers["salaire_cotisable_plafonne"],
        kept=kept,
    )


def write(
    out: BinaryIO,
    blocks: Iterable[WageLines],
    *,
    length: int = C04.length,
    line_end: bytes = b"\r\n",
) -> int:
    """Writes wage lines as a DIPE file and says how many; the columns are those `read` gives.

    Gross and taxable pay default to the contributory wage, the regime to 1 (*régime général*),
    taxes and exceptional pay to zero; sheet lines run 1 to 16 through the file.

    Raises:
        Refused: a value does not fit its field, or a number is negative.
    """
    written = 0
    for block in blocks:
        count = block.line.size
        out.write(encode(LAYOUTS[length], _fields(block, written), count, line_end))
        written += count
    return written


def _fields(block: WageLines, written: int) -> dict[str, Values]:
    kept, count = block.kept, block.line.size
    employer, employer_key = _number_and_key(block.employer_number)
    insured, insured_key = _number_and_key(block.insured_number)
    dipe, dipe_key = _number_and_key(kept.get("dipe_number", np.zeros(count, "S6")), 5)
    sheet_line = np.arange(written, written + count, dtype=np.int64) % SHEET_LINES + 1
    return {
        "numero_dipe": dipe,
        "cle_numero_dipe": dipe_key,
        "numero_contribuable": kept.get("taxpayer_number", ""),
        "numero_feuillet": block.month % 12 + 1,
        "numero_employeur": employer,
        "cle_employeur": employer_key,
        "regime_cnps": kept.get("regime", 1),
        "annee": block.month // 12,
        "numero_assure": insured,
        "cle_assure": insured_key,
        "nombre_jours": block.days,
        "salaire_brut": kept.get("gross", block.wage),
        "salaire_exceptionnel": kept.get("exceptional", 0),
        "salaire_taxable": kept.get("taxable", block.wage),
        "salaire_cotisable": block.wage,
        "salaire_cotisable_plafonne": block.wage_capped,
        "retenue_irpp": kept.get("income_tax", 0),
        "retenue_taxe_communale": kept.get("municipal_tax", 0),
        "numero_ligne": kept.get("sheet_line", sheet_line),
        "matricule_interne": kept.get("matricule", ""),
        "nom_prenom": block.insured_name,
    }


def _number_and_key(numbers: Whole | Text, digits: int = 10) -> tuple[Whole, Text]:
    """`3210100565S` as 3210100565 and `S`; what is empty is zero and blank."""
    padded: Text = numbers.astype(f"S{digits + 1}")
    signs = np.ascontiguousarray(padded).view(np.uint8).reshape(numbers.size, digits + 1)
    is_empty = signs[:, 0] == 0
    held = np.where(is_empty[:, None], np.uint8(ord("0")), signs[:, :digits])
    wrong = ((held < ord("0")) | (held > ord("9"))).any(axis=1)
    if wrong.any():
        read = printable(padded[int(np.argmax(wrong))])
        raise Refused("value_not_a_number", value=read, length=digits)
    powers = 10 ** np.arange(digits - 1, -1, -1, dtype=np.int64)
    key = np.ascontiguousarray(signs[:, digits]).view("S1")
    return (held.astype(np.int64) - ord("0")) @ powers, np.where(is_empty, b"", key)


FORMATS = (DipeFormat(),)
