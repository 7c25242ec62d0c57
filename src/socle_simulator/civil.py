"""A civil registry: births, deaths, marriages and divorces, as acts that change its records."""

from collections.abc import Callable, Iterable
from typing import Any

from socle_simulator import playing
from socle_simulator.dci import instant
from socle_simulator.dci_registry import DciRegistry
from socle_simulator.keys import Keys
from socle_simulator.pages import Form, Table
from socle_simulator.people import SHARED, Book, Record, Said, identifier, own_numbers, person

_ABOUT = ("name", "sex", "birth_date")  # of a spouse, beside the numbers
Happened = list[tuple[str, Record]]


class CivilRegistry(DciRegistry):
    title = "Registre d’état civil"
    events = ("live_birth", "death", "marriage", "divorce")

    def __init__(self, data: dict[str, Any], keys: Keys) -> None:
        super().__init__(data, keys)
        self.book = Book()
        self.take_people(data.get("people", []))
        self.take_events(data.get("events", []))

    def records(self) -> Iterable[Record]:
        return self.book.all()

    def found_by(self, kind: str, value: str) -> Iterable[Record]:
        return self.book.found_by(kind, value)

    def controls(self) -> dict[str, Callable[[Any], Any]]:
        return {"/people": self.take_people, "/events": self.take_events}

    def tables(self) -> list[Table]:
        return [playing.people(self.book.all())]

    def forms(self) -> list[Form]:
        return playing.civil_forms(self.book.all())

    def happen(self, form: str, said: dict[str, str]) -> str:
        event = playing.civil_event(form, said)
        self.take_events([event])
        return f"Acte {event['number']} enregistré et annoncé à ceux qui l’ont demandé."

    def take_people(self, said: list[Said]) -> None:
        with self.lock:
            for each in said:
                self.book.put(person(each))

    def take_events(self, said: list[Said]) -> None:
        """Registers what happened and tells whoever asked to be told."""
        works = {
            "live_birth": self._birth,
            "death": self._death,
            "marriage": self._marriage,
            "divorce": self._divorce,
        }
        self.sender.again()
        for each in said:
            with self.lock:
                happened = works[each["type"]](each)
                for _reference, record in happened:
                    record["last_updated"] = instant(self.failures.aged_hours)
                    self.book.put(record)
                self.notify(each["type"], happened)

    def _birth(self, said: Said) -> Happened:
        child = dict(said["child"])
        child["identifiers"] = {"BRN": said["number"]} | child.get("identifiers", {})
        child.setdefault("birth_date", said["on"])
        child["parents"] = [said[name] for name in ("mother", "father") if name in said]
        return [(said["number"], person(child))]

    def _death(self, said: Said) -> Happened:
        record = self.book.named(said["person"])
        record["death_date"] = said["on"]
        if "place" in said:
            record["death_place"] = {"name": said["place"]}
        record["identifier"].append(identifier("DRN", said["number"]))
        return [(said["number"], record)]

    def _marriage(self, said: Said) -> Happened:
        return self._of_spouses(said, "M", "MRN", "marriage_date")

    def _divorce(self, said: Said) -> Happened:
        return self._of_spouses(said, "D", "DIV", "divorce_date")

    def _of_spouses(self, said: Said, status: str, kind: str, dated: str) -> Happened:
        """One event for each spouse: the standard's record is a person's."""
        pair = [self.book.named(each) for each in said["spouses"]]
        known = [own_numbers(each) for each in pair]
        for own, other, theirs in zip(pair, pair[::-1], known[::-1], strict=True):
            shared = [each for each in own["identifier"] if each["identifier_type"] in SHARED]
            # The last certificate comes first of its kind: it is the one spoken of.
            number = identifier(kind, said["number"])
            own["identifier"] = [*own_numbers(own), number, *shared]
            own["marital_status"] = status
            own.setdefault(dated, []).append(said["on"])
            about = {name: other[name] for name in _ABOUT if name in other}
            spouse = {"member_identifier": theirs, "demographic_info": about}
            own["related_person"] = [{"relationship_type": "SPS", "related_member": spouse}]
        return [(f"{said['number']}/{rank}", own) for rank, own in enumerate(pair, 1)]
