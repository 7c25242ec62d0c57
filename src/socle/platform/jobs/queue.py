"""Work for later: put in the database in the caller's own transaction, done by a worker."""

from procrastinate.contrib.django import app


def defer(name: str, **arguments: str | int) -> None:
    """Has a named job done once this transaction is committed; nothing is left if it is not.

    Jobs carry identifiers only, never what people wrote: the queue has no fund of its own.
    """
    app.configure_task(name, allow_unknown=False).defer(**arguments)
