"""Payment references: what a payer copies on a transfer, a cheque or a telephone.

Digits alone, so that a telephone's keypad and a bank's form can write them: a kind, a rank on
nine digits, two check digits of ISO 7064 MOD 97-10. A reference is derived from what it is of
and stored nowhere; it tells nothing of a person.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from socle.kernel.check_digits import grouped, mod_97_10, mod_97_10_is_right

_LENGTHS = (12, 13, 14)  # the rank grows past nine digits only after a thousand million entries
_STARTS = re.compile(r"(?<!\d)[12]")
_DIGIT = re.compile(r"[ .\-/\u00a0\u202f]?(\d)")


class Kind(StrEnum):
    """What a reference is of."""

    DEBT = "1"  # one declaration's ledger entry
    ACCOUNT = "2"  # an employer's whole account


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """What a reference read in a text is of."""

    kind: Kind
    id: int


def debt_reference(entry_id: int) -> str:
    """The reference to pay one declaration (référence de paiement).

    Example:
        >>> debt_reference(1234)
        '100000123477'
    """
    return _with_key(f"{Kind.DEBT}{entry_id:09d}")


def account_reference(employer_id: int) -> str:
    """The reference to pay whatever an employer owes, the oldest first."""
    return _with_key(f"{Kind.ACCOUNT}{employer_id:09d}")


def shown(reference: str) -> str:
    """A reference as it is printed: in groups of four."""
    return grouped(reference, (4, 4, 4))


def read(reference: str) -> Reference | None:
    """What a reference is of; None when its key is wrong or it is none."""
    found = references_in(reference)
    return found[0] if len(found) == 1 else None


def references_in(text: str) -> list[Reference]:
    """The references in a text, each once, however banks have grouped their digits."""
    found: dict[Reference, None] = {}
    for start in _STARTS.finditer(text):
        for digits in _runs(text, start.start()):
            if mod_97_10_is_right(digits):
                found[Reference(Kind(digits[0]), int(digits[1:-2]))] = None
    return list(found)


def near_references(text: str) -> set[Reference]:
    """What a text with one digit wrong, or two neighbours exchanged, may have meant."""
    found: set[Reference] = set()
    for start in _STARTS.finditer(text):
        for digits in _runs(text, start.start()):
            for other in _neighbours(digits):
                if other[0] in {*Kind} and mod_97_10_is_right(other):
                    found.add(Reference(Kind(other[0]), int(other[1:-2])))
    return found


def _runs(text: str, start: int) -> list[str]:
    """Digits from a place on, single separators between them, that no digit follows."""
    runs: list[str] = []
    digits, place = text[start], start + 1
    while len(digits) <= _LENGTHS[-1]:
        following = text[place : place + 1]
        if len(digits) in _LENGTHS and not following.isdigit():
            runs.append(digits)
        step = _DIGIT.match(text, place)
        if step is None:
            break
        digits, place = digits + step[1], step.end()
    return [run for run in runs if run.isascii()]


def _neighbours(digits: str) -> set[str]:
    changed = {
        digits[:place] + other + digits[place + 1 :]
        for place in range(len(digits))
        for other in "0123456789"
    }
    swapped = {
        digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
        for place in range(len(digits) - 1)
    }
    return changed | swapped


def _with_key(body: str) -> str:
    return body + mod_97_10(body)
