"""A large deposit loads into a table of its own, and nobody who reads can tell the difference."""

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import override_settings
from tests import factories
from tests.conftest import TODAY
from tests.contributions.files import JANUARY, dipe, ebds, handed_in

from socle.contributions import queries
from socle.platform.access.scope import fund_scope
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActRequest

WAGES = [150_000, 900_000, 300_000]


@pytest.fixture
def large() -> Iterator[None]:
    """Every file is large."""
    with override_settings(DEPOSIT_OWN_TABLE_BYTES=0):
        yield


def rows(statement: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def tables_of_lines(place: factories.Agency) -> set[object]:
    with fund_scope(place.fund.id):
        return {
            row[0] for row in rows("SELECT DISTINCT tableoid::regclass::text FROM declaration_line")
        }


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    factories.employer(place)
    factories.person(place)
    return place


def test_two_large_files_have_two_tables_and_a_small_one_none(
    place: factories.Agency, large: None
) -> None:
    for month in (JANUARY, JANUARY + 1):
        handed_in(place.accounts, dipe(WAGES, month=month), key=str(month))
    with override_settings(DEPOSIT_OWN_TABLE_BYTES=1 << 20):
        handed_in(place.accounts, dipe(WAGES, month=JANUARY + 2), key="small")
    names = tables_of_lines(place)
    assert len(names) == 3
    assert len([name for name in names if str(name).startswith("declaration_line_own_")]) == 2


def test_a_large_file_answers_as_a_small_one(place: factories.Agency, large: None) -> None:
    outcome = handed_in(place.accounts, dipe(WAGES), key="k")
    assert (outcome.status, outcome.lines, outcome.queued) == ("posted", 3, 2)
    with fund_scope(place.fund.id):
        (declared,) = queries.deposit(number=outcome.receipt).declarations
        lines = queries.declaration_lines(
            number=declared.number, only_queued=False, after_line=0, limit=9
        )
        assert [line.wage for line in lines] == WAGES
        assert declared.total == outcome.total
        assert queries.account(employer_number=factories.CM_EMPLOYER, known_at=None).owed == (
            outcome.total
        )


def test_names_are_matched_in_a_large_file_too(db: None, large: None) -> None:
    place = factories.agency("MA")
    factories.employer(place)
    factories.person(place)
    strange = ebds([(factories.MA_PERSON, "PERSONNE DE CE NOM", 300_000)])
    outcome = handed_in(place.accounts, strange, key="k")
    assert (outcome.status, outcome.queued) == ("posted", 1), outcome.faults


def test_a_refused_large_file_leaves_no_table(place: factories.Agency, large: None) -> None:
    counted = "SELECT count(*) FROM pg_class WHERE relname LIKE 'declaration_line_own_%%'"
    before = rows(counted)
    outcome = handed_in(place.accounts, dipe([900_000], capped=[900_000]), key="k")
    assert outcome.status == "refused"
    assert rows(counted) == before


def test_a_month_is_declared_once_whatever_the_size_of_the_file(
    place: factories.Agency, large: None
) -> None:
    handed_in(place.accounts, dipe(WAGES), key="large")
    with override_settings(DEPOSIT_OWN_TABLE_BYTES=1 << 20):
        outcome = handed_in(place.accounts, dipe([200_000]), key="small")
    assert [fault.code for fault in outcome.faults] == ["declaration.already_declared"]


def _open(place: factories.Agency, number: int) -> str:
    return str(rows("SELECT declaration_line_open(%s)", number)[0][0])


_LINE = (
    "INSERT INTO {table} VALUES ({fund}, {declaration}, '2026-01-01', 1, NULL, '', '', 30, 1, 1, 1,"
    " 1, 1, 'number_missing')"
)


@pytest.mark.parametrize("what", ["fund", "declaration", "act"])
def test_a_line_of_another_fund_declaration_or_act_is_refused(
    place: factories.Agency, what: str
) -> None:
    request = ActRequest(place.accounts, "post", {}, TODAY, "", what)
    with (
        fund_scope(place.fund.id),
        performing(request, subject_kind="employer", subject_number=factories.CM_EMPLOYER),
    ):
        table = _open(place, 77)
        fund = place.fund.id + (what == "fund")
        declaration = 1 if what == "declaration" else (77 << 40) + 1
        with pytest.raises(DatabaseError), transaction.atomic():
            _add_and_close(table, fund, declaration)


def _add_and_close(table: str, fund: int, declaration: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LINE.format(table=table, fund=fund, declaration=declaration))
        cursor.execute("SELECT declaration_line_close(77)")


def test_a_closed_table_takes_no_line_more(place: factories.Agency) -> None:
    request = ActRequest(place.accounts, "post", {}, TODAY, "", "k")
    with (
        fund_scope(place.fund.id),
        performing(request, subject_kind="employer", subject_number=factories.CM_EMPLOYER),
    ):
        table = _open(place, 78)
        with pytest.raises(DatabaseError, match="denied"), transaction.atomic():
            rows(f"SELECT count(*) FROM {table}")
        rows("SELECT declaration_line_close(78)")
        with (
            pytest.raises(DatabaseError, match="denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                _LINE.format(table=table, fund=place.fund.id, declaration=(78 << 40) + 1)
            )
