"""The conventions of the house about claims and awards, read from their file once."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from socle.kernel.errors import NotKnown
from socle.platform.access.types import FundView
from socle.rules.schema import read_text_yaml
from socle.rules.scheme import Scheme


@cache
def conventions() -> Mapping[str, Any]:
    read: Mapping[str, Any] = read_text_yaml(Path(__file__).with_name("conventions.yaml"))
    return read


def branch_of(scheme: Scheme, benefit: str) -> str:
    """The branch to which a benefit is charged.

    Raises:
        NotKnown: `benefits.branch_unknown`.
    """
    known = scheme.branches()
    for branch in conventions()["branches"].get(benefit, ()):
        if branch in known:
            return str(branch)
    raise NotKnown("benefits.branch_unknown", benefit=benefit, scheme=scheme.code)


def deadline_of(fund: FundView, benefit: str) -> Mapping[str, str] | None:
    """The parameters that limit a claim in time; None where no text was read."""
    found: Mapping[str, str] | None = (
        conventions()["deadlines"].get(f"{fund.country}/{fund.scheme}", {}).get(benefit)
    )
    return found


def remedies_of(country: str, language: str) -> tuple[str, str] | None:
    """What a decision says of remedies and who says so; None where no text was read."""
    said = conventions()["remedies"].get(country)
    return (str(said[language]), str(said["source"])) if said else None


def silence_months(country: str) -> int | None:
    """How long a fund may be silent on a gracious appeal before the contentious one opens.

    None where no text was read: then nobody is told to wait.
    """
    said = conventions()["remedies"].get(country)
    return int(said["silence_months"]) if said else None
