"""How a fund makes the numbers it gives: a prefix, a rank in a sequence, a key.

French: schéma de numérotation. A country's `country.yaml` names the schemes a fund there may
choose from and the one it has until it chooses; `by_hand` means that the fund makes its numbers
elsewhere and types them. A country that says nothing has ISO/IEC 7064 MOD 97-10.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from socle.kernel.check_digits import mod_97_10, weighted_key
from socle.kernel.errors import NotKnown, Refused

BY_HAND = "by_hand"
_UNSAID: Mapping[str, Any] = {
    "default": "mod_97_10",
    "schemes": {"mod_97_10": {"prefix": "", "width": "8", "key": "mod_97_10"}},
}


@dataclass(frozen=True, slots=True)
class NumberScheme:
    """One way of making numbers: `prefix`, then `width` digits of rank, then the key."""

    code: str
    prefix: str
    width: int
    key: Callable[[str], str]

    def number(self, rank: int) -> str:
        """The number of a rank.

        Raises:
            Refused: the scheme has no number left.
        """
        if rank >= 10**self.width:
            raise Refused("numbering_full", scheme=self.code)
        body = f"{self.prefix}{rank:0{self.width}d}"
        return body + self.key(body)

    def judges(self, compact: str) -> bool | None:
        """Whether a number made this way has the right key; None for one made another way."""
        length = len(self.prefix) + self.width
        body, key = compact[:length], compact[length:]
        # The key of a number takes longer: most of those that a fund brings were made otherwise.
        is_made = key.isdigit() and len(body) == length and body.isascii() and body.isdigit()
        if not is_made or not body.startswith(self.prefix):
            return None
        right = self.key(body)
        return None if len(key) != len(right) else key == right


@dataclass(frozen=True, slots=True)
class Numbering:
    """The schemes a fund may choose from for one kind of number, and the one it begins with."""

    default: str
    schemes: Mapping[str, NumberScheme]

    @property
    def choices(self) -> tuple[str, ...]:
        return (*self.schemes, BY_HAND)

    def scheme(self, code: str) -> NumberScheme | None:
        """The scheme of that code; None where numbers are typed by hand.

        Raises:
            NotKnown: the country has no such scheme.
        """
        if code == BY_HAND:
            return None
        if code not in self.schemes:
            raise NotKnown("numbering_unknown", scheme=code, allowed=", ".join(self.choices))
        return self.schemes[code]


def numbering(written: Mapping[str, Any] | None) -> Numbering:
    """The numbering that a country's file says for one kind of number."""
    said = _UNSAID if written is None else written
    schemes = {
        code: NumberScheme(code, each["prefix"], int(each["width"]), _key(each))
        for code, each in said.get("schemes", {}).items()
    }
    found = Numbering(said["default"], schemes)
    found.scheme(found.default)
    return found


def _key(written: Mapping[str, str]) -> Callable[[str], str]:
    if written["key"] == "mod_97_10":
        return mod_97_10
    weights = written["weights"]
    return lambda body: weighted_key(body, weights)
