"""Tunisia's identifiers: numbers of the CNSS, matricule fiscal, bank accounts, telephone."""

import re

from socle.countries.bank_accounts import iban, rib
from socle.countries.telephones import msisdn
from socle.kernel.check_digits import grouped
from socle.kernel.identifiers import IdentifierKind, key_not_public

_SERIAL = re.compile(r"([0-9]{1,6})([A-Z].*)")


def _in_seven_digits(compact: str) -> str:
    """The serial number of a matricule fiscal, whose zeros people leave out."""
    found = _SERIAL.fullmatch(compact)
    return found[1].zfill(7) + found[2] if found else compact


def _shown(compact: str) -> str:
    return "/".join(grouped(compact, (7, 1, 1, 1, 3)).split())


KINDS = (
    # Number and key, ten digits in all: how the key is made is not public.
    IdentifierKind("insured_number", r"\d{10}", key_not_public),
    IdentifierKind("employer_number", r"\d{10}", key_not_public),
    # French: matricule fiscal. Seven digits and a control letter (never I, O, U); then, where it
    # is written whole, the letters of VAT and category and the number of the establishment.
    IdentifierKind(
        "company_number",
        r"\d{7}[A-HJ-NP-TV-Z](?:[APBDN][MPCNE]\d{3})?",
        shown=_shown,
        normal=_in_seven_digits,
    ),
    rib("TN"),
    iban("TN"),
    msisdn("216", r"[2-59]\d{7}"),
)
