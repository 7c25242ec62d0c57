"""A process that may not migrate serves only the schema of its own version."""

import pytest
from django.db import connections

from socle.cli.house import migrate_database, require_migrated
from socle.kernel.errors import Refused
from socle.kernel.wording import wording


def test_a_database_that_is_behind_is_said_with_what_to_do(own_database: str) -> None:
    require_migrated()
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations)"
        )
    with pytest.raises(Refused) as told:
        require_migrated()
    assert told.value.code == "database_not_migrated"
    assert told.value.facts["count"] == 1
    assert "./socle migrate" in wording(told.value.code, told.value.facts, "fr").do


def test_migrating_twice_changes_nothing(own_database: str) -> None:
    migrate_database()
    require_migrated()
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT socle_bind_references()")
        assert cursor.fetchone() == (0,)
