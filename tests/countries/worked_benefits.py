"""What a worked case of a benefit is held against.

Keys: `eligible` (1 or 0), `amount`, `rate` (in percent), `parts.orphans`, `steps.reduction`, and
with `compared_with`, an earlier day, `increase.amount_per_child`. Facts and figures are written
as people write them.
"""

from datetime import date
from fractions import Fraction
from typing import Any

from socle.countries.calculation import Computed, entitled
from socle.countries.registry import Country
from socle.kernel.money import Money

Case = dict[str, Any]


def check(here: Country, case: Case) -> None:
    """Every expected figure, exactly."""
    found = _on(here, case, case["on"])
    earlier = _on(here, case, case["compared_with"]) if "compared_with" in case else found
    for key, printed in case["expected"].items():
        part, _, name = key.partition(".")
        if part == "increase":
            figure: object = _step(found, name) - _step(earlier, name)
        else:
            figure = _figure(found, part, name)
        assert figure == _wanted(here, key, printed), key


def _on(here: Country, case: Case, day: str) -> Computed:
    on = date.fromisoformat(day)
    return entitled(here, case["scheme"], case["benefit"], on=on, facts=case["facts"])


def _figure(computed: Computed, part: str, name: str) -> object:
    found = computed.entitlement
    return {
        "eligible": lambda: found.eligible,
        "amount": lambda: found.amount,
        "rate": lambda: Fraction(found.rate * 100, found.rate_denominator),
        "parts": lambda: found.parts[name],
        "steps": lambda: _step(computed, name),
    }[part]()


def _step(computed: Computed, label: str) -> int | Fraction:
    """The last value of a step: an amount in minor units, a rate in percent, or a count."""
    value = [step.value for step in computed.steps if step.label == label][-1]
    if isinstance(value, Money):
        return value.minor
    assert not isinstance(value, str)
    return value * 100 if isinstance(value, Fraction) else value


def _wanted(here: Country, key: str, printed: str) -> int | Fraction:
    if "amount" in key or key.startswith("parts."):
        return Money.parse(printed, here.currency).minor
    return Fraction(printed)
