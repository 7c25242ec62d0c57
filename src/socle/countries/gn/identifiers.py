"""Guinea's identifiers: NIFp, trade register, bank accounts (no IBAN there), telephone."""

from socle.countries.bank_accounts import iban, rib
from socle.countries.telephones import msisdn
from socle.countries.trade_registers import TRADE_REGISTER
from socle.kernel.check_digits import luhn_is_right
from socle.kernel.identifiers import IdentifierKind, by_key, unpublished

KINDS = (
    unpublished("insured_number"),
    unpublished("employer_number"),
    # French: numéro d'identification fiscale permanent, NIFp.
    IdentifierKind("company_number", r"\d{9}", by_key(luhn_is_right)),
    TRADE_REGISTER,
    rib("GN"),
    iban("GN"),
    msisdn("224", r"6\d{8}"),
)
