"""Morocco's identifiers: CNSS numbers, ICE, CIN, bank accounts, telephone."""

from socle.countries.bank_accounts import iban, rib
from socle.countries.telephones import msisdn
from socle.kernel.check_digits import multiple_of_97, weighted_key
from socle.kernel.identifiers import IdentifierKind, by_key

# Source: cahier des charges e-BDS, CNSS, section IV. The first digit is outside the sum.
_INSURED_WEIGHTS = "02121212"
_EMPLOYER_WEIGHTS = "121212"


def _insured(compact: str) -> tuple[bool | None, str | None]:
    """French: numéro d'immatriculation."""
    if compact[0] != "1":
        return False, "identifier_first_digit"
    right = compact[-1] == weighted_key(compact[:-1], _INSURED_WEIGHTS)
    return (True, None) if right else (False, "identifier_key")


def _employer_is_right(compact: str) -> bool:
    """French: numéro d'affilié."""
    return compact[-1] == weighted_key(compact[:-1], _EMPLOYER_WEIGHTS)


KINDS = (
    IdentifierKind(
        "insured_number",
        r"\d{9}",
        _insured,
        special={
            "000000000": (None, "identifier_not_given_yet"),
            "999999999": (None, "identifier_occasional_labour"),
            "100000000": (False, "identifier_never_given"),
        },
    ),
    IdentifierKind("employer_number", r"\d{7}", by_key(_employer_is_right)),
    IdentifierKind("company_number", r"\d{15}", by_key(multiple_of_97)),
    IdentifierKind("national_id", r"[A-Z]{1,2}\d{1,6}"),
    rib("MA"),
    iban("MA"),
    msisdn("212", r"\d{9}"),
)
