"""`socle bench import`: a file of persons taken over, from the stored file to the last commit.

The path timed is what the worker does: `check_import` reads the whole file and tries it on the
register, `write_import` reads it again and writes it, slice by slice, each an act in a transaction
of its own, with every index, digest and key by which persons are found. The file is CSV, of
invented persons of Cameroon: number, names, birth, sex, identity number, parents; one row in a
hundred is at fault and one in a thousand bears the number of another row.

The floor is COPY of the same rows, as the register holds them, into logged heaps without index, on
the same server, with fsync and synchronous_commit on: persons, civil status, origin, and the keys
by which they are found; `file_floor_seconds` is COPY of the file's rows alone. The register is
verified at the end. Linkage is not in it.
"""

import io
import random
import resource
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from socle.cli.bench_ingest import versions
from socle.cli.bench_people import invented_words
from socle.cli.house import say, thrown_away_house

FLOOR = "COPY of the rows the register holds into logged heaps without index"
_SEED = 20260102
_AT_FAULT, _TWICE = 100, 1000  # one row in so many
_HEADINGS = "numero;nom;prenoms;naissance;sexe;cni;pere;mere\n"
_COLUMNS = {
    "number": "numero",
    "family_name": "nom",
    "given_names": "prenoms",
    "birth_on": "naissance",
    "sex": "sexe",
    "national_id": "cni",
    "father_name": "pere",
    "mother_name": "mere",
}
_HELD = ("person", "person_civil_status", "person_origin", "person_finding")


def run(size: int) -> dict[str, Any]:
    """Measures in a database thrown away afterwards."""
    with thrown_away_house() as folder:
        return _measure(size, folder)


def _measure(size: int, folder: Path) -> dict[str, Any]:
    from socle.platform.access.scope import fund_scope
    from socle.registry.importing.checking import check_import
    from socle.registry.importing.writing import write_import
    from socle.registry.queries.imports import import_of

    desk = _desk()
    path = folder / "persons.csv"
    with path.open("wb") as out:
        _write_file(out, size)
    with fund_scope(desk.fund.id), path.open("rb") as held:
        number = handed_in(desk, held, "persons", _COLUMNS)
    before = peak_mb()
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
    say(f"socle : écrites en {written:.1f} s")
    peak = peak_mb()
    with fund_scope(desk.fund.id):
        found = import_of(number=number)
    floor, file_floor = _floors(path)
    verify(desk)
    own = checked + written
    return {
        "bench": "import",
        "size": size,
        "rounds": 1,
        "seconds": round(own, 1),
        "check_seconds": round(checked, 1),
        "write_seconds": round(written, 1),
        "floor": FLOOR,
        "floor_seconds": round(floor, 2),
        "ratio": round(own / floor, 1),
        "write_ratio": round(written / floor, 1),
        "file_floor_seconds": round(file_floor, 2),
        "persons": found.written.good,
        "at_fault": found.left_out,
        "persons_a_second": round(found.written.good / own),
        "peak_memory_mb": peak,
        "memory_before_mb": before,
        "versions": versions(),
    }


def _desk() -> Any:
    from socle.platform.access.operations import create_fund, create_user, grant_role
    from socle.platform.access.queries import desk_of_login
    from socle.platform.access.types import Role

    create_fund(code="bench", name="Bench", country="CM", scheme="cnps", currency="XAF")
    create_user(login="agent", full_name="agent", password=None)
    grant_role(login="agent", fund_code="bench", role=Role.REGISTRATION_OFFICER)
    return desk_of_login(login="agent", fund_code="bench")


def _write_file(out: BinaryIO, size: int) -> None:
    drawn = random.Random(_SEED)  # noqa: S311 - the same people each time
    families, given = invented_words(drawn, 20_000), invented_words(drawn, 900)
    out.write(_HEADINGS.encode())
    for begin in range(0, size, 10_000):
        rows = _rows(begin, min(begin + 10_000, size), drawn, families, given)
        out.write("".join(rows).encode())


def _rows(
    begin: int, end: int, drawn: random.Random, families: list[str], given: list[str]
) -> Iterator[str]:
    for rank in range(begin, end):
        number = f"{rank - (rank % _TWICE == 1):010d}K"
        born = f"{drawn.randint(1, 28):02d}/{drawn.randint(1, 12):02d}/{1940 + drawn.randrange(66)}"
        if rank % _AT_FAULT == 7:
            born = "31/02/1980"
        family, first = drawn.choice(families).upper(), drawn.choice(given).title()
        father = f"{family} {drawn.choice(given).title()}"
        mother = f"{drawn.choice(families).upper()} {drawn.choice(given).title()}"
        yield f"{number};{family};{first};{born};{'FM'[rank % 2]};N{rank:09d};{father};{mother}\n"


def handed_in(desk: Any, held: BinaryIO, kind: str, columns: Mapping[str, str]) -> str:
    """The file stored as one that the worker is to read."""
    from django.conf import settings

    from socle.platform.acts.operations import submit
    from socle.registry.importing.receiving import hand_in

    at = datetime.now(UTC)
    fields = {"name": kind, "kind": kind, "headings_row": "1", "separator": "semicolon"}
    source = submit(
        desk=desk,
        act_type_code="define_import_source",
        fields=fields | {f"column_{name}": said for name, said in columns.items()},
        effective_on=at.date(),
        motive="",
        key=f"source:{kind}",
        at=at,
    ).subject
    settings.DEPOSIT_INLINE_BYTES = 0
    return hand_in(
        desk=desk,
        source_number=source,
        stream=held,
        file_name=f"{kind}.csv",
        is_whole=False,
        key=f"bench:{kind}",
        at=at,
    )


def confirm_import(number: str) -> None:
    """Has the worker write what was tried."""
    from socle.platform.access.queries import desk_of_login
    from socle.registry.importing.receiving import confirm

    confirm(desk=desk_of_login(login="agent", fund_code="bench"), number=number)


def copy_floor(table: str) -> float:
    """Seconds to COPY what a table holds into a bare heap."""
    with _server() as server:
        return _floor_of(server, table)


def _server() -> Any:
    """A session of the superuser."""
    import psycopg
    from django.db import connections

    place = connections["owner"].get_connection_params()
    return psycopg.connect(
        host=place["host"], dbname=place["dbname"], user="postgres", autocommit=True
    )


def _floors(path: Path) -> tuple[float, float]:
    """Seconds to COPY what the register holds, and the file alone, into bare heaps."""
    with _server() as server:
        held = sum(_floor_of(server, table) for table in _HELD)
        columns = ", ".join(f"{name} text" for name in _COLUMNS)
        server.execute(f"CREATE TABLE bench_file ({columns})")
        begun = time.perf_counter()
        with (
            path.open("rb") as rows,
            server.cursor().copy(
                "COPY bench_file FROM STDIN (FORMAT csv, DELIMITER ';', HEADER)"
            ) as copy,
        ):
            while piece := rows.read(1 << 20):
                copy.write(piece)
        taken = time.perf_counter() - begun
        server.execute("DROP TABLE bench_file")
    return held, taken


def _floor_of(server: Any, table: str) -> float:
    rows = io.BytesIO()
    with server.cursor().copy(f"COPY (SELECT * FROM {table}) TO STDOUT") as out:
        for piece in out:
            rows.write(piece)
    server.execute(f"CREATE TABLE bench_floor AS SELECT * FROM {table} WITH NO DATA")
    begun = time.perf_counter()
    with server.cursor().copy("COPY bench_floor FROM STDIN") as copy:
        copy.write(rows.getbuffer())
    taken = time.perf_counter() - begun
    server.execute("DROP TABLE bench_floor")
    return taken


def verify(desk: Any) -> None:
    """The register holds what its acts say, or the figures are worth nothing."""
    from socle.platform.access.scope import fund_scope
    from socle.platform.audit.queries import first_break

    with fund_scope(desk.fund.id):
        if found := first_break(fund_id=desk.fund.id):
            raise RuntimeError(found)


def peak_mb() -> int:
    """The most memory that this process has had."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
