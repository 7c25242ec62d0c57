"""Madagascar's identifiers: no public text gives the shape or key of the fund's numbers."""

from socle.countries.bank_accounts import iban, rib
from socle.countries.telephones import msisdn
from socle.kernel.identifiers import unpublished

KINDS = (
    unpublished("insured_number"),
    unpublished("employer_number"),
    unpublished("company_number"),
    rib("MG"),
    iban("MG"),
    msisdn("261", r"3\d{8}"),
)
