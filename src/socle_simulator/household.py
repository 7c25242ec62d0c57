"""A social registry: households, their members and their score."""

from collections.abc import Callable, Iterable
from typing import Any

from socle_simulator import playing
from socle_simulator.dci import instant
from socle_simulator.dci_registry import DciRegistry
from socle_simulator.keys import Keys
from socle_simulator.pages import Form, Table
from socle_simulator.people import Book, Record, Said, identifier


class HouseholdRegistry(DciRegistry):
    """Scores and thresholds are texts as they were given: nothing is computed here."""

    title = "Registre social"
    reg_type = "ns:org:RegistryType:Social"
    record_type = "spdci-extensions-social:Group"
    events = ("REGISTER", "NewHouseHoldMember")

    def __init__(self, data: dict[str, Any], keys: Keys) -> None:
        super().__init__(data, keys)
        self._book = Book()
        self._score_type: str = data.get("score_type", "RSU")
        self.take_households(data.get("households", []))

    def records(self) -> Iterable[Record]:
        return self._book.all()

    def found_by(self, kind: str, value: str) -> Iterable[Record]:
        return self._book.found_by(kind, value)

    def controls(self) -> dict[str, Callable[[Any], Any]]:
        return {"/households": self.take_households}

    def tables(self) -> list[Table]:
        return [playing.households(self._book.all())]

    def forms(self) -> list[Form]:
        return [playing.score_form(self._book.all())]

    def happen(self, form: str, said: dict[str, str]) -> str:
        household = playing.scored(form, said, self._book.all())
        self.take_households([household])
        return f"Nouvel indice : {household['score']}."

    def take_households(self, said: list[Said]) -> None:
        """A household that was known and has one more member tells that; a new one registers."""
        self.sender.again()
        for each in said:
            with self.lock:
                record = self._record(each)
                number = record["group_identifier"][0]
                known = self._book.found_by(number["identifier_type"], number["identifier_value"])
                has_grown = bool(known) and known[0]["group_size"] < record["group_size"]
                self._book.put(record)
                reference = f"{number['identifier_value']}-{record['group_size']}"
                if has_grown:
                    self.notify("NewHouseHoldMember", [(reference, record)])
                elif not known:
                    self.notify("REGISTER", [(reference, record)])

    def _record(self, said: Said) -> Record:
        more = [
            {"name": name, "value": str(said[name])}
            for name in ("threshold", "threshold_date")
            if name in said
        ]
        return {
            "@type": "Group",
            "group_identifier": [identifier(*each) for each in said["identifiers"].items()],
            "group_size": len(said["members"]),
            "poverty_score": str(said["score"]),
            "poverty_score_type": self._score_type,
            "member_list": [
                {"member_identifier": [identifier("NID", each)]} for each in said["members"]
            ],
            "registration_date": said.get("registration_date", instant()),
            "last_updated": instant(self.failures.aged_hours),
            "additional_attributes": more,
        }
