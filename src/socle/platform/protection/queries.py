"""The register of processing as the house declares it: read from its files, the same everywhere.

Each module says in its `data.yaml` what every column of its tables tells of somebody.
"""

from functools import cache
from pathlib import Path
from typing import Any

from socle.platform.access.types import Permission
from socle.platform.protection.types import Activity, Law, TableData
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
        Law(country, said["name"], said["asks"], said["missing"], said["status"], said["source"])
        for country, said in written.items()
    )
