"""Mobile numbers as mobile money wants them: country code and national number, E.164."""

import re

from socle.kernel.identifiers import IdentifierKind


def msisdn(prefix: str, national: str) -> IdentifierKind:
    """The mobile number of a country.

    `prefix` is its telephone code, `national` the shape of the number without trunk zero.
    """

    def normal(compact: str) -> str:
        """`+237…` whether the code was written, or the trunk zero, or neither."""
        digits = compact.removeprefix("+").removeprefix("00")
        if re.fullmatch(prefix + national, digits, re.ASCII):
            return f"+{digits}"
        digits = digits.removeprefix("0")
        return f"+{prefix}{digits}" if re.fullmatch(national, digits, re.ASCII) else compact

    return IdentifierKind("msisdn", rf"\+{prefix}{national}", normal=normal)
