"""Mobile numbers as mobile money wants them: country code and national number, E.164."""

import re
from collections.abc import Callable

from socle.kernel.identifiers import IdentifierKind


def _never_renumbered(_written: str) -> str:
    return ""


def msisdn(
    prefix: str, national: str, renumbered: Callable[[str], str] = _never_renumbered
) -> IdentifierKind:
    """The mobile number of a country.

    `prefix` is its telephone code, `national` the shape of the number without trunk zero;
    `renumbered` gives today's number for one of an older plan, or an empty text.
    """

    def normal(compact: str) -> str:
        """`+237…` whether the code was written, or the trunk zero, or neither."""
        digits = compact.removeprefix("+").removeprefix("00")
        inside = digits.removeprefix(prefix)
        ways = [inside] if digits.startswith(prefix) else []
        if not compact.startswith("+"):
            ways += [digits, digits.removeprefix("0")]
        for written in ways:
            for number in (written, renumbered(written)):
                if re.fullmatch(national, number, re.ASCII):
                    return f"+{prefix}{number}"
        return compact

    return IdentifierKind("msisdn", rf"\+{prefix}(?:{national})", normal=normal)
