"""Cameroon's identifiers: CNPS numbers, NIU, bank accounts, telephone."""

from socle.countries.bank_accounts import iban, rib
from socle.countries.telephones import msisdn
from socle.countries.trade_registers import TRADE_REGISTER
from socle.kernel.check_digits import grouped
from socle.kernel.identifiers import IdentifierKind, key_not_public


def _cnps_key(compact: str) -> tuple[bool | None, str | None]:
    """A CNPS number is ten digits and one key character, whose rule the fund keeps."""
    return key_not_public(compact) if len(compact) == 11 else (None, "identifier_key_missing")


def _shown(compact: str) -> str:
    return grouped(compact, (10,))


_CNPS_SHAPE = r"\d{10}[A-Z0-9]?"

KINDS = (
    IdentifierKind("insured_number", _CNPS_SHAPE, _cnps_key, _shown),
    IdentifierKind("employer_number", _CNPS_SHAPE, _cnps_key, _shown),
    # NIU: P for a person, M for a legal entity, then month and year; its last letter's rule was
    # not found.
    IdentifierKind("company_number", r"[PM](?:0[1-9]|1[0-2])\d{10}[A-Z]", key_not_public),
    IdentifierKind("national_id", r"[A-Z0-9]{6,20}", key_not_public),
    TRADE_REGISTER,
    rib("CM"),
    iban("CM"),
    msisdn("237", r"6\d{8}"),
)
