"""The questions asked all day are answered by index, on tables of tens of thousands of rows."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections
from tests import factories
from tests.conftest import NOW, TODAY
from tests.contributions.files import JANUARY, dipe, handed_in

from socle.contributions import careers
from socle.contributions import queries as contributions
from socle.platform.access.scope import fund_scope
from socle.platform.acts.operations import reverse
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActRequest
from socle.platform.temporal.queries import horizon
from socle.registry import queries as registry
from socle.registry.importing import import_persons
from socle.registry.types import ImportedPerson

PERSONS, MONTHS = 8_000, 6
EMPLOYERS = [f"{rank:010d}K" for rank in range(1, 41)]
# Read whole only when every row is asked for.
LARGE = (
    "person", "person_civil_status", "employment", "declaration_line", "ledger_posting",
    "person_civil_status_history", "employment_history",
)  # fmt: skip


def numbered(rank: int) -> str:
    return f"{1_000_000_000 + rank}B"


@pytest.fixture
def place(own_database: str) -> factories.Agency:
    """A fund with a register, a history as large, and half a year of declarations."""
    place = factories.agency("CM")
    for number in EMPLOYERS:
        factories.employer(place, number)
    with fund_scope(place.fund.id):
        import_persons(
            desk=place.registration,
            persons=(
                ImportedPerson(
                    number=numbered(rank),
                    family_name=f"NOM{rank}",
                    given_names="Ada",
                    birth_on=date(1980, 1, 1),
                    sex="female",
                    employer_number=EMPLOYERS[rank % len(EMPLOYERS)],
                    hired_on=date(2020, 1, 1),
                )
                for rank in range(PERSONS)
            ),
            source="essai",
            effective_on=date(2020, 1, 1),
            key="import",
        )
        supersede_everything(place)
    whole = []
    for month in range(JANUARY, JANUARY + MONTHS):
        for rank, employer in enumerate(EMPLOYERS):
            persons = [numbered(each) for each in range(rank, PERSONS, len(EMPLOYERS))]
            whole.append((month, dipe([200_000] * len(persons), persons=persons,
                                      employer=employer, month=month)))  # fmt: skip
    for month in range(JANUARY, JANUARY + MONTHS):
        content = b"".join(part for of_month, part in whole if of_month == month)
        assert handed_in(place.accounts, content, key=str(month)).status == "posted"
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    return place


def supersede_everything(place: factories.Agency) -> None:
    """Acts, one an employer, after which every fact is a superseded one and a new one."""
    columns = {
        "person_civil_status": "fund_id, person_id, family_name, given_names, birth_on,"
        " birth_precision, sex, national_id, valid",
        "employment": "fund_id, person_id, employer_id, establishment_number, occupation, valid",
    }
    share = "person_id %% %s = %s"
    for rank in range(len(EMPLOYERS)):
        request = ActRequest(place.registration, "renamed", {}, TODAY, "", uuid4().hex)
        with (
            performing(request, subject_kind="fund", subject_number="1"),
            connection.cursor() as cursor,
        ):
            for table, names in columns.items():
                cursor.execute(
                    f"CREATE TEMPORARY TABLE kept AS SELECT {names} FROM {table} WHERE {share}",
                    [len(EMPLOYERS), rank],
                )
                cursor.execute(f"DELETE FROM {table} WHERE {share}", [len(EMPLOYERS), rank])
                cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM kept")
                cursor.execute("DROP TABLE kept")


@contextmanager
def explained(large: tuple[str, ...] = LARGE) -> Iterator[list[str]]:
    """The large tables that the statements run inside read from end to end."""
    read: list[str] = []

    def explain(execute: Callable[..., Any], sql: Any, params: Any, many: Any, context: Any) -> Any:
        text = sql if isinstance(sql, str) else sql.as_string(context["cursor"].connection)
        # A statement may begin with what it is for.
        if re.match(r"(\s|--.*\n)*(SELECT|WITH|DELETE|INSERT)", text, re.IGNORECASE):
            with connection.connection.cursor() as cursor:
                cursor.execute("EXPLAIN (FORMAT JSON) " + text, params)
                for node in nodes(cursor.fetchone()[0][0]["Plan"]):
                    name = node.get("Relation Name", "").rstrip("_0123456789")
                    if node["Node Type"] == "Seq Scan" and name in large:
                        read.append(f"{node['Relation Name']}: {' '.join(text.split())[:200]}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        yield read


def scans(large: tuple[str, ...] = LARGE) -> dict[str, int]:
    """How often this transaction has read each large table from end to end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, seq_scan FROM pg_stat_xact_user_tables WHERE seq_scan > 0")
        return {
            str(name): int(count)
            for name, count in cursor.fetchall()
            if str(name).rstrip("_0123456789") in large
        }


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


@pytest.mark.slow
def test_accounts_careers_files_and_reversals_are_read_by_index(place: factories.Agency) -> None:
    employer, person = EMPLOYERS[7], numbered(47)
    with fund_scope(place.fund.id):
        hidden = reverse_of_one(place)
        past = horizon()
        asked: dict[str, Callable[[], object]] = {
            "account": lambda: contributions.account(employer_number=employer, known_at=None),
            "account then": lambda: contributions.account(employer_number=employer, known_at=past),
            "career": lambda: careers.career(person_number=person, known_at=None),
            "career then": lambda: careers.career(person_number=person, known_at=past),
            "career in full": lambda: careers.view(person_number=person, on=TODAY, known_at=None),
            "career in full then": lambda: careers.view(
                person_number=person, on=TODAY, known_at=past
            ),
            "person": lambda: registry.person(number=person, on=TODAY, known_at=None),
            "person then": lambda: registry.person(number=person, on=TODAY, known_at=past),
            "employer then": lambda: registry.employer(number=employer, on=TODAY, known_at=past),
            "work": lambda: registry.employments_of_person(number=person, on=None, known_at=None),
            "work then": lambda: registry.employments_of_person(
                number=person, on=None, known_at=past
            ),
            "employees": lambda: registry.employees_of_employer(
                number=employer, on=TODAY, known_at=past
            ),
            "acts": lambda: registry.acts_on(kind="person", number=numbered(3)),
            "reversal": hidden,
        }
        found = {}
        for name, ask in asked.items():
            before = scans()
            with explained() as read:
                answer = ask()
            assert answer, name
            # What is read inside a function has no plan to look at.
            found[name] = read or [
                table for table, count in scans().items() if count > before.get(table, 0)
            ]
    assert {name: read for name, read in found.items() if read} == {}


def reverse_of_one(place: factories.Agency) -> Callable[[], object]:
    """An act among many to reverse: what stands on it is sought in the histories."""
    fields = {"person": numbered(3), "employer": EMPLOYERS[5]}
    done = factories.act(place.registration, "hire", on=date(2024, 1, 1), **fields)
    return lambda: reverse(
        desk=place.registration, number=done.act, motive="erreur", key="undo", at=NOW
    )


@pytest.mark.slow
def test_a_declaration_s_lines_and_deposit_are_read_by_index(place: factories.Agency) -> None:
    with fund_scope(place.fund.id):
        (first,) = contributions.deposits(employer_numbers=frozenset({EMPLOYERS[3]}), limit=1)
        whole = contributions.deposit(number=first.number)
        number = whole.declarations[0].number
        with explained() as read:
            contributions.declaration(number=number)
            lines = contributions.declaration_lines(
                number=number, only_queued=False, after_line=0, limit=20
            )
            contributions.deposits(employer_numbers=frozenset({EMPLOYERS[3]}), limit=5)
    assert len(lines) == 20
    assert read == []
