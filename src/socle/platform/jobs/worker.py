"""The worker: does deferred jobs, and seals new acts into each fund's chain every few seconds."""

import logging
import threading

from django.db import OperationalError, close_old_connections, connection
from procrastinate.contrib.django import app

from socle.platform.access.queries import funds
from socle.platform.access.scope import fund_scope
from socle.platform.acts.queries import seal

log = logging.getLogger(__name__)
SEAL_SECONDS = 2.0


def run() -> None:
    """Works until the process is told to stop; a job under way is finished first."""
    stop = threading.Event()
    sealer = threading.Thread(target=_seal_until, args=(stop,), name="sealer", daemon=True)
    sealer.start()
    try:
        with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
            working.run_worker(wait=True, concurrency=1, listen_notify=True)
    finally:
        stop.set()
        sealer.join(timeout=SEAL_SECONDS * 2)


def seal_all() -> int:
    """Seals every fund's new acts; returns how many."""
    sealed = 0
    for fund in funds():
        with fund_scope(fund.id):
            sealed += seal(fund_id=fund.id)
    return sealed


def _seal_until(stop: threading.Event) -> None:
    while not stop.wait(SEAL_SECONDS):
        try:
            close_old_connections()
            seal_all()
        except OperationalError:
            # The database is away for a moment; acts wait unsealed, none is lost.
            log.warning("sealing waits: the database does not answer")
    connection.close()
