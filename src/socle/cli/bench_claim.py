"""`socle bench claim`: one claim computed and shown, as a liquidator's browser asks it of the site.

The site's own server answers on loopback. Each claim is an old-age pension not yet decided, of a
career of thirty years of months: the page derives the facts, computes the law of the day, plans the
awards and words what is missing. One page after another, each of another person, on one kept
connection: what is told is what a liquidator waits. Every page is held against the amount that the
law gives, and what cannot be shown in 300 ms is said beside the target.
"""

import http.client
import random
import resource
import secrets
import time
from datetime import UTC, date, datetime
from statistics import median, quantiles
from typing import Any

from socle.cli.bench_browser import Browser
from socle.cli.bench_ingest import versions
from socle.cli.bench_people import as_superuser, drawn_people, fill, registration_desk, settle
from socle.cli.bench_site import open_site, processor_seconds
from socle.cli.house import say, thrown_away_house
from socle.kernel.money import Money

_SEED = 20260104
_EVENT = date(2026, 7, 15)
_FIRST_YEAR, _YEARS = 1996, 30
_WAGE = 500_000  # centimes: under every ceiling
# Thirty years of twenty-six days pass the largest rate, seventy per cent.
_PENSION = Money(_WAGE * 70 // 100, "MAD")
_WARMING = 10
_TARGET_MS = 300


def run(size: int) -> dict[str, Any]:
    """Measures in a database thrown away afterwards."""
    with thrown_away_house():
        return _measure(size)


def _measure(size: int) -> dict[str, Any]:
    password = secrets.token_urlsafe(16)
    numbers = _filled(size, password)
    settle()
    say(f"socle : {len(numbers)} demandes, chacune d'une carrière de {_YEARS} ans")
    with open_site() as port:
        browser = Browser(port)
        browser.sign_in("liquidateur", password)
        for number in numbers[:_WARMING]:
            _shown(browser, number)
        worked = processor_seconds()
        taken = [_shown(browser, number) for number in numbers[_WARMING:]]
        worked = {name: after - worked[name] for name, after in processor_seconds().items()}
    shown = len(taken)
    middle = median(taken) * 1000
    return {
        "bench": "claim",
        "size": shown,
        "rounds": 1,
        "months_of_a_career": 12 * _YEARS,
        "seconds": round(sum(taken), 2),
        "per_second": round(shown / sum(taken), 1),
        "p50_ms": round(middle, 1),
        "p99_ms": round(quantiles(taken, n=100)[98] * 1000, 1),
        "target_ms": _TARGET_MS,
        "in_target": sum(each * 1000 <= _TARGET_MS for each in taken),
        "processor_ms": {name: round(each / shown * 1000, 1) for name, each in worked.items()},
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
        "versions": versions(),
    }


def _shown(browser: Browser, number: str) -> float:
    """The seconds until a claim's page is here, with what the law gives."""
    begun = time.perf_counter()
    page = browser.get(f"/claims/{number}")
    taken = time.perf_counter() - begun
    if page.status != http.client.OK or _PENSION.text("fr") not in page.text:
        raise RuntimeError(f"claim {number}: {page.status}, without {_PENSION.text('fr')}")
    return taken


def _filled(size: int, password: str) -> list[str]:
    """The numbers of the claims: persons of the age, their careers, a claim of each."""
    from socle.benefits.queries.claims import claims
    from socle.platform.access.operations import create_user, grant_role
    from socle.platform.access.queries import desk_of_login
    from socle.platform.access.scope import fund_scope
    from socle.platform.access.types import Role
    from socle.platform.acts.operations import submit

    desk = registration_desk()
    drawn = random.Random(_SEED)  # noqa: S311 - the same people each time
    people = [
        (number, name, 1950 + rank % 15)
        for rank, (number, name, _year) in enumerate(drawn_people(size + _WARMING, drawn))
    ]
    create_user(login="liquidateur", full_name="liquidateur", password=password)
    grant_role(login="liquidateur", fund_code=desk.fund.code, role=Role.LIQUIDATOR)
    liquidator = desk_of_login(login="liquidateur", fund_code=desk.fund.code)
    said: dict[str, Any] = {"motive": "", "at": datetime.now(UTC)}
    with fund_scope(desk.fund.id):
        fill(desk, people, drawn)
        submit(
            desk=desk,
            act_type_code="affiliate_employer",
            fields={"number": "1234567", "legal_name": "Atlas"},
            effective_on=date(1990, 1, 1),
            key="employer",
            **said,
        )
    _work(desk.fund.id)
    with fund_scope(desk.fund.id):
        for number, _name, _year in people:
            submit(
                desk=liquidator,
                act_type_code="file_claim",
                fields={"person": number, "benefit": "old_age", "event_on": _EVENT.isoformat()},
                effective_on=_EVENT,
                key=f"claim:{number}",
                **said,
            )
        return [each.number for each in claims(limit=len(people))]


def _work(fund_id: int) -> None:
    """Every month of thirty years of each person, as declarations that were posted would say."""
    asked = {"fund": fund_id, "year": _FIRST_YEAR, "months": 12 * _YEARS, "wage": _WAGE}
    with as_superuser() as server:
        server.execute("SET session_replication_role = replica")
        for statement in _AROUND_THE_DOOR.format(**_FILLED).split(";\n"):
            server.execute(statement, asked)


_FILLED = {each: each for each in ("declaration", "declaration_line", "employment")}
_AROUND_THE_DOOR = """
CREATE TEMPORARY TABLE bench AS
SELECT p.id AS person_id, row_number() OVER (ORDER BY p.id) AS line, e.id AS employer_id, a.act_id,
  a.recorded_at
FROM person p CROSS JOIN (SELECT min(id) AS id FROM employer) e
CROSS JOIN (SELECT id AS act_id, recorded_at FROM act ORDER BY id LIMIT 1) a;
CREATE TEMPORARY TABLE bench_month AS
SELECT m AS rank, (make_date(%(year)s, 7, 1) + m * interval '1 month')::date AS month
FROM generate_series(0, %(months)s - 1) AS m;
SELECT declaration_ensure_year(each) FROM generate_series(%(year)s, 2026) AS each;
INSERT INTO {declaration} (id, fund_id, number, act_id, employer_id, month, sequence, due_on,
  deposited_on, line_count, wage_total, lines_digest)
SELECT -(rank + 1), %(fund)s, 'B-' || rank, b.act_id, b.employer_id, month, 1, month + 40,
  month + 35, 0, 0, ''
FROM bench_month CROSS JOIN (SELECT act_id, employer_id FROM bench LIMIT 1) b ORDER BY rank;
INSERT INTO {declaration_line} (fund_id, declaration_id, month, line, person_id, insured_number,
  insured_name, days, wage, wage_capped, employee, employer, credited)
SELECT %(fund)s, -(rank + 1), month, line, person_id, '', '', 26, %(wage)s, %(wage)s, 0, 0, 26
FROM bench_month CROSS JOIN bench ORDER BY rank, line;
INSERT INTO {employment} (fund_id, person_id, employer_id, establishment_number, occupation, valid,
  act_id, recorded_at)
SELECT %(fund)s, person_id, employer_id, '', '', daterange(make_date(%(year)s, 7, 1), NULL), act_id,
  recorded_at
FROM bench
"""
