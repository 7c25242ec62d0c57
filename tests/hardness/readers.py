"""Readers tried for a time, each in a process of its own, so that its memory is its own.

Of each are told the cases, the different answers, the slowest case, how much the memory grew, and
each fault once with the file that shows it.
"""

import hashlib
import multiprocessing
import resource
import signal
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from tests.hardness.mutation import Spoiler
from tests.hardness.targets import Target, targets

SLOWEST_SECONDS = 5
# A case is 32 KiB at most: a reader that keeps more of it than this has no bound.
MOST_GROWTH_MB = 192
_MOST_MEMORY = 3 * 1024**3
Told = dict[str, Any]


class Hang(BaseException):
    """A case took longer than anybody waits."""


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise Hang


@contextmanager
def bounded() -> Iterator[None]:
    """Stops a case after the seconds of processor that nobody waits; a busy machine is no fault."""
    signal.setitimer(signal.ITIMER_PROF, SLOWEST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def grown_mb() -> int:
    """The most memory that this process has ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def place_of(error: BaseException) -> str:
    """Where it was raised: our last line on the way, so that one fault is told once."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [each for each in frames if "/src/socle/" in each.filename]
    last = (ours or frames)[-1]
    name = last.filename.split("/src/")[-1]
    return f"{type(error).__name__} at {name}:{last.lineno}"


def every(
    names: Sequence[str], *, seconds: float, seed: int, kept: Path, at_once: int
) -> list[Told]:
    """Each reader tried for some seconds, several at once."""
    # Forked: what is imported is imported once. A process each: one's memory is not another's.
    context = multiprocessing.get_context("fork")
    with context.Pool(at_once, initializer=_alone, maxtasksperchild=1) as pool:
        work = [(name, seconds, seed, kept) for name in names]
        return pool.starmap(tried, work, chunksize=1)


def _alone() -> None:
    signal.signal(signal.SIGPROF, _stop)
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))


def tried(name: str, seconds: float, seed: int, kept: Path) -> Told:
    """Spoils the samples of a reader for some seconds."""
    target = next(each for each in targets() if each.name == name)
    spoiler = Spoiler(target.samples, seed=seed, kind=target.kind)
    answers: set[tuple[str, ...]] = set()
    faults: dict[str, str] = {}
    for content in target.samples:
        _answer(target, content)
    slowest, cases, until = 0.0, 0, time.monotonic() + seconds
    held = grown_mb()
    while time.monotonic() < until:
        content = spoiler.case()
        cases += 1
        started = time.process_time()
        try:
            with bounded():
                answer = _answer(target, content)
        except (Exception, Hang) as error:  # noqa: BLE001 - what a reader raises is what is sought
            where = place_of(error)
            if where not in faults:
                faults[where] = _kept(kept, name, content)
            continue
        finally:
            slowest = max(slowest, time.process_time() - started)
        if answer not in answers:
            answers.add(answer)
            spoiler.learn(content)
    growth = grown_mb() - held
    if growth > MOST_GROWTH_MB:
        faults[f"memory grew by {growth} MB"] = ""
    return {
        "target": name,
        "cases": cases,
        "answers": len(answers),
        "slowest_ms": round(slowest * 1000),
        "growth_mb": growth,
        "faults": faults,
    }


def _answer(target: Target, content: bytes) -> tuple[str, ...]:
    try:
        return tuple(sorted(set(target.run(content))))[:6]
    except target.refuses as refused:
        return (type(refused).__name__, str(getattr(refused, "code", refused))[:60])


def _kept(folder: Path, name: str, content: bytes) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(content).hexdigest()[:12]
    path = folder / f"{name.replace(' ', '-').replace('’', '')}-{digest}.bin"
    path.write_bytes(content)
    return path.name
