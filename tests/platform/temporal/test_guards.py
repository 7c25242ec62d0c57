"""What the application's own role may not do to facts, acts, postings and lines, by any SQL."""

import pytest
from django.db import ProgrammingError, connection, connections, transaction
from tests import factories
from tests.conftest import TODAY

from socle.platform.access.scope import fund_scope
from socle.platform.temporal.tables import temporal_tables

TEMPORAL = [each.name for each in temporal_tables()]
GROWING = [
    "act", "act_claim", "act_evidence", "act_seal", "act_touched", "document",
    "document_chunk", "person", "employer", "ledger_entry", "ledger_posting", "declaration",
    "declaration_branch",
    "declaration_line", "deposit_fault", "prefill", "prefill_row", "file_profile",
    "deposit_profile", "line_cure", "line_decision", "change_notice", "change_notice_sent",
    "declaration_start", "payment", "payment_clearing",
    "payment_match", "payment_use", "payment_partner", "bank_statement", "statement_line",
    "cash_day", "cash_closing", "force_majeure", "payment_plan", "plan_instalment",
    "standing_certificate", "notice", "notice_month", "notice_withdrawal", "partner_access",
    "standing_check",
    "import_source", "import_fault", "duplicate_suspicion", "insured_card", "register_certificate",
    "paper_made", "claim", "claim_fact", "claim_piece", "claim_decision", "award",
    "decision_term", "appeal", "appeal_ruling", "benefit_run", "award_due", "run_step", "run_total",
    "run_change", "run_anomaly", "anomaly_acceptance", "overpayment", "recovery_plan",
    "overpayment_remission", "retention", "right_proof",
    "campaign", "campaign_child", "opening_dismissal",
    "liaison_form", "foreign_period", "rights_certificate", "public_filing",
    "medical_access", "medical_access_review",
    "breach", "breach_finding", "breach_person", "breach_step",
    "data_purge", "data_purge_part", "document_erasure",
    "work_injury", "injury_certificate", "injury_decision", "injury_outcome", "claim_injury",
    "payment_lot", "lot_step", "lot_file", "payment_order", "order_event", "return_file",
    "return_line", "return_answer",
    "exchange_message", "exchange_credential", "fact_check", "discrepancy",
    "discrepancy_decision",
    *(f"{each}_history" for each in TEMPORAL),
]  # fmt: skip


def refused(statement: str) -> str:
    """What the database says to a statement that it must refuse."""
    with (
        pytest.raises(ProgrammingError) as told,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    return str(told.value)


def test_the_application_rewrites_nothing(fund_at_work: factories.Agency) -> None:
    """Every table that only grows has a row there: a trigger on a row needs one."""
    place = fund_at_work
    rows_that_are_written_for_good_are_not_changed(place)
    beliefs_are_superseded_within_acts_only(place)
    nothing_is_written_for_good_outside_an_act(place)
    what_was_proposed_is_not_rewritten(place)
    a_temporary_table_does_not_take_the_place_of_a_history(place)


def rows_that_are_written_for_good_are_not_changed(place: factories.Agency) -> None:
    with fund_scope(place.fund.id):
        for table in GROWING:
            assert "permission denied" in refused(f"UPDATE {table} SET fund_id = fund_id")
            assert "permission denied" in refused(f"DELETE FROM {table}")
            assert "permission denied" in refused(f"TRUNCATE {table} CASCADE")
        # Which files an act touched is written by what writes the act.
        assert "permission denied" in refused("INSERT INTO act_touched SELECT * FROM act_touched")


def beliefs_are_superseded_within_acts_only(place: factories.Agency) -> None:
    with fund_scope(place.fund.id):
        for table in TEMPORAL:
            assert "permission denied" in refused(f"UPDATE {table} SET valid = valid")
            assert "permission denied" in refused(f"TRUNCATE {table}")
            assert "permission denied" in refused(
                f"INSERT INTO {table}_history SELECT *, now(), 1 FROM {table}"
            )
            assert "only within an act" in refused(f"DELETE FROM {table}")
            assert "only within an act" in refused(
                f"INSERT INTO {table} (fund_id, valid) VALUES ({place.fund.id}, '[2020-01-01,)')"
            )


STATEMENTS = [
    "INSERT INTO person (fund_id, number, act_id) VALUES (%(fund)s, 'X', %(act)s)",
    "INSERT INTO employer (fund_id, number, act_id) VALUES (%(fund)s, 'X', %(act)s)",
    "INSERT INTO ledger_entry (fund_id, number, act_id, kind, occurred_on, recorded_at)"
    " VALUES (%(fund)s, 'X', %(act)s, 'debt', '2026-01-01', now())",
    "INSERT INTO declaration SELECT (jsonb_populate_record(d, jsonb_build_object("
    "'id', -1, 'number', 'X', 'sequence', 1, 'act_id', %(act)s))).* FROM declaration d LIMIT 1",
]


def nothing_is_written_for_good_outside_an_act(place: factories.Agency) -> None:
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute("SELECT min(id) FROM act")
        act = cursor.fetchone()[0]
        for statement in STATEMENTS:
            said = refused(statement % {"fund": place.fund.id, "act": act})
            assert "only within an act" in said
        # Nor in the name of another act than the one in progress.
        cursor.execute("SELECT socle_begin_act(nextval('act_id_seq'))")
        for statement in STATEMENTS:
            said = refused(statement % {"fund": place.fund.id, "act": act})
            assert "another act" in said
        cursor.execute("SELECT socle_end_act()")


def what_was_proposed_is_not_rewritten(place: factories.Agency) -> None:
    with fund_scope(place.fund.id):
        for column in ("fields = '{}'", "author_id = author_id", "type = 'hire'", "key = 'x'"):
            assert "permission denied" in refused(f"UPDATE act_proposal SET {column}")
        assert "permission denied" in refused("DELETE FROM act_proposal")


def test_even_the_owner_changes_no_history(db: None) -> None:
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for table in GROWING:
            cursor.execute(
                "SELECT array_agg(tgname::text ORDER BY tgname) FROM pg_trigger"
                " WHERE tgrelid = %s::regclass AND tgname LIKE 'append_only%%'",
                [table],
            )
            assert cursor.fetchone()[0] == ["append_only", "append_only_whole"], table


def test_the_list_above_holds_every_table_that_only_grows(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT c.relname::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE tgname = 'append_only' AND NOT c.relispartition"
        )
        assert {row[0] for row in cursor.fetchall()} == set(GROWING)
        cursor.execute("SELECT relname::text FROM pg_class WHERE relname LIKE '%%\\_history'"
                       " AND relkind = 'r'")  # fmt: skip
        assert {row[0] for row in cursor.fetchall()} == {f"{each}_history" for each in TEMPORAL}


def a_temporary_table_does_not_take_the_place_of_a_history(place: factories.Agency) -> None:
    """The trigger runs as the owner: it must not write where the application's session says."""
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM establishment_history")
        before = cursor.fetchone()[0]
        cursor.execute("CREATE TEMPORARY TABLE establishment_history"
                       " (LIKE public.establishment_history)")  # fmt: skip
        cursor.execute("GRANT ALL ON establishment_history TO socle_owner")
        factories.act(place.registration, "move_establishment", number=factories.CM_EMPLOYER,
                      establishment="1", name="D", on=TODAY, key="over")  # fmt: skip
        cursor.execute("SELECT count(*) FROM public.establishment_history")
        assert cursor.fetchone()[0] == before + 1
        cursor.execute("DROP TABLE pg_temp.establishment_history")
