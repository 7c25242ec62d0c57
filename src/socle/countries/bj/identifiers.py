"""Benin's identifiers: numbers of the CNSS, trade register, bank accounts, telephone."""

import re

from socle.countries.bank_accounts import iban, rib
from socle.countries.telephones import msisdn
from socle.countries.trade_registers import TRADE_REGISTER
from socle.kernel.identifiers import IdentifierKind, key_not_public, unpublished


def _renumbered(written: str) -> str:
    """Eight digits became ten on 2024-11-30: `01` before the old number."""
    return f"01{written}" if re.fullmatch(r"\d{8}", written, re.ASCII) else ""


KINDS = (
    # The CNSS's nominative list: insured numbers are digits, those of employers have letters too.
    IdentifierKind("insured_number", r"\d{4,20}", key_not_public),
    unpublished("employer_number"),
    unpublished("company_number"),
    TRADE_REGISTER,
    rib("BJ"),
    iban("BJ"),
    msisdn("229", r"01\d{8}", _renumbered),
)
