"""`socle bench ingest`: a month's wage file, from the stored file to the committed act.

The path timed is `read_deposit`: the stored DIPE file read back, parsed, matched to employers
and insured, assessed, posted, indexed, digested and committed in one transaction. The floor is
COPY of the same rows into a logged heap without index, on the same server, with fsync and
synchronous_commit on. Both run in turn; each round has its own month, appended to those before.

A month of more than a million lines comes in files of a million, one after the other.

What is stored: at least 5,000 employers and 900,000 insured for a million lines, one line in a
hundred with a number nobody has. Then one line in two hundred is corrected: the first employers
declare the month again with other wages, in a corrective that is read, compared and confirmed
within the time measured. The ledger and the declarations are verified at the end.
"""

import io
import os
import platform
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from socle.cli import demo_people
from socle.cli.house import say, thrown_away_house
from socle.countries.cm.formats import dipe
from socle.countries.declaration import WageLines
from socle.kernel.months import Month
from socle.registry.types import ImportedPerson

FLOOR = "COPY of the same rows into a logged heap without index, fsync and synchronous_commit on"
_FIRST = Month(2020, 1)
_LINES_EACH = 200  # lines of one employer
_TOGETHER = 500  # employers affiliated in one transaction: each number is locked until its end
# Registered by one act: what an act writes is digested as one text, of a thousand million bytes
# at most, and a country's insured are more.
_PERSONS_OF_AN_ACT = 500_000
# A country's month comes in many files; one of this many lines is about half of what is taken.
_LINES_OF_A_FILE = 1_000_000
_UNMATCHED = 100  # one line in so many has an unknown insured number
_CORRECTED = 200  # one line in so many is declared again, whole employers at a time
_RAISE = 1_000
_CEILING = 750_000


def run(size: int, rounds: int, existing: int) -> dict[str, Any]:
    """Measures on a database of its own, thrown away afterwards."""
    with thrown_away_house():
        return _measure(size, rounds, existing)


def _measure(size: int, rounds: int, existing: int) -> dict[str, Any]:
    desk = _fund(size)
    files = -(-existing // size)
    for rank in range(files):
        _ingest(desk, _FIRST + rank, size)
        say(f"socle : {(rank + 1) * size} lignes déjà là")
    own, floor, memory = [], [], []
    for rank in range(rounds):
        month = _FIRST + files + rank
        taken, stored, grown = _ingest(desk, month, size)
        own.append(taken)
        memory.append(grown)
        floor.append(_floor(desk, month, size))
        say(
            f"socle : tour {rank + 1} : {taken:.2f} s, plancher {floor[-1]:.2f} s ({stored:.2f} s"
            " pour ranger le fichier)"
        )
    _verify(desk, (files + rounds) * (size + _corrected(size)))
    seconds, floor_seconds = median(own), median(floor)
    return {
        "bench": "ingest",
        "size": size,
        "existing": files * size,
        "rounds": rounds,
        "seconds": round(seconds, 3),
        "floor": FLOOR,
        "floor_seconds": round(floor_seconds, 3),
        "ratio": round(seconds / floor_seconds, 2),
        "per_second": round(size / seconds),
        "peak_memory_mb": max(peak for peak, _before in memory),
        "memory_before_mb": max(before for _peak, before in memory),
        "employers": size // _LINES_EACH,
        "insured": _insured(size),
        "corrected": _corrected(size),
        "versions": versions(),
    }


def _fund(size: int) -> Any:
    """A fund with its employers and insured, registered through the ordinary acts."""
    from socle.platform.access.operations import create_fund, create_user, grant_role
    from socle.platform.access.queries import desk_of_login
    from socle.platform.access.scope import fund_scope
    from socle.platform.access.types import Role
    from socle.platform.acts.operations import submit
    from socle.registry.importing import import_persons

    fund = create_fund(code="bench", name="Bench", country="CM", scheme="cnps", currency="XAF")
    create_user(login="bench", full_name="Bench", password=None)
    for role in (Role.REGISTRATION_OFFICER, Role.ACCOUNTS_OFFICER):
        grant_role(login="bench", fund_code="bench", role=role)
    desk = desk_of_login(login="bench", fund_code="bench")
    now = datetime.now(UTC)
    employers = max(1, size // _LINES_EACH)
    for first in range(0, employers, _TOGETHER):
        with fund_scope(fund.id):
            for rank in range(first, min(first + _TOGETHER, employers)):
                submit(
                    desk=desk,
                    act_type_code="affiliate_employer",
                    fields={
                        "number": demo_people.employer_number("CM", rank),
                        "legal_name": f"Entreprise {rank}",
                        "risk_group": "ABC"[rank % 3],
                    },
                    effective_on=date(2015, 1, 1),
                    motive="",
                    key=f"employer:{rank}",
                    at=now,
                )
    say("socle : employeurs affiliés")
    persons = _persons(size)
    while together := list(islice(persons, _PERSONS_OF_AN_ACT)):
        with fund_scope(fund.id):
            import_persons(
                desk=desk,
                persons=together,
                source="bench",
                effective_on=date(2015, 1, 1),
                key=f"persons:{together[0].number}",
            )
    say("socle : assurés immatriculés")
    return desk


def _insured(size: int) -> int:
    return max(1, size * 9 // 10)


def _persons(size: int) -> Iterator[ImportedPerson]:
    for rank in range(_insured(size)):
        number = demo_people.insured_number("CM", rank)
        yield ImportedPerson(number, f"NOM{rank}", "Prénom", None, "", "", None)


def _corrected(size: int) -> int:
    return size // _CORRECTED // _LINES_EACH * _LINES_EACH


def _lines(month: Month, size: int) -> WageLines:
    """A month of `size` lines: each insured once or twice, wages about the median."""
    rng = np.random.default_rng(month.index)
    numbers = np.array(
        [demo_people.insured_number("CM", rank).encode() for rank in range(_insured(size))]
    )
    order = rng.permutation(np.arange(size) % numbers.size)
    # A second job is with another employer: the same one never declares a person twice.
    insured = numbers[np.sort(order.reshape(-1, 1), axis=1).ravel()]
    unknown = np.arange(0, size, _UNMATCHED)
    insured[unknown] = [f"{9_000_000_000 + rank:010d}Z".encode() for rank in unknown.tolist()]
    employers = np.array(
        [demo_people.employer_number("CM", r).encode() for r in range(max(1, size // _LINES_EACH))]
    )
    of_line = np.minimum(np.arange(size) // _LINES_EACH, employers.size - 1)
    wage = rng.lognormal(12.1, 0.6, size).astype(np.int64) + 60_000
    return _unrepeated(
        WageLines(
            line=np.arange(1, size + 1, dtype=np.int64),
            employer_number=employers[of_line],
            month=np.full(size, month.index, np.int64),
            insured_number=insured,
            insured_name=np.zeros(size, "S1"),
            days=np.full(size, 30, np.int64),
            wage=wage,
            wage_capped=np.minimum(wage, _CEILING),
        )
    )


def _file(lines: WageLines) -> Path:
    """A DIPE file."""
    handle, name = tempfile.mkstemp(prefix="socle-dipe-")
    with os.fdopen(handle, "wb") as out:
        dipe.write(out, [lines])
    return Path(name)


def _unrepeated(lines: WageLines) -> WageLines:
    """The lines with a fresh unknown number where one employer would declare a person twice."""
    pairs = np.char.add(lines.employer_number, lines.insured_number)
    _, first = np.unique(pairs, return_index=True)
    again = np.ones(pairs.size, bool)
    again[first] = False
    at = np.flatnonzero(again)
    lines.insured_number[at] = [f"{8_000_000_000 + rank:010d}Z".encode() for rank in at.tolist()]
    return lines


def _ingest(desk: Any, month: Month, size: int) -> tuple[float, float, tuple[int, int]]:
    """Seconds to read, post and commit stored files; to store them before; the memory it took."""
    from socle.contributions.operations import confirm_deposit, read_deposit
    from socle.contributions.versions import DepositKind
    from socle.platform.access.scope import fund_scope

    lines = _lines(month, size)
    rank = np.arange(size)
    files = []
    for first in range(0, size, _LINES_OF_A_FILE):
        part = lines.chosen((rank >= first) & (rank < first + _LINES_OF_A_FILE))
        files.append((_store(desk, month, part, DepositKind.FIRST), part.line.size))
    again = _corrected(size)
    if again:
        anew = lines.chosen(rank < again)
        wage = anew.wage + _RAISE
        anew = replace(anew, wage=wage, wage_capped=np.minimum(wage, _CEILING))
        files.append((_store(desk, month, anew, DepositKind.CORRECTIVE), again))
    del lines
    before = _memory_mb("VmRSS")
    _forget_peak()
    started = time.perf_counter()
    for (number, _stored), count in files:
        with fund_scope(desk.fund.id):
            outcome = read_deposit(number=number)
        if outcome.status == "to_confirm":
            with fund_scope(desk.fund.id):
                outcome = confirm_deposit(desk=desk, number=number)
        if (outcome.status, outcome.lines) != ("posted", count):
            raise RuntimeError(f"the file was not posted: {outcome}")
    taken = time.perf_counter() - started
    stored = sum(seconds for (_number, seconds), _count in files)
    return taken, stored, (_memory_mb("VmHWM"), before)


def _store(desk: Any, month: Month, lines: WageLines, kind: Any) -> tuple[str, float]:
    """The receipt number of a stored file, and the seconds it took."""
    from socle.contributions.operations import store_deposit
    from socle.platform.access.scope import fund_scope

    path = _file(lines)
    try:
        started = time.perf_counter()
        with path.open("rb") as stream, fund_scope(desk.fund.id):
            number = store_deposit(
                desk=desk,
                stream=stream,
                file_name="dipe.txt",
                deposited_on=(month + 1).first_day,
                key=f"{month} {kind} {lines.line[0]}",
                at=datetime.now(UTC),
                kind=kind,
            )
        return number, time.perf_counter() - started
    finally:
        path.unlink()


def _floor(desk: Any, month: Month, size: int) -> float:
    """Seconds to COPY the rows that were posted into a bare heap, from memory."""
    import psycopg
    from django.db import connections

    settings = connections["owner"].get_connection_params()
    with psycopg.connect(
        host=settings["host"], dbname=settings["dbname"], user="postgres", autocommit=True
    ) as server:
        rows = io.BytesIO()
        with server.cursor().copy(
            f"COPY (SELECT * FROM declaration_line WHERE month = '{month.first_day}') TO STDOUT"
        ) as out:
            for piece in out:
                rows.write(piece)
        server.execute("DROP TABLE IF EXISTS bench_floor")
        server.execute("CREATE TABLE bench_floor AS SELECT * FROM declaration_line WITH NO DATA")
        started = time.perf_counter()
        with server.transaction(), server.cursor().copy("COPY bench_floor FROM STDIN") as copy:
            copy.write(rows.getbuffer())
        taken = time.perf_counter() - started
        counted = server.execute("SELECT count(*) FROM bench_floor").fetchone()
        server.execute("DROP TABLE bench_floor")
    if counted is None or counted[0] != size + _corrected(size):
        raise RuntimeError(f"the floor copied {counted}, not {size}")
    return taken


def _verify(desk: Any, lines: int) -> None:
    """The ledger balances, and equals every line, or the figures are worth nothing."""
    from django.db import connection

    from socle.platform.access.scope import fund_scope
    from socle.platform.audit.queries import first_break

    with fund_scope(desk.fund.id), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM declaration_line")
        counted = cursor.fetchone()[0]
        found = first_break(fund_id=desk.fund.id, with_digests=False)
    if counted != lines or found is not None:
        raise RuntimeError(f"{counted} lines of {lines}; {found}")


def _forget_peak() -> None:
    """The peak counts from here: not what the bench took to make its files."""
    Path("/proc/self/clear_refs").write_text("5", "ascii")


def _memory_mb(what: str) -> int:
    """A figure of this process's memory, as Linux gives it."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith(what + ":"):
            return round(int(line.split()[1]) / 1024)
    raise RuntimeError(f"this machine does not tell {what}")


def versions() -> dict[str, str]:
    """What the figures were measured on."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0]
    return {"python": platform.python_version(), "numpy": np.__version__, "postgresql": server}
