"""What a drill has shown, counted from what was asked and what each site holds: pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from socle.sites.askers import Asked

# Code of what the act opened → the numbers of the acts that say so: one each, if all is well.
Held = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Count:
    """The figures of a run, or of several together.

    `unknown`: acts that the proxy had to ask again, since nobody knew what had become of them;
    `unknown_present`: those of them that had been done. `failed_requests`: no definite answer
    within a minute; `unresolved`: not even when asked again once all was well. `refused`: answered
    no, which a drill never expects. `doubled`: done twice. `differ`: acts not alike at all sites.
    """

    acknowledged: int
    lost: int
    unknown: int
    unknown_present: int
    failed_requests: int
    longest_wait_s: float
    read_gap_s: float
    rejoin_s: float
    unresolved: int = 0
    refused: int = 0
    doubled: int = 0
    differ: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether nothing was lost, done twice, left unknown or held differently."""
        return not (self.lost or self.unresolved or self.refused or self.doubled or self.differ)

    def told(self) -> dict[str, Any]:
        return asdict(self)


def counted(
    acts: Sequence[Asked],
    again: Sequence[Asked],
    held: Mapping[str, Held],
    *,
    leader: str,
    read_gap: float,
    rejoin: float,
) -> Count:
    """The count of one run; `again` are the answers to what had none, asked with the same key."""
    known = held[leader]
    acknowledged = {each.code: each.act for each in (*acts, *again) if each.is_acknowledged}
    retried = [each for each in acts if each.attempts > 1 or not each.is_definite]
    present = [each for each in retried if each.was_done or _had_been_done(each, again)]
    return Count(
        acknowledged=sum(each.is_acknowledged for each in acts),
        lost=sum(act not in known.get(code, ()) for code, act in acknowledged.items()),
        unknown=len(retried),
        unknown_present=len(present),
        failed_requests=sum(not each.is_definite for each in acts),
        longest_wait_s=round(max((each.ended - each.began for each in acts), default=0.0), 2),
        read_gap_s=round(read_gap, 2),
        rejoin_s=round(rejoin, 1),
        unresolved=sum(not each.is_definite for each in again),
        refused=sum(each.is_definite and not each.is_acknowledged for each in (*acts, *again)),
        doubled=sum(len(numbers) > 1 for numbers in known.values()),
        differ=len({item for other in held.values() for item in _items(other) ^ _items(known)}),
    )


def _had_been_done(asked: Asked, again: Sequence[Asked]) -> bool:
    return any(each.key == asked.key and each.was_done for each in again)


def _items(held: Held) -> set[tuple[str, tuple[str, ...]]]:
    return set(held.items())


def together(counts: Sequence[Count]) -> Count:
    """Several runs as one: counts added, durations the longest."""
    longest = {"longest_wait_s", "read_gap_s", "rejoin_s"}
    shown = [each.told() for each in counts]
    return Count(
        **{
            name: (max if name in longest else sum)(each[name] for each in shown)
            for name in shown[0]
        }
    )


def longest_gap(instants: Iterable[float], since: float, until: float) -> float:
    """The longest time without any of these instants, between two others."""
    inside = [since, *sorted(each for each in instants if since < each < until), until]
    return max(after - before for before, after in pairwise(inside))
