"""Who asks while others are asked for goes with the next, and has its own answer or the failure."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from socle.platform.database.gathered import Gathered

_SECONDS = 60


class Slow:
    """What is asked waits until it is let go; `sent` is what was asked, each time."""

    def __init__(self) -> None:
        self.sent: list[list[int]] = []
        self.came, self.may_answer = threading.Semaphore(0), threading.Semaphore(0)

    def __call__(self, questions: Sequence[int]) -> list[int]:
        self.sent.append(list(questions))
        self.came.release()
        assert self.may_answer.acquire(timeout=_SECONDS)
        if 13 in questions:
            raise LookupError("thirteen")
        return [each * 10 for each in questions]

    def has_come(self) -> None:
        assert self.came.acquire(timeout=_SECONDS)


def waiting(gathered: Gathered[int, int], count: int) -> None:
    """Returns once so many wait."""
    for _try in range(1_000):
        if len(gathered._waiting) == count:
            return
        threading.Event().wait(0.01)
    raise AssertionError(f"{len(gathered._waiting)} wait, not {count}")


def asking(
    ask: Callable[[int], int], gathered: Gathered[int, int], pool: ThreadPoolExecutor, *given: int
) -> list[Future[int]]:
    """Asked one after the other, so that it is known who has waited longest."""
    found, before = [], len(gathered._waiting)
    for rank, each in enumerate(given, 1):
        found.append(pool.submit(ask, each))
        waiting(gathered, before + rank)
    return found


def test_those_who_wait_go_together_oldest_first_and_each_has_its_own_answer() -> None:
    slow = Slow()
    gathered: Gathered[int, int] = Gathered(slow, most=3)
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(gathered.answer, 1)
        slow.has_come()
        others = asking(gathered.answer, gathered, pool, 2, 3, 4, 5)
        for _each in range(3):
            slow.may_answer.release()
        assert [each.result(_SECONDS) for each in (first, *others)] == [10, 20, 30, 40, 50]
    assert slow.sent == [[1], [2, 3, 4], [5]]
    slow.may_answer.release()
    assert gathered.answer(6) == 60  # nobody is left before


def test_a_failure_is_told_to_those_who_went_together_and_to_nobody_else() -> None:
    slow = Slow()
    gathered: Gathered[int, int] = Gathered(slow, most=2)
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(gathered.answer, 1)
        slow.has_come()
        others = asking(gathered.answer, gathered, pool, 2, 13, 4)
        for _each in range(3):
            slow.may_answer.release()
        told: list[Any] = [each.exception(_SECONDS) for each in others]
        assert first.result(_SECONDS) == 10
        assert others[2].result(_SECONDS) == 40
    assert [type(each) for each in told] == [LookupError, LookupError, type(None)]
    assert slow.sent == [[1], [2, 13], [4]]


@pytest.mark.parametrize("at_once", [1, 2])
def test_no_more_are_under_way_together_than_may_be(at_once: int) -> None:
    slow = Slow()
    gathered: Gathered[int, int] = Gathered(slow, most=4, at_once=at_once)
    with ThreadPoolExecutor(8) as pool:
        found = []
        for rank in range(at_once):
            found.append(pool.submit(gathered.answer, rank))
            slow.has_come()
        found += asking(gathered.answer, gathered, pool, 7, 8)
        assert len(slow.sent) == at_once
        slow.may_answer.release()  # one comes back, and those who wait go
        slow.has_come()
        assert slow.sent[at_once:] == [[7, 8]]
        for _each in range(at_once):
            slow.may_answer.release()
        assert sorted(each.result(_SECONDS) for each in found)[-2:] == [70, 80]
