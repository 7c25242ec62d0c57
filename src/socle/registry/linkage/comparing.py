"""How far two files agree, field by field, and how likely that would be of two other persons.

A field gives counts: how many of its words, or which of its answers, agree how far; and `chance`:
the logarithm of how often two persons agree that far where what agrees is as rare as here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from socle.registry.linkage import words as of_words
from socle.registry.linkage.files import UNKNOWN, Codes, Files, Flags
from socle.registry.linkage.words import LEVELS, NONE, OTHER, SAME, Levels, Ranks, Words

Bits = npt.NDArray[np.float32]
_SAMPLE = 200_000  # pairs drawn at random, to know how often two persons agree
_SEED = 20260104
_HALF = 0.5
# What a small register cannot say of a country is believed, as if of so many files more.
_FILES = 1_000
_USUAL_WORD, _USUAL_CODE, _USUAL_DAY, _USUAL_YEAR = 1 / 400, 1 / 500, 1 / 20_000, 1 / 60
_USUAL = {"sex": 1 / 2, "identity": 1 / 1_000_000}
# Words that two persons have in common by chance: other, resembling, mistyped, heard, the same.
_NEAR = np.array((0.962, 0.02, 0.006, 0.006, 0.006))

# Of a birth, the worst first. The law knows a day, an imam a year, a clerk either order.
BIRTH_LEVELS = 7
ELSE, NEAR_YEAR, SAME_YEAR, SAME_DAY, NEARLY, SWAPPED, SAME_BIRTH = range(BIRTH_LEVELS)
_DAYS, _MONTHS = 30.4, 12.0


class Compared(NamedTuple):
    """One field of many pairs."""

    counts: Levels  # pairs by levels
    chance: Bits

    def at(self, kept: Codes | Flags) -> "Compared":
        return Compared(self.counts[kept], self.chance[kept])


@dataclass(frozen=True, slots=True)
class WordField:
    """A field of words, in whatever order."""

    table: Ranks
    vocabulary: Words
    borne: Bits  # of each word, the share of files that say it
    heard: Bits  # of each word, of those that say one heard alike
    near: Bits  # by level, how often a word has a counterpart in the file of somebody else

    @classmethod
    def of(cls, table: Ranks, vocabulary: Words) -> "WordField":
        """Counts how often each word is said, and draws how often two words are near by chance."""
        files = int((table != NONE).any(axis=1).sum()) + _FILES
        said = np.bincount(table[table != NONE], minlength=len(vocabulary.said))
        alike = np.bincount(vocabulary.bones, weights=said)[vocabulary.bones]
        field = cls(
            table,
            vocabulary,
            ((said + _FILES * _USUAL_WORD) / files).astype(np.float32),
            ((alike + _FILES * _USUAL_WORD) / files).astype(np.float32),
            np.ones(LEVELS, dtype=np.float32),
        )
        one, other = _drawn(table)
        found, _own = field.compare(one, other)
        met = found.counts.sum(axis=0, dtype=np.int64)
        near = (met + _FILES * _NEAR) / (met.sum() + _FILES)
        # Words that are near by chance are those borne most: a rare one is near to few.
        usual = float((field.borne**2).sum() / field.borne.sum())
        near[of_words.RESEMBLING : of_words.HEARD] /= usual
        return cls(table, vocabulary, field.borne, field.heard, near.astype(np.float32))

    def compare(self, one: Codes, other: Codes) -> tuple[Compared, Flags]:
        """The field of each pair, and which words of the first one have a counterpart."""
        left, right = self.table[one], self.table[other]
        pairs, width = left.shape
        level = np.full((pairs, width, width), -1, dtype=np.int8)
        for i in range(width):
            for j in range(width):
                at = np.flatnonzero((left[:, i] != NONE) & (right[:, j] != NONE))
                level[at, i, j] = self.vocabulary.levels(left[at, i], right[at, j])
        counts = np.zeros((pairs, LEVELS), dtype=np.int8)
        chance = np.zeros(pairs, dtype=np.float32)
        own = np.zeros((pairs, width), dtype=np.bool_)
        rest = np.arange(pairs)
        for _word in range(width):
            best = level[rest].reshape(len(rest), width * width).argmax(axis=1)
            i, j = best // width, best % width
            reached = level[rest, i, j]
            some = reached > OTHER
            rest, i, j, reached = rest[some], i[some], j[some], reached[some]
            counts[rest, reached] += 1
            own[rest, i] = True
            chance[rest] += self._chance(reached, left[rest, i], right[rest, j])
            level[rest, i, :] = -1
            level[rest, :, j] = -1
        shorter = np.minimum((left != NONE).sum(axis=1), (right != NONE).sum(axis=1))
        counts[:, OTHER] = shorter - counts.sum(axis=1)
        chance += counts[:, OTHER] * np.log2(self.near[OTHER])
        return Compared(counts, chance), own

    def _chance(self, level: Levels, one: Ranks, other: Ranks) -> Bits:
        often = np.maximum(self.borne[one], self.borne[other])
        found = np.minimum(self.near[level] * often, _HALF)
        found = np.where(level == of_words.HEARD, self.heard[one], found)
        found = np.where(level == SAME, self.borne[one], found)
        return np.asarray(np.log2(np.minimum(found, 1.0)), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class CodeField:
    """A field that is the same or is not; what nobody says agrees with nothing."""

    code: Codes
    borne: Bits  # of each file, the share of files that say the same

    @classmethod
    def of(cls, code: Codes, usual: float) -> "CodeField":
        """Counts how often each answer is given; `usual` is believed of each."""
        _said, rank, times = np.unique(code, return_inverse=True, return_counts=True)
        known = int((code != UNKNOWN).sum()) + _FILES
        return cls(code, ((times[rank] + _FILES * usual) / known).astype(np.float32))

    def compare(self, one: Codes, other: Codes) -> Compared:
        """The field of each pair."""
        known = (self.code[one] != UNKNOWN) & (self.code[other] != UNKNOWN)
        same = self.code[one] == self.code[other]
        counts = np.stack([known & ~same, known & same], axis=1).astype(np.int8)
        usual = 1 - np.minimum(self.borne[one], 1 - 1e-6)
        chance = np.where(same, np.log2(self.borne[one]), np.log2(usual))
        return Compared(counts, np.where(known, chance, 0).astype(np.float32))


@dataclass(frozen=True, slots=True)
class BirthField:
    """A birth: to the day, or to the year where no more is known."""

    files: Files
    on_day: Bits  # of each file, the share of files born that day
    in_year: Bits

    @classmethod
    def of(cls, files: Files) -> "BirthField":
        """Counts births by day and by year."""
        days = (files.year * 100 + files.month) * 100 + files.day
        on_day, in_year = CodeField.of(days, _USUAL_DAY), CodeField.of(files.year, _USUAL_YEAR)
        return cls(files, on_day.borne, in_year.borne)

    def compare(self, one: Codes, other: Codes) -> Compared:
        """The births of each pair."""
        files = self.files
        year, month, day = (
            (each[one], each[other]) for each in (files.year, files.month, files.day)
        )
        known = (year[0] != UNKNOWN) & (year[1] != UNKNOWN)
        whole = known & (day[0] != UNKNOWN) & (day[1] != UNKNOWN)
        years, months, days = (a == b for a, b in (year, month, day))
        swapped = (day[0] == month[1]) & (day[1] == month[0])
        in_year, on_day = self.in_year[one], self.on_day[one]
        level = np.full(len(one), ELSE, dtype=np.int8)
        chance = np.full(len(one), np.log2(0.9), dtype=np.float32)
        for reached, where, often in (
            (NEAR_YEAR, abs(year[0] - year[1]) == 1, 2 * in_year),
            (SAME_YEAR, years, in_year),
            (SAME_DAY, whole & months & days, np.float32(1 / _MONTHS / _DAYS)),
            (NEARLY, whole & years & (months | days), in_year / _MONTHS),
            (SWAPPED, whole & years & swapped, on_day),
            (SAME_BIRTH, whole & years & months & days, on_day),
        ):
            level[where] = reached
            chance = np.where(where, np.log2(often), chance)
        counts = (level[:, None] == np.arange(BIRTH_LEVELS)) & known[:, None]
        return Compared(counts.astype(np.int8), np.where(known, chance, 0).astype(np.float32))


def _drawn(table: Ranks) -> tuple[Codes, Codes]:
    """Pairs of files at random, as many as tell how often two persons agree."""
    drawn = np.random.default_rng(_SEED)
    one, other = drawn.integers(0, len(table), size=(2, min(_SAMPLE, 20 * len(table))))
    apart = one != other
    return one[apart], other[apart]


def fields_of(files: Files) -> Mapping[str, WordField | CodeField]:
    """Every field of words and of codes, by name."""
    said = {name: WordField.of(table, files.vocabulary) for name, table in files.words.items()}
    return said | {
        name: CodeField.of(code, _USUAL.get(name, _USUAL_CODE))
        for name, code in files.codes.items()
    }
