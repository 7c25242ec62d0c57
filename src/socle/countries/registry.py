"""The countries that Socle knows, found by folder: nothing to edit when one is added.

A folder may be anywhere on the path of the package `socle.countries`.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import socle.countries
from socle.countries.affiliates import Affiliates, read_affiliates
from socle.countries.covering import CoverageLaw, read_coverage
from socle.countries.numbering import Numbering, numbering
from socle.kernel.errors import NotKnown
from socle.kernel.identifiers import IdentifierKind
from socle.rules.parameters import Parameters
from socle.rules.schema import read_parameters, read_text_yaml
from socle.rules.scheme import Scheme

if TYPE_CHECKING:
    # Formats bring numpy, which a single computation does not need.
    from socle.countries.declaration import DeclarationFormat, PrefillFormat

_HERE = Path(__file__).parent
_COMMON_FORMATS = ("form",)
Labels = Mapping[str, Mapping[str, Mapping[str, str]]]


@dataclass(frozen=True, eq=False)
class Country:
    """One country: its identity, its dated law, its schemes, identifiers and file formats."""

    code: str
    name: Mapping[str, str]
    currency: str
    languages: tuple[str, ...]
    timezone: str
    parameters: Parameters = field(repr=False)
    schemes: Mapping[str, Scheme] = field(repr=False)
    identifiers: Mapping[str, IdentifierKind] = field(repr=False)
    labels: Labels = field(repr=False)
    affiliates: Affiliates = field(repr=False)
    insured_numbers: Numbering = field(repr=False)
    coverage: CoverageLaw | None = field(repr=False, default=None)

    def scheme(self, code: str) -> Scheme:
        """A scheme by its code.

        Raises:
            NotKnown: `scheme_unknown`.
        """
        if code not in self.schemes:
            raise NotKnown("scheme_unknown", scheme=code, allowed=", ".join(self.schemes))
        return self.schemes[code]

    def identifier(self, kind: str) -> IdentifierKind:
        """A kind of identifier by its code.

        Raises:
            NotKnown: `identifier_kind_unknown`.
        """
        if kind not in self.identifiers:
            allowed = ", ".join(self.identifiers)
            raise NotKnown("identifier_kind_unknown", kind=kind, allowed=allowed)
        return self.identifiers[kind]

    def formats(self) -> "list[DeclarationFormat]":
        """The declaration files of the country, from its `formats` folder; then those of all."""
        found: list[DeclarationFormat] = []
        own = _folders()[self.code]
        for folder in (own, *(_HERE / name for name in _COMMON_FORMATS)):
            for module in _modules(folder, "formats"):
                found.extend(getattr(module, "FORMATS", ()))
        return found

    def prefill_format(self, code: str | None = None) -> "PrefillFormat | None":
        """The prefilled file of a format, or the country's first; None where there is none."""
        for module in _modules(_folders()[self.code], "formats"):
            for form in getattr(module, "PREFILLS", ()):
                if code is None or form.code == code:
                    found: PrefillFormat = form
                    return found
        return None

    def label(self, kind: str, code: str, language: str) -> str:
        """What a person reads for a code: the country's own word, else the common one, else itself.

        `kind` is `scheme`, `branch`, `payer`, `input`, `levy`, `penalty`, `step`, `status`,
        `unit`, or an input's name for its values.
        """
        for labels in (self.labels, common_labels()):
            words = labels.get(kind, {}).get(code)
            if words:
                return words.get(language) or words["fr"]
        return code


def countries() -> list[str]:
    """The codes of the countries, in alphabetical order."""
    return sorted(_folders())


def _folders() -> dict[str, Path]:
    """Where each country is, by its code."""
    found = (
        path.parent
        for place in socle.countries.__path__
        for path in Path(place).glob("[a-z]*/country.yaml")
    )
    return {folder.name.upper(): folder for folder in found}


@cache
def country(code: str) -> Country:
    """A country by its ISO 3166 code.

    Raises:
        NotKnown: `country_unknown`.
    """
    known = countries()
    if code.upper() not in known:
        raise NotKnown("country_unknown", country=code, allowed=", ".join(known))
    if code != code.upper():
        return country(code.upper())
    return build(code)


def build(code: str, parameters: Parameters | None = None) -> Country:
    """A country from its folder; with other parameters when a reform or a test asks for them."""
    folder = _folders()[code]
    written = read_text_yaml(folder / "country.yaml")
    law = parameters or read_parameters(folder, written["currency"])
    identifiers = importlib.import_module(f"socle.countries.{code.lower()}.identifiers")
    definitions = [module.DEFINITION for module in _modules(folder, "schemes")]
    return Country(
        code=written["code"],
        name=written["name"],
        currency=written["currency"],
        languages=tuple(written["languages"]),
        timezone=written["timezone"],
        parameters=law,
        schemes={each.code: Scheme(each, law, code) for each in definitions},
        identifiers={kind.code: kind for kind in identifiers.KINDS},
        labels=written.get("labels", {}),
        affiliates=read_affiliates(folder),
        insured_numbers=numbering(written.get("insured_numbers")),
        coverage=read_coverage(folder),
    )


@cache
def common_labels() -> Labels:
    labels: Labels = read_text_yaml(_HERE / "labels.yaml")
    return labels


def _modules(folder: Path, part: str) -> list[Any]:
    """What a country's `schemes` or `formats` holds; nothing where the folder is absent."""
    names = sorted(each.name for each in pkgutil.iter_modules([str(folder.joinpath(part))]))
    package = f"socle.countries.{folder.name}.{part}"
    return [importlib.import_module(f"{package}.{name}") for name in names]
