"""The words of all names as numbers, each word once, with what it is found and compared by."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from socle.kernel.names import DROPPED, JOINED, fold, skeleton, words

Ranks = npt.NDArray[np.int32]
Levels = npt.NDArray[np.int8]
NONE = -1  # no word in this place

OTHER, RESEMBLING, TYPED, HEARD, SAME = range(5)
LEVELS = 5
_TYPED_FROM, _RESEMBLING_FROM = 0.90, 0.78  # Jaro and Winkler's likeness
_LEAST_BONES = 2  # consonants: one alone is heard in too many words
_WORKERS = 2  # threads that compare words; they hold no lock of the interpreter
_END = 2  # consonants of the head and the tail of a word


@dataclass(slots=True)
class Vocabulary:
    """Gives each distinct word a rank, in the order it comes."""

    _ranks: dict[str, int] = field(default_factory=dict)
    _tokens: dict[str, tuple[int, ...] | None] = field(default_factory=dict)

    def table(self, texts: Iterable[str], *, width: int) -> Ranks:
        """The words of each text, a row a text, `NONE` where it has fewer."""
        flat: list[int] = []
        counts: list[int] = []
        for text in texts:
            found = self._read(text)[:width]
            flat += found
            counts.append(len(found))
        held = np.array(counts, dtype=np.int64)
        found_at = np.full((len(counts), width), NONE, dtype=np.int32)
        found_at[np.arange(width) < held[:, None]] = flat
        return found_at

    def words(self) -> "Words":
        """What is known of each word so far."""
        said = list(self._ranks)
        bones = [skeleton(word) for word in said]
        return Words(
            said=np.array(said, dtype=object),
            bones=_ranked(bones),
            heads=_ranked([each[:_END] for each in bones]),
            tails=_ranked([each[-_END:] for each in bones]),
            letters=np.array([_letters(word) for word in said], dtype=np.uint64),
            has_bones=np.array([len(each) >= _LEAST_BONES for each in bones], dtype=np.bool_),
        )

    def _read(self, text: str) -> list[int]:
        found: list[int] = []
        for token in text.split():
            if token not in self._tokens:
                self._tokens[token] = self._learnt(token)
            ranks = self._tokens[token]
            if ranks is None:  # a particle: it goes with what follows, or is dropped
                return [self._rank(word) for word in words(text)]
            found += ranks
        return found

    def _learnt(self, token: str) -> tuple[int, ...] | None:
        parts = fold(token).split()
        if any(part in JOINED or part in DROPPED for part in parts):
            return None
        return tuple(self._rank(part) for part in parts)

    def _rank(self, word: str) -> int:
        return self._ranks.setdefault(word, len(self._ranks))


@dataclass(frozen=True, slots=True)
class Words:
    """Every word by rank: itself, and its consonants, whole and at both ends, as ranks too.

    `letters` has a bit for each letter: words that share few are not compared further.
    """

    said: npt.NDArray[np.object_]
    bones: Ranks
    heads: Ranks
    tails: Ranks
    letters: npt.NDArray[np.uint64]
    has_bones: npt.NDArray[np.bool_]

    def levels(self, one: Ranks, other: Ranks) -> Levels:
        """How far two words agree, pair by pair."""
        level = np.zeros(len(one), dtype=np.int8)
        level[(self.bones[one] == self.bones[other]) & self.has_bones[one]] = HEARD
        level[one == other] = SAME
        left, right = self.letters[one], self.letters[other]
        fewer = np.minimum(np.bitwise_count(left), np.bitwise_count(right))
        share = np.bitwise_count(left & right)
        rest = np.flatnonzero((level == OTHER) & (3 * share >= 2 * fewer))
        alike = cpdist(
            self.said[one[rest]].tolist(),
            self.said[other[rest]].tolist(),
            scorer=JaroWinkler.similarity,
            score_cutoff=_RESEMBLING_FROM,
            dtype=np.float32,
            workers=_WORKERS,
        )
        level[rest[alike >= _RESEMBLING_FROM]] = RESEMBLING
        level[rest[alike >= _TYPED_FROM]] = TYPED
        return level


def _letters(word: str) -> int:
    found = 0
    for letter in word:
        found |= 1 << ord(letter) % 64
    return found


def _ranked(texts: list[str]) -> Ranks:
    ranks: dict[str, int] = {}
    return np.array([ranks.setdefault(each, len(ranks)) for each in texts], dtype=np.int32)
