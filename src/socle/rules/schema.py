"""Reads parameter files, and refuses those that are not clean.

Every scalar is read as text: a YAML float would change the law in its sixteenth digit.
A value without a source, two values that hold on the same day, or a key nobody knows make the
whole file refused.

A file is a mapping from a parameter's name to:

    unit: percent | amount | count | text
    term: as the law calls it
    values:
      - {value: "4.2", from: 2016-02-15, to: 2019-12-31, source: [id], status: confirmed}

with, for each value, optionally `for` (the regime, group or category), `as_of` (the days on
which sources saw it in force, first and last), `law` and `note`. `from: undated` is for a rule
whose start no source gives: it holds on any day, and cannot be confirmed.
"""

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from socle.kernel.errors import Refused
from socle.kernel.money import Money
from socle.rules.certainty import CONFIRMED, IN_PARAMETERS
from socle.rules.parameters import AMOUNT, Exact, Parameter, Parameters, Value

NONE = "none"  # the law has no such limit: not the same as not knowing it
UNDATED = "undated"
_KEYS = frozenset(("for", "value", "from", "to", "as_of", "source", "law", "status", "note"))
_UNITS = ("percent", AMOUNT, "count", "text")
_DECIMAL = re.compile(r"\d+(\.\d+)?")
_PERCENT = re.compile(r"\d+(\.\d+|/[1-9]\d*)?")  # two thirds are written 200/3


class _TextLoader(yaml.CSafeLoader):
    """Reads every scalar as text. The C parser: a country is read at each start."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own attribute


def read_text_yaml(path: Path) -> Any:
    """A YAML file in which every scalar is text."""
    loader = _TextLoader(path.read_text("utf-8"))
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def read_parameters(folder: Path, currency: str) -> Parameters:
    """Every parameter of a country's folder, with its sources.

    Raises:
        Refused: `parameter_file_invalid`, naming the parameter and what is wrong.
    """
    sources: Mapping[str, str] = read_text_yaml(folder / "sources.yaml")
    found: list[Parameter] = []
    root = folder / "parameters"
    for path in sorted(root.rglob("*.yaml")):
        prefix = ".".join(path.relative_to(root).with_suffix("").parts)
        for name, written in (read_text_yaml(path) or {}).items():
            found.append(parameter_of(f"{prefix}.{name}", written, currency, sources))
    return Parameters(found, sources, currency)


def parameter_of(
    name: str, written: Mapping[str, Any], currency: str, sources: Mapping[str, str]
) -> Parameter:
    """One parameter, checked.

    Raises:
        Refused: `parameter_file_invalid`.
    """
    unit = written.get("unit", "")
    if unit not in _UNITS:
        raise _invalid(name, f"unit: {unit or 'missing'}")
    if not written.get("term"):
        raise _invalid(name, "term: missing")
    values = tuple(_value(name, each, unit, currency) for each in written.get("values") or ())
    for value in values:
        unknown = sorted(set(value.source) - set(sources))
        if unknown:
            raise _invalid(name, f"source: {', '.join(unknown)}")
    _refuse_overlaps(name, values)
    return Parameter(name, unit, written["term"], values)


def _value(name: str, written: Mapping[str, Any], unit: str, currency: str) -> Value:
    unknown = sorted(set(written) - _KEYS)
    if unknown:
        raise _invalid(name, f"key: {', '.join(unknown)}")
    source = written.get("source")
    if not isinstance(source, list) or not all(source) or not source:
        raise _invalid(name, "source: missing")
    status = written.get("status", "")
    if status not in IN_PARAMETERS:
        raise _invalid(name, f"status: {status or 'missing'}")
    start, seen_on = _dates(name, written)
    if start == date.min and status == CONFIRMED:
        raise _invalid(name, "status: an undated value cannot be confirmed")
    return Value(
        value=_exact(name, written.get("value"), unit, currency),
        start=start,
        last=_day(name, written["to"]) if written.get("to") else None,
        source=tuple(source),
        status=status,
        law=written.get("law", ""),
        note=written.get("note", ""),
        selector=written.get("for", ""),
        seen_on=seen_on,
        unit=unit,
    )


def _dates(name: str, written: Mapping[str, Any]) -> tuple[date, date | None]:
    """The first day a value holds, and the last day it was seen in force."""
    seen = written.get("as_of") or []
    days = [_day(name, each) for each in ([seen] if isinstance(seen, str) else seen)]
    start = written.get("from")
    if not start and not days:
        raise _invalid(name, "from: missing")
    if start == UNDATED:
        return date.min, max(days, default=None)
    return (_day(name, start) if start else min(days)), max(days, default=None)


def _exact(name: str, written: Any, unit: str, currency: str) -> Exact:
    if not isinstance(written, str) or not written:
        raise _invalid(name, "value: missing")
    if unit == "text":
        return written
    if written == NONE:
        return None
    if not (_PERCENT if unit == "percent" else _DECIMAL).fullmatch(written):
        raise _invalid(name, f"value: {written}")
    if unit == "percent":
        return Fraction(written) / 100
    if unit == AMOUNT:
        return Money.parse(written, currency).minor
    return int(written)


def _day(name: str, written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise _invalid(name, f"date: {written}") from error


def _refuse_overlaps(name: str, values: tuple[Value, ...]) -> None:
    """Values of one selector are in order and never hold on the same day."""
    ends: dict[str, date | None] = {}
    for value in values:
        before = ends.get(value.selector)
        if value.selector in ends and (before is None or value.start <= before):
            raise _invalid(name, f"from: {value.start} overlaps the value before it")
        if value.last is not None and value.last < value.start:
            raise _invalid(name, f"to: {value.last} is before {value.start}")
        ends[value.selector] = value.last


def _invalid(name: str, fault: str) -> Refused:
    return Refused("parameter_file_invalid", parameter=name, fault=fault)
