"""Names are compared as they are heard, in two scripts, their words in whatever order."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.kernel import names
from socle.kernel.names import LEAST, edits, fold, name_agreement, skeleton, sound, words

SAME = [
    ("Mohamed", "Mohammed"),
    ("Mohamed", "Muhammad"),
    ("Mohamed", "محمد"),
    ("N'Guessan", "NGUESSAN"),
    ("N’Guessan", "N Guessan"),
    ("Coulibaly", "Koulibali"),
    ("Diallo", "Jallow"),
    ("Ould Daddah", "Wuld Daddah"),
    ("Ouattara", "Watara"),
    ("Cheikh", "Sheikh"),
    ("Kouamé", "Kwame"),
    ("Khadija", "Khadidja"),
    ("Khadija", "خديجة"),
    ("Bennani", "بناني"),
    ("Benjelloun", "بنجلون"),
    ("Ben Jelloun", "Benjelloun"),
    ("Abdoul Aziz", "عبد العزيز"),
    ("Abdellah", "عبد الله"),
    ("Mamdouh", "ممدوح"),
    ("EL MANSOURI Salma", "سلمى المنصوري"),
    ("Youssef", "Yusuf"),
    ("Omar", "Oumar"),
    ("Oumar", "عمر"),
    ("Mariam", "Meryem"),
    ("Fatima", "Fatma"),
    ("Fatima", "Fatimah"),
    ("Jean Paul Talla", "TALLA Jean-Paul"),
    ("Atangana", "Atangnaa"),  # two letters exchanged
    ("Djoumessi", "Djoumesi"),
]
OTHERS = [
    ("Fatoumata", "Fatimata"),
    ("Moussa", "Issa"),
    ("Hassan", "Hussein"),
    ("Ngono", "Ngano"),
    ("Karim", "Karima"),
    ("Amine", "Amina"),
    ("Talla", "Onana"),
    ("Mbarga Jean", "Mbarga Marie"),
    ("Ba", "Ka"),
    ("سلمى", "سالم"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_spellings_of_a_name_agree(one: str, other: str) -> None:
    assert name_agreement(one, other) >= LEAST
    assert name_agreement(other, one) == name_agreement(one, other)


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_two_names_do_not_agree(one: str, other: str) -> None:
    assert name_agreement(one, other) == 0


def test_a_name_that_leaves_a_word_out_agrees_a_little_less() -> None:
    whole = name_agreement("Talla Jean Paul", "Talla Jean Paul")
    assert whole == 100
    assert LEAST <= name_agreement("Talla Jean Paul", "Talla Paul") < whole


def test_the_examples_hold() -> None:
    found = doctest.testmod(names)
    assert found.attempted > 5
    assert found.failed == 0


LATIN = st.text("abcdefghijklmnopqrstuvwxyzéèïç'’- ", max_size=25)
ARABIC = st.text("ابتثجحخدذرزسشصضطظعغفقكلمنهويةىأإ ", max_size=20)
NAME = LATIN | ARABIC | st.text(max_size=12)
WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)


@given(NAME)
def test_what_is_folded_stays_as_it_is(name: str) -> None:
    assert fold(fold(name)) == fold(name)
    assert fold(name.upper()) == fold(name.upper().lower())


@given(NAME, NAME)
def test_an_agreement_is_a_percent_and_goes_both_ways(one: str, other: str) -> None:
    agreed = name_agreement(one, other)
    assert agreed == 0 or LEAST - 50 <= agreed <= 100
    assert agreed == name_agreement(other, one)


@given(st.lists(WORD.filter(lambda each: len(each) > 1), min_size=1, max_size=4))
def test_the_order_of_words_does_not_count(parts: list[str]) -> None:
    if all(words(each) == (each,) and each not in names.DROPPED for each in parts):
        assert name_agreement(" ".join(parts), " ".join(reversed(parts))) == 100


@given(WORD)
def test_words_of_one_sound_have_one_skeleton_and_none_is_empty(word: str) -> None:
    assert skeleton(word)
    doubled = word + word[-1]
    if word[-1] in "bdfklmnrt":
        assert sound(doubled) == sound(word)
        assert skeleton(doubled) == skeleton(word)


@given(WORD, st.data())
def test_one_slip_of_the_fingers_is_one_edit_at_most_counted_both_ways(
    word: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    typed = data.draw(
        st.sampled_from(
            [
                word[:place] + word[place + 1 :],
                word[:place] + "z" + word[place:],
                word[:place] + "z" + word[place + 1 :],
                word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
            ]
        )
    )
    assert edits(word, typed, most=2) <= 1
    assert edits(word, typed, most=2) == edits(typed, word, most=2)
