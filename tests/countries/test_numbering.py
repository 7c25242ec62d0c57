"""Numbers that a fund makes: well written by the country's own rule, each once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.countries.numbering import BY_HAND, numbering
from socle.countries.registry import countries, country
from socle.kernel.check_digits import mod_97_10_is_right
from socle.kernel.errors import NotKnown, Refused

MOROCCO, CAMEROON = country("MA"), country("CM")


@given(rank=st.integers(1, 9_999_999))
def test_a_number_made_for_morocco_passes_morocco_s_own_check(rank: int) -> None:
    law = MOROCCO
    scheme = law.insured_numbers.scheme(law.insured_numbers.default)
    assert scheme is not None
    number = scheme.number(rank)
    assert law.identifiers["insured_number"].validate(number).valid is True
    assert scheme.judges(number) is True
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert scheme.judges(wrong) is False


def test_the_rank_that_morocco_never_gives_is_known_by_its_check() -> None:
    scheme = MOROCCO.insured_numbers.scheme("cnss")
    assert scheme is not None
    assert MOROCCO.identifiers["insured_number"].validate(scheme.number(0)).valid is False


@given(rank=st.integers(0, 99_999_999))
def test_the_default_of_the_house_is_iso_7064(rank: int) -> None:
    unsaid = numbering(None)
    scheme = unsaid.scheme(unsaid.default)
    assert scheme is not None
    number = scheme.number(rank)
    assert mod_97_10_is_right(number)
    assert len(number) == 10


def test_cameroon_types_its_numbers_until_it_chooses_otherwise() -> None:
    said = CAMEROON.insured_numbers
    assert said.scheme(said.default) is None
    assert said.choices == ("mod_97_10", BY_HAND)
    scheme = said.scheme("mod_97_10")
    assert scheme is not None
    # An old number of the CNPS has a key letter: nobody can say whether it is right.
    assert scheme.judges("1122334455B") is None
    assert scheme.judges("1122334455") is False
    with pytest.raises(NotKnown, match="numbering_unknown"):
        said.scheme("cnss")


def test_a_scheme_without_a_number_left_says_so() -> None:
    scheme = MOROCCO.insured_numbers.scheme("cnss")
    assert scheme is not None
    with pytest.raises(Refused, match="numbering_full"):
        scheme.number(10_000_000)


@pytest.mark.parametrize("code", countries())
def test_what_a_scheme_makes_its_country_takes(code: str) -> None:
    law = country(code)
    for scheme in law.insured_numbers.schemes.values():
        number = scheme.number(4711)
        assert law.identifiers["insured_number"].validate(number).valid is not False
        assert scheme.judges(number) is True
