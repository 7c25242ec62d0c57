"""A new act's digest asks the tables it wrote, and is the one that the verification works out."""

import re
from typing import Any

import pytest
from django.db import connection, transaction
from tests import factories

from socle.platform.access.scope import fund_scope

ALL = "SELECT count(*) FROM act WHERE digest <> socle_act_digest(act)"
WRITTEN = "SELECT name FROM act_digest_part WHERE act_may_have_written(tables) ORDER BY name"


def ask(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


@pytest.mark.usefixtures("own_database")
def test_every_kind_of_writing_is_in_the_digest_that_was_taken_at_once() -> None:
    # PostgreSQL counts on from a session's last transaction for a second: this is its first.
    with transaction.atomic():
        place = factories.agency("CM")
        employer = factories.employer(place)
        person = factories.person(place)
        with fund_scope(place.fund.id):
            before = {str(row[0]) for row in ask(WRITTEN)}
        assert {"person_civil_status", "employer_profile"} <= before
        assert "employment" not in before
        factories.act(place.registration, "hire", person=person, employer=employer)
        # Superseded and stated again: what an act closes is in its digest too.
        factories.act(
            place.registration, "update_employer", number=employer, legal_name="Huilerie du Nkam"
        )
        with fund_scope(place.fund.id):
            assert "employment" in {str(row[0]) for row in ask(WRITTEN)}
            assert ask(ALL) == [(0,)]
            assert ask("SELECT count(*) >= 4 FROM act") == [(True,)]


@pytest.mark.usefixtures("db")
def test_a_part_is_passed_over_only_where_its_tables_are_known() -> None:
    known = ask(
        "SELECT name, tables::text[], pg_get_functiondef(digest) FROM act_digest_part"
        " WHERE tables IS NOT NULL"
    )
    assert len(known) > 10
    every = {str(row[0]) for row in ask("SELECT relname::text FROM pg_class WHERE relkind = 'r'")}
    for name, tables, text in known:
        read = set(re.findall(r"(?:FROM|JOIN)\s+(\w+)", str(text))) & every
        assert read == set(tables), name
    assert ask("SELECT act_may_have_written(NULL)") == [(True,)]
