"""The files of a register as columns: one row a file, numbers in place of what they say."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from socle.registry.linkage.words import NONE, Ranks, Words

Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
UNKNOWN = 0  # of a code, of a year; of a month and a day where the year alone is known

NAME = "name"
PARENTS = ("father", "mother")


@dataclass(frozen=True, slots=True)
class Files:
    """Files to compare.

    `words`: fields that are words (the name, the parents, an address), rows of ranks.
    `codes`: fields that agree or do not (sex, identity document), each a number.
    `is_new`: those to hold against all; two that are both old were compared before.
    """

    ids: Codes
    is_new: Flags
    vocabulary: Words
    words: dict[str, Ranks]
    codes: dict[str, Codes]
    year: Codes
    month: Codes
    day: Codes
    # The words of the name that a parent bears too: brothers and sisters share them.
    is_inherited: Flags = field(init=False)

    def __post_init__(self) -> None:
        """Leaves out of the parents' names what the child's own says already."""
        inherited = np.zeros(self.words[NAME].shape, dtype=np.bool_)
        for parent in PARENTS:
            if parent in self.words:
                inherited |= self._shared(NAME, parent)
        for parent in PARENTS:
            if parent in self.words:
                told = self.words[parent].copy()
                told[self._shared(parent, NAME)] = NONE
                self.words[parent] = told
        object.__setattr__(self, "is_inherited", inherited)

    def __len__(self) -> int:
        return len(self.ids)

    def bones(self, name: str) -> Ranks:
        """The words of a field as they are heard."""
        table = self.words[name]
        heard: Ranks = np.where(table == NONE, NONE, self.vocabulary.bones[table])
        return heard

    def _shared(self, name: str, other: str) -> Flags:
        """Which words of a field are heard in another field of the same file."""
        own, others = self.bones(name), self.bones(other)
        found = (own[:, :, None] == others[:, None, :]).any(axis=2)
        return np.asarray(found & (own != NONE))
