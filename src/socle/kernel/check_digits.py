"""Check keys: the French RIB key, the IBAN, ISO 7064 MOD 97-10, weighted sums.

python-stdnum refuses the IBAN of Morocco and of every CEMAC and UEMOA country, and knows no
national key of theirs: these few lines are the house's own, checked on published numbers.
"""

import re
from dataclasses import dataclass

# The letters of a RIB count as in the French table (A and J are 1), not as in an IBAN (A is 10).
_RIB_DIGITS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")


def rib_key(body: str) -> str:
    """The two-digit key of a bank account number. French: clé RIB.

    Source: clé RIB, 97 - (n x 100 mod 97); 97 itself is a legal key.

    Example:
        >>> rib_key("100050001012345678901")
        '93'
    """
    number = int(body.translate(_RIB_DIGITS))
    return f"{97 - number * 100 % 97:02d}"


def rib_is_right(rib: str) -> bool:
    """Whether the last two digits are the key of what precedes."""
    return rib[-2:] == rib_key(rib[:-2])


def _iso_digits(text: str) -> int:
    """Letters as 10 to 35, digits as they are: ISO 7064 and ISO 13616."""
    return int("".join(str(int(character, 36)) for character in text))


def mod_97_10(body: str) -> str:
    """The two check digits of ISO/IEC 7064 MOD 97-10 for a body.

    Example:
        >>> mod_97_10("12345678")
        '89'
    """
    return f"{98 - _iso_digits(body) * 100 % 97:02d}"


def mod_97_10_is_right(text: str) -> bool:
    """Whether a text that carries its MOD 97-10 digits at the end is right."""
    return _iso_digits(text) % 97 == 1


def multiple_of_97(digits: str) -> bool:
    """Whether a whole number is a multiple of 97. French: contrôle de l'ICE marocain."""
    return int(digits) % 97 == 0


def weighted_sum(digits: str, weights: str) -> int:
    """Each digit times its weight, summed; products are not digit-summed."""
    return sum(int(digit) * int(weight) for digit, weight in zip(digits, weights, strict=True))


def weighted_key(body: str, weights: str) -> str:
    """The digit that brings a weighted sum to a multiple of ten.

    Example:
        >>> weighted_key("12345678", "02121212")
        '5'
    """
    return str(-weighted_sum(body, weights) % 10)


def luhn_is_right(digits: str) -> bool:
    """Whether the last digit is the key of Luhn: products are digit-summed. ISO/IEC 7812-1.

    Example:
        >>> luhn_is_right("693770885"), luhn_is_right("693770880")
        (True, False)
    """
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(doubled) + sum(map(int, digits[-1::-2]))) % 10 == 0


@dataclass(frozen=True, slots=True)
class AccountLayout:
    """How a country writes a bank account: RIB shape, and whether its key is the French one."""

    rib: str
    groups: tuple[int, ...]
    has_key: bool = True
    has_iban: bool = True


_CENTRAL = AccountLayout(r"\d{23}", (5, 5, 11, 2))
_WEST = AccountLayout(r"(?:[A-Z]{2}\d{3}|[A-Z]\d{4})\d{5}\d{12}\d{2}", (5, 5, 12, 2))

# Source: formats of the Banque de France's key used in CEMAC, UEMOA and the Maghreb; each
# country's published IBAN example passes, Guinea-Bissau's key excepted (not decoded).
LAYOUTS: dict[str, AccountLayout] = {
    **dict.fromkeys(("CM", "CF", "CG", "GA", "GQ", "TD"), _CENTRAL),
    **dict.fromkeys(("MR", "DJ", "MG", "KM", "BI"), _CENTRAL),
    **dict.fromkeys(("BJ", "BF", "CI", "ML", "NE", "SN", "TG"), _WEST),
    "MA": AccountLayout(r"\d{24}", (3, 3, 16, 2)),
    "TN": AccountLayout(r"\d{20}", (2, 3, 13, 2)),
    "GN": AccountLayout(r"\d{18}", (3, 3, 10, 2), has_iban=False),
    "GW": AccountLayout(r"[A-Z0-9]{21}", (5, 4, 10, 2), has_key=False),
    "FR": AccountLayout(r"\d{10}[A-Z0-9]{11}\d{2}", (5, 5, 11, 2)),
}


def iban_of(country: str, rib: str) -> str:
    """The IBAN of a national account number."""
    return country + mod_97_10_prefix(country, rib) + rib


def mod_97_10_prefix(country: str, rib: str) -> str:
    """The two digits that follow the country in an IBAN."""
    return f"{98 - _iso_digits(rib + country + '00') % 97:02d}"


def iban_verdict(compact: str, country: str | None = None) -> tuple[bool | None, str | None]:
    """Whether an IBAN is right, and the code of what is not.

    The digits of ISO 13616 may be right over a national key that is wrong: both are looked at.
    """
    here = compact[:2]
    layout = LAYOUTS.get(here)
    if layout is None or not layout.has_iban or (country is not None and here != country):
        return False, "iban_country"
    if not re.fullmatch(layout.rib, compact[4:], re.ASCII):
        return False, "identifier_shape"
    if not mod_97_10_is_right(compact[4:] + compact[:4]):
        return False, "identifier_key"
    if layout.has_key and not rib_is_right(compact[4:]):
        return False, "iban_rib_key"
    return (True, None) if layout.has_key else (None, "identifier_key_not_public")


def grouped(compact: str, sizes: tuple[int, ...]) -> str:
    """A number in the groups that people read, the last taking what remains."""
    shown: list[str] = []
    place = 0
    for size in sizes:
        shown.append(compact[place : place + size])
        place += size
    if compact[place:]:
        shown.append(compact[place:])
    return " ".join(part for part in shown if part)


def in_fours(compact: str) -> str:
    """An IBAN as it is printed."""
    return grouped(compact, (4,) * (len(compact) // 4))
