"""Work for later: put in the database in the caller's own transaction, done by a worker."""

from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


def defer(name: str, **arguments: str | int) -> None:
    """Has a named job done once this transaction is committed; nothing is left if it is not.

    Jobs carry identifiers only, never what people wrote: the queue has no fund of its own.
    """
    app.configure_task(name, allow_unknown=False).defer(**arguments)


def defer_once(name: str, lock: str, /, priority: int = 0, **arguments: str | int) -> None:
    """Has a named job done, unless one under that lock waits already; higher priorities first."""
    task = app.configure_task(name, queueing_lock=lock, priority=priority, allow_unknown=False)
    with suppress(AlreadyEnqueued), transaction.atomic():
        task.defer(**arguments)
