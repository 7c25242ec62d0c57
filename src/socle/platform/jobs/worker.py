"""The worker: does deferred jobs, seals new acts into each fund's chain, tells partners of them.

What a module above does again and again beside (`rounds`), it does too, each in its own thread.

It outlives its database. Procrastinate's worker ends with the session it listens on; here another
one begins as soon as the database answers, and does again what the lost one had begun.
"""

import asyncio
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import psycopg
from django.db import Error, close_old_connections, connection
from procrastinate import App, PsycopgConnector
from procrastinate.contrib.django import app, connector_params
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from psycopg import InterfaceError, OperationalError

from socle.platform.access.queries import funds
from socle.platform.access.scope import fund_scope
from socle.platform.acts.queries import seal
from socle.platform.database.links import AsyncLink
from socle.platform.jobs.absence import Absence
from socle.platform.jobs.rounds import rounds
from socle.platform.partners.courier import deliver_all

log = logging.getLogger(__name__)
SEAL_SECONDS = 2.0
_WAITS = (0.5, 1.0, 2.0, 3.0)  # the last one again and again
_SETTLED_SECONDS = 30.0
# A worker that is killed is missed after this; a live one has told five times that it lives.
_BEAT_SECONDS, _MISSED_SECONDS = 2.0, 10.0
_MOST_ATTEMPTS = 5
_ANSWER_SECONDS = 5.0
_LOST = (ConnectorException, OperationalError)
_LOST_STATES = ("08", "57")  # SQLSTATE: connection exceptions, an operator's stop


def run() -> None:
    """Works until the process is told to stop; a job under way is finished first."""
    _leave_losses_to_us()
    stop, absence = threading.Event(), Absence()
    beside = [
        threading.Thread(target=_repeat, args=(work, stop, absence), name=name, daemon=True)
        for name, work in (("sealer", seal_all), ("courier", _tell_partners), *rounds())
    ]
    for each in beside:
        each.start()
    try:
        asyncio.run(_work_until_told(absence))
    finally:
        stop.set()
        for each in beside:
            each.join(timeout=SEAL_SECONDS * 2)


def seal_all() -> int:
    """Seals every fund's new acts; returns how many."""
    sealed = 0
    for fund in funds():
        with fund_scope(fund.id):
            sealed += seal(fund_id=fund.id)
    return sealed


async def _work_until_told(absence: Absence) -> None:
    """One session of work after the other; each ends when the database is lost."""
    told = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, told.set)
    tries = 0
    while not told.is_set():
        began = time.monotonic()
        try:
            await _unless(told, _work(absence))
        except _LOST as error:
            if isinstance(error.__cause__ or error, OperationalError):
                absence.begin(error)
            else:
                log.exception("the worker begins anew")
        tries = 0 if time.monotonic() - began > _SETTLED_SECONDS else tries + 1
        with suppress(TimeoutError):
            await asyncio.wait_for(told.wait(), _WAITS[min(tries, len(_WAITS) - 1)])


async def _unless(told: asyncio.Event, work: Any) -> None:
    """Works to its end, or until told to stop: cancelled, it finishes the job under way."""
    working, stopping = asyncio.ensure_future(work), asyncio.ensure_future(told.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if told.is_set():
        working.cancel()
    with suppress(asyncio.CancelledError):
        await working


async def _work(absence: Absence) -> None:
    # Told to stop while the database is away, it waits for each answer no longer than this.
    told = connector_params()
    # A pool tries again later each time; a primary that was replaced is met at once.
    await (await AsyncLink.connect(**told)).close()
    connector = PsycopgConnector(kwargs=told, connection_class=AsyncLink, timeout=_ANSWER_SECONDS)
    with app.replace_connector(connector) as working:
        async with working.open_async():
            absence.end()
            taking_over = asyncio.ensure_future(_take_over(working))
            try:
                await working.run_worker_async(
                    wait=True,
                    concurrency=1,
                    listen_notify=True,
                    install_signal_handlers=False,
                    delete_jobs="successful",  # what a job did is in the acts; failures stay
                    update_heartbeat_interval=_BEAT_SECONDS,
                    stalled_worker_timeout=_MISSED_SECONDS,
                    task_middleware=[_on_a_living_connection],
                )
            finally:
                taking_over.cancel()


async def _take_over(working: App) -> None:
    """Has the jobs of workers that were lost done again; nobody hands anything in twice."""
    while True:
        # Away, or another worker was first: looked at again in a moment.
        with suppress(ConnectorException):
            for job in await working.job_manager.get_stalled_jobs(
                seconds_since_heartbeat=_MISSED_SECONDS
            ):
                await _do_again(working, job)
        await asyncio.sleep(_BEAT_SECONDS)


async def _do_again(working: App, job: Job) -> None:
    if job.attempts < _MOST_ATTEMPTS:
        log.warning("the worker of job %s %s was lost: it is done again", job.id, job.task_name)
        # One more of its kind already waits: then this one is not needed.
        with suppress(UniqueViolation):
            await working.job_manager.retry_job(job)
            return
    else:
        log.error("job %s %s was lost with its worker too often", job.id, job.task_name)
    await working.job_manager.finish_job(job, Status.FAILED, delete_job=False)


def _on_a_living_connection(job: Callable[[], Any], _context: Any, _worker: Any) -> Any:
    """A thread keeps its connection from one job to the next; it may have been lost since."""
    close_old_connections()
    try:
        return job()
    finally:
        close_old_connections()


def _tell_partners() -> int:
    return deliver_all(at=datetime.now(UTC))


def _repeat(work: Callable[[], int], stop: threading.Event, absence: Absence) -> None:
    try:
        _round_after_round(work, stop, absence)
    finally:
        # A round that fails as nobody foresaw ends the worker, whose parent starts another: a
        # thread that is silently gone would leave acts unsealed and events waiting for good.
        if not stop.is_set():
            os.kill(os.getpid(), signal.SIGTERM)


def _round_after_round(work: Callable[[], int], stop: threading.Event, absence: Absence) -> None:
    while not stop.wait(SEAL_SECONDS):
        try:
            close_old_connections()
            work()
        except Error as error:
            # Acts wait unsealed and untold, none is lost.
            absence.begin(error)
        else:
            absence.end()
    connection.close()


def _leave_losses_to_us() -> None:
    """Procrastinate and its driver trace each part that a loss has ended; we tell the loss once."""
    logging.getLogger("psycopg").setLevel(logging.ERROR)
    for handler in (*logging.getLogger().handlers, logging.lastResort):
        if handler is not None:
            handler.addFilter(_is_no_loss)


def _is_no_loss(record: logging.LogRecord) -> bool:
    """Whether a trace is of anything but a connection lost: a deadlock or a full disk is told."""
    error = record.exc_info[1] if record.exc_info else None
    while error is not None and not isinstance(error, psycopg.Error):
        error = error.__cause__
    if not isinstance(error, OperationalError | InterfaceError):
        return True
    return error.sqlstate is not None and error.sqlstate[:2] not in _LOST_STATES
