"""The country's identifiers."""

from socle.countries.bank_accounts import iban, rib
from socle.countries.telephones import msisdn
from socle.kernel.identifiers import IdentifierKind, key_not_public

KINDS = (
    IdentifierKind("insured_number", r"\d{10}", key_not_public),
    IdentifierKind("employer_number", r"\d{10}", key_not_public),
    IdentifierKind("company_number", r"[A-Z0-9]{8,15}", key_not_public),
    rib("SN"),
    iban("SN"),
    msisdn("221", r"7\d{8}"),
)
