"""Receipt, ledger, branches and lines say one total, and a higher wage never owes less."""

from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories
from tests.conftest import NOW
from tests.contributions.files import CM_CEILING, JANUARY, dipe, ebds, handed_in

from socle.contributions import queries
from socle.contributions.types import Outcome
from socle.platform.access.scope import fund_scope
from socle.platform.acts.operations import validate

SECOND = "3210100565S"
many = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
wages = st.lists(st.integers(0, 2_000_000), min_size=1, max_size=40)


def sums(place: factories.Agency) -> dict[str, int]:
    """What each place that holds money says was declared."""
    statements = {
        "lines": "SELECT sum(employee + employer) FROM declaration_line",
        "branches": "SELECT sum(amount) FROM declaration_branch",
        "owed": "SELECT sum(amount) FROM ledger_posting WHERE account = 'contributor'",
        "earned": "SELECT -sum(amount) FROM ledger_posting WHERE account = 'contribution'",
        "receipts": "SELECT sum(total_employee + total_employer) FROM deposit",
    }
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        found = {}
        for name, statement in statements.items():
            cursor.execute(statement)
            found[name] = int(cursor.fetchone()[0] or 0)
        return found


def account_total(place: factories.Agency, number: str) -> int:
    with fund_scope(place.fund.id):
        return queries.account(employer_number=number, known_at=None).owed


def declared(place: factories.Agency, content: bytes, key: str = "k") -> Outcome:
    outcome = handed_in(place.accounts, content, key=key)
    assert outcome.status == "posted", outcome.faults
    return outcome


@given(first=wages, second=wages)
@many
def test_every_place_says_the_same_total(db: None, first: list[int], second: list[int]) -> None:
    place = factories.agency("CM")
    for number in (factories.CM_EMPLOYER, SECOND):
        factories.employer(place, number)
    content = dipe(first) + dipe(second, employer=SECOND)
    outcome = declared(place, content)
    assert outcome.lines == len(first) + len(second)
    found = sums(place)
    assert set(found.values()) == {outcome.total}
    accounts = [account_total(place, number) for number in (factories.CM_EMPLOYER, SECOND)]
    assert sum(accounts) == outcome.total


@given(
    wages=st.lists(st.integers(0, 60_000_00), min_size=1, max_size=20),
    returned=st.integers(0, 9999),
)
@many
def test_every_place_says_the_same_total_in_morocco(
    db: None, wages: list[int], returned: int
) -> None:
    place = factories.agency("MA")
    factories.employer(place)
    rows = [("", f"NOM{rank}", wage) for rank, wage in enumerate(wages)]
    back = [0] * (len(rows) + 1)
    back[0] = returned
    content = ebds([(factories.MA_PERSON, "ALAOUI FATIMA", 100_000), *rows],
                   entrants=len(rows), returned=back)  # fmt: skip
    outcome = declared(place, content)
    assert set(sums(place).values()) == {outcome.total}
    assert account_total(place, factories.MA_EMPLOYER) == outcome.total


def owed_lines(place: factories.Agency) -> list[int]:
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute("SELECT employee + employer FROM declaration_line ORDER BY line")
        return [int(row[0]) for row in cursor.fetchall()]


@given(wages=st.lists(st.integers(0, 2 * CM_CEILING), min_size=2, max_size=30, unique=True))
@many
def test_a_higher_wage_never_owes_less(db: None, wages: list[int]) -> None:
    place = factories.agency("CM")
    factories.employer(place)
    declared(place, dipe(sorted(wages)))
    owed = owed_lines(place)
    assert owed == sorted(owed)


@given(wages=wages)
@many
def test_a_line_owes_the_same_alone_and_among_others(db: None, wages: list[int]) -> None:
    place = factories.agency("CM")
    factories.employer(place)
    factories.employer(place, SECOND)
    declared(place, dipe(wages))
    together = owed_lines(place)
    alone = dipe([wages[-1]], employer=SECOND)
    declared(place, alone, key="alone")
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.employee + l.employer FROM declaration_line l JOIN declaration d"
            " ON d.id = l.declaration_id JOIN affiliated_number n USING (employer_id)"
            " WHERE n.number = %s",
            [SECOND],
        )
        assert cursor.fetchone()[0] == together[-1]


def test_the_lines_of_many_employers_may_be_mingled(db: None) -> None:
    place = factories.agency("CM")
    for number in (factories.CM_EMPLOYER, SECOND):
        factories.employer(place, number)
    parts = [
        dipe([100_000 + rank], employer=number, persons=[f"{rank:010d}X"])
        for rank in range(1, 9)
        for number in (factories.CM_EMPLOYER, SECOND)
    ]
    outcome = declared(place, b"".join(parts))
    with fund_scope(place.fund.id):
        view = queries.deposit(number=outcome.receipt)
    assert [(each.employer_number, each.line_count) for each in view.declarations] == [
        (factories.CM_EMPLOYER, 8),
        (SECOND, 8),
    ]
    assert account_total(place, factories.CM_EMPLOYER) == account_total(place, SECOND)
    assert sum(each.total for each in view.declarations) == outcome.total


def classified(place: factories.Agency, value: str, on: date) -> None:
    fields = {"number": factories.CM_EMPLOYER, "input": "risk_group", "value": value}
    answer = factories.act(place.registration, "classify_employer", on=on, **fields)
    with fund_scope(place.fund.id):
        validate(desk=place.verifier, number=answer.act, at=NOW)


def work_injury(place: factories.Agency, month: int) -> int:
    content = dipe([100_000], month=month)
    outcome = declared(place, content, key=str(month))
    with fund_scope(place.fund.id):
        (declaration,) = queries.deposit(number=outcome.receipt).declarations
    (branch,) = [each for each in declaration.branches if each.branch == "work_injury"]
    return branch.total


@pytest.mark.parametrize("first_month", [JANUARY, JANUARY + 3])
def test_a_class_changed_within_the_year_changes_the_rate_from_its_month(
    db: None, first_month: int
) -> None:
    place = factories.agency("CM")
    factories.employer(place, risk_group="A")
    classified(place, "C", date(2026, 3, 15))
    classified(place, "B", date(2026, 6, 1))
    # Group A 1.75 %, B 2.5 %, C 5 % of the whole wage (décret 78/283).
    rates = {1: 1750, 2: 1750, 3: 5000, 4: 5000, 5: 5000, 6: 2500, 7: 2500}
    for month in range(first_month, JANUARY + 7):
        assert work_injury(place, month) == rates[month % 12 + 1], month


def test_a_class_corrected_afterwards_leaves_what_was_posted(db: None) -> None:
    place = factories.agency("CM")
    factories.employer(place, risk_group="A")
    before = work_injury(place, JANUARY)
    owed = account_total(place, factories.CM_EMPLOYER)
    classified(place, "C", date(2025, 1, 1))
    assert account_total(place, factories.CM_EMPLOYER) == owed
    assert work_injury(place, JANUARY + 1) > before
