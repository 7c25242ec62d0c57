"""Kinds of affiliate of a country: what the fund asks of each, and how it files. Data, no code.

French: nature de l'affilié : entreprise, employeur de maison, exploitation agricole, organisme de
liaison, travailleur non salarié. What a country's list does not say of a kind is of the common one,
a convention of the fund; `only: true` has a country know its own kinds alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from socle.kernel.errors import Refused
from socle.kernel.identifiers import IdentifierKind, Verdict, key_not_public
from socle.rules.schema import read_text_yaml

USUAL = "company"
# The regime of an affiliate that pays nobody: it owes no wage declaration.
NO_FILING = "no_filing"
_COMMON = Path(__file__).with_name("affiliates.yaml")


@dataclass(frozen=True, slots=True)
class AffiliateKind:
    """A kind of affiliate.

    `asks` are the data its affiliation asks besides number, name, address and contact; those in
    `requires` cannot be left out. The first of `filing_regimes` is the usual one. `classes` are
    inputs of the scheme that the kind decides. `sources` says how sure this is, and who says so.
    """

    code: str
    asks: tuple[str, ...]
    requires: frozenset[str]
    filing_regimes: tuple[str, ...]
    classes: Mapping[str, str]
    status: str
    source: str

    @property
    def has_employees(self) -> bool:
        return NO_FILING not in self.filing_regimes


@dataclass(frozen=True, eq=False)
class Affiliates:
    """The kinds of affiliate of a country, the legal identifiers it knows, its legal forms."""

    kinds: Mapping[str, AffiliateKind]
    legal_identifiers: Mapping[str, Mapping[str, str]]  # words by language
    legal_forms: tuple[str, ...]

    def kind(self, code: str) -> AffiliateKind:
        """A kind by its code.

        Raises:
            Refused: `affiliate_kind_unknown`.
        """
        if code not in self.kinds:
            raise Refused("affiliate_kind_unknown", kind=code, allowed=", ".join(self.kinds))
        return self.kinds[code]

    def identifier_words(self, kind: str, language: str) -> str:
        """The name of a legal identifier: ICE, NIU, registre du commerce."""
        words = self.legal_identifiers.get(kind, {})
        return words.get(language) or words.get("fr") or kind


def legal_identifier(kind: str, known: Mapping[str, IdentifierKind]) -> IdentifierKind:
    """How a legal identifier is checked: by the country's rule, else it is kept unverified."""
    return known.get(kind) or IdentifierKind(kind, r".{2,30}", key_not_public)


def verdict(kind: str, value: str, known: Mapping[str, IdentifierKind]) -> Verdict:
    """Whether a legal identifier is well written; None where its rule is not known."""
    return legal_identifier(kind, known).validate(value)


def read_affiliates(folder: Path) -> Affiliates:
    """The affiliates of a country's folder: the common ones, with what its own list says."""
    common, path = read_text_yaml(_COMMON), folder / "affiliates.yaml"
    own = read_text_yaml(path) if path.is_file() else {}
    told = {} if own.get("only") else common["kinds"]
    told = told | {code: told.get(code, {}) | said for code, said in own.get("kinds", {}).items()}
    kinds = {
        code: AffiliateKind(
            code=code,
            asks=tuple(each.get("asks", ())),
            requires=frozenset(each.get("requires", ())),
            filing_regimes=tuple(each["filing_regimes"]),
            classes=each.get("classes", {}),
            status=each["status"],
            source=each["source"],
        )
        for code, each in told.items()
    }
    written = common | own
    return Affiliates(kinds, written["legal_identifiers"], tuple(written["legal_forms"]))
