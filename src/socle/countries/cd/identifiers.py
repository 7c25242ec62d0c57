"""Identifiers of the Democratic Republic of the Congo: no public text gives those of the fund."""

from socle.countries.bank_accounts import iban, rib
from socle.countries.telephones import msisdn
from socle.countries.trade_registers import TRADE_REGISTER
from socle.kernel.identifiers import unpublished

KINDS = (
    unpublished("insured_number"),
    unpublished("employer_number"),
    unpublished("company_number"),
    TRADE_REGISTER,
    rib("CD"),
    iban("CD"),
    msisdn("243", r"[89]\d{8}"),
)
