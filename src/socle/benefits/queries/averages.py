"""The reference wage: an average of a career's last months, by the rule of the scheme.

French: salaire de référence, rémunération mensuelle moyenne. The rule and the number of months are
dated parameters; the wage of a month is the capped one of each employer, together.
"""

from collections.abc import Mapping
from datetime import date

from socle.kernel.errors import ParameterUnknown
from socle.kernel.months import Month
from socle.rules.parameters import as_text
from socle.rules.scheme import Scheme

BEST_OF_LAST_MONTHS = "best_of_last_months"
LAST_DECLARED_MONTHS = "last_declared_months"
_SPANS = ("shorter", "longer")


def rule_of(scheme: Scheme, on: date) -> tuple[str, tuple[int, ...]]:
    """The rule of a day and the numbers of months that it averages over.

    Raises:
        ParameterUnknown: no text was read that says it.
    """
    prefix = f"{scheme.code}.old_age_pension"
    rule = as_text(scheme.parameters.value(f"{prefix}.reference_rule", on))
    name = f"{prefix}.reference_months"
    known = scheme.parameters.parameter(name).selectors()
    spans = [scheme.parameters.value(name, on, each) for each in _SPANS if each in known]
    months = tuple(each.value for each in spans if isinstance(each.value, int))
    if not months:
        raise ParameterUnknown("parameter_unknown", parameter=name, on=on.isoformat())
    return rule, months


def reference_wage(
    rule: str, spans: tuple[int, ...], wages: Mapping[Month, int], event: Month
) -> tuple[int, int]:
    """The average, half up, and over how many months it is the best.

    Example:
        >>> wages = {Month(2020, 1) + n: 100 + n for n in range(4)}
        >>> reference_wage("best_of_last_months", (2, 4), wages, Month(2020, 5))
        (103, 2)
        >>> reference_wage("last_months", (4,), wages, Month(2020, 6))
        (77, 4)
        >>> reference_wage("last_declared_months", (2,), wages, Month(2021, 1))
        (102, 2)
    """
    found = [(_average(rule, span, wages, event), span) for span in spans]
    return max(found, key=lambda each: (each[0], -each[1]))


def _average(rule: str, span: int, wages: Mapping[Month, int], event: Month) -> int:
    """A month without a wage counts as nothing: the divisor is the law's, not the career's."""
    if rule == LAST_DECLARED_MONTHS:
        before_last = sorted(month for month in wages if month < event)[:-1]
        total = sum(wages[month] for month in before_last[-span:])
    else:
        total = sum(wages.get(event - back, 0) for back in range(1, span + 1))
    return (2 * total + span) // (2 * span)
