"""Whoever alters, removes or adds anything behind the application's back is found out.

Every column of every audited table is altered in turn, as the superuser, with triggers off; the
verification then runs as the application. What it cannot see is listed, each with its reason.
"""

import io
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import uuid4

import pytest
from django.db import DataError, IntegrityError, connection, connections, transaction
from django.db.backends.utils import CursorWrapper
from tests import factories
from tests.arrears.scenes import recovery_at_work
from tests.benefits import campaigning, running
from tests.benefits.bordering import borders_at_work
from tests.benefits.claiming import claims_at_work
from tests.benefits.injured import injuries_at_work
from tests.collection.scenes import money_at_work
from tests.conftest import NOW
from tests.contributions.files import dipe, handed_in
from tests.contributions.scenes import months_at_work
from tests.coverage.scenes import covers_at_work
from tests.exchange.scenes import exchanges_at_work
from tests.payments.at_work import payouts_at_work
from tests.platform.breaches.scenes import breaches_at_work
from tests.platform.delegation.scenes import delegations_at_work
from tests.platform.factors.scenes import policies_at_work
from tests.platform.identities.scenes import providers_at_work
from tests.platform.keeping.scenes import logs_at_work
from tests.platform.partners.scenes import partners_at_work
from tests.platform.purging.scenes import purges_at_work
from tests.platform.sessions import at_once
from tests.registry import affiliated, carded, detailed, families, people, taken_over

from socle.contributions.queries import deposit, deposits
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role
from socle.platform.acts.drafts import save_draft
from socle.platform.acts.operations import reverse, submit, validate
from socle.platform.acts.progress import performing
from socle.platform.acts.queries import seal
from socle.platform.acts.types import ActRequest
from socle.platform.audit.queries import first_break, verify
from socle.platform.documents.operations import store_document

# Tables of a fund whose rows change by nature, or prove nothing: not audited.
NOT_AUDITED = {
    "act_draft": "waits to be completed; what comes of it is an act",
    "act_proposal": "waits for a decision; what was decided is an act",
    "allowance_due": "a copy of facts kept elsewhere, renewed by events",
    "api_token": "access, not a file",
    "role_grant": "access, not a file",
    "deposit_fault": "what a refused file was told; nothing was posted",
    "deposit_progress": "how far a reading is",
    "corrective": "what a corrective was shown to change, worked out from its declarations",
    "corrective_branch": "likewise",
    "corrective_change": "likewise",
    "form_draft": "what is being typed; a declaration once it is deposited",
    "form_draft_line": "likewise",
    "public_filing": "waits as an act to complete; what comes of it is an act; it only grows",
    "run_asked": "who asked for a large run, and what came of it; the run itself is an act",
    "import_run": "how far a file is taken over; what it wrote is acts, and its bytes a document",
    "import_piece": "what the trial of a file has read, until it is written",
    "import_fault": "what a file was told of its rows; nothing of them was written",
    "notice_run": "who asked for letters, and by which act they were sent; they are the act's",
    "person_finding": "the keys by which persons are found, worked out from their names",
    "paper_made": "who printed what; it only grows, and no act speaks of it",
    "standing_check": "who asked whether an employer is in order; likewise",
    "partner_access": "who read what; it only grows, and no act speaks of it",
    "notice_queue": "how far events were told to partners",
    "partner_notice": "what is to tell to partners, and how often it was tried",
    "data_key": "a changed key opens nothing any more; what it sealed is digested as it lies",
    "sealed_value": "altered or moved it opens no more; rows say its token, and are digested",
    "signing_key": "a changed key verifies nothing any more; it is part of no file",
    "exchange_message": "what came and went; it only grows, and no act speaks of it",
    "exchange_evidence": "the bytes of messages, sealed, forgotten on their day",
    "exchange_event": "how far an event is dealt with; what it did is acts",
    "exchange_request": "how far a message to send has gone",
    "exchange_link_state": "how a link fares",
    "fact_check": "what a source answered of an attribute; likewise",
    "discrepancy": "two readings side by side; what is decided of them is an act",
    "partner_call": "signatures taken, kept for minutes so that none is taken twice",
}
# Columns that may change unnoticed, with the reason.
UNSEEN = {
    "act_claim": {"id", "key", "request_digest"},  # tell a repeated request, not what was done
    "act_seal": {"id"},  # a surrogate: the position says the place
    "document_chunk": {"id"},  # likewise
    "declaration_branch": {"id"},  # likewise
    # The act and the declarations say what was posted; these tell how the file came.
    "deposit": {
        "id",
        "key",
        "format",
        "received_at",
        "employer_scope",
        "for_employers",
        "queued_count",
        "fault_count",
    },
}
# Tables whose last row rests on nothing that could tell.
LAST_ROW_FREE = {
    "act_seal": "an act whose seal is gone is only sealed again",
    "deposit": "the last one was refused: no act speaks of it",
    "document": "likewise, except for its bytes",
}
# What an added row needs to be another one.
OTHER = {
    "act": "'id', -7, 'number', 'X', 'reverses_id', null",
    "act_claim": "'id', -7, 'key', 'X', 'act_id', -7",
    "act_seal": "'id', -7, 'position', 999, 'act_id', -7",
    "act_touched": "'subject', 'X'",
    "declaration": "'id', -7, 'number', 'X', 'sequence', 9",
    "declaration_branch": "'id', -7, 'branch', 'X'",
    "deposit": "'id', -7, 'number', 'X', 'key', 'X', 'sha256', '\\x00'",
    "document_chunk": "'id', -7, 'position', 99",
    "employer": "'id', -7, 'number', 'X'",
    "duplicate_suspicion": "'id', -7, 'line', 99",
    "import_source": "'id', -7, 'number', 'X', 'name', 'X'",
    "bank_statement": "'id', -7, 'number', 'X', 'sha256', '\\x00', 'statement_id', 'X'",
    "cash_closing": "'id', -7, 'day_id', -7",
    "cash_day": "'id', -7, 'number', 'X', 'opened_on', '1999-01-01'",
    "declaration_start": "'id', -7",
    "deposit_profile": "'deposit_id', -7",
    "file_profile": "'id', -7, 'number', 'X', 'name', 'X'",
    "payment": "'id', -7, 'number', 'X', 'external_id', 'X'",
    "payment_clearing": "'id', -7, 'payment_id', -7",
    "payment_match": "'id', -7",
    "payment_partner": "'id', -7, 'generation', 99",
    "payment_use": "'id', -7",
    "statement_line": "'id', -7, 'position', 99",
    "force_majeure": "'id', -7, 'number', 'X'",
    "ledger_entry": "'id', -7, 'number', 'X'",
    "ledger_posting": "'branch', 'X'",
    "line_cure": "'id', -7",
    "line_decision": "'id', -7, 'choice', 'x'",
    "change_notice": "'id', -7, 'code', 'X'",
    "change_notice_sent": "'id', -7, 'notice_id', -7",
    "declaration_line": "'line', 999",
    "notice": "'id', -7, 'number', 'X'",
    "notice_month": "'id', -7, 'month', '1999-01-01'",
    "notice_withdrawal": "'id', -7",
    "payment_plan": "'id', -7, 'number', 'X'",
    "person": "'id', -7, 'number', 'X'",
    "plan_instalment": "'id', -7, 'rank', 99",
    "lot_file": "'id', -7, 'lot_id', -7",
    "lot_step": "'id', -7, 'step', 'named'",
    "order_event": "'id', -7, 'kind', 'accepted'",
    "payment_lot": "'id', -7, 'number', 'X'",
    "payment_order": "'id', -7, 'number', 'X', 'run_id', -7",
    "return_answer": "'id', -7, 'line_id', -7",
    "return_file": "'id', -7, 'number', 'X', 'sha256', '\\x00'",
    "return_line": "'id', -7, 'position', 99",
    "prefill": "'id', -7, 'month', '1999-01-01'",
    "prefill_row": "'position', 99",
    "standing_certificate": "'id', -7, 'number', 'X'",
    "award_due": "'line', 99",
    "benefit_run": "'id', -7, 'number', 'X'",
    "run_total": "'id', -7",
    "run_change": "'id', -7",
    "run_anomaly": "'id', -7",
    "anomaly_acceptance": "'id', -7, 'anomaly_id', -7",
    "overpayment": "'id', -7, 'number', 'X'",
    "recovery_plan": "'id', -7",
    "overpayment_remission": "'id', -7, 'overpayment_id', -7",
    "retention": "'id', -7, 'award_id', -7",
    "run_step": "'id', -7, 'run_id', -7",
    "right_proof": "'id', -7",
    "liaison_form": "'id', -7",
    "medical_access": "'id', -7, 'act_id', -7",
    "medical_access_review": "'id', -7, 'access_id', -7",
    "work_injury": "'id', -7, 'number', 'X'",
    "injury_certificate": "'id', -7",
    "injury_decision": "'id', -7, 'number', 'X'",
    "injury_outcome": "'id', -7",
    "claim_injury": "'id', -7",
    "foreign_period": "'id', -7",
    "rights_certificate": "'id', -7, 'number', 'X', 'code', 'X'",
    "campaign": "'id', -7, 'number', 'X'",
    "campaign_child": "'id', -7, 'child_id', -7, 'award_id', -7",
    "opening_dismissal": "'id', -7, 'benefit', 'X'",
    "appeal": "'id', -7, 'number', 'X'",
    "appeal_ruling": "'id', -7",
    "award": "'id', -7, 'number', 'X'",
    "claim": "'id', -7, 'number', 'X'",
    "claim_decision": "'id', -7, 'number', 'X'",
    "claim_fact": "'id', -7",
    "claim_piece": "'id', -7",
    "decision_term": "'id', -7",
    "exchange_credential": "'id', -7",
    "discrepancy_decision": "'id', -7, 'discrepancy_id', -7",
    "breach": "'id', -7, 'act_id', -7, 'number', 'X'",
    "breach_finding": "'id', -7, 'act_id', -7",
    "breach_person": "'id', -7, 'number', 'X'",
    "breach_step": "'id', -7, 'act_id', -7, 'kind', 'X'",
    "data_purge": "'id', -7, 'act_id', -7",
    "data_purge_part": "'id', -7, 'act_id', -7",
    "document_erasure": "'id', -7, 'document_id', -7",
}
# Of more than a hundred, those tried in one run, others in the next: each verifies a whole fund.
TABLES = 50
ALTERED = {
    "text": ["{0} || 'x'", "'suspense'", "'number_missing'", "'number_unknown'"],
    "bigint": ["coalesce({0}, 0) + 1"],
    "integer": ["{0} + 1"],
    "smallint": ["{0} + 1"],
    "uuid": ["gen_random_uuid()"],
    "boolean": ["NOT {0}"],
    "date": ["coalesce({0}, '2000-01-01') + 1", "({0} + interval '1 month')::date"],
    "timestamp with time zone": ["{0} + interval '1 microsecond'"],
    "bytea": ["set_byte({0}, 0, 255 - get_byte({0}, 0))"],
    # Not by a null: rows of modules are digested without what says nothing.
    "jsonb": ["{0} || '{{\"x\": 1}}'"],
    "daterange": ["daterange('1900-01-01', upper({0}))"],
    "ARRAY": ["{0} || {0}"],
    "character varying": ["left({0} || 'x', 5)", "'x'", "{0} || 'x'"],
}


def hired_at_work(agent: Desk, number: str, later: date, last: date) -> None:
    """A hiring and its end, an employer that changes its name and its place."""
    work = {"person": factories.CM_PERSON, "employer": number}
    factories.act(agent, "hire", **work)
    factories.act(agent, "end_employment", on=last, **work)
    factories.act(agent, "update_employer", on=later, number=number, legal_name="Autre")
    for kind, name in (("open_establishment", "Un"), ("move_establishment", "Deux")):
        fields = {"number": number, "establishment": "1", "name": name}
        factories.act(agent, kind, on=later, **fields)


def accounts_at_work(place: factories.Agency) -> None:
    """How people sign in, what they hand over, and what became of data of theirs."""
    policies_at_work(place)
    providers_at_work(place)
    delegations_at_work(place)
    breaches_at_work(place)
    purges_at_work(place)


def benefits_at_work(place: factories.Agency) -> None:
    """Rows in every table of benefits."""
    running.a_life(place)
    claims_at_work(place)
    injuries_at_work(place)
    borders_at_work(place, factories.CM_PERSON)
    campaigning.a_life(place)


def a_fund_at_work() -> factories.Agency:
    """Acts of every kind, superseded facts, a reversal, evidence, a posted and a refused file."""
    place = factories.agency("CM")
    factories.employer(place)
    factories.person(place)
    agent, number = place.registration, factories.CM_EMPLOYER
    later, last = date(2020, 1, 1), date(2021, 1, 1)
    hired_at_work(agent, number, later, last)
    affiliated.a_life(place)
    detailed.a_life(place, factories.CM_PERSON, number)
    carded.a_life(place, factories.CM_PERSON, number)
    people.a_life(place)
    taken_over.a_life(place)
    families.a_life(place)
    covers_at_work(place)
    clerk = factories.desk(place.fund, Role.EMPLOYER_CLERK, number)
    mandate = {"employer": number, "mandatary": factories.mandatary(place.fund)}
    factories.act(clerk, "give_mandate", **mandate)
    factories.act(clerk, "end_mandate", on=last, **mandate)
    with fund_scope(place.fund.id):
        save_draft(
            desk=agent,
            act_type_code="hire",
            fields={"person": factories.CM_PERSON},
            evidence=(),
            wanting=(),
            at=NOW,
        )
        stored = store_document(
            fund_id=place.fund.id,
            stream=io.BytesIO(b"acte de naissance"),
            name="acte.pdf",
            limit_bytes=1000,
            at=NOW,
            by=agent.user_id,
        )
        for kind, fields in (
            ("correct_civil_status", {"number": factories.CM_PERSON, "family_name": "ATEBA"}),
            ("classify_employer", {"number": number, "input": "risk_group", "value": "C"}),
        ):
            proposed = submit(
                desk=agent,
                act_type_code=kind,
                fields=fields,
                effective_on=later,
                motive="pièce vue",
                key=uuid4().hex,
                at=NOW,
                evidence=(stored.id,),
            )
            done = validate(desk=place.verifier, number=proposed.act, at=NOW)
        undo = reverse(desk=agent, number=done.act, motive="erreur", key="undo", at=NOW)
        validate(desk=place.verifier, number=undo.act, at=NOW)
        request = ActRequest(place.accounts, "send_prefill", {}, later, "", "prefill")
        with (
            performing(request, subject_kind="employer", subject_number=number) as act,
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "INSERT INTO prefill (fund_id, employer_id, month, transfer_id, act_id)"
                " SELECT fund_id, id, '2026-01-01', '1', %s FROM employer",
                [act.id],
            )
            cursor.execute(
                "INSERT INTO prefill_row (fund_id, prefill_id, position, insured_number, name,"
                " children, to_pay, deducted, net)"
                " SELECT fund_id, id, 1, %s, 'ABENA', 2, 30000, 0, 30000 FROM prefill",
                [factories.CM_PERSON],
            )
    assert handed_in(place.accounts, dipe([350_000, 90_000]), key="posted").queued == 1
    with fund_scope(place.fund.id):
        (handed,) = deposits(employer_numbers=frozenset(), limit=1)
        (declaration,) = deposit(number=handed.number).declarations
        submit(
            desk=place.accounts,
            act_type_code="cure_line",
            fields={
                "declaration": declaration.number,
                "line": "2",
                "person": factories.CM_PERSON,
            },
            effective_on=later,
            motive="bulletin de paie vu",
            key=uuid4().hex,
            at=NOW,
        )
    assert handed_in(place.accounts, b"C04", key="refused").status == "refused"
    recovery_at_work(place)
    months_at_work(place)
    money_at_work(place)
    partners_at_work(place, factories.CM_PERSON)
    exchanges_at_work(place, factories.CM_PERSON)
    logs_at_work(place)
    accounts_at_work(place)
    benefits_at_work(place)
    payouts_at_work(place)
    with fund_scope(place.fund.id):
        seal(fund_id=place.fund.id)
    return place


@contextmanager
def intruder() -> Iterator[CursorWrapper]:
    """The default connection as the superuser with triggers off; nothing it does stays."""
    default = connections["default"]
    user = default.settings_dict["USER"]
    default.close()
    default.settings_dict["USER"] = "postgres"
    try:
        with default.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
        with transaction.atomic(), default.cursor() as cursor:
            yield cursor
            transaction.set_rollback(True)
    finally:
        default.close()
        default.settings_dict["USER"] = user


def found_by_the_application(place: factories.Agency, cursor: CursorWrapper) -> str | None:
    cursor.execute("SET LOCAL ROLE socle_app")
    try:
        return first_break(fund_id=place.fund.id)
    finally:
        cursor.execute("RESET ROLE")


def audited_columns(cursor: CursorWrapper) -> dict[str, list[tuple[str, str, bool]]]:
    """The columns of every audited table: name, type, whether it is generated."""
    cursor.execute(
        "SELECT c.table_name::text, c.column_name::text, c.data_type::text,"
        " c.is_generated = 'ALWAYS' FROM information_schema.columns c"
        " JOIN pg_class t ON t.relname = c.table_name AND t.relnamespace = 'public'::regnamespace"
        " WHERE c.table_schema = 'public' AND t.relkind IN ('r', 'p') AND NOT t.relispartition"
        " AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = t.oid"
        "             AND a.attname = 'fund_id') ORDER BY 1, c.ordinal_position"
    )
    found: dict[str, list[tuple[str, str, bool]]] = {}
    for table, *column in cursor.fetchall():
        if table not in NOT_AUDITED:
            found.setdefault(table, []).append((column[0], column[1], column[2]))
    return found


@contextmanager
def tried(cursor: CursorWrapper, statement: str) -> Iterator[bool]:
    """Whether the statement changed a row; undone afterwards."""
    cursor.execute("SAVEPOINT tried")
    try:
        cursor.execute(statement)
        yield cursor.rowcount > 0
    except (DataError, IntegrityError):  # the columns or the constraints do not hold it
        cursor.execute("ROLLBACK TO tried")
        yield False
    finally:
        cursor.execute("ROLLBACK TO tried")


@pytest.mark.slow
def test_every_alteration_removal_and_addition_is_found(own_fund_at_work: factories.Agency) -> None:
    place = own_fund_at_work
    with fund_scope(place.fund.id):
        verified = verify(fund_id=place.fund.id, fund_code=place.fund.code)
    assert verified.first_break is None
    assert verified.acts == verified.sealed > 10
    unseen: list[str] = []
    with intruder() as cursor:
        cursor.execute("SELECT set_config('app.fund', %s, true)", [str(place.fund.id)])
        audited = audited_columns(cursor)
        kinds = {kind for columns in audited.values() for _, kind, _ in columns}
        assert kinds <= ALTERED.keys(), "a column of a type that no draw would know to alter"
        for table in audited:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone()[0] > 0, f"the test has no row of {table}"
        for table in random.sample(sorted(audited), TABLES):
            for statement in tries(table, audited[table]):
                if not is_found(place, cursor, statement):
                    unseen.append(statement[-1])
        assert not unseen, "\n".join(unseen)
        assert found_by_the_application(place, cursor) is None


def tries(table: str, columns: list[tuple[str, str, bool]]) -> list[list[str]]:
    """What is done to a table in one run, others in the next: one thing."""
    return random.sample([*alterations(table, columns), *others(table, columns)], 1)


def alterations(table: str, columns: list[tuple[str, str, bool]]) -> Iterator[list[str]]:
    """For each column of the first and of the last row, ways to alter it.

    Two columns and one end of each table are drawn, others in each run.
    """
    held = [each for each in columns if not each[2] and each[0] not in UNSEEN.get(table, set())]
    drawn = random.sample(held, min(len(held), 2))
    for end in ["min"] if table in LAST_ROW_FREE else random.sample(["min", "max"], 1):
        row = f"(SELECT {end}(ctid) FROM {table})"
        for name, kind, _is_generated in drawn:
            yield [
                f"UPDATE {table} SET {name} = {way.format(name)} WHERE ctid = {row}"
                f" AND {name} IS DISTINCT FROM {way.format(name)}"
                for way in ALTERED[kind]
            ]


def others(table: str, columns: list[tuple[str, str, bool]]) -> Iterator[list[str]]:
    """A row removed, and a row added."""
    yield [f"DELETE FROM {table} WHERE ctid = (SELECT min(ctid) FROM {table})"]
    names = ", ".join(name for name, _, is_generated in columns if not is_generated)
    other = OTHER.get(table, "'id', -7, 'valid', '[1900-01-01,1900-02-01)'")
    yield [
        f"INSERT INTO {table} ({names}) SELECT {names} FROM (SELECT (jsonb_populate_record(t,"
        f" jsonb_build_object({other}))).* FROM {table} t LIMIT 1) AS one"
    ]


def is_found(place: factories.Agency, cursor: CursorWrapper, ways: list[str]) -> bool:
    """Whether the first way that the table's constraints allow is found; one must be allowed."""
    for way in ways:
        with tried(cursor, way) as is_done:
            if is_done:
                return found_by_the_application(place, cursor) is not None
    # A column that is empty in this row cannot be altered by these ways; others were.
    return True


NAMED = [
    ("UPDATE person SET number = number || 'x'", "credits somebody else"),
    ("UPDATE employer_profile_history SET city = 'Douala'", "(affiliate_employer)"),
    ("UPDATE act SET motive = 'autre' WHERE type = 'hire'", "(hire)"),
    ("UPDATE act_seal SET sealed_at = sealed_at + interval '1 s' WHERE position = 3", "seal 3"),
    ("DELETE FROM act_seal WHERE position = 2", "seal 2"),
    ("UPDATE ledger_posting SET amount = amount - 1 WHERE account = 'contribution'", "is out by"),
    ("UPDATE declaration_line SET insured_name = 'نور'", "a line of declaration D-"),
    ("UPDATE document_chunk SET body = '\\x00'", "its bytes cannot be read"),
    ("DELETE FROM act WHERE type = 'hire'", "is gone"),
    ("DELETE FROM sealed_value", "has no sealed value"),
    ("DELETE FROM data_key WHERE data_class = 'bank'", "is sealed by a key that is gone"),
    ("DELETE FROM document_erasure", "it wrote was changed"),
    # A null inside what an act says is not taken out unseen.
    (
        "UPDATE act SET before = before - 'until' WHERE type = 'end_employment'",
        "(end_employment)",
    ),
]


def test_the_first_break_is_named(own_fund_at_work: factories.Agency) -> None:
    place = own_fund_at_work
    with intruder() as cursor:
        for statement, said in NAMED:
            with tried(cursor, statement) as is_done:
                assert is_done, statement
                assert said in (found_by_the_application(place, cursor) or "nothing"), statement


def test_a_whole_rewritten_act_still_breaks_the_chain(own_fund_at_work: factories.Agency) -> None:
    """Whoever recomputes the digests after a change cannot make the seals follow."""
    place = own_fund_at_work
    with intruder() as cursor:
        cursor.execute("SELECT set_config('app.fund', %s, true)", [str(place.fund.id)])
        cursor.execute("UPDATE act SET motive = 'autre' WHERE type = 'hire'")
        cursor.execute("UPDATE act SET digest = socle_act_digest(act) WHERE type = 'hire'")
        found = found_by_the_application(place, cursor)
    assert found is not None
    assert "does not follow" in found


def test_sealing_goes_on_where_it_stopped(own_fund_at_work: factories.Agency) -> None:
    place = own_fund_at_work
    with fund_scope(place.fund.id):
        assert seal(fund_id=place.fund.id) == 0
    factories.person(place, "9911223344C")
    with fund_scope(place.fund.id):
        assert seal(fund_id=place.fund.id) == 1
        assert first_break(fund_id=place.fund.id) is None
    # An act that was two days under way is sealed with the first of the next day.
    with intruder() as cursor:
        for statement in (
            "DELETE FROM act_seal WHERE position > (SELECT max(position) - 2 FROM act_seal)",
            "UPDATE act SET recorded_at = recorded_at - interval '2 days' WHERE id = (SELECT"
            " min(id) FROM act a WHERE NOT EXISTS (SELECT FROM act_seal s WHERE s.act_id = a.id))",
            "UPDATE act_seal SET sealed_at = sealed_at - interval '1 day'",
        ):
            cursor.execute(statement)
        cursor.execute("SELECT socle_seal(%s)", [place.fund.id])
        assert cursor.fetchone() == (2,)


def test_sealers_that_run_at_once_make_one_chain(own_fund_at_work: factories.Agency) -> None:
    place = own_fund_at_work
    for rank in range(5):
        factories.person(place, f"{rank:010d}C")

    def run() -> int:
        with fund_scope(place.fund.id):
            return seal(fund_id=place.fund.id)

    assert sorted(at_once(run, run, run)) == [0, 0, 5]
    with fund_scope(place.fund.id):
        assert first_break(fund_id=place.fund.id) is None
