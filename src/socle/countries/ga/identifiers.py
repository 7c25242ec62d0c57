"""Gabon's identifiers: no public text gives the shape or key of the fund's numbers."""

from socle.countries.bank_accounts import iban, rib
from socle.countries.telephones import msisdn
from socle.countries.trade_registers import TRADE_REGISTER
from socle.kernel.identifiers import unpublished

KINDS = (
    unpublished("insured_number"),
    unpublished("employer_number"),
    unpublished("company_number"),
    TRADE_REGISTER,
    rib("GA"),
    iban("GA"),
    msisdn("241", r"(?:0[2-7]|[67]\d)\d{6}"),
)
