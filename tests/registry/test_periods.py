"""Civil status and origin say one thing of a person and a day, whoever writes them and how."""

import time
from contextlib import AbstractContextManager
from threading import Event

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from tests import factories
from tests.platform.sessions import at_once, failures, superuser

from socle.platform.access.scope import fund_scope
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActRequest
from socle.platform.audit.queries import first_break
from socle.registry.queries.imports import ACT_TYPE

COLUMNS = {
    "person_civil_status": "family_name, given_names, birth_precision, sex, national_id",
    "person_origin": "birth_place, nationality, father_name, mother_name",
}
PATIENCE = 30


def added(place: factories.Agency, table: str, *periods: str) -> str:
    """A statement of the application's own, that adds rows of the fund's one person."""
    said = ", ".join("'x'" for _name in COLUMNS[table].split(", "))
    rows = ", ".join(
        f"({place.fund.id}, (SELECT id FROM person), '{period}', {said})" for period in periods
    )
    return f"INSERT INTO {table} (fund_id, person_id, valid, {COLUMNS[table]}) VALUES {rows}"


@pytest.mark.parametrize("table", COLUMNS)
def test_a_day_is_not_said_twice(db: None, table: str) -> None:
    place = factories.agency("CM")
    factories.person(place)
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute("SELECT socle_begin_act(nextval('act_id_seq'))")
        for periods in (
            ("[1900-01-01,)",) * 2,
            ("[1900-01-01,1900-02-01)", "[1900-01-15,1900-01-16)"),
        ):
            with pytest.raises(IntegrityError, match="two things"), transaction.atomic():
                cursor.execute(added(place, table, *periods))
        cursor.execute(added(place, table, "[1900-01-01,1900-02-01)", "[1900-02-01,1900-03-01)"))
        # Nor by a later statement of the same transaction.
        for period in ("[1900-02-28,1900-04-01)", "(,)"):
            with pytest.raises(IntegrityError, match="two things"), transaction.atomic():
                cursor.execute(added(place, table, period))
        transaction.set_rollback(True)


def test_two_transactions_that_cross_do_not_say_a_day_twice(own_database: str) -> None:
    place = factories.agency("CM")
    factories.person(place)
    is_added = Event()

    def first() -> None:
        with fund_scope(place.fund.id), acting(place, "first"), connection.cursor() as cursor:
            cursor.execute(added(place, "person_origin", "[1900-01-01,1900-02-01)"))
            is_added.set()
            limit = time.monotonic() + PATIENCE
            while not is_waited_for(own_database) and time.monotonic() < limit:
                time.sleep(0.02)

    def second() -> None:
        is_added.wait(PATIENCE)
        with fund_scope(place.fund.id), acting(place, "second"), connection.cursor() as cursor:
            cursor.execute(added(place, "person_origin", "[1900-01-31,)"))

    [told] = failures(at_once(first, second))
    assert isinstance(told.__cause__, IntegrityError)
    assert "two things" in str(told.__cause__)
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT lower(valid)::text FROM person_origin WHERE lower(valid) < '1901-01-01'"
        )
        assert cursor.fetchall() == [("1900-01-01",)]


def acting(place: factories.Agency, key: str) -> AbstractContextManager[object]:
    request = ActRequest(
        desk=place.registration,
        type=ACT_TYPE,
        fields={},
        effective_on=factories.SINCE,
        motive="",
        key=key,
    )
    return performing(request, subject_kind="import", subject_number=key)


def is_waited_for(database: str) -> bool:
    """Whether a transaction waits for another."""
    with superuser(database) as session:
        found = session.execute(
            "SELECT FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'",
            [database],
        )
        return bool(found.rowcount)


def test_a_transaction_that_sees_the_past_adds_nothing(own_database: str) -> None:
    place = factories.agency("CM")
    factories.person(place)
    connections.close_all()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT set_config('app.fund', %s, true)", [str(place.fund.id)])
        cursor.execute("SELECT socle_begin_act(nextval('act_id_seq'))")
        with pytest.raises(DatabaseError, match="looks anew"), transaction.atomic():
            cursor.execute(added(place, "person_origin", "[1900-01-01,1900-02-01)"))
        transaction.set_rollback(True)


def test_a_day_said_twice_past_the_triggers_is_found(own_database: str) -> None:
    place = factories.agency("CM")
    factories.person(place)
    connections.close_all()
    with superuser(own_database) as session:
        session.execute(
            "INSERT INTO person_civil_status (fund_id, person_id, valid, act_id, recorded_at,"
            " family_name, given_names, birth_precision, sex, national_id) SELECT fund_id,"
            " person_id, valid, act_id, recorded_at, 'AUTRE', '', 'day', '', ''"
            " FROM person_civil_status"
        )
    found = first_break(fund_id=place.fund.id)
    assert found
    assert "two things" in found
