"""The records of the e-BDS file, with the document's field names: 260 characters each.

*Bordereau de déclaration des salaires électronique.* The letter says whose file it is: A is
pre-filled by the CNSS (*préétabli*), B is the employer's main declaration (*principale*), E is
complementary (*complémentaire*, entrants only). The same digit is the same record in each.

Source: CNSS, Cahier des charges, mode Échange de fichiers, version 2, February 2006. B01 and
`L_Situation` are printed there as numbers in one place: they are texts.
"""

from socle.countries.fixed_width import Field, Layout
from socle.countries.fixed_width.layout import Kind

LENGTH = 260
HEADER, EMPLOYER, KNOWN, KNOWN_TOTAL, ENTRANT, ENTRANT_TOTAL, GRAND_TOTAL = range(7)
LAST_RECORD = {"A": KNOWN_TOTAL, "B": GRAND_TOTAL, "E": GRAND_TOTAL}

_Columns = tuple[tuple[str, int, Kind], ...]
_SAME: _Columns = (("N_Num_Affilie", 7, "N"), ("L_Periode", 6, "N"))
_EMPLOYER: _Columns = (
    *_SAME,
    ("L_Raison_Sociale", 40, "AN"),
    ("L_Activite", 40, "AN"),
    ("L_Adresse", 120, "AN"),
    ("L_Ville", 20, "AN"),
    ("C_Code_Postal", 6, "AN"),
    ("C_Code_Agence", 2, "AN"),
    ("D_Date_Emission", 8, "date"),
    ("D_Date_Exig", 8, "date"),
)
_PREFILLED: _Columns = (
    *_SAME,
    ("N_Num_Assure", 9, "N"),
    ("L_Nom_Prenom", 60, "AN"),
    ("N_Enfants", 2, "N"),
    ("N_AF_A_Payer", 6, "N"),
    ("N_AF_A_Deduire", 6, "N"),
    ("N_AF_Net_A_Payer", 6, "N"),
)
_KNOWN: _Columns = (
    *_PREFILLED,
    ("N_AF_A_Reverser", 6, "N"),
    ("N_Jours_Declares", 2, "N"),
    ("N_Salaire_Reel", 13, "N"),
    ("N_Salaire_Plaf", 9, "N"),
    ("L_Situation", 2, "AN"),
    ("S_Ctr", 19, "N"),
)
_PREFILLED_TOTAL: _Columns = (
    *_SAME,
    ("N_Nbr_Salaries", 6, "N"),
    ("N_T_Enfants", 6, "N"),
    ("N_T_AF_A_Payer", 12, "N"),
    ("N_T_AF_A_Deduire", 12, "N"),
    ("N_T_AF_Net_A_Payer", 12, "N"),
    ("N_T_Num_Imma", 15, "N"),
)
_WAGE_TOTALS: _Columns = (
    ("N_T_Jours_Declares", 6, "N"),
    ("N_T_Salaire_Reel", 15, "N"),
    ("N_T_Salaire_Plaf", 13, "N"),
    ("N_T_Ctr", 19, "N"),
)
_ENTRANT: _Columns = (
    *_SAME,
    ("N_Num_Assure", 9, "N"),
    ("L_Nom_Prenom", 60, "AN"),
    ("L_Num_CIN", 8, "AN"),
    ("N_Nbr_Jours", 2, "N"),
    ("N_Sal_Reel", 13, "N"),
    ("N_Sal_Plaf", 9, "N"),
    ("S_Ctr", 19, "N"),
)
_SHORT_TOTAL: _Columns = (
    *_SAME,
    ("N_Nbr_Salaries", 6, "N"),
    ("N_T_Num_Imma", 15, "N"),
    *_WAGE_TOTALS,
)
_RECORDS: tuple[_Columns, ...] = (
    (("N_Identif_Transfert", 14, "N"), ("L_Cat", 2, "AN")),
    _EMPLOYER,
    _KNOWN,
    (*_PREFILLED_TOTAL, ("N_T_AF_A_Reverser", 12, "N"), *_WAGE_TOTALS),
    _ENTRANT,
    _SHORT_TOTAL,
    _SHORT_TOTAL,
)
_DATES = frozenset({"D_Date_Emission", "D_Date_Exig"})


def _optional(letter: str, digit: int) -> frozenset[str]:
    """Numbers that may be spaces: those the document, or one of its readings, leaves blank."""
    if letter == "E" and digit in {KNOWN, KNOWN_TOTAL}:  # single records, zero or blank
        names = {name for name, _, kind in _RECORDS[digit] if kind == "N"}
        return frozenset(names - {"N_Num_Affilie", "L_Periode"})
    if digit == ENTRANT:
        # E04 is said in one place to leave the employer's number blank.
        return frozenset({"N_Num_Assure"} | ({"N_Num_Affilie"} if letter == "E" else set()))
    return _DATES


def _layout(letter: str, digit: int) -> Layout:
    columns = _RECORDS[digit]
    if letter == "A" and digit in {KNOWN, KNOWN_TOTAL}:
        columns = _PREFILLED if digit == KNOWN else _PREFILLED_TOTAL
    record, optional = f"{letter}{digit:02d}", _optional(letter, digit)
    fields = [Field("L_Type_Enreg", 1, 3, "literal", record.encode("ascii"))]
    for name, length, kind in columns:
        is_optional = name in optional
        fields.append(Field(name, fields[-1].end + 1, length, kind, optional=is_optional))
    if (end := fields[-1].end) < LENGTH:
        fields.append(Field("L_filler", end + 1, LENGTH - end, "filler"))
    return Layout(record, LENGTH, tuple(fields))


LAYOUTS = {
    (letter, digit): _layout(letter, digit)
    for letter, last in LAST_RECORD.items()
    for digit in range(last + 1)
}

# Which column each total adds up, besides the count of lines.
KNOWN_SUMS = {
    "N_T_Enfants": "N_Enfants",
    "N_T_AF_A_Payer": "N_AF_A_Payer",
    "N_T_AF_A_Deduire": "N_AF_A_Deduire",
    "N_T_AF_Net_A_Payer": "N_AF_Net_A_Payer",
    "N_T_Num_Imma": "N_Num_Assure",
    "N_T_AF_A_Reverser": "N_AF_A_Reverser",
    "N_T_Jours_Declares": "N_Jours_Declares",
    "N_T_Salaire_Reel": "N_Salaire_Reel",
    "N_T_Salaire_Plaf": "N_Salaire_Plaf",
    "N_T_Ctr": "S_Ctr",
}
ENTRANT_SUMS = {
    "N_T_Num_Imma": "N_Num_Assure",
    "N_T_Jours_Declares": "N_Nbr_Jours",
    "N_T_Salaire_Reel": "N_Sal_Reel",
    "N_T_Salaire_Plaf": "N_Sal_Plaf",
    "N_T_Ctr": "S_Ctr",
}
