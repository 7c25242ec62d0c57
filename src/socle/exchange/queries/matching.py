"""Whom a source speaks of: by identity document, name and birth agreeing; never by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from socle.kernel.names import LEAST, name_agreement
from socle.registry.queries.finding import persons
from socle.registry.queries.identified import (
    Identified,
    employers_identified,
    persons_identified,
)

# Numbers of records, not of people.
_CERTIFICATES = frozenset({"BRN", "MRN", "DRN", "DIV"})
_MOST = 5


@dataclass(frozen=True, slots=True)
class Match:
    """A person of the register, or those who may be meant; `differing`: attribute, ours, theirs."""

    number: str = ""
    candidates: tuple[str, ...] = ()
    differing: tuple[tuple[str, str, str], ...] = ()

    @property
    def is_nobody(self) -> bool:
        return not self.number and not self.candidates


def match(said: Mapping[str, Any]) -> Match:
    """Who of the register a person is whom a source describes.

    An identity document decides, unless name or birth say that it is borne by somebody else: then
    a person looks. Without one, those of the same name and day of birth are shown, none is chosen.
    """
    values = [
        str(value)
        for kind, value in (said.get("identifiers") or {}).items()
        if kind not in _CERTIFICATES
    ]
    found = persons_identified(national_ids=values)
    if len(found) == 1:
        differing = _differing(found[0], said)
        if differing:
            return Match(candidates=(found[0].number,), differing=differing)
        return Match(found[0].number)
    if found:
        return Match(candidates=tuple(each.number for each in found[:_MOST]))
    return Match(candidates=_of_the_same_name(said))


def match_employer(said: Mapping[str, Any]) -> list[str]:
    """The affiliates that bear an identifier of a company."""
    return employers_identified(values=[str(each) for each in said.values()])


def _differing(found: Identified, said: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    differing = []
    name = f"{said.get('family_name', '')} {said.get('given_names', '')}".strip()
    if name and name_agreement(found.name, name) < LEAST:
        differing.append(("name", found.name, name))
    born = str(said.get("birth_on", ""))
    if born and found.birth_on and not _is_same_birth(found, born):
        differing.append(("birth_on", found.birth_on.isoformat(), born))
    sex = str(said.get("sex", ""))
    if sex and found.sex and sex != found.sex:
        differing.append(("sex", found.sex, sex))
    return tuple(differing)


def _is_same_birth(found: Identified, born: str) -> bool:
    """Whether two days of birth may be one, as far as ours is known."""
    length = {"year": 4, "month": 7}.get(found.birth_precision, 10)
    return bool(found.birth_on) and str(found.birth_on)[:length] == born[:length]


def _of_the_same_name(said: Mapping[str, Any]) -> tuple[str, ...]:
    born = str(said.get("birth_on", ""))
    name = f"{said.get('family_name', '')} {said.get('given_names', '')}".strip()
    if not born or not name or not any(char.isalpha() for char in name):
        return ()
    year = date.fromisoformat(born).year
    near = persons(text=f"{name} {year}", limit=_MOST * 4)
    same = [each.number for each in near if each.born == year]
    return tuple(same[:_MOST])
