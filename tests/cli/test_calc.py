"""`socle calc`: JSON as promised, a French text, and honest exit statuses."""

import argparse
import json
import subprocess
import sys
from typing import Any

import pytest

from socle.cli.calc import register

CM = ["contributions", "--country", "CM", "--scheme", "cnps", "--month", "2025-03"]


def _run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers(required=True))
    args = parser.parse_args(["calc", *words])
    status: int = args.func(args)
    return status


def _json(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said


def test_contributions_are_one_json_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(*CM, "--wage", "1200000", "--set", "risk_group=A", "--json") == 0
    said = _json(capsys)
    assert said["lines"][0] | {"source": ""} == {
        "branch": "old_age",
        "payer": "employee",
        "base": {"minor": 750_000, "currency": "XAF"},
        "rate": {"text": "4.2 %", "fraction": [42, 1000]},
        "amount": {"minor": 31_500, "currency": "XAF"},
        "status": "provisional",
        "source": "",
    }
    assert said["total_employee"]["minor"] == 31_500
    assert said["total_employer"]["minor"] == 31_500 + 52_500 + 21_000
    assert said["total"]["minor"] == 136_500
    assert all("https://" in line["source"] for line in said["lines"])


def test_contributions_are_readable_french(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(*CM, "--wage", "1200000", "--set", "risk_group=A") == 0
    said = capsys.readouterr().out
    assert "750 000 FCFA × 4,2 % = 31 500 FCFA".replace(" ", "\u202f") in said.replace(
        " ", "\u202f"
    )


def test_a_wage_with_centimes_is_read_as_people_write_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["contributions", "--country", "MA", "--scheme", "cnss", "--month", "2025-03"]
    assert _run(*words, "--wage", "6034.94", "--json") == 0
    health = [line for line in _json(capsys)["lines"] if line["branch"] == "health"]
    assert [line["amount"]["minor"] for line in health] == [13_639, 24_804]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([*CM, "--wage", "1"], "fact_missing"),
        ([*CM, "--wage", "1.5", "--set", "risk_group=A"], "amount_too_precise"),
        ([*CM, "--wage=-5", "--set", "risk_group=A"], "amount_negative"),
        ([*CM[:-1], "2025-3", "--wage", "1", "--set", "risk_group=A"], "month_invalid"),
        ([*CM[:-1], "1980-03", "--wage", "1", "--set", "risk_group=A"], "parameter_unknown"),
        ([*CM[:2], "ZZ", *CM[3:], "--wage", "1"], "country_unknown"),
        ([*CM[:4], "nope", *CM[5:], "--wage", "1"], "scheme_unknown"),
    ],
)
def test_a_refusal_exits_2_and_says_which(
    words: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(*words, "--json") == 2
    (error,) = _json(capsys)["errors"]
    assert error["code"] == code
    assert error["message"]
    assert error["do"]
    assert "{" not in error["message"] + error["do"]
    assert _run(*words) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert error["message"] in shown.err


def test_a_badly_written_set_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(*CM, "--wage", "1", "--set", "risk_group", "--json") == 64
    assert capsys.readouterr().out == ""


def test_a_late_payment_says_its_rate_and_steps(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["penalty", "--country", "CM", "--scheme", "cnps", "--due", "2025-02-15"]
    assert _run(*words, "--paid", "2025-06-01", "--amount", "100000", "--json") == 0
    said = _json(capsys)
    assert said["amount"] == {"minor": 13_000, "currency": "XAF"}
    assert said["rate"] == {"text": "13 %", "fraction": [13, 100]}
    assert {"label", "value", "source"} == set(said["steps"][0])
    assert _run(*words, "--paid", "2025-06-01", "--amount", "100000") == 0
    assert "Majoration" in capsys.readouterr().out


def test_a_fine_by_head_is_computed_too(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["penalty", "--country", "MA", "--scheme", "cnss", "--kind", "no_teledeclaration"]
    assert _run(*words, "--on", "2024-01-01", "--set", "employees=300", "--json") == 0
    assert _json(capsys)["amount"]["minor"] == 500_000


@pytest.mark.parametrize("words", [["--due", "2025-01-01"], ["--kind", "no_teledeclaration"]])
def test_a_penalty_without_its_figures_is_a_usage_error(words: list[str]) -> None:
    assert _run("penalty", "--country", "MA", "--scheme", "cnss", *words) == 64


PENSION = ["benefit", "old_age", "--country", "CM", "--scheme", "cnps", "--on", "2025-01-01"]


def test_a_benefit_is_one_json_document(capsys: pytest.CaptureFixture[str]) -> None:
    told = ["--set", "insurance_months=360", "--set", "average_wage=300000"]
    assert _run(*PENSION, *told, "--json") == 0
    said = _json(capsys)
    assert said["eligible"] is True
    assert said["reasons"] == []
    assert said["amount"] == {"minor": 135_000, "currency": "XAF"}
    assert said["rate"] == {"text": "45 %", "fraction": [45, 100]}
    assert said["periodicity"] == "monthly"
    assert said["unchecked"] == ["age_years", "months_in_last_10_years", "years_registered"]
    stage = next(each for each in said["steps"] if each["label"] == "stage_months")
    assert stage["value"] == 180
    assert "69/LF/18" in stage["source"]


def test_no_right_is_an_answer_with_its_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    told = ["--set", "insurance_months=150", "--set", "average_wage=300000", "--set"]
    assert _run(*PENSION, *told, "age_years=58", "--json") == 0
    said = _json(capsys)
    assert (said["eligible"], said["amount"], said["rate"]) == (False, None, None)
    assert [(each["code"], each["wanted"], each["had"]) for each in said["reasons"]] == [
        ("age_years_low", 60, 58),
        ("insurance_months_low", 180, 150),
    ]
    assert all(each["source"] and each["message"] for each in said["reasons"])
    assert _run(*PENSION, *told, "activity=continuing") == 0
    text = capsys.readouterr().out
    assert "pas de droit" in text
    assert "Activité salariée : cessée, ici continuée" in text


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--set", "insurance_months=360"], "benefit_fact_missing"),
        (["--set", "insurance_months=ten"], "benefit_count_invalid"),
        (["--set", "insurance_months=-3"], "benefit_count_invalid"),
        (["--set", "insurance_months=9999"], "amount_too_large"),
        (["--set", "average_wage=-1"], "amount_negative"),
        (["--set", "average_wage=1.5"], "amount_too_precise"),
        (["--set", "avrage_wage=1"], "fact_unknown"),
        (["--set", "activity=resting"], "fact_not_allowed"),
    ],
)
def test_a_benefit_that_cannot_be_computed_is_refused(
    words: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(*PENSION, *words, "--json") == 2
    assert _json(capsys)["errors"][0]["code"] == code


def test_a_gap_of_the_law_is_refused_naming_it(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["benefit", "early_old_age", *PENSION[2:], "--set", "insurance_months=200"]
    assert _run(*words, "--json") == 2
    fault = _json(capsys)["errors"][0]
    assert fault["code"] == "parameter_unknown"
    assert "early_reduction_rate" in fault["message"]
    assert _run("benefit", "dowry", *PENSION[2:], "--json") == 2
    assert _json(capsys)["errors"][0]["code"] == "benefit_unknown"


def test_the_list_says_which_benefits_lack_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("list", "--country", "CM", "--json") == 0
    listed = _json(capsys)["countries"][0]["schemes"][0]["benefits"]
    found = {each["code"]: each for each in listed}
    assert found["old_age"]["status"] == "complete"
    needed = {each["name"]: each["required"] for each in found["old_age"]["inputs"]}
    assert needed["average_wage"]
    assert needed["insurance_months"]
    assert not needed["age_years"]
    assert found["funeral"]["status"] == "partial"
    assert found["funeral"]["missing"] == ["cnps.funeral.amount"]


def test_a_date_that_is_not_one_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["penalty", "--country", "CM", "--scheme", "cnps", "--due", "15/02/2025"]
    assert _run(*words, "--paid", "2025-06-01", "--amount", "1", "--json") == 2
    assert _json(capsys)["errors"][0]["code"] == "date_invalid"


def test_the_list_says_what_can_be_computed_and_with_what(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _run("list", "--country", "CM", "--json") == 0
    (cameroon,) = _json(capsys)["countries"]
    (cnps,) = cameroon["schemes"]
    injury = next(each for each in cnps["contributions"] if each["code"] == "work_injury")
    group = next(each for each in injury["inputs"] if each["name"] == "risk_group")
    assert group["required"]
    assert group["allowed"] == ["A", "B", "C"]
    assert injury["status"] == "complete"
    assert _run("list") == 0
    assert "Maroc" in capsys.readouterr().out


def test_a_computation_starts_without_numpy_nor_django() -> None:
    code = (
        "import sys, argparse\nfrom socle.cli.calc import register\n"
        "parser = argparse.ArgumentParser(); register(parser.add_subparsers())\n"
        "args = parser.parse_args(sys.argv[1:]); args.func(args)\n"
        "print(sorted({'numpy', 'django', 'psycopg'} & set(sys.modules)), file=sys.stderr)"
    )
    words = ["calc", *CM, "--wage", "1000", "--set", "risk_group=A"]
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": "src"},
    )
    assert done.stderr.strip() == "[]"
