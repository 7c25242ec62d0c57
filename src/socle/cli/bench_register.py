"""`socle bench register`: persons registered through the API, one request each.

The site's own server answers on loopback, with its ordinary stack: the token, the controls, the
search for near duplicates among the people already there, the act with its digest, one commit a
person. Eight connections are kept open. Persons are drawn as those of `bench search`; who is like
somebody is not registered but proposed to a second person (`proposed`), as at a counter. Before
the end the register is counted again, and the acts sealed and verified. The floor is the row of a
person and its commit alone, one at a time, by as many connections.
"""

import http.client
import json
import random
import resource
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from statistics import median, quantiles
from typing import Any

from socle.cli.bench_ingest import versions
from socle.cli.bench_people import (
    Drawn,
    as_superuser,
    drawn_people,
    fill,
    imported,
    registration_desk,
    settle,
)
from socle.cli.bench_site import HOST, open_site, processor_seconds, side_by_side
from socle.cli.demo_people import insured_number
from socle.cli.house import say, thrown_away_house

FLOOR = "the person's row alone, one commit each, as many connections"
_THERE = 20_000
_CONNECTIONS = 8
_WARMING = 200
_SEED = 20260102
_DONE, _PROPOSED = 201, 202


def run(size: int) -> dict[str, Any]:
    """Measures in a database thrown away afterwards."""
    with thrown_away_house():
        return _measure(size)


def _measure(size: int) -> dict[str, Any]:
    from socle.platform.access.operations import create_token
    from socle.platform.access.scope import fund_scope

    desk = registration_desk()
    token = create_token(
        login=desk.login, fund_code=desk.fund.code, label="bench", at=datetime.now(UTC)
    )
    drawn = random.Random(_SEED)  # noqa: S311 - the same people each time
    people = drawn_people(_THERE + _WARMING + size, drawn)
    with fund_scope(desk.fund.id):
        fill(desk, people[:_THERE], drawn)
    settle()
    say(f"socle : {_THERE} personnes déjà là")
    requests = [_request(each, drawn) for each in people[_THERE:]]
    with open_site() as port:
        _sent(port, token, requests[:_WARMING])
        worked = processor_seconds()
        begun = time.perf_counter()
        found = _sent(port, token, requests[_WARMING:])
        seconds = time.perf_counter() - begun
        worked = {name: after - worked[name] for name, after in processor_seconds().items()}
    became = Counter(status for status, _taken in found)
    _verify(desk, became, size)
    floor = _floor(size)
    taken = [each for _status, each in found]
    return {
        "bench": "register",
        "size": size,
        "rounds": 1,
        "seconds": round(seconds, 2),
        "per_second": round(size / seconds),
        "floor": FLOOR,
        "floor_seconds": round(floor, 2),
        "ratio": round(seconds / floor, 1),
        "p50_ms": round(median(taken) * 1000, 1),
        "p99_ms": round(quantiles(taken, n=100)[98] * 1000, 1),
        # Whatever else the machine does: what one registration asks of the processors.
        "processor_ms": {name: round(each / size * 1000, 1) for name, each in worked.items()},
        "done": became[_DONE],
        "proposed": became[_PROPOSED],
        "existing": _THERE,
        "connections": _CONNECTIONS,
        # Of the site's process, which has ended.
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
        "versions": versions(),
    }


def _request(person: Drawn, drawn: random.Random) -> tuple[str, bytes]:
    """The key and the body of a registration."""
    one = imported(person, drawn)
    fields = {
        "number": insured_number("MA", int(one.number)),
        "family_name": one.family_name,
        "given_names": one.given_names,
        "birth_on": str(one.birth_on),
        "sex": drawn.choice(("female", "male")),
    }
    asked = {"fields": fields, "effective_on": "2026-01-05", "motive": "bench"}
    return one.number, json.dumps(asked).encode()


def _sent(port: int, token: str, requests: Sequence[tuple[str, bytes]]) -> list[tuple[int, float]]:
    """Of each request, the status and the seconds until it was answered."""

    def one_after_another(mine: Sequence[tuple[str, bytes]]) -> list[tuple[int, float]]:
        found = []
        kept = http.client.HTTPConnection(HOST, port, timeout=30)
        for key, body in mine:
            headers = {
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/json",
                "Idempotency-Key": key,
            }
            begun = time.perf_counter()
            kept.request("POST", "/api/v1/acts/register_person", body, headers)
            answer = kept.getresponse()
            said = answer.read()
            if answer.status not in (_DONE, _PROPOSED):
                raise RuntimeError(f"neither done nor proposed: {answer.status} {said.decode()}")
            found.append((answer.status, time.perf_counter() - begun))
        kept.close()
        return found

    return side_by_side(one_after_another, requests, _CONNECTIONS)


def _floor(size: int) -> float:
    """Seconds in which the bare rows are written and committed."""
    with as_superuser() as server:
        server.execute(
            "CREATE TABLE bench_floor (number text, family_name text, given_names text,"
            " birth_on date, sex text)"
        )

    def write(ranks: Sequence[int]) -> list[int]:
        with as_superuser() as server:
            for rank in ranks:
                server.execute(
                    "INSERT INTO bench_floor VALUES (%s, 'NGONO', 'Marie', %s, 'female')",
                    [f"{rank:09d}", date(1980, 1, 1)],
                )
        return list(ranks)

    begun = time.perf_counter()
    written = side_by_side(write, range(size), _CONNECTIONS)
    if len(written) != size:
        raise RuntimeError(f"the floor wrote {len(written)} rows of {size}")
    return time.perf_counter() - begun


def _verify(desk: Any, became: "Counter[int]", size: int) -> None:
    """Every answer is in the register or among the proposals, and the acts are as written."""
    from django.db import connection

    from socle.platform.access.scope import fund_scope
    from socle.platform.acts.queries import waiting
    from socle.platform.audit.queries import first_break

    if sum(became.values()) != size:
        raise RuntimeError(f"not every request was answered: {became}")
    with fund_scope(desk.fund.id), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM insured_number")
        persons, proposals = cursor.fetchone()[0], waiting().count()
        broken = first_break(fund_id=desk.fund.id, with_digests=True)
    if persons + proposals != _THERE + _WARMING + size or broken is not None:
        raise RuntimeError(f"{persons} persons, {proposals} proposals; {broken}")
