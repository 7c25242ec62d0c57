"""What a fund keeps no longer is counted, ordered by two people, taken, and leaves its record."""

from datetime import datetime, timedelta
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, connections, transaction
from tests import factories
from tests.platform.keeping.test_keeping import asked, refused, within_an_act
from tests.platform.purging.scenes import (
    NEW,
    OLD,
    by_two,
    carry_out,
    dropped,
    fix,
    handed_over,
    kept,
    officer,
    order,
    past_data,
)

from socle.kernel.errors import Conflict, Refused
from socle.platform.access.scope import fund_scope
from socle.platform.acts.errors import Invalid
from socle.platform.acts.operations import submit
from socle.platform.acts.queries import act, seal
from socle.platform.audit.queries import verify
from socle.platform.documents.queries import foreign_documents, open_document
from socle.platform.purging import jobs, operations
from socle.platform.purging.queries import (
    activities_held,
    kept_since,
    months_kept,
    purges,
    purges_waiting,
    report,
)
from socle.platform.purging.types import DataKind, PeriodStanding
from socle.registry.importing.rejects import import_report, rows_at_fault
from socle.registry.queries.imports import imports
from socle.web import clock
from socle.web.measures import state

# Of each kind of `past_data`, what a purge takes: a file given up is its two faults and its bytes.
PAST = {kind: 3 if kind is DataKind.IMPORT_REJECTS else 1 for kind in DataKind}
DELETES = (
    "DELETE FROM act_draft",
    "DELETE FROM document_chunk",
    "DELETE FROM import_fault",
    "DELETE FROM form_draft",
)


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    past_data(place)
    return place


def rows(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_without_a_period_all_is_kept_and_none_is_invented(place: factories.Agency) -> None:
    for kind in DataKind:
        found = kept(place, kind)
        assert (found.period.months, found.period.standing) == (None, PeriodStanding.NOT_FOUND)
        assert (found.rows, found.past, found.held) == (2 * PAST[kind], 0, 0)
        assert found.before is None
        with pytest.raises(Refused, match="kept_for_ever"):
            by_two(place, "order_purge", data_kind=kind.value, older_than="2020-01-01", rows="1")
    carry_out()
    assert all(kept(place, kind).rows == 2 * PAST[kind] for kind in DataKind)


def test_what_is_past_is_taken_as_counted_and_the_chain_holds(
    place: factories.Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "MOST_ROWS", 1)
    for kind in DataKind:
        fix(place, kind)
        before = kept(place, kind)
        assert (before.past, before.period.months) == (PAST[kind], 24)
        order(place, kind)
        assert kept(place, kind).rows == before.rows  # nothing goes before the worker
        carry_out()
        after = kept(place, kind)
        assert (after.rows, after.past) == (before.rows - before.past, 0)
    with fund_scope(place.fund.id):
        done = purges(limit=9)
        assert [(each.taken, each.is_over) for each in done] == [
            (PAST[each.kind], True) for each in done
        ]
        assert {each.rows for each in done} == set(PAST.values())
        told = act(number=done[0].act)
        assert told.validator == place.verifier.name
        [new, old] = imports(limit=5)
        assert open_document(document_id=new.document_id).read()
        with pytest.raises(Refused, match=r"document\.erased") as said:
            open_document(document_id=old.document_id).read()
        assert said.value.facts["name"] == "personnes.csv"
        assert b"31/02" not in import_report(number=old.number, language="fr")
        assert b"SANS NUMERO" in rows_at_fault(number=new.number)
        assert rows("SELECT event FROM partner_notice") == [(f"e{NEW}",)]
        seal(fund_id=place.fund.id)
        verified = verify(fund_id=place.fund.id, fund_code=place.fund.code)
    assert verified.first_break is None
    assert verified.acts == verified.sealed


def test_a_period_begins_and_ends_on_the_fund_s_own_day(place: factories.Agency) -> None:
    """At whatever instant, one of these two is not on the day of UTC."""
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        today = datetime.now(ZoneInfo(zone)).date()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE fund SET zone = %s WHERE id = %s", [zone, place.fund.id])
        for months, on in (("24", today), ("", today + timedelta(days=1))):
            fix(place, DataKind.UNUSED_FILES, months, on=on)
        with fund_scope(place.fund.id):
            assert months_kept(kind=DataKind.UNUSED_FILES) == 24
            assert kept_since(kind=DataKind.UNUSED_FILES) is not None
        fix(place, DataKind.UNUSED_FILES, "", on=today)
        with fund_scope(place.fund.id):
            assert kept_since(kind=DataKind.UNUSED_FILES) is None


def test_a_purge_that_fails_stands_still_alone_and_is_seen(
    place: factories.Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in (DataKind.FORM_DRAFTS, DataKind.DROPPED_DRAFTS):
        fix(place, kind)
        order(place, kind)
    whole = operations.carry_out

    def broken(*, kind: DataKind, **more: Any) -> int:
        if kind is DataKind.FORM_DRAFTS:
            raise Conflict("acts.try_again")
        return whole(kind=kind, **more)

    monkeypatch.setattr(jobs, "carry_out", broken)
    carry_out()
    assert kept(place, DataKind.DROPPED_DRAFTS).past == 0
    assert kept(place, DataKind.FORM_DRAFTS).past == 1
    later = clock.now() + timedelta(hours=1)
    stuck = {each.name: each.is_late for each in state(later).queues}
    with fund_scope(place.fund.id):
        assert (purges_waiting(at=later)[0], stuck["purges"]) == (1, True)
    monkeypatch.undo()
    carry_out()
    with fund_scope(place.fund.id):
        assert purges_waiting(at=later) == (0, 0.0)


@pytest.mark.usefixtures("own_database")
def test_a_file_that_is_named_while_a_purge_comes_stays() -> None:
    place = factories.agency("CM")
    fix(place, DataKind.UNUSED_FILES)
    named = handed_over(place, OLD)
    order(place, DataKind.UNUSED_FILES)

    def come() -> None:
        carry_out()
        connections.close_all()

    comes = Thread(target=come)
    with fund_scope(place.fund.id):
        assert foreign_documents(ids=[named], user_id=place.registration.user_id) == []
        comes.start()
        wait_until_somebody_waits()
        dropped(place, NEW, evidence=(named,))
    comes.join()
    with fund_scope(place.fund.id):
        assert open_document(document_id=named).read()
        [done] = purges(limit=1)
    assert (done.taken, done.is_over) == (0, True)


def wait_until_somebody_waits() -> None:
    for _each in range(200):
        if rows("SELECT FROM pg_locks WHERE NOT granted"):
            return
        rows("SELECT pg_sleep(0.05)")
    raise AssertionError("nobody waits for the file")


def test_a_file_that_something_names_stays(place: factories.Agency) -> None:
    for kind in (DataKind.UNUSED_FILES, DataKind.DROPPED_DRAFTS, DataKind.IMPORT_REJECTS):
        fix(place, kind)
    named = handed_over(place, OLD, "citée.pdf")
    dropped(place, OLD, evidence=(named,))
    with fund_scope(place.fund.id):
        given_too = imports(limit=5)[1].document_id
    dropped(place, NEW, evidence=(given_too,))
    found = kept(place, DataKind.IMPORT_REJECTS)
    assert (found.past, found.held) == (2, 1)
    assert kept(place, DataKind.UNUSED_FILES).past == 1
    for kind in (DataKind.DROPPED_DRAFTS, DataKind.UNUSED_FILES, DataKind.IMPORT_REJECTS):
        order(place, kind)
    carry_out()
    with fund_scope(place.fund.id):
        assert open_document(document_id=given_too).read()
        assert [(each.taken, each.is_over) for each in purges(limit=3)] == [
            (2, True),
            (1, True),
            (2, True),
        ]
    # Named no longer, it was not among those that were counted.
    assert kept(place, DataKind.UNUSED_FILES).past == 1
    order(place, DataKind.UNUSED_FILES)
    carry_out()
    with pytest.raises(Refused, match=r"document\.erased"):
        dropped(place, NEW, evidence=(named,))


def test_an_order_is_of_what_was_counted_and_past(place: factories.Agency) -> None:
    fix(place, DataKind.DROPPED_DRAFTS)
    said = {
        "data_kind": "dropped_drafts",
        "older_than": kept(place, DataKind.DROPPED_DRAFTS).before,
    }
    with pytest.raises(Conflict, match="count_differs"):
        by_two(place, "order_purge", rows="7", **said)
    with pytest.raises(Invalid):
        by_two(place, "order_purge", rows="beaucoup", **said)
    with pytest.raises(Refused, match="still_kept"):
        by_two(place, "order_purge", rows="2", **(said | {"older_than": "2099-01-01"}))
    with pytest.raises(Refused, match="nothing_past"):
        by_two(place, "order_purge", rows="1", **(said | {"older_than": "2001-01-01"}))
    with pytest.raises(Invalid):
        by_two(place, "set_data_keeping", data_kind="dropped_drafts", kept_months="12")
    # A period that is withdrawn, or grew, after the order: nothing goes.
    order(place, DataKind.DROPPED_DRAFTS)
    fix(place, DataKind.DROPPED_DRAFTS, "")
    carry_out()
    with fund_scope(place.fund.id):
        [done] = purges(limit=1)
    assert (done.taken, done.rows, done.is_over) == (0, 1, True)
    assert kept(place, DataKind.DROPPED_DRAFTS).rows == 2


def test_the_application_takes_nothing_that_two_people_did_not_order(
    place: factories.Agency,
) -> None:
    fix(place, DataKind.DROPPED_DRAFTS)
    with fund_scope(place.fund.id):
        for statement in DELETES:
            assert "permission denied" in refused(asked(statement))
        assert rows("WITH gone AS (DELETE FROM partner_notice RETURNING 1) SELECT FROM gone") == []
        assert "only within an act" in refused(asked("SELECT data_purge_some(1, 10)"))
        within_an_act()
        assert "did not order" in refused(asked("SELECT data_purge_some(1, 10)"))
        for function in ("dropped_drafts_purge(now(), 9)", "documents_erase('{1}')"):
            assert "permission denied" in refused(asked(f"SELECT {function}"))
        for table in ("document_erasure", "data_purge_part"):
            assert "permission denied" in refused(
                asked(f"INSERT INTO {table} (fund_id, act_id) VALUES ({place.fund.id}, 1)")
            )
        # An order that nobody validated is none: the act would have to name who did.
        [[written]] = rows(
            "INSERT INTO data_purge (fund_id, act_id, kind, months, before, rows)"
            " SELECT socle_fund(), socle_act(), 'dropped_drafts', 24, now(), 1 RETURNING id"
        )
        assert "did not order" in refused(asked(f"SELECT data_purge_some({written}, 10)"))
        transaction.set_rollback(True)


@pytest.mark.usefixtures("own_database")
def test_the_owner_takes_only_what_two_people_ordered() -> None:
    place = factories.agency("CM")
    past_data(place)
    fix(place, DataKind.DROPPED_DRAFTS)

    def told(*statements: str) -> str:
        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            cursor.execute(
                "SELECT set_config('app.fund', %s, true), set_config('app.act', '7', true)",
                [str(place.fund.id)],
            )
            try:
                for statement in statements:
                    cursor.execute(statement)
            except DatabaseError as error:
                return str(error).partition("\n")[0]
            finally:
                transaction.set_rollback(True, using="owner")
            return "taken"

    drafts = "DELETE FROM act_draft"
    assert told(drafts) == "2 rows of act_draft are kept by their fund"
    order(place, DataKind.DROPPED_DRAFTS)
    assert told(drafts) == "1 rows of act_draft are kept by their fund"
    said = (
        "INSERT INTO document_erasure (fund_id, act_id, document_id)"
        " SELECT fund_id, 7, id FROM document"
    )
    kept_all = "4 rows of document_chunk are kept by their fund"
    assert told(said, "DELETE FROM document_chunk") == kept_all


def test_a_report_is_kept_and_counts_what_each_activity_keeps(place: factories.Agency) -> None:
    fix(place, DataKind.FORM_DRAFTS)
    made = factories.act(officer(place), "report_keeping")
    with fund_scope(place.fund.id):
        found = report(act=made.act)
        content = open_document(document_id=found.document_id).read()
        held = {each.code: each for each in activities_held()}
        told = act(number=made.act)
    assert content.startswith(b"%PDF-")
    assert told.after["form_drafts"] == 1
    assert held["register"].rows > held["protection"].rows
    assert held["register"].oldest is not None
    assert not held["register"].is_more
    other = factories.agency("CM")
    with fund_scope(other.fund.id):
        theirs = {each.code: each.rows for each in activities_held()}
    assert {code for code, count in theirs.items() if count} == {"accounts"}
    assert 0 < theirs["accounts"] < held["accounts"].rows
    with fund_scope(place.fund.id), pytest.raises(Refused):
        submit(
            desk=place.administrator,
            act_type_code="report_keeping",
            fields={},
            effective_on=factories.SINCE,
            motive="",
            key="x",
            at=told.recorded_at,
        )
