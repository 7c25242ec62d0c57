"""A row refers to no row of another fund, though foreign keys are checked with the owner's eyes."""

from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from tests import factories
from tests.benefits import awarded
from tests.platform.access.test_isolation import rows

from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role

# Rows of these come by sets joined inside one fund; their plans are measured as they are.
PARTITIONED = {"declaration_line", "ledger_posting"}


def test_every_reference_between_tables_of_a_fund_carries_the_fund(db: None) -> None:
    found = rows(
        "SELECT s.relname::text, k.conname::text FROM pg_constraint k"
        " JOIN pg_class s ON s.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid"
        " WHERE k.contype = 'f' AND k.conparentid = 0 AND NOT s.relispartition"
        " AND s.relforcerowsecurity AND t.relforcerowsecurity"
        " AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = s.oid"
        "   AND a.attname = 'fund_id' AND a.attnum = ANY(k.conkey))"
    )
    assert {str(table) for table, _ in found} <= PARTITIONED, found
    bound = rows(
        "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND cardinality(conkey) = 2"
        " AND conrelid IN ('employment'::regclass, 'act_evidence'::regclass)"
    )
    assert bound == [(5,)]


def test_a_fund_refers_to_no_row_of_another(db: None) -> None:
    place, other = factories.agency("CM"), factories.agency("CM")
    factories.employer(place)
    factories.person(other)
    with fund_scope(other.fund.id):
        [(stranger,)] = rows("SELECT id FROM person")
    with fund_scope(place.fund.id):
        assert rows("SELECT count(*) FROM person WHERE id = %s", stranger) == [(0,)]
        [(employer,)] = rows("SELECT id FROM employer")
        rows("SELECT socle_begin_act(nextval('act_id_seq'))")
        rows(
            "INSERT INTO employment (fund_id, person_id, employer_id, establishment_number,"
            " occupation, valid) VALUES (%s, %s, %s, '', '', '[2020-01-01,)') RETURNING id",
            *(place.fund.id, stranger, employer),
        )
        with pytest.raises(IntegrityError, match="foreign key"), transaction.atomic():
            rows("SET CONSTRAINTS ALL IMMEDIATE; SELECT 1")
        rows("DELETE FROM employment RETURNING id")
        rows("SELECT socle_end_act()")


def test_awards_added_by_sets_refer_to_what_their_fund_knows(db: None) -> None:
    place, other = factories.agency("CM"), factories.agency("CM")
    by, person = factories.desk(place.fund, Role.LIQUIDATOR), factories.person(place)
    factories.person(other)
    awarded.granted(by, person, [(date(2026, 1, 1), None, 80_000)])
    with fund_scope(other.fund.id):
        [(stranger,)] = rows("SELECT id FROM person")
    added = (
        "INSERT INTO {0} SELECT (jsonb_populate_record(t, jsonb_build_object('id', -1, {1},"
        " 'act_id', socle_act()))).* FROM {0} t RETURNING id"
    )
    with fund_scope(place.fund.id):
        rows("SELECT socle_begin_act(nextval('act_id_seq'))")
        for table, wrong in (
            ("award", f"'number', 'X', 'beneficiary_id', {stranger}"),
            ("award", f"'number', 'X', 'person_id', {stranger}"),
            ("award_term", f"'valid', '[1900-01-01,1900-02-01)', 'payee_id', {stranger}"),
            ("award_term", "'award_id', -7"),
        ):
            with pytest.raises(IntegrityError, match="does not know"), transaction.atomic():
                rows(added.format(table, wrong))
        with pytest.raises(IntegrityError, match="not recorded"), transaction.atomic():
            rows(
                added.format("award", "'number', 'X'") + "; SET CONSTRAINTS ALL IMMEDIATE; SELECT 1"
            )
        rows("SELECT socle_end_act()")


def test_rows_added_by_sets_are_of_the_act_in_progress_and_of_persons_of_the_fund(
    db: None,
) -> None:
    place, other = factories.agency("CM"), factories.agency("CM")
    factories.person(place)
    factories.person(other)
    with fund_scope(place.fund.id):
        [(own,)] = rows("SELECT id FROM person")
    with fund_scope(other.fund.id):
        [(stranger, their_act)] = rows("SELECT id, act_id FROM person")
    columns = {
        "person_civil_status": "family_name, given_names, birth_precision, sex, national_id",
        "person_origin": "birth_place, nationality, father_name, mother_name",
    }
    with fund_scope(place.fund.id):
        rows("SELECT socle_begin_act(nextval('act_id_seq'))")
        for table, names in columns.items():
            said = ", ".join("'x'" for _name in names.split(", "))
            begun = f"INSERT INTO {table} (fund_id, person_id, valid, {names}"
            stated = f"VALUES ({place.fund.id}, {stranger}, '[1900-01-01,1900-02-01)', {said}"
            with pytest.raises(IntegrityError, match="does not know"), transaction.atomic():
                rows(f"{begun}) {stated}) RETURNING id")
            with pytest.raises(ProgrammingError, match="another act"), transaction.atomic():
                rows(f"{begun}, act_id, recorded_at) {stated}, {their_act}, now()) RETURNING id")
            mine = stated.replace(f", {stranger},", f", {own},")
            # Nor of an act that nobody records.
            with pytest.raises(IntegrityError, match="not recorded"), transaction.atomic():
                rows(f"{begun}) {mine}); SET CONSTRAINTS ALL IMMEDIATE; SELECT 1")
        rows("SELECT socle_end_act()")
