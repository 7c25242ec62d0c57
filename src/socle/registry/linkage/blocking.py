"""Which files to compare: those that share a key. A key is a number made of what a file says.

Two files of one person share one of them unless both their name and their birth are far off. A key
that too many files share tells nobody apart and is passed over.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

from socle.registry.linkage.files import NAME, PARENTS, UNKNOWN, Codes, Files, Flags
from socle.registry.linkage.words import NONE, Ranks

Keys = npt.NDArray[np.uint64]
Said = Codes | Ranks
_OF_A_DAY, _OF_A_YEAR, _OF_NAMES = 300, 100, 20  # files that may share a key
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))
_SHIFT = np.uint64(29)


def candidates(files: Files) -> tuple[Codes, Codes]:
    """Pairs of rows to compare, the lower one first, each once."""
    size = len(files)
    found = [np.empty(0, dtype=np.int64)]
    for owners, keys, most in _keys(files):
        for one, other in _sharing(owners, keys, most):
            # A person who bears two names has two rows.
            fresh = (files.is_new[one] | files.is_new[other]) & (files.ids[one] != files.ids[other])
            low, high = np.minimum(one[fresh], other[fresh]), np.maximum(one[fresh], other[fresh])
            found.append(low * size + high)
    pairs = np.sort(np.concatenate(found))
    pairs = pairs[np.diff(pairs, prepend=-1) != 0]
    return pairs // size, pairs % size


def _keys(files: Files) -> Iterator[tuple[Codes, Keys, int]]:
    """The rows that have a key, the key, and how many may share it; sort by sort."""
    rows = np.arange(len(files))
    born = files.year != UNKNOWN
    whole = born & (files.day != UNKNOWN)
    # Day and month may be exchanged.
    day = np.minimum(files.month, files.day) * 100 + np.maximum(files.month, files.day)
    heard = files.bones(NAME)
    for name in files.words:
        said = [(whole & (word != NONE), (files.year, day, word)) for word in files.bones(name).T]
        yield *_together(rows, said), _OF_A_DAY
    for end in (files.vocabulary.heads, files.vocabulary.tails):
        said = [
            (whole & (place != NONE), (files.year, day, end[place]))
            for place in files.words[NAME].T
        ]
        yield *_together(rows, said), _OF_A_DAY
    nobody = np.zeros(len(files), dtype=np.int64)
    for known, of, most in (
        (born, files.year, _OF_A_YEAR),
        (whole, day, _OF_A_YEAR),
        (born | ~born, nobody, _OF_NAMES),
    ):
        pairs = [
            (
                known & (one != NONE) & (other != NONE),
                (of, np.minimum(one, other), np.maximum(one, other)),
            )
            for one, other in combinations(heard.T, 2)
        ]
        yield *_together(rows, pairs), most
    for name in files.words:
        if name != NAME:
            yield _across(files, name, rows, heard)
    for code in files.codes.values():
        yield *_together(rows, [(code != UNKNOWN, (code,))]), _OF_NAMES


def _across(files: Files, name: str, rows: Codes, heard: Ranks) -> tuple[Codes, Keys, int]:
    """A word of the name and one of another field, with the year where it is a parent's."""
    is_parent = name in PARENTS
    of = files.year if is_parent else np.zeros(len(files), dtype=np.int64)
    said = [
        ((own != NONE) & (word != NONE) & ((of != UNKNOWN) | (not is_parent)), (of, own, word))
        for word in files.bones(name).T
        for own in heard.T
    ]
    return *_together(rows, said), _OF_A_YEAR if is_parent else _OF_NAMES


def _together(rows: Codes, said: Sequence[tuple[Flags, tuple[Said, ...]]]) -> tuple[Codes, Keys]:
    """One sort of keys, from whatever place of a file each was made."""
    owners = [rows[at] for at, _parts in said]
    keys = [_mixed(*(part[at] for part in parts)) for at, parts in said]
    none = np.empty(0, dtype=np.int64)
    return np.concatenate([none, *owners]), np.concatenate([none.view(np.uint64), *keys])


def _mixed(*parts: Said) -> Keys:
    """One number for several; two of them are the same by chance once in 10¹⁹."""
    found = np.zeros(len(parts[0]), dtype=np.uint64)
    for part in parts:
        said = part.astype(np.int64).view(np.uint64)
        found = (found ^ said) * _MIX[0]
        found = (found ^ (found >> _SHIFT)) * _MIX[1]
    return found


def _sharing(owners: Codes, keys: Keys, most: int) -> Iterator[tuple[Codes, Codes]]:
    """The rows that share a key, two by two; not where more than `most` share it."""
    # Key and row as one number sort ten times faster than rows by key: what of the key is cut off
    # makes two keys one so rarely that the comparison bears it.
    bits = np.uint64(max(1, int(owners.max(initial=0)).bit_length()))
    packed = np.sort((keys >> bits << bits) | owners.astype(np.uint64))
    keys = packed >> bits
    owners = (packed & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    begins = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    sizes = np.diff(np.append(begins, len(keys)))
    kept = np.repeat((sizes > 1) & (sizes <= most), sizes)
    keys, owners = keys[kept], owners[kept]
    at = np.arange(len(owners))
    apart = 1
    while len(at := at[at + apart < len(owners)]):
        at = at[keys[at] == keys[at + apart]]
        yield owners[at], owners[at + apart]
        apart += 1
