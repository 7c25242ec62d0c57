"""`socle bench coverage`: is this person covered, asked of the site by partners' systems.

The site's own server answers on loopback, with the token, the agreement, the count of calls, the
fund's row-level security and the record of each read. Thirty-two connections are kept open, each of
a partner of its own. Of ten persons six have days enough, one too few, one is of the State's scheme
by a score, every other time above the threshold, one pays beforehand and did not, and one is borne
by the first of them; what their rights rest on is written around the door, as a restored backup
would be. Each answer is held against what is known of the person asked.
"""

import json
import random
import re
import resource
import selectors
import socket
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from statistics import median, quantiles
from typing import Any

from socle.cli.bench_ingest import versions
from socle.cli.bench_people import as_superuser, drawn_people, fill, registration_desk, settle
from socle.cli.bench_site import HOST, open_site, processor_seconds
from socle.cli.house import say, thrown_away_house

_CONNECTIONS = 32
_CHECKS = 20_000
_WARMING = 2_000
_SEED = 20260103
_ON = date(2026, 7, 15)
_EMPLOYER = "1234567"
_LINES = 1_000  # of a declaration
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
_OPEN, _MISSING = (True, "days_reached"), (False, "days_missing")
_BY_RANK = {
    **dict.fromkeys(range(6), _OPEN),
    6: _MISSING,
    7: (True, "score_within"),
    8: (False, "nothing_paid"),
    9: (True, "bearer_open"),
}
_ABOVE = (False, "score_above")
_FILLED = {
    each: each
    for each in (
        *("declaration", "declaration_line", "employment", "coverage", "household_score"),
        *("dependency", "marriage"),
    )
}


def run(size: int) -> dict[str, Any]:
    """Measures in a database thrown away afterwards."""
    with thrown_away_house():
        return _measure(size)


def _measure(size: int) -> dict[str, Any]:
    desk = registration_desk()
    drawn = random.Random(_SEED)  # noqa: S311 - the same people each time
    people = drawn_people(max(size, 100), drawn)
    fill_rights(desk, people, drawn)
    tokens = tokens_of(agreed_partners(desk.fund))
    settle()
    say(f"socle : {len(people)} personnes et ce qui fonde leurs droits")
    asked = [
        (tokens[rank % _CONNECTIONS], drawn.randrange(len(people)))
        for rank in range(_WARMING + _CHECKS)
    ]
    with open_site() as port:
        _sent(port, asked[:_WARMING])
        worked = processor_seconds()
        begun = time.perf_counter()
        found = _sent(port, asked[_WARMING:])
        seconds = time.perf_counter() - begun
        worked = {name: after - worked[name] for name, after in processor_seconds().items()}
    became = Counter(_outcome(rank, said) for rank, said, _taken in found)
    _verify(desk.fund)
    taken = [each for _rank, _said, each in found]
    served = worked["site"] + worked["database"]
    return {
        "bench": "coverage",
        "size": len(people),
        "checks": _CHECKS,
        "rounds": 1,
        "seconds": round(seconds, 2),
        "per_second": round(_CHECKS / seconds),
        "p50_ms": round(median(taken) * 1000, 1),
        "p99_ms": round(quantiles(taken, n=100)[98] * 1000, 1),
        # Whatever else the machine does: what one check asks of the processors, ours and the
        # database's together; the callers' own is told apart.
        "processor_ms_served": round(served / _CHECKS * 1000, 2),
        "processor_ms": {name: round(each / _CHECKS * 1000, 2) for name, each in worked.items()},
        "answers": {" ".join(map(str, outcome)): count for outcome, count in became.items()},
        "connections": _CONNECTIONS,
        "waits_ms": _waits(taken),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
        "versions": versions(),
    }


def _waits(taken: Sequence[float]) -> dict[str, float]:
    """What a check took in the middle, by connection: that of the best served, and of the worst.

    Which of the site's processes has a connection is the kernel's choice, and stays so.
    """
    each = len(taken) // _CONNECTIONS
    waits = [median(taken[rank * each : (rank + 1) * each]) for rank in range(_CONNECTIONS)]
    return {"best": round(min(waits) * 1000, 1), "worst": round(max(waits) * 1000, 1)}


def _expected(rank: int) -> tuple[bool, str]:
    if rank % 10 == 7 and rank // 10 % 2:
        return _ABOVE
    return _BY_RANK[rank % 10]


class _Caller:
    """One partner's connection: it asks, reads the answer to its end, and asks the next.

    All of them are one thread's: thirty-two threads of Python would wait for each other, and what
    is measured is how long the site takes.
    """

    def __init__(self, port: int, mine: Sequence[tuple[str, int]]) -> None:
        self.socket = socket.create_connection((HOST, port), timeout=30)
        self.socket.settimeout(0)
        self.answers: list[tuple[int, bytes, float]] = []
        self._left = iter(mine)
        self._read = b""

    def asks(self) -> bool:
        """Sends the next question, if there is one."""
        asked = next(self._left, None)
        if asked is None:
            return False
        token, self._rank = asked
        self._begun = time.perf_counter()
        path = f"/api/v1/coverage?person={self._rank:09d}&on={_ON}"
        said = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {token}\r\n\r\n"
        self.socket.sendall(said.encode())
        return True

    def has_answer(self) -> bool:
        """Reads what has come; whether that is a whole answer."""
        came = self.socket.recv(65_536)
        if not came:
            raise RuntimeError("the site hung up")
        self._read += came
        head, gap, body = self._read.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not gap or length is None or len(body) < int(length[1]):
            return False
        if not head.startswith(b"HTTP/1.1 200 "):
            raise RuntimeError(f"not answered: {self._read.decode()}")
        self.answers.append((self._rank, body, time.perf_counter() - self._begun))
        self._read = b""
        return True


def _sent(port: int, asked: Sequence[tuple[str, int]]) -> list[tuple[int, bytes, float]]:
    """Of each check the person asked about, what was answered and the seconds until then."""
    callers = [_Caller(port, asked[rank::_CONNECTIONS]) for rank in range(_CONNECTIONS)]
    with selectors.DefaultSelector() as waited:
        for each in callers:
            if each.asks():
                waited.register(each.socket, selectors.EVENT_READ, each)
        while waited.get_map():
            for key, _events in waited.select():
                if key.data.has_answer() and not key.data.asks():
                    waited.unregister(key.data.socket)
    for each in callers:
        each.socket.close()
    return [answer for each in callers for answer in each.answers]


def _outcome(rank: int, said: bytes) -> tuple[bool, str]:
    """What was answered about a person, held against what is known of them."""
    told = json.loads(said)
    outcome = (told["is_open"], told["reason"]["code"])
    if (told["person"], outcome) != (f"{rank:09d}", _expected(rank)):
        raise RuntimeError(f"person {rank:09d}: {outcome}, not {_expected(rank)}")
    return outcome


def tokens_of(partners: Sequence[tuple[str, str]]) -> list[str]:
    """An access token of each partner, by its client and its secret."""
    from socle.platform.partners.operations import grant_token

    now = datetime.now(UTC)
    return [
        grant_token(client=client, secret=secret, scope="", at=now).token
        for client, secret in partners
    ]


def agreed_partners(fund: Any) -> list[tuple[str, str]]:
    """So many partners, agreed by two persons: the client and the secret of each."""
    from socle.platform.access.operations import create_user, grant_role
    from socle.platform.access.queries import desk_of_login
    from socle.platform.access.scope import fund_scope
    from socle.platform.access.types import Role
    from socle.platform.acts.operations import submit, validate
    from socle.platform.partners.operations import client_id, issue_secret

    for login, role in (("admin", Role.ADMINISTRATOR), ("second", Role.VERIFIER)):
        create_user(login=login, full_name=login, password=None)
        grant_role(login=login, fund_code=fund.code, role=role)
    admin, second = (desk_of_login(login=each, fund_code=fund.code) for each in ("admin", "second"))
    now, since = datetime.now(UTC), date(2026, 1, 1)
    found = []
    for rank in range(_CONNECTIONS):
        code = f"clinique-{rank}"
        said = {
            "partner": code,
            "name": code,
            "purpose": "bench",
            "legal_basis": "bench",
            "scopes": "coverage:read",
            "calls_per_minute": "6000",
            "until": str(now.date() + timedelta(days=365)),
        }
        with fund_scope(fund.id):
            asked = submit(
                desk=admin,
                act_type_code="agree_with_partner",
                fields=said,
                effective_on=since,
                motive="",
                key=code,
                at=now,
            )
            validate(desk=second, number=asked.act, at=now)
            secret = issue_secret(desk=admin, code=code, on=now.date())
        found.append((client_id(fund_code=fund.code, code=code), secret))
    return found


def fill_rights(desk: Any, people: Sequence[Any], drawn: random.Random) -> None:
    """Registers the people, and writes what their rights rest on."""
    from socle.platform.access.scope import fund_scope
    from socle.platform.acts.operations import submit

    with fund_scope(desk.fund.id):
        fill(desk, people, drawn)
    with fund_scope(desk.fund.id):
        submit(
            desk=desk,
            act_type_code="affiliate_employer",
            fields={"number": _EMPLOYER, "legal_name": "Atlas"},
            effective_on=date(2020, 1, 1),
            motive="",
            key="employer",
            at=datetime.now(UTC),
        )
    with as_superuser() as server:
        server.execute("SET session_replication_role = replica")
        for statement in _AROUND_THE_DOOR.format(**_FILLED).split(";\n"):
            server.execute(statement, {"fund": desk.fund.id, "lines": _LINES})


_AROUND_THE_DOOR = """
CREATE TEMPORARY TABLE bench AS
SELECT id AS person_id, number::bigint AS rank, number::bigint %% 10 AS kind,
  number::bigint / %(lines)s AS file, (SELECT id FROM employer LIMIT 1) AS employer_id,
  (SELECT id FROM act ORDER BY id LIMIT 1) AS act_id,
  (SELECT recorded_at FROM act ORDER BY id LIMIT 1) AS recorded_at
FROM person;
SELECT declaration_ensure_year(2026);
INSERT INTO {declaration} (id, fund_id, number, act_id, employer_id, month, sequence, due_on,
  deposited_on, line_count, wage_total, lines_digest)
SELECT -(file * 6 + m + 1), %(fund)s, 'B-' || file || '-' || m, min(act_id), min(employer_id),
  date '2026-01-01' + m * interval '1 month', file, '2026-08-10', '2026-08-10', 0, 0, ''
FROM bench CROSS JOIN generate_series(0, 5) AS m GROUP BY file, m ORDER BY m, file;
INSERT INTO {declaration_line} (fund_id, declaration_id, month, line, person_id, insured_number,
  insured_name, days, wage, wage_capped, employee, employer, credited)
SELECT %(fund)s, -(file * 6 + m + 1), date '2026-01-01' + m * interval '1 month',
  rank %% %(lines)s + 1, person_id, '', '', CASE WHEN kind < 6 THEN 20 ELSE 8 END, 500000, 500000,
  0, 0, 20
FROM bench CROSS JOIN generate_series(0, 5) AS m WHERE kind <= 6 ORDER BY m, rank;
INSERT INTO {employment} (fund_id, person_id, employer_id, establishment_number, occupation, valid,
  act_id, recorded_at)
SELECT %(fund)s, person_id, employer_id, '', '', '[2020-01-01,)', act_id, recorded_at
FROM bench WHERE kind <= 6;
INSERT INTO {coverage} (fund_id, person_id, branch, category, scheme, monthly_amount, reference,
  valid, act_id, recorded_at)
SELECT %(fund)s, person_id, 'health', CASE kind WHEN 7 THEN 'tadamon' ELSE 'achamil' END,
  CASE kind WHEN 7 THEN 'amo_tadamon' ELSE 'amo_achamil' END,
  CASE kind WHEN 8 THEN 15000 END, '', '[2025-01-01,)', act_id, recorded_at
FROM bench WHERE kind IN (7, 8);
INSERT INTO {household_score} (fund_id, person_id, score_millionths, valid, act_id, recorded_at)
SELECT %(fund)s, person_id, CASE WHEN kind = 7 AND rank / 10 %% 2 = 0 THEN 8500000 ELSE 9800000 END,
  '[2025-01-01,)', act_id, recorded_at
FROM bench WHERE kind IN (7, 8);
INSERT INTO {dependency} (fund_id, dependant_id, benefit, bearer_id, ended_for, valid, act_id,
  recorded_at)
SELECT %(fund)s, d.person_id, 'health', b.person_id, '', '[2025-01-01,)', d.act_id, d.recorded_at
FROM bench d JOIN bench b ON b.rank = d.rank - 9 WHERE d.kind = 9;
INSERT INTO {marriage} (fund_id, husband_id, wife_id, rank, regime, state, valid, act_id,
  recorded_at)
SELECT %(fund)s, b.person_id, d.person_id, 1, '', 'married', '[2025-01-01,)', d.act_id,
  d.recorded_at
FROM bench d JOIN bench b ON b.rank = d.rank - 9 WHERE d.kind = 9
"""


def _verify(fund: Any) -> None:
    """Each check left its record."""
    from django.db import connection

    from socle.platform.access.scope import fund_scope

    with fund_scope(fund.id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM partner_access"
            " WHERE operation = 'check_coverage' AND outcome = 'done' AND subject_number <> ''"
        )
        kept = cursor.fetchone()[0]
    if kept != _WARMING + _CHECKS:
        raise RuntimeError(f"{kept} reads recorded of {_WARMING + _CHECKS}")
