"""The fund that `bench load` works in: its persons, employers, claims, agents and partners.

Made once in a folder that is kept where the command names one, and found again there.
"""

import json
import random
import secrets
import time
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from socle.cli import bench_coverage
from socle.cli.bench_people import as_superuser, drawn_people, registration_desk, settle
from socle.cli.demo_people import employer_number
from socle.cli.house import say

AGENTS = 50
EMPLOYERS = 200
CLAIMS = 200
EVENT = date(2026, 7, 15)
_SEED = 20260105
_FIRST_YEAR, _YEARS = 1996, 29
_KEPT = "bench-load.json"
_LIQUIDATORS = 30  # of the agents; the others keep employers' accounts


@dataclass(frozen=True, slots=True)
class Register:
    """What was made, so that a later measure finds it: whom the agents may ask for."""

    size: int
    password: str
    claims: tuple[str, ...]
    partners: tuple[tuple[str, str], ...]  # client and secret
    seconds: int  # that making it took

    def employer(self, rank: int) -> str:
        return employer_number("MA", rank % EMPLOYERS)

    def person(self, rank: int) -> str:
        return f"{rank % self.size:09d}"


def register(folder: Path, size: int) -> Register:
    """The fund of a folder; made there, if it is not yet.

    Raises:
        RuntimeError: the folder holds one of another size.
    """
    path = folder / _KEPT
    if not path.exists():
        made = _made(max(size, 1_000))
        path.touch(mode=0o600)
        path.write_text(json.dumps(asdict(made)), "utf-8")
    kept = json.loads(path.read_text("utf-8"))
    partners = tuple((client, secret) for client, secret in kept["partners"])
    claims = tuple(kept["claims"])
    found = Register(kept["size"], kept["password"], claims, partners, kept["seconds"])
    if found.size != max(size, 1_000):
        raise RuntimeError(f"{folder} holds {found.size} persons, not {size}")
    return found


def agent(rank: int) -> tuple[str, bool]:
    """The name of an agent, and whether it is a liquidator."""
    return f"agent-{rank}", rank < _LIQUIDATORS


def _made(size: int) -> Register:
    begun = time.monotonic()
    desk = registration_desk()
    drawn = random.Random(_SEED)  # noqa: S311 - the same people each time
    say(f"socle : {size} personnes et ce qui fonde leurs droits")
    bench_coverage.fill_rights(desk, drawn_people(size, drawn), drawn)
    partners = tuple(bench_coverage.agreed_partners(desk.fund))
    say("socle : employeurs, carrières, demandes et agents")
    _employers(desk)
    _careers(desk.fund.id)
    password = secrets.token_urlsafe(16)
    _agents(desk.fund.code, password)
    claims = _claims(desk.fund)
    settle()
    return Register(size, password, claims, partners, round(time.monotonic() - begun))


def _employers(desk: Any) -> None:
    from socle.platform.access.scope import fund_scope
    from socle.platform.acts.operations import submit

    with fund_scope(desk.fund.id):
        for rank in range(EMPLOYERS):
            submit(
                desk=desk,
                act_type_code="affiliate_employer",
                fields={"number": employer_number("MA", rank), "legal_name": f"Atelier {rank}"},
                effective_on=date(2020, 1, 1),
                motive="",
                key=f"employer-{rank}",
                at=datetime.now(UTC),
            )


def _agents(fund_code: str, password: str) -> None:
    from socle.platform.access.operations import create_user, grant_role
    from socle.platform.access.types import Role

    for rank in range(AGENTS):
        login, liquidates = agent(rank)
        said = password if rank == 0 else None
        create_user(login=login, full_name=f"Agent {rank}", password=said)
        role = Role.LIQUIDATOR if liquidates else Role.ACCOUNTS_OFFICER
        grant_role(login=login, fund_code=fund_code, role=role)
    # One password of all, hashed once: fifty hashes are a minute of a slow machine.
    with as_superuser() as server:
        server.execute(_ALIKE.format(**_FILLED))


def _claims(fund: Any) -> tuple[str, ...]:
    """Claims of old age, not decided, of the first persons, who have long careers."""
    from socle.benefits.queries.claims import claims
    from socle.platform.access.queries import desk_of_login
    from socle.platform.access.scope import fund_scope
    from socle.platform.acts.operations import submit

    liquidator = desk_of_login(login=agent(0)[0], fund_code=fund.code)
    with fund_scope(fund.id):
        for rank in range(CLAIMS):
            submit(
                desk=liquidator,
                act_type_code="file_claim",
                fields={
                    "person": f"{rank:09d}",
                    "benefit": "old_age",
                    "event_on": EVENT.isoformat(),
                },
                effective_on=EVENT,
                motive="",
                key=f"claim-{rank}",
                at=datetime.now(UTC),
            )
        return tuple(each.number for each in claims(limit=CLAIMS))


def _careers(fund_id: int) -> None:
    """Twenty-nine years of months of the persons who will claim, as posted declarations would be.

    The months of the year of the event are those that every person has.
    """
    asked = {"fund": fund_id, "year": _FIRST_YEAR, "months": 12 * _YEARS, "claims": CLAIMS}
    with as_superuser() as server:
        server.execute("SET session_replication_role = replica")
        for statement in _AROUND_THE_DOOR.format(**_FILLED).split(";\n"):
            server.execute(statement, asked)


_FILLED = {each: each for each in ("declaration", "declaration_line", "user_account")}
_ALIKE = """
UPDATE {user_account} SET password = one.password
FROM {user_account} one WHERE one.login = 'agent-0' AND user_account.login LIKE 'agent-%'
"""
_AROUND_THE_DOOR = """
CREATE TEMPORARY TABLE bench AS
SELECT p.id AS person_id, row_number() OVER (ORDER BY p.id) AS line, e.id AS employer_id, a.act_id
FROM person p CROSS JOIN (SELECT min(id) AS id FROM employer) e
CROSS JOIN (SELECT id AS act_id FROM act ORDER BY id LIMIT 1) a
WHERE p.number::bigint < %(claims)s;
SELECT declaration_ensure_year(each) FROM generate_series(%(year)s, %(year)s + 29) AS each;
INSERT INTO {declaration} (id, fund_id, number, act_id, employer_id, month, sequence, due_on,
  deposited_on, line_count, wage_total, lines_digest)
SELECT -(1000000000 + rank), %(fund)s, 'C-' || rank, b.act_id, b.employer_id, month, 1, month + 40,
  month + 35, 0, 0, ''
FROM (SELECT m AS rank, (make_date(%(year)s, 1, 1) + m * interval '1 month')::date AS month
  FROM generate_series(0, %(months)s - 1) AS m) AS months
CROSS JOIN (SELECT employer_id, act_id FROM bench LIMIT 1) b ORDER BY rank;
INSERT INTO {declaration_line} (fund_id, declaration_id, month, line, person_id, insured_number,
  insured_name, days, wage, wage_capped, employee, employer, credited)
SELECT %(fund)s, d.id, d.month, b.line, b.person_id, '', '', 26, 500000, 500000, 0, 0, 26
FROM declaration d CROSS JOIN bench b WHERE d.id <= -1000000000 ORDER BY d.id, b.line
"""
