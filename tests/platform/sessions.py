"""Sessions beside the test's own: as the superuser, and several at once."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connections
from psycopg.rows import TupleRow


@contextmanager
def superuser(database: str) -> Iterator[psycopg.Connection[TupleRow]]:
    """Whoever can do everything, with no trigger in the way: what an intruder on the server is."""
    place = connections["owner"].get_connection_params()
    with psycopg.connect(
        host=place["host"],
        port=place.get("port"),
        user="postgres",
        dbname=database,
        autocommit=True,
        options="-c session_replication_role=replica",
    ) as session:
        yield session


def at_once(*tasks: Callable[[], Any]) -> list[Any]:
    """Runs every task in a thread and connection of its own, begun together."""
    answers: list[Any] = [None] * len(tasks)
    gate = threading.Barrier(len(tasks))

    def run(rank: int, task: Callable[[], Any]) -> None:
        try:
            gate.wait(20)
            answers[rank] = task()
        except Exception as error:  # noqa: BLE001 - the test judges it
            answers[rank] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(rank, task)) for rank, task in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(180)
    return [answer for answer in answers if answer is not None]


def failures(answers: Sequence[object]) -> list[Exception]:
    return [answer for answer in answers if isinstance(answer, Exception)]
