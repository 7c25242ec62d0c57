"""The register of processing as the house declares it: read from its files, the same everywhere.

Each module says in its `data.yaml` what every column of its tables tells of somebody.
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from socle.platform.access.types import Permission
from socle.platform.protection.types import Activity, Law, NoticeDelay, TableData
from socle.platform.sealing.types import DataClass
from socle.rules.schema import read_text_yaml

_HERE = Path(__file__).parent
_HOUSE = _HERE.parents[1]


@cache
def tables() -> tuple[TableData, ...]:
    """Every table that some module declares, by module and name."""
    found = []
    for path in sorted(_HOUSE.glob("*/data.yaml")):
        for name, said in read_text_yaml(path).items():
            columns = {column: of for of in DataClass for column in said.get(of.value, "").split()}
            found.append(TableData(path.parent.name, name, said.get("activity", ""), columns))
    return tuple(found)


@cache
def activities() -> tuple[Activity, ...]:
    """The activities for which the fund keeps data of people, in the order of the register."""
    written: dict[str, Any] = read_text_yaml(_HERE / "activities.yaml")
    return tuple(
        Activity(
            code=code,
            title=said["title"],
            why=said["why"],
            whose=said["whose"],
            kept=said["kept"],
            stays=said["stays"],
            readers=frozenset(Permission(each) for each in said["readers"].split()),
            tables=tuple(each for each in tables() if each.activity == code),
        )
        for code, said in written.items()
    )


@cache
def laws() -> tuple[Law, ...]:
    """What was read of the laws on personal data, by country."""
    written: dict[str, Any] = read_text_yaml(_HERE / "laws.yaml")
    return tuple(
        Law(
            country=country,
            name=said["name"],
            asks=said["asks"],
            missing=said["missing"],
            status=said["status"],
            source=said["source"],
            delays=tuple(_delay(each) for each in said["delays"]),
        )
        for country, said in written.items()
    )


def notice_delay(*, country: str, on: date) -> NoticeDelay:
    """Within how many hours a breach found on a day is told to the authority of a country."""
    found = next((each for each in laws() if each.country == country), None)
    return delay_in(found, on=on)


def delay_in(law: Law | None, *, on: date) -> NoticeDelay:
    """The delay of a law on a day: its last that had begun; where it has none, the house's mark."""
    begun = [each for each in law.delays if each.since and each.since <= on] if law else []
    return max(begun, key=_since) if begun else _house()


def _since(each: NoticeDelay) -> date:
    return each.since or date.min


@cache
def _house() -> NoticeDelay:
    said = read_text_yaml(_HERE / "conventions.yaml")["breach_hours"]
    return NoticeDelay(int(said["value"]), source=said["why"], status="convention")


def _delay(said: dict[str, Any]) -> NoticeDelay:
    since = date.fromisoformat(str(said["from"]))
    return NoticeDelay(int(said["hours"]), said["source"], said["status"], since)
