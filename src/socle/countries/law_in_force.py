"""The law of a country on a day, and what changed between two days, as a reader looks for it.

French: droit en vigueur, comparaison de deux dates. Pure: values as the files say them.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from socle.kernel.errors import ParameterUnknown
from socle.rules.parameters import Parameter, Parameters, Value


class InForce(NamedTuple):
    """A value that holds on the day asked for, its status that of the day."""

    parameter: Parameter
    value: Value

    @property
    def scheme(self) -> str:
        """The scheme it belongs to; empty for what several share, as a minimum wage."""
        parts = self.parameter.name.split(".")
        return parts[0] if len(parts) > 2 else ""

    @property
    def section(self) -> str:
        """The branch or subject: the name of its file."""
        return self.parameter.name.split(".")[-2]


class Change(NamedTuple):
    """A value that is not the same on two days; None where nothing is known to hold."""

    parameter: Parameter
    selector: str
    before: Value | None
    after: Value | None


def in_force(parameters: Parameters, day: date) -> Iterator[InForce]:
    """Every value that holds on a day, in the order of the files."""
    for parameter in parameters:
        for selector in parameter.selectors():
            held = _held(parameters, parameter.name, day, selector)
            if held is not None:
                yield InForce(parameter, held)


def changes(parameters: Parameters, since: date, until: date) -> Iterator[Change]:
    """What does not hold the same value on both days; a new text for the same value is no change.

    A value that held only between the two days is not seen: ask for days nearer each other.
    """
    for parameter in parameters:
        for selector in parameter.selectors():
            before = _held(parameters, parameter.name, since, selector)
            after = _held(parameters, parameter.name, until, selector)
            if _figure(before) != _figure(after):
                yield Change(parameter, selector, before, after)


def _held(parameters: Parameters, name: str, day: date, selector: str) -> Value | None:
    try:
        return parameters.value(name, day, selector)
    except ParameterUnknown:
        return None


def _figure(value: Value | None) -> object:
    return None if value is None else (value.value,)
