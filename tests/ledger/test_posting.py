"""Entries balance, belong to the act that posts them, and only grow."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories
from tests.platform.sessions import at_once, failures

from socle.ledger.operations import post_entries
from socle.ledger.queries import contributor_balance
from socle.ledger.types import Debt
from socle.platform.access.scope import fund_scope
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActRequest
from socle.platform.temporal.queries import horizon
from socle.registry.queries import employer_id

MONTH = date(2026, 1, 1)
EMPLOYERS = ("0123456789K", "3210100565S")


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    for number in EMPLOYERS:
        factories.employer(place, number)
    return place


@contextmanager
def posting(place: factories.Agency) -> Iterator[ActInProgress]:
    """An act of the fund in progress."""
    request = ActRequest(place.accounts, "post", {}, MONTH, "", uuid4().hex)
    with (
        fund_scope(place.fund.id),
        performing(request, subject_kind="employer", subject_number=EMPLOYERS[0]) as act,
    ):
        with connection.cursor() as cursor:
            cursor.execute("SELECT ledger_ensure_year(%s)", [MONTH.year])
        yield act


def post(place: factories.Agency, *debts: Debt) -> list[int]:
    with posting(place) as act:
        posted = post_entries(
            [each.entry() for each in debts],
            fund_id=place.fund.id,
            act_id=act.id,
            occurred_on=MONTH,
            recorded_at=act.recorded_at,
        )
    return [each.id for each in posted]


def debt(place: factories.Agency, amount: int = 1000, rank: int = 0, month: date = MONTH) -> Debt:
    with fund_scope(place.fund.id):
        number = employer_id(EMPLOYERS[rank])
    return Debt(number, month, (("old_age", "employee", amount), ("family", "employer", 7)))


def add(entry: int, fund: int, *amounts: int, month: str = "2026-01-01") -> None:
    """Postings added by a statement of their own."""
    values = ", ".join(
        f"({fund}, {entry}, '{month}', 'cash', 'x', '', {amount})" for amount in amounts
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_posting (fund_id, entry_id, month, account, branch, payer, amount)"
            f" VALUES {values}"
        )


@pytest.mark.parametrize("amounts", [(5,), (5, -4), (5, -5, 1), (-3, -3, 5)])
def test_a_statement_that_does_not_balance_is_refused(
    place: factories.Agency, amounts: tuple[int, ...]
) -> None:
    with posting(place) as act:
        (entry,) = post_entries(
            [Debt(1, MONTH, ()).entry()],
            fund_id=place.fund.id,
            act_id=act.id,
            occurred_on=MONTH,
            recorded_at=act.recorded_at,
        )
        with pytest.raises(IntegrityError, match="does not balance"):
            add(entry.id, place.fund.id, *amounts)
        add(entry.id, place.fund.id, 5, -2, -3)


def test_entries_that_balance_only_together_are_refused(place: factories.Agency) -> None:
    with posting(place) as act:
        asked = {"fund_id": place.fund.id, "act_id": act.id}
        one, two = post_entries(
            [Debt(1, MONTH, ()).entry()] * 2,
            occurred_on=MONTH,
            recorded_at=act.recorded_at,
            **asked,
        )
        with (
            pytest.raises(IntegrityError, match="does not balance"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "INSERT INTO ledger_posting (fund_id, entry_id, month, account, amount) VALUES"
                " (%s, %s, %s, 'cash', 5), (%s, %s, %s, 'cash', -5)",
                [place.fund.id, one.id, MONTH, place.fund.id, two.id, MONTH],
            )


def test_nothing_is_added_to_the_entry_of_another_act_nor_to_none(place: factories.Agency) -> None:
    (entry,) = post(place, debt(place))
    with posting(place):
        for wrong in (entry, 404):
            with pytest.raises(IntegrityError, match="no act in progress"):
                add(wrong, place.fund.id, 5, -5)
    with fund_scope(place.fund.id), pytest.raises(DatabaseError, match="only within an act"):
        add(entry, place.fund.id, 5, -5)


def test_an_employer_of_nobody_and_a_day_are_no_month_of_an_account(
    place: factories.Agency,
) -> None:
    with posting(place), pytest.raises(IntegrityError), transaction.atomic():
        add(1, place.fund.id, 5, -5, month="2026-01-02")
    with (
        posting(place),
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO ledger_posting (fund_id, entry_id, month, account, amount)"
            " VALUES (%s, 1, '2026-01-01', 'contributor', 5)",
            [place.fund.id],
        )


amounts = st.lists(
    st.tuples(
        st.sampled_from(["old_age", "family", "work_injury"]),
        st.sampled_from(["employee", "employer"]),
        st.integers(-(10**15), 10**15),
    ),
    max_size=6,
)
debts = st.lists(
    st.tuples(st.integers(0, 1), st.integers(2024, 2027), st.integers(1, 12), amounts),
    min_size=1,
    max_size=5,
)


@given(posts=st.lists(debts, min_size=1, max_size=3))
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_is_posted_is_what_accounts_say_and_everything_sums_to_nothing(
    db: None, posts: list[list[tuple[int, int, int, list[tuple[str, str, int]]]]]
) -> None:
    place = factories.agency("CM")
    for number in EMPLOYERS:
        factories.employer(place, number)
    with fund_scope(place.fund.id):
        ids = [employer_id(number) for number in EMPLOYERS]
    owed = [0, 0]
    for each in posts:
        post(
            place,
            *(
                Debt(ids[rank], date(year, month, 1), tuple(said))
                for rank, year, month, said in each
            ),
        )
        for rank, _, _, said in each:
            owed[rank] += sum(amount for _, _, amount in said)
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        for rank, key in enumerate(ids):
            lines = contributor_balance(employer_id=key, known_at=None)
            assert sum(line.owed - line.paid for line in lines) == owed[rank]
        cursor.execute("SELECT coalesce(sum(amount), 0) FROM ledger_posting")
        assert cursor.fetchone()[0] == 0
        cursor.execute(
            "SELECT coalesce(sum(amount), 0) FROM ledger_posting WHERE account = 'contribution'"
        )
        assert cursor.fetchone()[0] == -sum(owed)


def test_a_debt_of_nothing_has_an_entry_without_postings(place: factories.Agency) -> None:
    (entry,) = post(place, Debt(1, MONTH, (("family", "employer", 0),)))
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_posting WHERE entry_id = %s", [entry])
        assert cursor.fetchone()[0] == 0


def test_a_balance_known_at_an_instant_stays(place: factories.Agency) -> None:
    first = debt(place, 1000)
    post(place, first)
    with fund_scope(place.fund.id):
        moment = horizon()
        then = contributor_balance(employer_id=first.employer_id, known_at=moment)
    post(place, debt(place, 500))
    with fund_scope(place.fund.id):
        assert contributor_balance(employer_id=first.employer_id, known_at=moment) == then
        now = contributor_balance(employer_id=first.employer_id, known_at=None)
        assert sum(line.owed for line in now) == sum(line.owed for line in then) + 507


@pytest.mark.parametrize("year", [1949, 2151])
def test_a_year_no_law_knows_has_no_place(place: factories.Agency, year: int) -> None:
    with pytest.raises(DatabaseError, match="out of range"):
        post(place, debt(place, month=date(year, 1, 1)))


def test_the_first_postings_of_a_year_may_come_together(own_database: str) -> None:
    """Each would make the year's partition; they wait for each other and both are posted."""
    place = factories.agency("CM")
    for number in EMPLOYERS:
        factories.employer(place, number)
    months = [date(2031, 1, 1), date(2023, 1, 1), date(2039, 5, 1)]

    def run(rank: int) -> list[int]:
        ordered = months if rank else months[::-1]
        return post(place, *(debt(place, 100, rank, month) for month in ordered))

    answers = at_once(lambda: run(0), lambda: run(1))
    assert failures(answers) == []
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT entry_id) FROM ledger_posting")
        assert cursor.fetchone()[0] == 6


def test_the_first_posting_of_a_year_locks_no_reader_out(own_database: str) -> None:
    """Its partition was once created in a way that made every reader wait for the commit."""
    place = factories.agency("CM")
    for number in EMPLOYERS:
        factories.employer(place, number)
    is_open, has_read = threading.Event(), threading.Event()

    def write() -> None:
        with fund_scope(place.fund.id):
            post(place, debt(place, month=date(2033, 1, 1)))
            is_open.set()
            assert has_read.wait(20)

    def read() -> None:
        assert is_open.wait(20)
        with fund_scope(place.fund.id), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            cursor.execute("SELECT count(*) FROM ledger_posting")
        has_read.set()

    assert at_once(write, read) == []
