"""What each agreement weighs, learnt from the files themselves, and the pairs that are likely one.

The points of a field are bits: one more doubles the odds. What agreements are worth between two
files of one person is estimated by expectation and maximisation from a belief stated here, which
holds where a register is too small to teach; what chance makes agree is counted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from socle.registry.linkage.blocking import candidates
from socle.registry.linkage.comparing import (
    SAME_DAY,
    BirthField,
    Bits,
    CodeField,
    Compared,
    WordField,
    fields_of,
)
from socle.registry.linkage.files import NAME, PARENTS, Codes, Files, Flags
from socle.registry.linkage.words import HEARD, LEVELS, OTHER, RESEMBLING, SAME, TYPED
from socle.registry.types.linkage import Alike, LinkedPair, Weighed

Shares = npt.NDArray[np.float64]
BIRTH = "birth"
# Of a hundred words, or answers, of one person in two files: other, resembling, mistyped, heard
# alike, the same; of births: as `comparing` has them; of the rest: other, the same.
_BELIEVED: Mapping[str, tuple[float, ...]] = {
    NAME: (3, 6, 16, 15, 60),
    BIRTH: (1, 1, 4, 1, 6, 4, 83),
    "sex": (1, 99),
    "identity": (5, 95),
}
_BELIEVED_OF_WORDS = (15, 6, 14, 15, 50)
_BELIEVED_OF_CODES = (15, 85)
_BELIEF = 200  # pairs that a belief about agreements is worth
_DOUBLES = 20  # one file in so many is believed to be a second one,
_BELIEF_IN_DOUBLES = 50  # until so many were found
_LEAST_FILES = 10_000  # a register that holds fewer is a part of a country
_ROUNDS = 8
_AT_ONCE = 400_000
_HOPELESS = -12  # bits below even odds, by the beliefs alone
_LIKELY = 0.5

_ALIKE_WORDS = ((OTHER, Alike.PARTLY), (RESEMBLING, Alike.RESEMBLING), (TYPED, Alike.TYPED))
_ALIKE_BIRTHS = (
    *(Alike.OTHER, Alike.NEAR_YEAR, Alike.SAME_YEAR, Alike.SAME_DAY),
    *(Alike.NEARLY, Alike.SWAPPED, Alike.SAME),
)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Pairs compared, all fields of them."""

    one: Codes
    other: Codes
    fields: dict[str, Compared]

    def at(self, kept: Flags | Codes) -> "_Pairs":
        fields = {name: each.at(kept) for name, each in self.fields.items()}
        return _Pairs(self.one[kept], self.other[kept], fields)


def linked(files: Files, *, least: float = _LIKELY) -> tuple[int, list[LinkedPair]]:
    """How many pairs were compared, and those that are likelier than `least` to be one person."""
    if len(files) < 2:
        return 0, []
    one, other = candidates(files)
    fields = fields_of(files)
    births = BirthField.of(files)
    beliefs = _beliefs(fields)
    new = int(files.is_new.sum())
    every = new * (len(files) - (new + 1) / 2)
    prior = 1 / (_DOUBLES * max(len(files), _LEAST_FILES))
    kept = [
        pairs.at(_points(pairs, beliefs) + np.log2(prior) > _HOPELESS)
        for pairs in _compared(files, fields, births, one, other)
    ]
    pairs = _joined(kept, beliefs)
    shares, prior = _learnt(pairs, beliefs, prior, every)
    points = _points(pairs, shares) + np.log2(prior)
    likely = 1 / (1 + np.exp2(-np.clip(points, -60, 60)))
    # One document in two hands is for people to look at, whatever else is said.
    chosen = np.flatnonzero(
        (likely > least) | _is_same(fields.get("identity"), pairs.one, pairs.other)
    )
    said = _told(pairs.at(chosen), shares)
    found: dict[tuple[int, int], LinkedPair] = {}
    for at, weighed in zip(chosen.tolist(), said, strict=True):
        low, high = sorted((int(files.ids[pairs.one[at]]), int(files.ids[pairs.other[at]])))
        pair = LinkedPair(low, high, int(100 * likely[at]), round(float(np.log2(prior))), weighed)
        # Who bears several names is compared by each of them.
        if pair.likeness > getattr(found.get((pair.one, pair.other)), "likeness", -1):
            found[pair.one, pair.other] = pair
    return len(one), list(found.values())


def _beliefs(fields: Mapping[str, WordField | CodeField]) -> dict[str, Shares]:
    usual = {
        name: _BELIEVED_OF_WORDS if isinstance(field, WordField) else _BELIEVED_OF_CODES
        for name, field in fields.items()
    }
    said = {
        name: np.array(_BELIEVED.get(name, usual.get(name)), dtype=np.float64)
        for name in (*fields, BIRTH)
    }
    return {name: each / each.sum() for name, each in said.items()}


def _compared(
    files: Files,
    fields: Mapping[str, WordField | CodeField],
    births: BirthField,
    every_one: Codes,
    every_other: Codes,
) -> Iterator[_Pairs]:
    """The pairs that may be one person, a part at a time; the others cost their name alone."""
    name_field = fields[NAME]
    if not isinstance(name_field, WordField):
        raise TypeError(NAME)
    for begin in range(0, len(every_one), _AT_ONCE):
        one, other = every_one[begin : begin + _AT_ONCE], every_other[begin : begin + _AT_ONCE]
        name, own = name_field.compare(one, other)
        birth = births.compare(one, other)
        is_same_document = _is_same(fields.get("identity"), one, other)
        lacks_word = name.counts[:, OTHER] > 0
        # Who shares but a part of a name is a brother or a spouse, unless the birth says otherwise.
        is_birth_far = birth.counts[:, :SAME_DAY].any(axis=1)
        keep = is_same_document | ~(lacks_word & is_birth_far)
        one, other, own, lacks_word = one[keep], other[keep], own[keep], lacks_word[keep]
        found = {NAME: name.at(keep), BIRTH: birth.at(keep)}
        for field, each in fields.items():
            if isinstance(each, CodeField):
                found[field] = each.compare(one, other)
            elif field != NAME:
                found[field] = each.compare(one, other)[0]
        # Twins have one birth and one pair of parents, and each a given name.
        of_one_house = np.zeros(len(one), dtype=np.bool_)
        for parent in PARENTS:
            if parent in found:
                of_one_house |= found[parent].counts[:, RESEMBLING:].any(axis=1)
        by_family_alone = ~(own & ~files.is_inherited[one]).any(axis=1)
        twins = lacks_word & by_family_alone & of_one_house & ~is_same_document[keep]
        yield _Pairs(one, other, found).at(~twins)


def _is_same(field: WordField | CodeField | None, one: Codes, other: Codes) -> Flags:
    if not isinstance(field, CodeField):
        return np.zeros(len(one), dtype=np.bool_)
    return field.compare(one, other).counts[:, 1] > 0


def _joined(parts: list[_Pairs], beliefs: Mapping[str, Shares]) -> _Pairs:
    none = np.empty(0, dtype=np.int64)
    fields = {
        name: Compared(
            np.concatenate(
                [
                    np.empty((0, len(shares)), dtype=np.int8),
                    *(each.fields[name].counts for each in parts),
                ]
            ),
            np.concatenate(
                [none.astype(np.float32), *(each.fields[name].chance for each in parts)]
            ),
        )
        for name, shares in beliefs.items()
    }
    one = np.concatenate([none, *(each.one for each in parts)])
    other = np.concatenate([none, *(each.other for each in parts)])
    return _Pairs(one, other, fields)


def _points(pairs: _Pairs, shares: Mapping[str, Shares]) -> Bits:
    points = np.zeros(len(pairs.one), dtype=np.float32)
    for name, each in pairs.fields.items():
        points += _of_field(each, shares[name])
    return points


def _of_field(field: Compared, shares: Shares) -> Bits:
    found: Bits = field.counts @ np.log2(shares).astype(np.float32) - field.chance
    return found


def _learnt(
    pairs: _Pairs, beliefs: Mapping[str, Shares], prior: float, every: float
) -> tuple[Mapping[str, Shares], float]:
    """The shares of each agreement in files of one person, and of such pairs among all."""
    shares, believed = beliefs, prior
    for _round in range(_ROUNDS):
        points = np.clip(_points(pairs, shares) + np.log2(prior), -60, 60)
        likely = 1 / (1 + np.exp2(-points))
        shares = {}
        for name, each in pairs.fields.items():
            met = likely @ each.counts + _BELIEF * beliefs[name]
            shares[name] = met / met.sum()
        found = float(likely.sum()) + _BELIEF_IN_DOUBLES
        prior = found / (every + _BELIEF_IN_DOUBLES / believed)
    return shares, prior


def _told(pairs: _Pairs, shares: Mapping[str, Shares]) -> list[tuple[Weighed, ...]]:
    """What each field adds, in words and points; what one side does not say adds nothing."""
    said: list[list[Weighed]] = [[] for _pair in pairs.one]
    for name, each in pairs.fields.items():
        points = np.rint(_of_field(each, shares[name])).astype(int)
        for row in np.flatnonzero(each.counts.any(axis=1)):
            said[row].append(Weighed(name, _alike(name, each.counts[row]), int(points[row])))
    return [tuple(each) for each in said]


def _alike(name: str, counts: npt.NDArray[np.int8]) -> Alike:
    if name == BIRTH:
        return _ALIKE_BIRTHS[int(counts.argmax())]
    if len(counts) != LEVELS:
        return Alike.SAME if counts[1] else Alike.OTHER
    if not counts[RESEMBLING:].any():
        return Alike.OTHER
    for level, said in (*_ALIKE_WORDS, (HEARD, Alike.HEARD)):
        if counts[level]:
            return said
    return Alike.SAME if counts[SAME] else Alike.OTHER
