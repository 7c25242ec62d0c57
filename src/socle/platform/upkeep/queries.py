"""Reading the state of the installation: its server, its queues, what was done for its upkeep.

Counts, ages and names of machines alone: whoever watches reads nobody's file.
"""

from datetime import datetime
from typing import Any

from django.db import ProgrammingError, connection, transaction

from socle.platform.upkeep.models import Upkeep
from socle.platform.upkeep.types import Archiver, Kind, Queue, ServerState, Standby, Work


def latest(kind: Kind) -> list[Work]:
    """The last work of a kind: for verifications, the last of each fund."""
    rows = Upkeep.objects.filter(kind=kind.value).order_by("fund", "-ended_at", "-id")
    return [_work(each) for each in rows.distinct("fund")]


def latest_good(kind: Kind) -> Work | None:
    """The last work of a kind that ended well."""
    found = Upkeep.objects.filter(kind=kind.value, is_good=True).order_by("-ended_at", "-id")
    row = found.first()
    return None if row is None else _work(row)


def works(*, limit: int) -> list[Work]:
    """The last works of whatever kind, the newest first."""
    return [_work(each) for each in Upkeep.objects.order_by("-ended_at", "-id")[:limit]]


def server_state() -> ServerState:
    """What the database server says of itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT pg_is_in_recovery(),"
            " (SELECT sum(numbackends)::int FROM pg_stat_database),"
            " current_setting('max_connections')::int,"
            " pg_database_size(current_database()),"
            " current_setting('archive_mode') <> 'off',"
            " a.last_archived_time, a.last_failed_time, a.failed_count,"
            " CASE WHEN pg_is_in_recovery()"
            "   THEN extract(epoch FROM now() - pg_last_xact_replay_timestamp())::float8 END"
            " FROM pg_stat_archiver a"
        )
        row = cursor.fetchone()
    return ServerState(
        is_primary=row[0],
        connections=row[1],
        connections_most=row[2],
        database_bytes=row[3],
        standbys=_standbys(),
        archiver=Archiver(row[4], row[5], row[6], row[7]),
        replay_lag_seconds=row[8],
    )


def jobs_waiting(*, at: datetime) -> Queue:
    """Deferred jobs that could be done now, and those that failed for good."""
    return _queue(
        "SELECT count(*) FILTER (WHERE j.status = 'todo'),"
        " extract(epoch FROM %s - min(e.at) FILTER (WHERE j.status = 'todo'))::float8,"
        " count(*) FILTER (WHERE j.status = 'failed')"
        " FROM procrastinate_jobs j"
        " LEFT JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'"
        " WHERE j.status IN ('todo', 'failed')"
        " AND (j.scheduled_at IS NULL OR j.scheduled_at <= %s)",
        [at, at],
    )


def acts_unsealed(*, at: datetime) -> Queue:
    """Acts of the transaction's fund that no seal covers yet; a worker seals within seconds.

    Looked for among the newest: acts are sealed as they were recorded, hardly ever by their number,
    and the whole of a large fund is not read again each time somebody looks.
    """
    return _queue(
        "SELECT count(*), extract(epoch FROM %s - min(a.recorded_at))::float8, 0 FROM act a"
        " WHERE a.id > coalesce((SELECT s.act_id FROM act_seal s ORDER BY s.position DESC"
        " LIMIT 1), 0) - 10000"  # far more than are ever under way at once
        " AND NOT EXISTS (SELECT FROM act_seal s WHERE s.act_id = a.id)",
        [at],
    )


def notices_waiting(*, at: datetime) -> Queue:
    """Notices to partners of the transaction's fund whose hour has come; those given up."""
    return _queue(
        "SELECT count(*) FILTER (WHERE given_up_at IS NULL AND next_at <= %s),"
        " extract(epoch FROM %s - min(next_at) FILTER (WHERE given_up_at IS NULL))::float8,"
        " count(*) FILTER (WHERE given_up_at IS NOT NULL)"
        " FROM partner_notice WHERE told_at IS NULL",
        [at, at],
    )


def _queue(statement: str, said: list[Any]) -> Queue:
    with connection.cursor() as cursor:
        cursor.execute(statement, said)
        waiting, oldest, failed = cursor.fetchone()
    return Queue(waiting, max(0.0, oldest or 0.0), failed)


def _standbys() -> tuple[Standby, ...] | None:
    """What the preparation lets the application know of its copies; None where it was not made."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT name, state, sync, lag_bytes, lag_seconds FROM socle_standbys()")
            return tuple(Standby(*row) for row in cursor.fetchall())
    except ProgrammingError:
        return None


def _work(row: Upkeep) -> Work:
    return Work(
        kind=Kind(row.kind),
        began_at=row.began_at,
        ended_at=row.ended_at,
        is_good=row.is_good,
        facts=row.facts,
        fund=row.fund,
    )
