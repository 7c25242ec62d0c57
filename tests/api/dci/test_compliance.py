"""Every named requirement of the standard's compliance suite is tried, or is none of ours, and why.

`SOCLE_WRITE_SNAPSHOTS=1` writes the table of `docs/reference/dci-compliance.md` again.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.api.dci.labs import Lab, partner_server
from tests.api.dci.requirements import LISTS, Not
from tests.exchange.contracts import needs_contracts, requirements

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "dci-compliance.md"
MARK = "<!-- below: written by tests/api/dci/test_compliance.py -->\n"
_TITLES = {
    "common": "Common to every registry",
    "crvs": "Civil registry (CRVS)",
    "social": "Social registry, its client and its subscriber (SR, SP)",
}
CHECKS = {
    name: check
    for each in LISTS.values()
    for name, check in each.items()
    if not isinstance(check, Not)
}


@pytest.fixture
def lab(one_transaction: None) -> Iterator[Lab]:
    with partner_server() as heard:
        yield Lab(heard)


@needs_contracts
@pytest.mark.parametrize("name", CHECKS)
def test_a_named_requirement_is_met(lab: Lab, name: str) -> None:
    CHECKS[name](lab)


@needs_contracts
@pytest.mark.parametrize("name", LISTS)
def test_every_requirement_of_the_suite_has_its_answer(name: str) -> None:
    assert set(LISTS[name]) == {each["id"] for each in requirements(name)}


def test_the_page_says_of_each_requirement_whether_it_is_met() -> None:
    if os.environ.get("SOCLE_WRITE_SNAPSHOTS"):
        head = PAGE.read_text("utf-8").partition(MARK)[0]
        PAGE.write_text(head + MARK + _tables(), "utf-8")
    assert PAGE.read_text("utf-8").partition(MARK)[2] == _tables()


def _tables() -> str:
    said = []
    for name, title in _TITLES.items():
        rows = [_row(each, check) for each, check in LISTS[name].items()]
        said.append(f"\n## {title}\n\n| requirement | here |\n|---|---|\n" + "".join(rows))
    return "".join(said)


def _row(name: str, check: object) -> str:
    told = f"not applicable: {check.why}" if isinstance(check, Not) else "pass"
    return f"| {name} | {told} |\n"
