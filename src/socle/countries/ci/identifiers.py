"""Côte d'Ivoire's identifiers: numbers of the CNPS, trade register, bank accounts, telephone."""

import re

from socle.countries.bank_accounts import iban, rib
from socle.countries.telephones import msisdn
from socle.countries.trade_registers import TRADE_REGISTER
from socle.kernel.identifiers import unpublished

# The plan of 2021-01-31 put the operator's two digits before the eight of the old number, whose
# second digit told the operator: Moov 0 to 3, MTN 4 to 6, Orange 7 to 9. 2x and 3x were fixed.
_MOOV, _MTN, _ORANGE = "01", "05", "07"
_OPERATORS = (_MOOV,) * 4 + (_MTN,) * 3 + (_ORANGE,) * 3


def _renumbered(written: str) -> str:
    is_old = re.fullmatch(r"[04-9]\d{7}", written, re.ASCII)
    return _OPERATORS[int(written[1])] + written if is_old else ""


KINDS = (
    unpublished("insured_number"),
    unpublished("employer_number"),
    unpublished("company_number"),
    TRADE_REGISTER,
    rib("CI"),
    iban("CI"),
    msisdn("225", r"0[157]\d{8}", _renumbered),
)
