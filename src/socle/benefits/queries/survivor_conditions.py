"""What the law asks of a spouse who survives, against what the register knows of them.

French: âge de la veuve, durée du mariage, condition du veuf. The exceptions (invalid, dependent,
pregnant) are in no file of the fund: a spouse who does not meet a value by the register alone is
not refused by the computation, the condition is left unchecked and named, and who decides must say
how it was judged.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from socle.benefits.queries.files import Files
from socle.benefits.types import Calculation
from socle.kernel.errors import ParameterUnknown
from socle.kernel.months import months_after
from socle.registry.queries.families import family
from socle.registry.types import FamilyView, Kin, Sex
from socle.rules.parameters import Value, as_whole
from socle.rules.trace import Step

BENEFIT = "survivors"
_A_YEAR = 12


def with_conditions(found: Calculation, files: Files) -> Calculation:
    """A calculation with the conditions that a person must judge, each with its step."""
    unmet = list(_unmet(files)) if files.household.spouses else []
    if not unmet:
        return found
    names = dict.fromkeys(name for name, _value, _kin in unmet)
    steps = tuple(
        Step(f"{name.rpartition('.')[2]}_unchecked", kin.who.name, value.cited, value.status)
        for name, value, kin in unmet
    )
    return replace(
        found, steps=(*steps, *found.steps), unchecked_law=(*found.unchecked_law, *names)
    )


def _unmet(files: Files) -> Iterator[tuple[str, Value, Kin]]:
    seen = family(number=files.number, on=files.on, known_at=None)
    counted = {each.number for each in files.household.spouses}
    checks = {
        "widow_age": _is_too_young,
        "marriage_years": _is_married_lately,
        "widower": _is_widower,
    }
    for short, is_unmet in checks.items():
        name = f"{files.scheme.code}.survivors.{short}"
        try:
            value = files.scheme.parameters.value(name, files.on)
        except ParameterUnknown:
            continue  # no text that was read asks it
        for kin in seen.spouses:
            if kin.who.number in counted and is_unmet(kin, value, seen, files.on):
                yield name, value, kin


def _is_too_young(kin: Kin, value: Value, _seen: FamilyView, on: date) -> bool:
    born = kin.who.birth_on
    if kin.who.sex != Sex.FEMALE:
        return False
    return born is None or months_after(born, _A_YEAR * as_whole(value)) > on


def _is_married_lately(kin: Kin, value: Value, seen: FamilyView, on: date) -> bool:
    """Whether the union is too short, unless a child was born of it."""
    if any(each.beside == kin.who.number for each in seen.children):
        return False
    return kin.since is None or months_after(kin.since, _A_YEAR * as_whole(value)) > on


def _is_widower(kin: Kin, _value: Value, _seen: FamilyView, _on: date) -> bool:
    """A widower's own condition is in no file."""
    return kin.who.sex == Sex.MALE
