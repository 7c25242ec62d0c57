"""Reading from a replica, for the time of one request of one thread."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connections

ALIAS = "replica"
# A replica that has replayed no commit since it started is as old as its last checkpoint.
_AS_OF = """
    SELECT CASE WHEN pg_is_in_recovery()
      THEN coalesce(pg_last_xact_replay_timestamp(), (pg_control_checkpoint()).checkpoint_time) END
"""


def has_replica() -> bool:
    """Whether this installation names replicas."""
    return ALIAS in connections.settings


@contextmanager
def reading() -> Iterator[datetime | None]:
    """What this thread asks of `default` goes to a replica, which refuses to write.

    Gives the instant up to which it knows everything; None where a primary answered.

    Raises:
        django.db.OperationalError: no replica answers.
    """
    replica, held = connections[ALIAS], connections["default"]
    replica.close_if_unusable_or_obsolete()  # a page that would have written has closed it
    with replica.cursor() as cursor:
        cursor.execute(_AS_OF)
        as_of: datetime | None = cursor.fetchone()[0]
    connections["default"] = replica
    try:
        yield as_of
    finally:
        connections["default"] = held
