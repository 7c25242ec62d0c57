"""The trade register number of the OHADA countries. French: RCCM, registre du commerce.

State, court, year, letter of the register, rank: `CI-ABJ-2019-B-12345`, `RC/DLA/2019/B/1234`, and
since 2019 with codes of two characters between. Courts write it each in their way and it has no
key: another writing is shown to somebody, never refused.
"""

import re

from socle.kernel.identifiers import IdentifierKind

_WRITTEN = re.compile(
    r"(?P<register>RC(?:CM)?)?(?P<state>[A-Z]{2})??(?P<court>[A-Z]{3})(?P<code>\d{2})??"
    r"(?P<year>(?:19|20)\d{2})(?P<letter>[A-Z](?:\d{2}(?=\d{5}$))?)(?P<rank>\d{1,7})"
)


def _check(compact: str) -> tuple[bool | None, str | None]:
    known = _WRITTEN.fullmatch(compact) is not None
    return (True, None) if known else (None, "identifier_unusual")


def _shown(compact: str) -> str:
    found = _WRITTEN.fullmatch(compact)
    return "-".join(filter(None, found.groups())) if found else compact


TRADE_REGISTER = IdentifierKind("trade_register", r"[A-Z0-9]{2,30}", _check, _shown)
