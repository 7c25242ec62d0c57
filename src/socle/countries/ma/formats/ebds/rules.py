"""What one line of an e-BDS file must satisfy by itself: keys, sums, days, situations.

Source: CNSS, Cahier des charges e-BDS, version 2 (2006), sections IV-4 and IV-5 and its list of
controls. One control is left out: "real salary above SMIG / 26 × (days − 1)", because the
monthly minimum wage it compares with is nowhere stated in what is public.
"""

from collections.abc import Mapping

import numpy as np

from socle.countries.declaration import Text, Whole
from socle.countries.fixed_width import Columns, Mask

Numbers = Mapping[str, Whole]

WITHOUT_NUMBER = 0  # an entrant not yet registered; the CIN then identifies
OCCASIONAL = 999_999_999  # occasional labour, declared together
REJECTED = 100_000_000  # its key is right, and yet it is nobody's
MOST_DAYS = 26

# `L_Situation` by rank: blank normal, SO left, DE died, IT maternity, IL sickness, AT work
# accident, CS unpaid leave, MS kept without wage, MP occupational disease.
SITUATIONS = (b"", b"SO", b"DE", b"IT", b"IL", b"AT", b"CS", b"MS", b"MP")
_LEFT = (b"SO", b"DE")
_UNPAID = (b"AT", b"CS", b"MS", b"MP")
_EARLIEST_YEAR, _LATEST_YEAR = 1960, 2099


def employer_key_is_right(number: Whole) -> Mask:
    """Clé du numéro d'affilié: C7 = (10 − (2(C2+C4+C6) + C1+C3+C5) mod 10) mod 10."""
    return _key_is_right(number, 7, from_digit=1)


def insured_key_is_right(number: Whole) -> Mask:
    """Clé du numéro d'immatriculation: the same rule on nine digits, the first, 1, left out."""
    right: Mask = _key_is_right(number, 9, from_digit=2) & (number // 10**8 == 1)
    return right


def _key_is_right(number: Whole, digits: int, *, from_digit: int) -> Mask:
    total = np.zeros(number.size, np.int64)
    for place in range(from_digit, digits):
        digit = number // 10 ** (digits - place) % 10
        total += digit * (2 if place % 2 == 0 else 1)
    right: Mask = (total + number) % 10 == 0  # the key brings the sum to a multiple of ten
    return right


def period_is_right(period: Whole) -> Mask:
    """Whether AAAAMM is a month."""
    year, month = period // 100, period % 100
    found: Mask = (month >= 1) & (month <= 12) & (year >= _EARLIEST_YEAR) & (year <= _LATEST_YEAR)
    return found


def check_insured(columns: Columns) -> None:
    """N_Num_Assure: key and first digit, and the numbers that stand for nobody."""
    number = columns.numbers["N_Num_Assure"]
    special = number == OCCASIONAL
    if columns.layout.record.endswith("04"):
        special |= number == WITHOUT_NUMBER
    wrong = ~special & (~insured_key_is_right(number) | (number == REJECTED))
    columns.refuse(wrong, "N_Num_Assure", "ebds_insured_key")


def check_allowances(columns: Columns) -> None:
    """AF: net à payer = à payer − à déduire."""
    numbers = columns.numbers
    net = numbers["N_AF_A_Payer"] - numbers["N_AF_A_Deduire"]
    read = numbers["N_AF_Net_A_Payer"]
    wrong = (read != net) & columns.is_readable
    facts = {"written": read, "computed": net}
    columns.refuse(wrong, "N_AF_Net_A_Payer", "ebds_allowance_net", facts)


def check_wages(columns: Columns, days: str, real: str, capped: str) -> None:
    """Days 0 to 26; the capped salary is at most the real one."""
    numbers = columns.numbers
    limits = {"lowest": 0, "highest": MOST_DAYS}
    columns.refuse(numbers[days] > MOST_DAYS, days, "field_range", limits)
    above = (numbers[capped] > numbers[real]) & columns.is_readable
    columns.refuse(above, capped, "ebds_capped_above_real")


def check_situation(columns: Columns) -> None:
    """L_Situation, and what each allows of days, salaries and allowances returned."""
    numbers, situation = columns.numbers, columns.texts["L_Situation"]
    columns.refuse(~np.isin(situation, SITUATIONS), "L_Situation", "ebds_situation_unknown")
    readable = columns.is_readable
    paid = [numbers[name] for name in ("N_Jours_Declares", "N_Salaire_Reel", "N_Salaire_Plaf")]
    has_all = np.logical_and.reduce([amount > 0 for amount in paid])
    has_any = np.logical_or.reduce([amount > 0 for amount in paid])
    missing = (situation == b"") & ~has_all & readable
    columns.refuse(missing, "L_Situation", "ebds_normal_without_wage")
    unpaid = np.isin(situation, _UNPAID) & has_any & readable
    facts = {"situation": situation}
    columns.refuse(unpaid, "L_Situation", "ebds_unpaid_with_wage", facts)
    net = numbers["N_AF_Net_A_Payer"]
    kept = np.isin(situation, _LEFT) & (numbers["N_AF_A_Reverser"] != net) & readable
    facts_returned: dict[str, Whole | Text] = {"situation": situation, "expected": net}
    columns.refuse(kept, "N_AF_A_Reverser", "ebds_allowance_not_returned", facts_returned)


def known_control_sum(numbers: Numbers, situation: Text) -> Whole:
    """S_Ctr of B02: the numbers of the line added up, and the rank of its situation."""
    rank = np.zeros(situation.size, np.int64)
    for place, code in enumerate(SITUATIONS):
        rank[situation == code] = place
    return (
        numbers["N_Num_Assure"]
        + numbers["N_AF_A_Reverser"]
        + numbers["N_Jours_Declares"]
        + numbers["N_Salaire_Reel"]
        + numbers["N_Salaire_Plaf"]
        + rank
    )


def entrant_control_sum(numbers: Numbers) -> Whole:
    """S_Ctr of B04; a blank number counts for 0."""
    wages = numbers["N_Nbr_Jours"] + numbers["N_Sal_Reel"] + numbers["N_Sal_Plaf"]
    return numbers["N_Num_Assure"] + wages


def check_control_sum(columns: Columns, computed: Whole) -> None:
    read = columns.numbers["S_Ctr"]
    wrong = (read != computed) & columns.is_readable
    columns.refuse(wrong, "S_Ctr", "ebds_control_sum", {"written": read, "computed": computed})


def is_empty_form(columns: Columns) -> Mask:
    """Formulaire vide: the single B04 of a declaration without entrant."""
    numbers, texts = columns.numbers, columns.texts
    held = np.zeros(len(columns), np.int64)
    for name in ("N_Num_Assure", "N_Nbr_Jours", "N_Sal_Reel", "N_Sal_Plaf"):
        held |= numbers[name]
    blank: Mask = (held == 0) & (texts["L_Nom_Prenom"] == b"") & (texts["L_Num_CIN"] == b"")
    return blank & columns.is_readable


def check_entrant(columns: Columns) -> None:
    """B04: who is declared, unless it is the empty form."""
    number = columns.numbers["N_Num_Assure"]
    name: Text = columns.texts["L_Nom_Prenom"]
    national_id: Text = columns.texts["L_Num_CIN"]
    declared = ~is_empty_form(columns) & columns.is_readable
    unnamed = declared & (number != OCCASIONAL) & (name == b"")
    columns.refuse(unnamed, "L_Nom_Prenom", "ebds_entrant_without_name")
    unknown = declared & (number == WITHOUT_NUMBER) & (national_id == b"")
    columns.refuse(unknown, "L_Num_CIN", "ebds_entrant_without_id")
