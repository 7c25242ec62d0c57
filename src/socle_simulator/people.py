"""People as a registry knows them: taken from plain data, kept as the standard writes them."""

from collections.abc import Mapping
from typing import Any

from socle_simulator.dci import instant
from socle_simulator.matching import identifiers

Said = Mapping[str, Any]
Record = dict[str, Any]
SHARED = ("MRN", "DIV")  # a certificate of two people
_PLAIN = ("sex", "birth_date", "death_date", "marital_status")


class Book:
    """Records found by any of their identifiers."""

    def __init__(self) -> None:
        self._by: dict[tuple[str, str], list[Record]] = {}
        self._all: dict[int, Record] = {}
        self._kinds: dict[str, None] = {}

    def put(self, record: Record) -> None:
        """Takes a record; one that has an identifier of its own already is replaced by it."""
        for kind, value in identifiers(record):
            if kind not in SHARED:
                for before in self.found_by(kind, value):
                    self._drop(before)
        self._all[id(record)] = record
        for kind, value in identifiers(record):
            self._kinds[kind] = None
            self._by.setdefault((kind, value), []).append(record)

    def all(self) -> list[Record]:
        return list(self._all.values())

    def found_by(self, kind: str, value: str) -> list[Record]:
        return list(self._by.get((kind, value), []))

    def named(self, value: str) -> Record:
        """By an identifier of any type.

        Raises: KeyError.
        """
        for kind in self._kinds:
            if kind not in SHARED and (found := self.found_by(kind, value)):
                return found[0]
        raise KeyError(value)

    def _drop(self, record: Record) -> None:
        self._all.pop(id(record), None)
        for each in identifiers(record):
            self._by[each] = [one for one in self._by.get(each, []) if one is not record]


def identifier(kind: str, value: str) -> dict[str, str]:
    return {"identifier_type": kind, "identifier_value": value}


def person(said: Said) -> Record:
    """The record of a person as the standard writes it."""
    told: Record = {
        "@type": "CRVS_Person",
        "identifier": [identifier(*each) for each in said["identifiers"].items()],
        "name": {"surname": said["surname"], "given_name": said["given_name"]},
    }
    told |= {name: said[name] for name in _PLAIN if name in said}
    for name in ("birth_place", "death_place"):
        if name in said:
            told[name] = {"name": said[name]}
    if "address" in said:
        told["address"] = [{"address_line_1": said["address"]}]
    for number, parent in enumerate(said.get("parents", []), 1):
        told[f"parent{number}_identifier"] = identifier("UIN", parent)
    told["registration_date"] = said.get("registration_date", instant())
    told["last_updated"] = said.get("last_updated", instant())
    return told


def own_numbers(record: Record) -> list[dict[str, str]]:
    """The numbers that are this person's and nobody else's."""
    return [each for each in record["identifier"] if each["identifier_type"] not in SHARED]
