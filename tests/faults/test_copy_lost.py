"""A database that is lost while rows are copied into it fails as in any other statement."""

from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection, transaction
from tests.platform.sessions import superuser

from socle.platform.sql import insert_rows


def test_a_session_lost_within_a_copy_is_an_error_that_callers_are_told_of(
    own_database: str,
) -> None:
    def lost_on_the_way() -> Iterator[tuple[int]]:
        ours = connection.connection.info.backend_pid
        with superuser(own_database) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [ours])
        yield (1,)

    def copy() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            insert_rows("act", [("id", "bigint")], lost_on_the_way())

    with pytest.raises(OperationalError):
        copy()
