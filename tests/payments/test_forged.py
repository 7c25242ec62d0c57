"""Whoever breaks what runs and payments promise, past every trigger, is named by its check.

The digests would find each of these too; what is tried is that the checks alone do, in words.
"""

from django.db.backends.utils import CursorWrapper
from tests import factories
from tests.benefits import campaigning, running
from tests.benefits.bordering import borders_at_work
from tests.benefits.injured import injuries_at_work
from tests.payments import scenes
from tests.payments.at_work import payouts_at_work
from tests.platform.audit.test_verify import intruder
from tests.registry import families

from socle.benefits.models import BenefitRun
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role

# By check: how it is broken, and what is said of it.
BREAKS = {
    "benefits_find_stray": [
        ("UPDATE claim SET act_id = -7", "was written by no act"),
        ("UPDATE decision_term SET act_id = -7", "term of a decision"),
    ],
    "benefits_find_orphan_award": [
        (
            "UPDATE claim_decision SET outcome = 'refused', amount = 0",
            "by no decision of its claim",
        ),
        (
            "UPDATE campaign_child SET child_id = award_id + 1000000",
            "is in no list of its campaign",
        ),
    ],
    "benefits_find_unsaid_term": [
        ("UPDATE award_term SET amount = amount + 1", "its last decision does not say so"),
        ("UPDATE campaign SET amount = amount + 1", "its campaign does not say so"),
    ],
    "campaigns_find_stray": [
        ("UPDATE campaign SET act_id = -7", "was written by no act"),
        ("UPDATE campaign_child SET act_id = -7", "child of a campaign"),
        ("UPDATE opening_dismissal SET act_id = -7", "opening set aside"),
    ],
    "campaigns_find_empty_line": [
        ("UPDATE award SET campaign_id = -7 WHERE campaign_id IS NOT NULL", "has no award of it"),
    ],
    "injury_find_stray": [
        ("UPDATE work_injury SET act_id = -7", "was written by no act"),
        ("UPDATE injury_certificate SET act_id = -7", "certificate of an injury"),
        ("UPDATE injury_decision SET act_id = -7", "decision on an injury"),
        ("UPDATE injury_outcome SET act_id = -7", "outcome of an injury"),
        ("UPDATE claim_injury SET act_id = -7", "injury of a claim"),
    ],
    "injury_find_unfounded": [
        ("UPDATE injury_decision SET outcome = 'refused'", "before anybody recognised it"),
    ],
    "borders_find_stray": [
        ("UPDATE liaison_form SET act_id = -7", "was written by no act"),
        ("UPDATE foreign_period SET act_id = -7", "foreign period"),
        ("UPDATE rights_certificate SET act_id = -7", "certificate of rights"),
    ],
    "runs_find_stray": [
        ("UPDATE benefit_run SET act_id = -7", "was written by no act"),
        ("UPDATE run_total SET act_id = -7", "total of a run"),
    ],
    "runs_find_stray_due": [
        ("UPDATE award_due SET payee_id = -7", "which it cannot be of"),
        ("UPDATE award_due SET award_id = -award_id", "which it cannot be of"),
    ],
    "runs_find_wrong_total": [
        ("UPDATE run_total SET amount = amount + 1", "its totals to"),
        ("DELETE FROM award_due WHERE kind = 'regular'", "its totals to"),
    ],
    "runs_find_wrong_entry": [
        ("DELETE FROM run_step WHERE step = 'validated'", "its entry says"),
    ],
    "runs_find_due_twice": [
        (
            "INSERT INTO award_due SELECT fund_id, run_id, award_id, line + 100, payee_id, month,"
            " kind, amount FROM award_due WHERE kind = 'regular' LIMIT 1",
            "is due twice for",
        ),
    ],
    "runs_find_wrong_recovery": [
        ("UPDATE retention SET amount = amount - 1", "what its retentions do not say"),
        ("DELETE FROM overpayment", "otherwise than its overpayments say"),
        ("UPDATE overpayment_remission SET amount = amount * 2", "more than whole"),
    ],
    "right_proof_find_stray": [
        ("UPDATE right_proof SET act_id = -7", "was written by no act"),
    ],
    "payments_find_stray": [
        ("UPDATE lot_step SET act_id = -7", "was written by no act"),
        ("UPDATE return_line SET act_id = -7", "returned line"),
    ],
    "payments_find_false_transit": [
        ("DELETE FROM order_event WHERE kind = 'paid'", "orders on their way are"),
    ],
    "payments_find_false_owed": [
        ("UPDATE award_due SET amount = amount + 1 WHERE amount > 0", "by runs less orders"),
    ],
    "payments_find_paid_twice": [
        (
            "DELETE FROM order_event WHERE kind IN ('rejected', 'to_replay')",
            "that are not over",
        ),
        ("UPDATE order_event SET kind = 'paid' WHERE kind = 'rejected'", "is replaced and was"),
        ("UPDATE payment_order SET amount = amount + 1", "another amount than its run owes"),
    ],
    "payments_find_unsealed": [
        ("DELETE FROM sealed_value", "has no sealed value"),
    ],
    "payments_find_wrong_total": [
        ("UPDATE lot_step SET amount = amount + 1", "its orders"),
        ("UPDATE lot_step SET accounts_sha256 = '\\x00'", "its orders"),
        (
            "UPDATE lot_step SET by_id = (SELECT max(id) + 1 FROM user_account)"
            " WHERE step = 'calculated'",
            "another person than its act",
        ),
    ],
}


def test_each_check_of_rights_runs_and_payments_names_its_break(own_database: str) -> None:
    place = factories.agency("CM")
    factories.employer(place)
    factories.person(place)
    families.a_life(place)
    campaigning.a_life(place)
    running.a_life(place)
    injuries_at_work(place)
    borders_at_work(place, factories.CM_PERSON)
    payouts_at_work(place)
    # What came back there is prepared again.
    paymaster = factories.desk(place.fund, Role.PAYMASTER)
    with fund_scope(place.fund.id):
        run = BenefitRun.objects.get(benefits=["old_age"]).number
    scenes.act(paymaster, "prepare_orders", run=run)
    with intruder() as cursor:
        cursor.execute("SELECT set_config('app.fund', %s, true)", [str(place.fund.id)])
        cursor.execute(
            "SELECT finds::regproc::text FROM audit_check WHERE finds::regproc::text"
            " ~ '^(benefits|borders|campaigns|injury|runs|right_proof|payments)_'"
        )
        assert {name for (name,) in cursor.fetchall()} == BREAKS.keys()
        for check, breaks in BREAKS.items():
            assert said(cursor, check) is None, check
            for statement, words in breaks:
                assert words in (broken(cursor, check, statement) or ""), (check, statement)


def broken(cursor: CursorWrapper, check: str, statement: str) -> str | None:
    """What a check says once a statement has been done; it is undone afterwards."""
    cursor.execute("SAVEPOINT broken")
    cursor.execute(statement)
    assert cursor.rowcount, f"nothing to break: {statement}"
    found = said(cursor, check)
    cursor.execute("ROLLBACK TO broken")
    return found


def said(cursor: CursorWrapper, check: str) -> str | None:
    """What a check says, with the rights of the application."""
    cursor.execute("SET LOCAL ROLE socle_app")
    cursor.execute(f"SELECT {check}()")
    (found,) = cursor.fetchone()
    cursor.execute("RESET ROLE")
    return found if found is None else str(found)
