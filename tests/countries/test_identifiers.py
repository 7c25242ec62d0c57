"""Identifiers of Cameroon and Morocco: a verdict, never a refusal."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socle.countries.registry import countries, country
from socle.kernel.wording import catalogue


@pytest.mark.parametrize(
    ("code", "kind", "number", "valid", "reason"),
    [
        ("CM", "insured_number", "1234567890K", None, "identifier_key_not_public"),
        ("CM", "insured_number", "1234567890", None, "identifier_key_missing"),
        ("CM", "insured_number", "12345", False, "identifier_shape"),
        ("CM", "employer_number", "3210100565-S", None, "identifier_key_not_public"),
        ("CM", "employer_number", "0105087501 B", None, "identifier_key_not_public"),
        ("CM", "company_number", "M012345678901A", None, "identifier_key_not_public"),
        ("CM", "company_number", "M132345678901A", False, "identifier_shape"),
        ("CM", "rib", "10002 00030 02779763150 08", True, None),
        ("CM", "iban", "CM21 1000 2000 3002 7797 6315 008", True, None),
        ("CM", "msisdn", "699 12 34 56", True, None),
        ("CM", "msisdn", "+237 699123456", True, None),
        ("CM", "msisdn", "222123456", False, "identifier_shape"),
        ("MA", "insured_number", "123456785", True, None),
        ("MA", "insured_number", "109876543", True, None),
        ("MA", "insured_number", "112233441", True, None),
        ("MA", "insured_number", "155566677", True, None),
        ("MA", "insured_number", "107070813", False, "identifier_key"),
        ("MA", "insured_number", "223456785", False, "identifier_first_digit"),
        ("MA", "insured_number", "000000000", None, "identifier_not_given_yet"),
        ("MA", "insured_number", "999999999", None, "identifier_occasional_labour"),
        ("MA", "insured_number", "100000000", False, "identifier_never_given"),
        ("MA", "employer_number", "1234567", True, None),
        ("MA", "employer_number", "2703892", True, None),
        ("MA", "employer_number", "1307492", False, "identifier_key"),
        ("MA", "company_number", "001 561 191 000 066", True, None),
        ("MA", "company_number", "001561191000065", False, "identifier_key"),
        ("MA", "company_number", "12345", False, "identifier_shape"),
        ("MA", "national_id", "BE 123456", True, None),
        ("MA", "rib", "011 519 0000012050005349 21", True, None),
        ("MA", "iban", "MA64011519000001205000534921", True, None),
        ("MA", "iban", "MA64011519000001205000634921", False, "identifier_key"),
        ("MA", "msisdn", "06 12 34 56 78", True, None),
    ],
)
def test_a_number_gets_its_verdict(
    code: str, kind: str, number: str, valid: bool | None, reason: str | None
) -> None:
    verdict = country(code).identifier(kind).validate(number)
    assert (verdict.valid, verdict.reason) == (valid, reason)


def test_what_is_shown_is_grouped_and_what_is_kept_is_not() -> None:
    rib = country("MA").identifier("rib")
    assert rib.format("011519000001205000534921") == "011 519 0000012050005349 21"
    assert rib.compact("011 519 0000012050005349 21") == "011519000001205000534921"
    assert country("MA").identifier("msisdn").compact("0612345678") == "+212612345678"


def test_every_country_has_the_common_kinds() -> None:
    common = {"insured_number", "employer_number", "rib", "iban", "company_number", "msisdn"}
    for code in countries():
        assert common <= set(country(code).identifiers), code


@settings(deadline=None)  # the first text is tried while every country is read
@given(st.text(max_size=30))
def test_no_text_whatever_makes_a_check_fail(text: str) -> None:
    for code in countries():
        for kind in country(code).identifiers.values():
            verdict = kind.validate(text)
            assert verdict.reason is None or verdict.reason in catalogue()
            assert kind.compact(kind.compact(text)) == kind.compact(text)
