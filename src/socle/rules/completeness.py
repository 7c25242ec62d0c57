"""What can be computed today, found by looking rather than declared.

A branch is complete when each of its rates, for each allowed selector, and its ceiling have a
value with no end, and nothing is noted as not found. Otherwise it is partial, and says what
is missing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from socle.rules.benefits.children import CHILDREN, CHILDREN_BORN, are_told_apart
from socle.rules.benefits.definition import BenefitDefinition
from socle.rules.benefits.facts import FACTS
from socle.rules.inputs import Input
from socle.rules.parameters import Parameters
from socle.rules.scheme import Scheme

COMPLETE = "complete"
PARTIAL = "partial"
_WAGE = ("wage", "month")  # told for every branch
_DUE = (Input("amount", "amount"), Input("due", "date"), Input("paid", "date"))
_ON = Input("on", "date")
_ONE_BY_ONE = Input(CHILDREN_BORN, CHILDREN, optional=True)
_FINE = (Input("employees", "count"), _ON)


@dataclass(frozen=True, slots=True)
class Computable:
    """One thing that can be computed, what it must be told, and what it still lacks."""

    code: str
    inputs: tuple[Input, ...]
    missing: tuple[str, ...]
    known_from: date | None  # earlier days are refused; None when the start was never read

    @property
    def status(self) -> str:
        return PARTIAL if self.missing else COMPLETE


def contributions(scheme: Scheme) -> list[Computable]:
    """The branches of a scheme, those that are only named in law included."""
    noted = scheme.definition.not_found
    branches = dict.fromkeys(scheme.branches())
    only_named = [name for name in noted if name == "voluntary" and name not in branches]
    return [_branch(scheme, branch) for branch in (*branches, *only_named)]


def penalties(scheme: Scheme) -> list[Computable]:
    """The surcharge and the fines of a scheme."""
    definition = scheme.definition
    found: list[Computable] = []
    if definition.late_payment:
        names = definition.late_payment.names
        found.append(_from_names(scheme, "late_payment", names, _DUE))
    elif "late_payment" in definition.not_found:
        found.append(Computable("late_payment", _DUE, definition.not_found["late_payment"], None))
    for kind, fine in definition.fines.items():
        found.append(_from_names(scheme, kind, fine.names, _FINE))
    return found


def benefits(scheme: Scheme) -> list[Computable]:
    """The benefits of a scheme, those included that the law has and nobody found the figures of."""
    return [_benefit(scheme, definition) for definition in scheme.benefits.values()]


def _benefit(scheme: Scheme, definition: BenefitDefinition) -> Computable:
    reads = definition.reads(scheme.parameters)
    by_one = CHILDREN in reads.may_use and are_told_apart(
        definition, scheme.code, scheme.parameters
    )
    needs = reads.needs - {CHILDREN} if by_one else reads.needs
    facts = tuple(
        Input(name, FACTS[name].unit, optional=name not in needs) for name in reads.may_use
    )
    missing, known_from = _looked_up(scheme.parameters, reads.values)
    asked = (_ON, *facts, *((_ONE_BY_ONE,) if by_one else ()), *definition.inputs)
    return Computable(definition.code, asked, (*missing, *definition.not_found), known_from)


def _branch(scheme: Scheme, branch: str) -> Computable:
    levies = [levy for levy in scheme.definition.levies if levy.branch == branch]
    used = {name for levy in levies for name in (*levy.asks, *levy.when)}
    inputs = tuple(each for each in scheme.inputs if each.name in _WAGE or each.name in used)
    known = {each.name: each for each in scheme.inputs}
    wanted = [pair for levy in levies for pair in levy.wanted(known)]
    missing, known_from = _looked_up(scheme.parameters, wanted)
    noted = scheme.definition.not_found.get(branch, ())
    return Computable(branch, inputs, (*missing, *noted), known_from)


def _from_names(
    scheme: Scheme, code: str, names: tuple[str, ...], inputs: tuple[Input, ...]
) -> Computable:
    missing, known_from = _looked_up(scheme.parameters, [(name, "") for name in names])
    return Computable(code, inputs, missing, known_from)


def _looked_up(
    parameters: Parameters, wanted: Iterable[tuple[str, str]]
) -> tuple[tuple[str, ...], date | None]:
    """What has no value in force without end, and the first day for which all have one."""
    missing: dict[str, None] = {}
    starts: list[date] = []
    for name, selector in wanted:
        values = [
            value
            for value in (parameters.parameter(name).values if name in parameters else ())
            if value.selector == selector
        ]
        if not any(value.last is None for value in values):
            missing[f"{name}[{selector}]" if selector else name] = None
        if values:
            starts.append(values[0].start)
    latest = max(starts, default=date.min)
    return tuple(missing), None if latest == date.min else latest
