"""Lists of money and of recovery: read by index, with as many questions for fifty rows as for two.

The rows are written by the superuser, in sets and with no trigger: only their number matters here.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories
from tests.conftest import TODAY
from tests.contributions.test_plans import explained, nodes
from tests.platform.sessions import superuser

from socle.arrears.queries import accounts, aged, letters, notices, penalties, plans, runs, standing
from socle.arrears.queries.statements import statement
from socle.collection import queries as collection
from socle.contributions import obligations
from socle.contributions import queries as contributions
from socle.platform.access.scope import fund_scope
from socle.registry.queries import employer_id

pytestmark = pytest.mark.slow

EMPLOYERS = 2_000
LARGE = (
    "ledger_posting", "ledger_entry", "declaration", "payment", "payment_match", "payment_use",
    "statement_line", "notice", "notice_month", "standing_certificate", "plan_instalment",
    "payment_plan",
)  # fmt: skip
ONE = "0000000007K"
# Which payments nobody was ever named for is a question to all matches: their keys, hashed once.
SOUGHT_IN_ALL = {("suspense", "payment_match")}
# Of each table, its columns but the fund and the act, and the rows: `e` employer, `m` month.
_OF_MONTHS = "employer e, generate_series(date '2025-11-01', '2026-10-01', '1 month') m"
_ROWS = {
    "employer (number)": "SELECT lpad(g::text, 10, '0') || 'K' FROM generate_series(1, 2000) g",
    "employer_profile (recorded_at, employer_id, legal_name, company_number, address, city, status,"
    " filing_regime, valid)": "SELECT now(), id, 'Société ' || id, '', '', '', 'active', 'monthly',"
    " '[2015-01-01,)'::daterange FROM employer",
    "ledger_entry (number, kind, occurred_on, recorded_at)":
    f"SELECT 'J-' || e.id || '-' || m::date || k, k, m::date + 40, now() FROM {_OF_MONTHS},"
    " unnest('{debt,allocation}'::text[]) k"
    " WHERE k = 'debt' OR (e.id + extract(month FROM m)::int) % 4 <> 0",
    "declaration (number, deposit_id, entry_id, employer_id, month, sequence, due_on, deposited_on,"
    " line_count, wage_total, lines_digest)": "SELECT 'D-' || id, 1, id,"
    " split_part(number, '-', 2)::bigint, occurred_on - 40, 0, occurred_on + 5, occurred_on, 1, 1,"
    " ''::bytea FROM ledger_entry WHERE kind = 'debt' AND id % 30 <> 0",
    "bank_statement (number, document_id, sha256, format, account, statement_id, from_on, to_on,"
    " recorded_at)": "SELECT 'RB-2026-' || g, 1, decode(lpad(to_hex(g), 8, '0'), 'hex'), 'camt053',"
    " 'A', g, date '2026-01-01', date '2026-01-31', now() FROM generate_series(1, 1000) g",
    "cash_day (number, cashier_id, opened_on, opening_float, recorded_at)": "SELECT 'C-2026-' || g,"
    " (SELECT min(id) FROM user_account), date '2026-01-01' + g::int, 0, now()"
    " FROM generate_series(1, 100) g",
    "payment (number, channel, source, amount, received_on, value_on, entry_id, statement_id,"
    " cash_day_id, recorded_at, external_id, payer_name, payer_account, label)":
    "SELECT 'E-2026-' || id, 'bank', 'banque', 40000, occurred_on, occurred_on, id, (SELECT min(id)"
    " FROM bank_statement) + id % 1000, (SELECT min(id) FROM cash_day) + id % 100, now(), '', '',"
    " '', '' FROM ledger_entry WHERE kind = 'allocation'",
    "payment_match (payment_id, employer_id, rule, recorded_at, months)": "SELECT p.id,"
    " split_part(l.number, '-', 2)::bigint, 'reference', now(), '{}'::date[] FROM payment p"
    " JOIN ledger_entry l ON l.id = p.entry_id WHERE p.id % 50 <> 0",
    "payment_use (payment_id, employer_id, entry_id, kind, month, branch, payer, amount,"
    " recorded_at)": "SELECT p.id, m.employer_id, p.entry_id, 'debt', p.value_on - 40, 'old_age',"
    " 'employer', 40000, now()"
    " FROM payment p JOIN payment_match m ON m.payment_id = p.id",
    "statement_line (statement_id, position, booked_on, value_on, amount, outcome, external_id,"
    " payment_id, recorded_at, payer_name, payer_account, label)": "SELECT statement_id, id,"
    " value_on, value_on, amount, 'booked', id, id, now(), '', '', '' FROM payment",
    "notice (number, employer_id, step, about, issued_on, language)": "SELECT 'L-2026-' || e.id ||"
    " s, e.id, s, 'payment', date '2026-10-01', 'fr' FROM employer e,"
    " unnest('{reminder,formal_notice}'::text[]) s WHERE e.id % 2 = 0",
    "notice_month (notice_id, month, due_on, amount)": "SELECT n.id, m::date, m::date + 45, 1000"
    " FROM notice n, generate_series(date '2025-11-01', '2026-02-01', '1 month') m",
    "standing_certificate (number, employer_id, asked_on, reasons, code, undeclared, unpaid,"
    " covered_by)": "SELECT 'T-' || e.id || '-' || g, e.id, date '2026-10-01', '{unpaid}'::text[],"
    " '', '{}'::date[], 1000, '' FROM employer e, generate_series(1, 3) g",
    "payment_plan (number, employer_id, agreed_on, months, amount)": "SELECT 'M-' || e.id, e.id,"
    " date '2026-06-01', '{2026-01-01}'::date[], 40000 FROM employer e WHERE e.id % 3 = 0",
    "plan_instalment (plan_id, rank, due_on, amount)": "SELECT p.id, g, date '2026-12-01', 4000"
    " FROM payment_plan p, generate_series(1, 10) g",
}  # fmt: skip
_POSTINGS = """INSERT INTO ledger_posting
  (fund_id, entry_id, month, account, employer_id, branch, payer, amount)
SELECT l.fund_id, l.id, l.occurred_on - 40, a,
  CASE a WHEN 'contributor' THEN split_part(l.number, '-', 2)::bigint END, b, p,
  CASE WHEN (a = 'contributor') = (l.kind = 'debt') THEN 10000 ELSE -10000 END
FROM ledger_entry l, unnest('{contributor,contribution}'::text[]) a, (VALUES
  ('old_age', 'employee'), ('old_age', 'employer'), ('family', 'employer'),
  ('work_injury', 'employer')) AS x (b, p)"""


def filled(database: str) -> factories.Agency:
    """A fund of two thousand employers, a year of months, their payments and letters."""
    place = factories.agency("CM")
    factories.employer(place)
    with superuser(database) as session:
        fund = place.fund.id
        first = f"(SELECT min(id) FROM act WHERE fund_id = {fund})"
        session.execute("DELETE FROM employer_profile; DELETE FROM employer")
        for year in (2025, 2026):
            session.execute("SELECT ledger_ensure_year(%s)", [year])
        for target, rows in _ROWS.items():
            table, columns = target.split(" (", 1)
            session.execute(
                f"INSERT INTO {table} (fund_id, act_id, {columns}"
                f" SELECT {fund}, {first}, r.* FROM ({rows}) AS r"
            )
        session.execute(_POSTINGS)
        session.execute("VACUUM ANALYZE")
    return place


def lists(owner: int) -> dict[str, Callable[[int], Any]]:
    """Every list and account of money and recovery, by how many rows it is asked for."""
    return {
        "payments of an employer": lambda most: collection.payments_of(
            employer_number=ONE, limit=most
        ),
        "suspense": lambda most: collection.unmatched(limit=most),
        "bank statements": lambda most: collection.bank_statements(limit=most),
        "lines of a statement": lambda most: collection.statement_lines(
            number="RB-2026-7", limit=most
        ),
        "days at the counter": lambda most: collection.cash_days(limit=most),
        "obligations": lambda most: obligations.missing_months(on=TODAY, limit=most),
        "obligations of one": lambda most: (
            obligations.missing_months(on=TODAY, employer_numbers=frozenset({ONE}), limit=most)
            or True
        ),
        "letters": lambda most: notices.notices(limit=most),
        "letters of one": lambda most: (
            notices.notices(employer_number="0000000008K", limit=most) or True
        ),
        "runs": lambda most: runs.notice_runs(limit=most) or True,
        "certificates": lambda most: standing.certificates(employer_id=owner, limit=most),
        "plans of one": lambda _: plans.plans(on=TODAY, employer_id=owner) or True,
        "penalties": lambda _: penalties.penalties(employer_number=ONE, on=TODAY),
        "account": lambda _: contributions.account(employer_number=ONE, known_at=None),
        "account in full": lambda _: accounts.situation(employer_number=ONE, on=TODAY),
        "statement of account": lambda _: statement(
            employer_number=ONE, since=TODAY.replace(month=1), until=TODAY
        ),
        "debts of one by age": lambda _: aged.aged_balance(
            on=TODAY, employer_ids=frozenset({owner})
        ),
        "letters due to one": lambda most: letters.due_letters(
            on=TODAY, employer_number=ONE, limit=most
        ),
    }


def test_lists_are_read_by_index_and_ask_as_often_for_fifty_rows_as_for_two(
    own_database: str,
) -> None:
    place = filled(own_database)
    with fund_scope(place.fund.id):
        read_whole, counts = {}, {}
        for name, ask in lists(employer_id(ONE)).items():
            ask(1)  # what a process asks once is asked
            with explained(LARGE) as read:
                assert ask(50), name
            if read := [each for each in read if (name, each.split(":")[0]) not in SOUGHT_IN_ALL]:
                read_whole[name] = read
            asked = []
            for most in (2, 50):
                with CaptureQueriesContext(connection) as queries:
                    ask(most)
                asked.append(len(queries))
            if asked[0] != asked[1]:
                counts[name] = asked
        assert read_whole == {}
        assert counts == {}
        assert sums_by_index() == {"Index Only Scan"}


def sums_by_index() -> set[str]:
    """How the postings of a whole fund are read for its debts by age and its letters."""
    read: set[str] = set()

    def explain(execute: Callable[..., Any], sql: Any, params: Any, many: Any, context: Any) -> Any:
        if "contributor_amount" in sql:
            with connection.connection.cursor() as cursor:
                cursor.execute("EXPLAIN (FORMAT JSON) " + sql, params)
                read.update(
                    node["Node Type"]
                    for node in nodes(cursor.fetchone()[0][0]["Plan"])
                    if node.get("Relation Name", "").startswith("ledger_posting_20")
                )
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        assert aged.aged_balance(on=TODAY, limit=50).employer_count == EMPLOYERS
        assert letters.due_letters(on=TODAY).count > 0
    return read
