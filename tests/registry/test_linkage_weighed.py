"""What linkage makes of two files: whose they are likely to be, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from socle.registry.linkage import linked
from socle.registry.linkage.files import NAME, Files
from socle.registry.linkage.words import Vocabulary
from socle.registry.types.linkage import Alike, LinkedPair

NOBODY_ELSE = 300  # others in the register: what is rare shows beside them


@dataclass(frozen=True)
class Said:
    """What one file says."""

    name: str
    birth: tuple[int, int, int] = (1984, 3, 16)
    sex: int = 1
    father: str = ""
    mother: str = ""
    identity: int = 0
    address: str = ""


AWA = Said("MBARGA Awa Solange")
OF_HER_MOTHER = Said("TCHAKOUNTE Awa", mother="KOUAMENAN Adjoua")


def files(said: Sequence[Said], *, new: Sequence[int] | None = None) -> Files:
    """These files as columns."""
    vocabulary = Vocabulary()
    words = {
        NAME: vocabulary.table((each.name for each in said), width=4),
        "father": vocabulary.table((each.father for each in said), width=4),
        "mother": vocabulary.table((each.mother for each in said), width=4),
        "address": vocabulary.table((each.address for each in said), width=6),
    }
    year, month, day = np.array([each.birth for each in said], dtype=np.int64).T
    is_new = np.ones(len(said), dtype=np.bool_)
    if new is not None:
        is_new[:] = False
        is_new[list(new)] = True
    codes = {name: np.array([getattr(each, name) for each in said]) for name in ("sex", "identity")}
    return Files(np.arange(len(said)), is_new, vocabulary.words(), words, codes, year, month, day)


def others() -> list[Said]:
    """Persons who are nobody's double."""
    letters = "bdfgjklmnprst"
    return [
        Said(
            f"{letters[i % 13]}a{letters[i // 13 % 13]}ou{letters[i // 7 % 13]}i "
            f"{letters[i // 5 % 13]}e{letters[i % 11]}an",
            (1950 + i % 50, 1 + i % 12, 1 + i % 28),
            1 + i % 2,
        )
        for i in range(NOBODY_ELSE)
    ]


def found(one: Said, other: Said) -> LinkedPair | None:
    """The pair of these two, where it is likely one person."""
    _compared, pairs = linked(files([one, other, *others()]))
    return next((each for each in pairs if (each.one, each.other) == (0, 1)), None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (AWA, Said("Awa Solange MBARGA")),  # in another order
        (AWA, Said("MBARGE Awa Solange")),
        (AWA, Said("MBARGA Awa Solange", (1984, 3, 26))),
        (Said("BENNANI Fatima", (1984, 3, 12)), Said("BENANNI Fatima", (1984, 12, 3))),
        (Said("BENNANI Karim"), Said("بناني كريم")),
        (AWA, Said("MBARGA Awa Solange", (1984, 0, 0))),  # the year alone is known
        (OF_HER_MOTHER, Said("TCHAKOUMTE Awa", (1984, 3, 26), mother="KOUAMENAN Adjoua")),
        (AWA, Said("MBARGA Awa Solange", sex=2)),  # all but a letter of one box
        (Said("MBARGA Awa", identity=7), Said("NDONGO Solange", identity=7)),
    ],
)
def test_one_person_written_twice_is_seen(one: Said, other: Said) -> None:
    assert found(one, other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Twins: one birth, one pair of parents, one house, and each a given name.
        (
            Said("ATANGANA Paul", father="ATANGANA Jean", mother="ONANA Rose"),
            Said("ATANGANA Luc", father="ATANGANA Jean", mother="ONANA Rose"),
        ),
        # A brother, of whom no parent is named, at the same address.
        (
            Said("ATANGANA Paul", address="12 rue des Manguiers Deido"),
            Said("ATANGANA Luc", (1987, 9, 2), address="12 rue des Manguiers Deido"),
        ),
        (Said("MBARGA Awa"), Said("MBARGA Awa", (1961, 7, 2))),  # homonyms
    ],
)
def test_two_persons_who_are_near_are_left_two(one: Said, other: Said) -> None:
    assert found(one, other) is None


def test_each_field_says_what_it_adds_and_together_they_make_the_likeness() -> None:
    pair = found(AWA, Said("MBARGE Awa Solange", (1984, 3, 16)))
    assert pair is not None
    said = {each.field: each for each in pair.weighed}
    assert set(said) == {"name", "birth", "sex"}
    assert (said["name"].alike, said["birth"].alike) == (Alike.TYPED, Alike.SAME)
    points = pair.prior + sum(each.points for each in pair.weighed)
    assert pair.likeness == pytest.approx(100 / (1 + 2**-points), abs=5)


def test_a_rare_name_weighs_more_than_a_common_one() -> None:
    common = [Said(f"ABDOU {each.name.split()[1]}", each.birth) for each in others()[:150]]
    rare, usual = (Said(f"{name} Awa") for name in ("TCHAKOUNTE", "ABDOU"))
    _compared, pairs = linked(files([rare, rare, usual, usual, *common, *others()]))
    points = {
        pair.one: next(each.points for each in pair.weighed if each.field == NAME) for pair in pairs
    }
    assert points[0] > points.get(2, 0)


def test_two_files_that_are_both_old_are_not_compared_again() -> None:
    assert linked(files([AWA, AWA, *others()], new=[2]))[1] == []
    assert len(linked(files([AWA, AWA, *others()], new=[1]))[1]) == 1


def test_a_register_of_nobody_or_one_has_no_pair() -> None:
    assert linked(files([AWA])) == (0, [])
