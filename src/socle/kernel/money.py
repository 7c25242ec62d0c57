"""Money: whole minor units of one currency. No float, no arithmetic across currencies."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from socle.kernel.errors import Refused

# Digits after the comma, ISO 4217. A currency that is not here is refused, never guessed.
CURRENCY_DIGITS = {"XAF": 0, "XOF": 0, "GNF": 0, "KMF": 0, "MAD": 2, "CDF": 2, "MGA": 2, "TND": 3}

_SIGNS = {
    "fr": {
        "XAF": "FCFA",
        "XOF": "FCFA",
        "GNF": "FG",
        "KMF": "FC",
        "MAD": "DH",
        "CDF": "FC",
        "MGA": "Ar",
        "TND": "DT",
    },
    "ar": {
        "XAF": "فرنك",
        "XOF": "فرنك",
        "GNF": "فرنك غيني",
        "KMF": "فرنك قمري",
        "MAD": "درهم",
        "CDF": "فرنك كونغولي",
        "MGA": "أرياري",
        "TND": "دينار",
    },
}
NARROW_SPACE = "\u202f"
MINUS = "\u2212"
# What people and spreadsheets put between thousands.
_SPACES = dict.fromkeys(map(ord, " \u00a0\u202f\u2009'"))
_WRITTEN = re.compile(r"([-\u2212+]?)(\d+)(?:[.,](\d+))?")


def currency_digits(currency: str) -> int:
    """How many decimals a currency has.

    Raises:
        Refused: `currency_unknown`.
    """
    if currency not in CURRENCY_DIGITS:
        raise Refused("currency_unknown", currency=currency)
    return CURRENCY_DIGITS[currency]


@dataclass(frozen=True, slots=True)
class Money:
    """An amount. Units: `minor` is whole minor units (franc, centime, millime)."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        currency_digits(self.currency)

    @classmethod
    def parse(cls, text: str, currency: str) -> "Money":
        """An amount as people write it: `1200000`, `6034.94`, `6 034,94`.

        Raises:
            Refused: `amount_invalid`, or `amount_too_precise` when the currency has no such
                decimals.
        """
        digits = currency_digits(currency)
        found = _WRITTEN.fullmatch(text.strip().translate(_SPACES))
        if not found:
            raise Refused("amount_invalid", read=text, currency=currency)
        decimals = found[3] or ""
        if len(decimals) > digits and decimals[digits:].strip("0"):
            raise Refused("amount_too_precise", read=text, currency=currency, digits=digits)
        minor = int(found[2] + decimals[:digits].ljust(digits, "0"))
        return cls(-minor if found[1] in ("-", MINUS) else minor, currency)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other).minor

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other).minor

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise Refused("currencies_differ", one=self.currency, other=other.currency)
        return other

    def allocate(self, weights: Sequence[int]) -> tuple["Money", ...]:
        """Shares by weight whose sum is this amount, to the last minor unit.

        What division leaves over goes, unit by unit, to the largest remainders, first come
        first served among equals.

        Raises:
            Refused: `weights_invalid` when one is negative or all are zero.
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise Refused("weights_invalid")
        size = abs(self.minor)
        shares = [size * weight // total for weight in weights]
        by_remainder = sorted(
            range(len(weights)), key=lambda place: -(size * weights[place] % total)
        )
        for place in by_remainder[: size - sum(shares)]:
            shares[place] += 1
        return tuple(Money(-share if self.minor < 0 else share, self.currency) for share in shares)

    def as_json(self) -> dict[str, int | str]:
        return {"minor": self.minor, "currency": self.currency}

    def decimal(self) -> str:
        """The plain figure, `6034.94`, for machines that read a decimal point."""
        digits = currency_digits(self.currency)
        whole, decimals = _parts(abs(self.minor), digits)
        return ("-" if self.minor < 0 else "") + whole + (f".{decimals}" if digits else "")

    def text(self, language: str) -> str:
        """What a person reads: `12 500 FCFA`, `1 234,50 DH`, narrow no-break spaces inside."""
        whole, decimals = _parts(abs(self.minor), currency_digits(self.currency))
        separator, point = (",", ".") if language == "en" else (NARROW_SPACE, ",")
        shown = f"{int(whole):,}".replace(",", separator)
        if decimals:
            shown += point + decimals
        sign = _SIGNS.get(language, _SIGNS["fr"])[self.currency]
        return f"{MINUS if self.minor < 0 else ''}{shown}{NARROW_SPACE}{sign}"


def _parts(size: int, digits: int) -> tuple[str, str]:
    padded = str(size).rjust(digits + 1, "0")
    return (padded, "") if digits == 0 else (padded[:-digits], padded[-digits:])
