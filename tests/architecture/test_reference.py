"""The reference says what is there: every operation of the API, every command, and nothing more.

`SOCLE_WRITE_SNAPSHOTS=1` writes the commands' own help into their page; its sentences, and the
table of the API, are written by hand.
"""

import argparse
import importlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.urls import URLPattern
from ninja import Schema

from socle.__main__ import COMMANDS, Parser
from socle.api import urls
from socle.api.application import api
from socle.platform.access.types import Permission

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
PREFIX = "/api/v1"
PLACE_IN_A_LIST = {"cursor", "limit"}
ROW = re.compile(
    r"^\| `(?P<method>[A-Z]+) (?P<address>[^`]+)`(?P<asks>[^|]*)\|(?P<may>[^|]*)\|", re.M
)
HELP = re.compile(r"^## (?P<name>[a-z -]+)\n(?P<said>.*?)```\n(?P<help>.*?)```\n", re.M | re.S)


class Operation(NamedTuple):
    """What the page says of an operation, or the description of the API."""

    method: str
    path: str
    asks: frozenset[str]
    needs_key: bool


def page(name: str) -> str:
    return (REFERENCE / name).read_text("utf-8")


def written() -> list[Operation]:
    found = []
    for row in ROW.finditer(page("api.md")):
        path, _, query = row["address"].partition("?")
        asks = frozenset(query.replace("=", "").split("&")) - {""} - PLACE_IN_A_LIST
        found.append(Operation(row["method"], path, asks, "key)" in row["asks"]))
    return found


def described() -> Iterator[Operation]:
    """The operations of the description, and the description itself."""
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, operation in methods.items():
            asked: dict[str, set[str]] = {"query": set(), "header": set(), "path": set()}
            for each in operation.get("parameters", ()):
                asked[each["in"]].add(each["name"])
            yield Operation(
                method.upper(),
                path.removeprefix(PREFIX),
                frozenset(asked["query"]) - PLACE_IN_A_LIST,
                "Idempotency-Key" in asked["header"],
            )
    [description] = [
        str(each.pattern)
        for each in urls.urlpatterns
        if isinstance(each, URLPattern) and each.name == "openapi"
    ]
    yield Operation("GET", f"/{description.removeprefix('v1/')}", frozenset(), False)


def test_the_page_of_the_api_names_every_operation_once_and_nothing_more() -> None:
    assert sorted(written()) == sorted(described())


def test_the_permissions_it_names_exist() -> None:
    named = {
        word
        for row in ROW.finditer(page("api.md"))
        for word in re.findall(r"\b[a-z]+_[a-z_]+\b", row["may"])
    }
    assert named
    assert named <= set(Permission)


def commands() -> dict[str, argparse.ArgumentParser]:
    """Every command by its words, those of a group one by one."""
    parser = Parser(prog="socle")
    subparsers = parser.add_subparsers()
    for module in sorted(set(COMMANDS.values())):
        importlib.import_module(module).register(subparsers)
    return dict(_leaves(parser, ""))


def _leaves(
    parser: argparse.ArgumentParser, name: str
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    groups: list[Any] = [
        each for each in parser._actions if isinstance(each, argparse._SubParsersAction)
    ]
    if not groups:
        yield name, parser
    for group in groups:
        for word, each in group.choices.items():
            yield from _leaves(each, f"{name} {word}".strip())


def test_the_page_of_the_commands_says_what_each_says_of_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    helps = {name: parser.format_help() for name, parser in commands().items()}
    text = page("commands.md")
    if os.environ.get("SOCLE_WRITE_SNAPSHOTS"):
        text = HELP.sub(
            lambda at: f"## {at['name']}\n{at['said']}```\n{helps[at['name']]}```\n", text
        )
        (REFERENCE / "commands.md").write_text(text, "utf-8")
    sections = re.findall(r"^## (.+)$", text, re.M)
    assert sorted(sections) == sorted(helps)
    # Lines are broken elsewhere by another Python: words are what is compared.
    said = {each["name"]: each["help"].split() for each in HELP.finditer(text)}
    assert said == {name: shown.split() for name, shown in helps.items()}


def test_each_variable_of_the_environment_that_an_operator_sets_is_said() -> None:
    """Those of one process for the next (`SOCLE_DB_…`) are nobody's to set."""
    source = REFERENCE.parents[1] / "src" / "socle"
    read = {
        name
        for path in source.rglob("*.py")
        for name in re.findall(r"SOCLE_[A-Z_]+", path.read_text("utf-8"))
        if not name.startswith("SOCLE_DB_")
    }
    assert set(re.findall(r"`(SOCLE_[A-Z_]+)[`=]", page("commands.md"))) == read | {"SOCLE_PYTHON"}


def test_no_two_shapes_of_the_api_share_a_name() -> None:
    """The description names a shape by its class alone: of two with one name, one would be lost."""
    named: dict[str, set[str]] = {}
    for each in _shapes(Schema):
        if each.__module__.startswith("socle.api.") and "[" not in each.__name__:
            named.setdefault(each.__name__, set()).add(each.__module__)
    assert len(named) > 50
    assert {name: places for name, places in named.items() if len(places) > 1} == {}


def _shapes(above: type[Schema]) -> Iterator[type[Schema]]:
    for each in above.__subclasses__():
        yield each
        yield from _shapes(each)
