"""Names and accounts as banks take them: plain letters, and account numbers in their parts."""

import re
import unicodedata
from dataclasses import dataclass

from socle.kernel.check_digits import LAYOUTS

# What every bank reads (ISO 20022 messages of credit transfers): anything else becomes a space.
_STRANGE = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]+")
_SPACES = re.compile(r" {2,}")
# Letters that Unicode does not take apart, and signs that have a plain twin.
_PLAIN = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O", "đ": "d"}
    | {"ŋ": "n", "Ŋ": "N", "ɓ": "b", "Ɓ": "B", "ɗ": "d", "Ɗ": "D", "ɛ": "e", "Ɛ": "E"}
    | {"ɔ": "o", "Ɔ": "O", "ƴ": "y", "Ƴ": "Y", "ł": "l", "Ł": "L", "ı": "i"}
    | {"’": "'", "‘": "'", "ʼ": "'", "–": "-", "—": "-"}
)


def plain(text: str, longest: int) -> str:
    """A text in the letters that banks take; empty where none of it can be written so.

    Example:
        >>> plain("N’Guessan Aïcha", 20)
        "N'Guessan Aicha"
    """
    apart = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    marked = "".join(each for each in apart if not unicodedata.combining(each))
    return _SPACES.sub(" ", _STRANGE.sub(" ", marked)).strip()[:longest].strip()


@dataclass(frozen=True, slots=True)
class AccountParts:
    """A national account number (RIB) in its parts."""

    bank: str
    branch: str
    number: str
    key: str

    @property
    def whole(self) -> str:
        return self.bank + self.branch + self.number + self.key


def is_iban(account: str) -> bool:
    """Whether an account is written as an IBAN of a country that has them."""
    layout = LAYOUTS.get(account[:2])
    is_long = len(account) > 4 and account[2:4].isdigit()
    return bool(layout and layout.has_iban and is_long and re.fullmatch(layout.rib, account[4:]))


def parts(account: str, country: str) -> AccountParts | None:
    """The parts of an account, IBAN or national; None where the layout is not known."""
    iban = is_iban(account)
    layout = LAYOUTS.get(account[:2] if iban else country)
    national = account[4:] if iban else account
    if layout is None or not re.fullmatch(layout.rib, national):
        return None
    bank, branch, number, key = (
        national[sum(layout.groups[:place]) : sum(layout.groups[: place + 1])] for place in range(4)
    )
    return AccountParts(bank, branch, number, key)
