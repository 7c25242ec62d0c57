"""Questions of many threads, asked of the database together: one way there and back, one commit.

Whoever comes while others are being asked for waits, and goes with the next. Nobody waits for
company: where nobody is being asked for, one goes alone. None is answered before what was written
for it is committed; where that fails, each of those who went together is told so.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class _Asked(Generic[Question, Answer]):
    """One who asks: woken once it was asked for, or when it is to ask for all who wait."""

    __slots__ = ("answers", "error", "question", "turn")

    def __init__(self, question: Question) -> None:
        self.question = question
        self.answers: Sequence[Answer] = ()
        self.error: BaseException | None = None
        self.turn = threading.Lock()
        self.turn.acquire()


class Gathered(Generic[Question, Answer]):
    """Asks by `ask`, of at most so many questions, whoever has waited longest first.

    `ask` answers each question in its place. At most `at_once` are under way together.
    """

    def __init__(
        self,
        ask: Callable[[Sequence[Question]], Sequence[Answer]],
        *,
        most: int,
        at_once: int = 1,
    ) -> None:
        self._ask, self._most, self._free = ask, most, at_once
        self._lock = threading.Lock()
        self._waiting: deque[_Asked[Question, Answer]] = deque()

    def answer(self, question: Question) -> Answer:
        """The answer to one question; what `ask` raises is raised."""
        mine: _Asked[Question, Answer] = _Asked(question)
        with self._lock:
            is_next = self._free > 0
            if is_next:
                self._free -= 1
            else:
                self._waiting.append(mine)
        if not is_next:
            mine.turn.acquire()
        if mine.error is not None:
            raise mine.error
        return mine.answers[0] if mine.answers else self._ask_for_all(mine)

    def _ask_for_all(self, mine: _Asked[Question, Answer]) -> Answer:
        with self._lock:
            count = min(self._most - 1, len(self._waiting))
            others = [self._waiting.popleft() for _each in range(count)]
        try:
            answers = self._ask([mine.question, *(each.question for each in others)])
        except BaseException as error:
            for each in others:
                each.error = error
            raise
        else:
            for rank, each in enumerate(others, 1):
                each.answers = (answers[rank],)
        finally:
            self._pass_on()
            for each in others:
                each.turn.release()
        return answers[0]

    def _pass_on(self) -> None:
        """Whoever has waited longest asks next; where nobody waits, whoever comes."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().turn.release()
            else:
                self._free += 1
