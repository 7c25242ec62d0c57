"""Every published number of every country gets its verdict."""

import importlib
from pathlib import Path

import phonenumbers
import pytest

import socle.countries
from socle.kernel.identifiers import IdentifierKind
from socle.kernel.wording import catalogue
from socle.rules.schema import read_text_yaml

_HOUSE = Path(socle.countries.__file__).parent
FOLDERS = sorted(path.parent.name for path in _HOUSE.glob("[a-z]*/identifiers.py"))
VERDICTS = {"true": True, "false": False, "null": None}
CASES = [
    (path.parents[1].name, case)
    for path in sorted(_HOUSE.glob("[a-z]*/cases/identifiers.yaml"))
    for case in read_text_yaml(path)
]


def kinds(folder: str) -> dict[str, IdentifierKind]:
    module = importlib.import_module(f"socle.countries.{folder}.identifiers")
    return {kind.code: kind for kind in module.KINDS}


@pytest.mark.parametrize(
    ("folder", "case"), CASES, ids=[f"{cc}:{case['kind']}:{case['number']}" for cc, case in CASES]
)
def test_a_published_number_gets_its_verdict(folder: str, case: dict[str, str]) -> None:
    assert case["source"]
    verdict = kinds(folder)[case["kind"]].validate(case["number"])
    assert (verdict.valid, verdict.reason) == (VERDICTS[case["valid"]], case.get("reason"))
    assert verdict.reason is None or verdict.reason in catalogue()


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_mobile_number_is_stored_in_one_form_however_it_is_written(folder: str) -> None:
    """The form is that of the library which knows every numbering plan."""
    mobile = phonenumbers.PhoneNumberType.MOBILE
    example = phonenumbers.example_number_for_type(folder.upper(), mobile)
    stored = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    kind = kinds(folder)["msisdn"]
    inside = stored.removeprefix(f"+{example.country_code}")
    for written in (stored, f"00{stored[1:]}", inside, " ".join(inside)):
        assert kind.compact(written) == stored


def test_a_number_of_a_plan_that_is_over_becomes_todays() -> None:
    assert kinds("bj")["msisdn"].compact("97 12 34 56") == "+2290197123456"
    assert kinds("ci")["msisdn"].compact("07 12 34 56") == "+2250707123456"
    assert kinds("ci")["msisdn"].compact("+225 45 12 34 56") == "+2250545123456"
    assert kinds("ci")["msisdn"].compact("40 12 34 56") == "+2250140123456"
    assert kinds("ci")["msisdn"].validate("20 12 34 56").valid is False


def test_a_number_written_abroad_is_not_taken_for_one_of_here() -> None:
    assert kinds("tg")["msisdn"].validate("+90 12 34 56").valid is False


def test_a_number_is_shown_in_the_groups_that_people_read() -> None:
    assert kinds("sn")["company_number"].format("30672212G2") == "3067221 2G2"
    assert kinds("tn")["company_number"].format("1234567mae001") == "1234567/M/A/E/001"
    assert kinds("tn")["company_number"].compact("121J") == "0000121J"
    assert kinds("ci")["trade_register"].format("ci abj 2019 b 12345") == "CI-ABJ-2019-B-12345"
    assert kinds("cm")["trade_register"].format("RC/DLA/2019/B/1234") == "RC-DLA-2019-B-1234"


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_country_has_the_common_kinds_under_one_name_each(folder: str) -> None:
    common = {"insured_number", "employer_number", "rib", "iban", "company_number", "msisdn"}
    module = importlib.import_module(f"socle.countries.{folder}.identifiers")
    assert common <= set(kinds(folder))
    assert len(kinds(folder)) == len(module.KINDS)
