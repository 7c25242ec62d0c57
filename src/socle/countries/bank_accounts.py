"""Bank account numbers and IBAN as identifier kinds, by country. French: RIB, IBAN."""

from socle.kernel.check_digits import LAYOUTS, grouped, iban_verdict, in_fours, rib_is_right
from socle.kernel.identifiers import IdentifierKind, by_key, key_not_public, unpublished


def rib(country: str) -> IdentifierKind:
    """The national account number of a country; unjudged where its layout was not found."""
    layout = LAYOUTS.get(country)
    if layout is None:
        return unpublished("rib", longest=34)
    return IdentifierKind(
        "rib",
        layout.rib,
        by_key(rib_is_right) if layout.has_key else key_not_public,
        lambda compact: grouped(compact, layout.groups),
    )


def iban(country: str) -> IdentifierKind:
    """The international account number of a country; another country's is not refused outright.

    People are paid on accounts held abroad: the verdict says so and somebody decides.
    """
    return IdentifierKind(
        "iban",
        r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}",
        lambda compact: iban_verdict(compact, country),
        in_fours,
    )
