"""Senegal's identifiers: NINEA, trade register, bank accounts, telephone."""

from socle.countries.bank_accounts import iban, rib
from socle.countries.telephones import msisdn
from socle.countries.trade_registers import TRADE_REGISTER
from socle.kernel.check_digits import grouped, weighted_sum
from socle.kernel.identifiers import IdentifierKind, by_key, unpublished

_WEIGHTS = "121212121"


def _bare(compact: str) -> str:
    """A NINEA without its COFI, the three signs that tell the kind of taxpayer."""
    return compact if compact.isdigit() else compact[:-3]


def _is_right(compact: str) -> bool:
    """French: numéro d'identification nationale des entreprises et associations."""
    return weighted_sum(_bare(compact).zfill(len(_WEIGHTS)), _WEIGHTS) % 10 == 0


def _shown(compact: str) -> str:
    return grouped(compact, (len(_bare(compact)),))


KINDS = (
    unpublished("insured_number"),
    unpublished("employer_number"),
    IdentifierKind(
        "company_number", r"(?:\d{7}|\d{9})(?:[012][A-Z]\d)?", by_key(_is_right), _shown
    ),
    TRADE_REGISTER,
    rib("SN"),
    iban("SN"),
    msisdn("221", r"7\d{8}"),
)
