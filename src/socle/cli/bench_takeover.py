"""`socle bench takeover`: families and affiliates taken over from files, to the last commit.

Invented persons of Cameroon, two parents for two children: who is whose child, who married whom,
who bears whom; then affiliates with telephone, address and trade register. One row in a hundred
names somebody whom nobody knows, or has a fault. The path timed is what the worker does:
`check_import` tries the file on the register, `write_import` writes it, slice by slice; then each
import is taken back whole by two people. The floor is COPY of the rows written into logged heaps
without index. The register is verified at the end.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from os import getloadavg
from pathlib import Path
from typing import Any

from socle.cli.bench_import import confirm_import, copy_floor, handed_in, peak_mb, verify
from socle.cli.bench_ingest import versions
from socle.cli.house import say, thrown_away_house

_WRONG = 100  # one row in so many
_SLICE = 100_000
_ON = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class _File:
    """A kind of file: its columns, its rows for so many children, the tables that it fills."""

    kind: str
    columns: tuple[str, ...]
    rows: Callable[[int], Iterator[str]]
    tables: tuple[str, ...]


def run(size: int) -> dict[str, Any]:
    """Measures in a database thrown away afterwards."""
    with thrown_away_house() as folder:
        return _measure(size, folder)


def _measure(size: int, folder: Path) -> dict[str, Any]:
    desk = _register(size)
    found: dict[str, Any] = {"bench": "takeover", "size": size, "rounds": 1}
    taken = []
    for each in _FILES:
        number, told = _taken_over(each, size, folder, desk)
        found |= {f"{each.kind}_{name}": value for name, value in told.items()}
        taken.append((each.kind, number))
    verify(desk)
    for kind, number in reversed(taken):
        begun = time.perf_counter()
        _undo(number)
        found[f"{kind}_undo_seconds"] = round(time.perf_counter() - begun, 1)
    verify(desk)
    return found | {"peak_memory_mb": peak_mb(), "versions": versions()}


def _taken_over(each: _File, size: int, folder: Path, desk: Any) -> tuple[str, dict[str, Any]]:
    from socle.platform.access.scope import fund_scope
    from socle.registry.importing.checking import check_import
    from socle.registry.importing.writing import write_import
    from socle.registry.queries.imports import import_of

    path = folder / f"{each.kind}.csv"
    path.write_text(";".join(each.columns) + "\n" + "".join(each.rows(size)), "utf-8")
    columns = {name: name for name in each.columns}
    with fund_scope(desk.fund.id), path.open("rb") as held:
        number = handed_in(desk, held, each.kind, columns)
    begun = time.perf_counter()
    with fund_scope(desk.fund.id):
        check_import(number=number)
    checked = time.perf_counter() - begun
    with fund_scope(desk.fund.id):
        confirm_import(number)
    begun = time.perf_counter()
    write_import(number=number, fund_id=desk.fund.id)
    written = time.perf_counter() - begun
    with fund_scope(desk.fund.id):
        found = import_of(number=number)
    own, floor = checked + written, sum(map(copy_floor, each.tables))
    rate = round(found.counts.rows / own)
    say(f"socle : {each.kind} : {found.counts.rows} lignes en {own:.1f} s, {rate} par seconde")
    return number, {
        "check_seconds": round(checked, 1),
        "write_seconds": round(written, 1),
        "floor_seconds": round(floor, 2),
        "ratio": round(own / floor, 1),
        "written": found.written.good,
        "at_fault": found.left_out,
        "rows_a_second": rate,
        "load": round(getloadavg()[0], 1),
    }


def _undo(number: str) -> None:
    """Takes an import back, by two people."""
    from socle.platform.access.queries import desk_of_login
    from socle.platform.access.scope import fund_scope
    from socle.platform.acts.operations import submit, validate

    agent, verifier = (
        desk_of_login(login=login, fund_code="bench") for login in ("agent", "verifier")
    )
    at = datetime.now(UTC)
    with fund_scope(agent.fund.id):
        asked = submit(
            desk=agent,
            act_type_code="undo_import",
            fields={"import_number": number},
            effective_on=at.date(),
            motive="bench",
            key=f"undo:{number}",
            at=at,
        )
    with fund_scope(agent.fund.id):
        validate(desk=verifier, number=asked.act, at=at)


def _register(size: int) -> Any:
    """A fund that knows all children and parents; who takes the files over."""
    from socle.platform.access.operations import create_fund, create_user, grant_role
    from socle.platform.access.queries import desk_of_login
    from socle.platform.access.scope import fund_scope
    from socle.platform.access.types import Role
    from socle.registry.importing import import_persons
    from socle.registry.types import ImportedPerson

    create_fund(code="bench", name="Bench", country="CM", scheme="cnps", currency="XAF")
    roles = {
        "agent": (Role.REGISTRATION_OFFICER, Role.FAMILY_OFFICER),
        "verifier": (Role.VERIFIER,),
    }
    for login, held in roles.items():
        create_user(login=login, full_name=login, password=None)
        for role in held:
            grant_role(login=login, fund_code="bench", role=role)
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


def _mother(size: int, child: int) -> int:
    """Children have the first numbers; a mother's is even, a father's the next one."""
    return size + child - child % 2 + size % 2


def _filiations(size: int) -> Iterator[str]:
    for child in range(size):
        mother = _mother(size, child)
        father = mother + 1 if child % _WRONG else 9 * size
        yield f"01/06/2019;{_number(child)};{_number(father)};{_number(mother)}\n"


def _marriages(size: int) -> Iterator[str]:
    for child in range(0, size - 1, 2):
        mother = _mother(size, child)
        father = mother + 1 if child % _WRONG else 9 * size
        yield f"12/08/1998;{_number(father)};{_number(mother)};polygamy\n"


def _charges(size: int) -> Iterator[str]:
    for child in range(size):
        bearer = _mother(size, child) + child % 2
        yield f"01/06/2019;{_number(child)};{_number(bearer)};family\n"


def _affiliates(size: int) -> Iterator[str]:
    for rank in range(size // 2):
        group = "B" if rank % _WRONG else "Q"
        said = f"{_number(rank)};Entreprise {rank};{group};67{rank:07d};{rank} rue {rank % 97}"
        yield f"01/02/2015;{said};Douala;RC/DLA/{rank};{rank % 300}\n"


def _number(rank: int) -> str:
    return f"{rank:010d}K"


_FILES = (
    _File("filiations", ("effective_on", "child", "father", "mother"), _filiations, ("filiation",)),
    _File("marriages", ("effective_on", "husband", "wife", "regime"), _marriages, ("marriage",)),
    _File("charges", ("effective_on", "dependant", "bearer", "benefit"), _charges, ("dependency",)),
    _File(
        "affiliates",
        (
            *("effective_on", "number", "legal_name", "risk_group", "phone", "address", "city"),
            *("trade_register", "headcount"),
        ),
        _affiliates,
        (
            *("employer", "employer_profile", "employer_classification", "employer_nature"),
            *("employer_contact", "employer_identifier"),
        ),
    ),
)
