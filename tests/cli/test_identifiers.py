"""`socle identifiers check`: true, false or null are all answers."""

import argparse
import json

import pytest

from socle.cli.identifiers import register


def _run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers(required=True))
    args = parser.parse_args(["identifiers", "check", *words])
    status: int = args.func(args)
    return status


@pytest.mark.parametrize(
    ("country", "kind", "number", "valid", "reason", "formatted"),
    [
        ("MA", "insured_number", "123456785", True, None, "123456785"),
        ("MA", "insured_number", "123456789", False, "identifier_key", "123456789"),
        ("CM", "insured_number", "1234567890K", None, "identifier_key_not_public", "1234567890 K"),
    ],
)
def test_a_number_gets_one_json_verdict(
    country: str,
    kind: str,
    number: str,
    valid: bool | None,
    reason: str | None,
    formatted: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["--country", country, "--kind", kind, number]
    assert _run(*words, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said == {"valid": valid, "reason": reason, "formatted": formatted}
    assert _run(*words) == 0
    assert formatted in capsys.readouterr().out


def test_an_unknown_kind_is_refused_with_those_that_are_known(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _run("--country", "MA", "--kind", "nope", "1", "--json") == 2
    (error,) = json.loads(capsys.readouterr().out)["errors"]
    assert error["code"] == "identifier_kind_unknown"
    assert "insured_number" in error["do"]
