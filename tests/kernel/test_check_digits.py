"""Check keys, on published numbers."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.kernel.check_digits import (
    LAYOUTS,
    iban_of,
    iban_verdict,
    mod_97_10,
    mod_97_10_is_right,
    multiple_of_97,
    rib_is_right,
    rib_key,
    weighted_key,
)

PUBLISHED = [
    "BF42BF0840101300463574000390",
    "BJ66BJ0610100100144390000769",
    "BJ11B00610100400271101192591",
    "CI93CI0080111301134291200589",
    "ML13ML0160120102600100668497",
    "NE58NE0380100100130305000268",
    "SN08SN0100152000048500003035",
    "TG53TG0090604310346500400070",
    "CM2110002000300277976315008",
    "CM2110003001000500000605306",
    "GA2140021010032001890020126",
    "CG3930011000101013451300019",
    "TD8960002000010271091600153",
    "CF4220001000010120069700160",
    "GQ7050002001003715228190196",
    "MA64011519000001205000534921",
    "TN5910006035183598478831",
    "MR1300020001010000123456753",
    "MG4600005030071289421016045",
    "DJ2110002010010409943020008",
    "KM4600005000010010904400137",
    "BI4210000100010000332045181",
    "FR1420041010050500013M02606",
]
ONE_DIGIT_CHANGED = [
    "BF42BF0840101300463574100390",
    "BJ66BJ0610100100144390100769",
    "BJ11B00610100400271101292591",
    "CI93CI0080111301134291300589",
    "CM2110002000300277976415008",
    "MA64011519000001205000634921",
    "TN5910006035183598578831",
]


@pytest.mark.parametrize("iban", PUBLISHED)
def test_a_published_iban_is_right_with_its_national_key(iban: str) -> None:
    assert iban_verdict(iban) == (True, None)
    assert iban_of(iban[:2], iban[4:]) == iban


@pytest.mark.parametrize("iban", ONE_DIGIT_CHANGED)
def test_one_digit_changed_is_seen(iban: str) -> None:
    assert iban_verdict(iban) == (False, "identifier_key")
    assert not rib_is_right(iban[4:])


def test_an_iban_may_be_right_over_a_wrong_national_key() -> None:
    assert iban_verdict("CG5230011000202151234567890") == (False, "iban_rib_key")
    assert rib_key("300110002021512345678") == "33"


def test_the_key_of_guinea_bissau_cannot_be_judged() -> None:
    assert iban_verdict("GW04GW1430010181800637601") == (None, "identifier_key_not_public")


def test_an_iban_from_elsewhere_is_said_so() -> None:
    assert iban_verdict("DE89370400440532013000") == (False, "iban_country")
    assert iban_verdict(PUBLISHED[0], "MA") == (False, "iban_country")
    assert iban_verdict("GN12345678901234567890") == (False, "iban_country")


@pytest.mark.parametrize(
    ("rib", "is_right"),
    [
        ("07040005810111129653", True),
        ("011780000019210016805555", True),
        ("10005000101234567890193", True),
        ("10005000101234567890293", False),
    ],
)
def test_published_account_numbers(rib: str, is_right: bool) -> None:
    assert rib_is_right(rib) is is_right


def test_a_wrong_account_number_has_the_key_that_was_published() -> None:
    assert rib_key("100050001012345678902") == "90"


@pytest.mark.parametrize(
    ("body", "iso", "rib", "cnss"),
    [("12345678", "89", "88", "5"), ("10000001", "61", "60", "8")],
)
def test_the_vectors_of_each_key(body: str, iso: str, rib: str, cnss: str) -> None:
    assert mod_97_10(body) == iso
    assert rib_key(body) == rib
    assert weighted_key(body, "02121212") == cnss


def test_an_enterprise_number_is_a_multiple_of_97() -> None:
    assert multiple_of_97("001561191000066")
    assert multiple_of_97("002136093000040")
    assert not multiple_of_97("001561191000065")


@given(st.text("0123456789", min_size=1, max_size=20))
def test_a_number_with_its_own_keys_is_right(body: str) -> None:
    assert mod_97_10_is_right(body + mod_97_10(body))
    assert rib_is_right(body + rib_key(body))


@given(st.text("0123456789", min_size=2, max_size=20), st.randoms(use_true_random=False))
def test_mod_97_10_sees_every_digit_changed_and_every_neighbours_swapped(
    body: str, drawn: random.Random
) -> None:
    number = body + mod_97_10(body)
    place = drawn.randrange(len(number) - 1)
    other = str((int(number[place]) + drawn.randrange(1, 10)) % 10)
    assert not mod_97_10_is_right(number[:place] + other + number[place + 1 :])
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or not mod_97_10_is_right(swapped)


def test_every_country_of_the_zones_has_a_layout() -> None:
    zones = ("CM", "CF", "CG", "GA", "GQ", "TD", "BJ", "BF", "CI", "ML", "NE", "SN", "TG")
    assert {*zones, "GW", "MA", "TN", "GN", "KM", "MG"} <= set(LAYOUTS)
