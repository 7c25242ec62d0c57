"""Computing and checking over HTTP: the same JSON as the commands."""

import argparse
import json
from typing import Any

import pytest
from tests import factories
from tests.api.samples import Caller

from socle.cli import calc, identifiers

CM = {"country": "CM", "scheme": "cnps"}
WAGE = CM | {"month": "2025-03", "wage": "1200000", "facts": {"risk_group": "A"}}
LATE = CM | {"due": "2025-02-15", "paid": "2025-06-01", "amount": "100000"}


@pytest.fixture
def caller(db: None) -> Caller:
    return Caller(factories.agency().administrator)


def _said_by_command(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(required=True)
    calc.register(commands)
    identifiers.register(commands)
    arguments = parser.parse_args([*words, "--json"])
    arguments.func(arguments)
    return json.loads(capsys.readouterr().out)


def test_contributions_are_those_of_the_command(
    caller: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    said = caller.post("/calculations/contributions", WAGE).json()
    assert said["total"] == {"minor": 136_500, "currency": "XAF"}
    words = ["calc", "contributions", "--country", "CM", "--scheme", "cnps", "--month", "2025-03"]
    assert said == _said_by_command(capsys, *words, "--wage", "1200000", "--set", "risk_group=A")


@pytest.mark.parametrize("months", ["360", "120"])
def test_a_benefit_is_that_of_the_command(
    caller: Caller, capsys: pytest.CaptureFixture[str], months: str
) -> None:
    facts = {"insurance_months": months, "average_wage": "300000", "age_years": "61"}
    body = CM | {"benefit": "old_age", "on": "2025-01-01", "facts": facts}
    said = caller.post("/calculations/benefit", body).json()
    assert said["eligible"] is (months == "360")
    told = [word for name, value in facts.items() for word in ("--set", f"{name}={value}")]
    words = ["calc", "benefit", "old_age", "--country", "CM", "--scheme", "cnps"]
    assert said == _said_by_command(capsys, *words, "--on", "2025-01-01", *told)


def test_children_told_one_by_one_are_those_of_the_command(
    caller: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    born = "2016-05-10, 2009-05-16 student, 2001-01-01"
    body = CM | {"benefit": "family_allowance", "on": "2026-03-20"}
    said = caller.post("/calculations/benefit", body | {"facts": {"children_born": born}}).json()
    assert [each["rank"] for each in said["children"]] == [0, 1, 0]
    assert [each["amount"]["minor"] for each in said["ahead"]] == [4_500, 0]
    words = ["calc", "benefit", "family_allowance", "--country", "CM", "--scheme", "cnps"]
    told = ["--on", "2026-03-20", "--set", f"children_born={born}"]
    assert said == _said_by_command(capsys, *words, *told)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"benefit": "dowry"}, 404, "benefit_unknown"),
        ({"facts": {}}, 422, "benefit_fact_missing"),
        ({"facts": {"insurance_months": "1" * 50}}, 422, "benefit_count_invalid"),
        ({"facts": {"insurance_months": "٣"}}, 422, "benefit_count_invalid"),
        ({"facts": {"average_wage": "9" * 24}}, 422, "amount_too_large"),
        ({"on": "1960-01-01"}, 422, "parameter_unknown"),
        ({"benefit": "funeral"}, 422, "parameter_unknown"),
        ({"on": None}, 422, "api.invalid"),
    ],
)
def test_a_benefit_that_cannot_be_computed_is_said(
    caller: Caller, change: dict[str, Any], status: int, code: str
) -> None:
    body = CM | {"benefit": "old_age", "on": "2025-01-01", "facts": {"insurance_months": "200"}}
    response = caller.post("/calculations/benefit", body | change)
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_a_penalty_is_that_of_the_command(
    caller: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    said = caller.post("/calculations/penalty", LATE).json()
    words = ["calc", "penalty", "--country", "CM", "--scheme", "cnps", "--due", "2025-02-15"]
    assert said == _said_by_command(capsys, *words, "--paid", "2025-06-01", "--amount", "100000")


def test_a_fine_asks_for_heads_and_a_day(caller: Caller) -> None:
    body = {"country": "MA", "scheme": "cnss", "kind": "teledeclaration_fine"}
    missing = caller.post("/calculations/penalty", body)
    assert {each["field"] for each in missing.json()["errors"]} == {"on", "employees"}
    computed = caller.post("/calculations/penalty", body | {"on": "2025-03-01", "employees": 10})
    assert computed.status_code in {200, 422}
    assert "errors" not in computed.json() or computed.json()["code"] == "penalty_unknown"


@pytest.mark.parametrize("number", ["123456789", "12", "وووووو"])
def test_a_number_is_checked_as_by_the_command(
    caller: Caller, capsys: pytest.CaptureFixture[str], number: str
) -> None:
    body = {"country": "MA", "kind": "insured_number", "number": number}
    said = caller.post("/identifiers/check", body).json()
    assert set(said) == {"valid", "reason", "formatted"}
    words = ["identifiers", "check", "--country", "MA", "--kind", "insured_number", number]
    assert said == _said_by_command(capsys, *words)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"facts": {}}, 422, "fact_missing"),
        ({"wage": "1.5"}, 422, "amount_too_precise"),
        ({"wage": "9" * 24}, 422, "amount_too_large"),
        ({"wage": "x"}, 422, "amount_invalid"),
        ({"month": "1980-03"}, 422, "parameter_unknown"),
        ({"country": "ZZ"}, 404, "country_unknown"),
        ({"scheme": "nope"}, 404, "scheme_unknown"),
        ({"month": "2025-13"}, 422, "api.invalid"),
        ({"month": "9999-12"}, 422, "api.invalid"),
        ({"month": "0001-01"}, 422, "api.invalid"),
        ({"wage": 1200000}, 422, "api.invalid"),
        ({"wage": "9" * 5000}, 422, "api.invalid"),
        ({"country": "../"}, 422, "api.invalid"),
        ({"facts": {"risk_group": "\x00"}}, 422, "api.invalid"),
    ],
)
def test_what_cannot_be_computed_is_said(
    caller: Caller, change: dict[str, Any], status: int, code: str
) -> None:
    response = caller.post("/calculations/contributions", WAGE | change)
    assert (response.status_code, response.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    "change",
    [
        {"amount": None},
        {"amount": "-1"},
        {"due": "9999-12-31"},
        {"paid": "0001-01-01"},
        {"employees": 10**30},
        {"employees": 1.5},
        {"kind": "\x00"},
        {"kind": "nope", "on": "2025-01-01", "employees": 1},
    ],
)
def test_a_penalty_that_cannot_be_is_refused(caller: Caller, change: dict[str, Any]) -> None:
    assert caller.post("/calculations/penalty", LATE | change).status_code == 422


def test_the_longest_delay_is_computed_at_once(caller: Caller) -> None:
    response = caller.post("/calculations/penalty", LATE | {"paid": "2199-12-31"})
    assert response.status_code in {200, 422}
