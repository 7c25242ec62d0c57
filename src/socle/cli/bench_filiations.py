"""`socle bench filiations`: who is whose child, taken over from a file, to the last commit.

Invented persons of Cameroon, two parents for two children; one row a child, with father and mother,
one in a hundred of them with a parent whom nobody knows. The path timed is what the worker does:
`check_import` tries the file on the register, `write_import` writes it, slice by slice. The floor
is COPY of the rows written into a logged heap without index. The register is verified at the end.
"""

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from socle.cli.bench_import import confirm_import, copy_floor, handed_in, peak_mb, verify
from socle.cli.bench_ingest import versions
from socle.cli.house import say, thrown_away_house

_COLUMNS = {"effective_on": "date", "child": "enfant", "father": "pere", "mother": "mere"}
_UNKNOWN = 100  # one row in so many
_SLICE = 100_000
_ON = date(2020, 1, 1)


def run(size: int) -> dict[str, Any]:
    """Measures in a database thrown away afterwards."""
    with thrown_away_house() as folder:
        return _measure(size, folder)


def _measure(size: int, folder: Path) -> dict[str, Any]:
    from socle.platform.access.scope import fund_scope
    from socle.registry.importing.checking import check_import
    from socle.registry.importing.writing import write_import
    from socle.registry.queries.imports import import_of

    desk = _register(size)
    path = folder / "filiations.csv"
    path.write_text("date;enfant;pere;mere\n" + "".join(_rows(size)), "utf-8")
    with fund_scope(desk.fund.id), path.open("rb") as held:
        number = handed_in(desk, held, "filiations", _COLUMNS)
    begun = time.perf_counter()
    with fund_scope(desk.fund.id):
        check_import(number=number)
    checked = time.perf_counter() - begun
    say(f"socle : {size} lignes essayées en {checked:.1f} s")
    with fund_scope(desk.fund.id):
        confirm_import(number)
    begun = time.perf_counter()
    write_import(number=number, fund_id=desk.fund.id)
    written = time.perf_counter() - begun
    with fund_scope(desk.fund.id):
        found = import_of(number=number)
    floor = copy_floor("filiation")
    verify(desk)
    return {
        "bench": "filiations",
        "size": size,
        "rounds": 1,
        "seconds": round(checked + written, 1),
        "check_seconds": round(checked, 1),
        "write_seconds": round(written, 1),
        "floor_seconds": round(floor, 2),
        "ratio": round((checked + written) / floor, 1),
        "written": found.written.good,
        "at_fault": found.left_out,
        "rows_a_second": round(size / (checked + written)),
        "peak_memory_mb": peak_mb(),
        "versions": versions(),
    }


def _register(size: int) -> Any:
    """A fund that knows all children and parents; who takes the file over."""
    from socle.platform.access.operations import create_fund, create_user, grant_role
    from socle.platform.access.queries import desk_of_login
    from socle.platform.access.scope import fund_scope
    from socle.platform.access.types import Role
    from socle.registry.importing import import_persons
    from socle.registry.types import ImportedPerson

    create_fund(code="bench", name="Bench", country="CM", scheme="cnps", currency="XAF")
    create_user(login="agent", full_name="agent", password=None)
    for role in (Role.REGISTRATION_OFFICER, Role.FAMILY_OFFICER):
        grant_role(login="agent", fund_code="bench", role=role)
    desk = desk_of_login(login="agent", fund_code="bench")
    for begin in range(0, 2 * size, _SLICE):
        people = (
            ImportedPerson(
                _number(rank),
                f"NOM{rank}",
                "",
                date(2000 if rank < size else 1970, 1 + rank % 12, 1 + rank % 28),
                ("female", "male")[rank % 2],
                "",
                None,
            )
            for rank in range(begin, min(begin + _SLICE, 2 * size))
        )
        with fund_scope(desk.fund.id):
            import_persons(
                desk=desk, persons=people, source="bench", effective_on=_ON, key=f"import:{begin}"
            )
    return desk


def _rows(size: int) -> Iterator[str]:
    """Children have the first numbers; a mother's is even, a father's the next one."""
    for child in range(size):
        mother = size + child - child % 2 + size % 2
        father = _number(mother + 1 if child % _UNKNOWN else 9 * size)
        yield f"01/06/2019;{_number(child)};{father};{_number(mother)}\n"


def _number(rank: int) -> str:
    return f"{rank:010d}K"
