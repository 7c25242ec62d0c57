"""How much insurance a declared month is worth.

French: mois d'assurance, jours de cotisation. The rule is the scheme's own; where it was not
found the declared number is kept and the credit says `unverified`.
"""

from dataclasses import dataclass
from typing import Generic, Protocol

from socle.kernel.errors import ParameterUnknown
from socle.kernel.months import Month
from socle.kernel.rounding import W
from socle.rules.certainty import UNVERIFIED, least_sure
from socle.rules.parameters import Parameters, as_whole


@dataclass(frozen=True, slots=True)
class Credit(Generic[W]):
    """What a month adds to a career. Units: `unit` is `month` (0 or 1) or `day`."""

    credited: W
    unit: str
    status: str
    source: str = ""


class CreditRule(Protocol):
    """A scheme's rule for one branch."""

    def credit(self, parameters: Parameters, month: Month, days: W, wage: W) -> Credit[W]:
        """What the month is worth; on columns, for each line."""


@dataclass(frozen=True, slots=True)
class MonthByDaysOrWage:
    """A month counts when enough days were worked, or (or and) the wage reaches the minimum.

    Where the minimum wage of the time is not known, the days alone decide and the credit is
    unverified.
    """

    days: str
    minimum_wage: str
    needs_both: bool = False

    def credit(self, parameters: Parameters, month: Month, days: W, wage: W) -> Credit[W]:
        least_days = parameters.for_month(self.days, month)
        one = days * 0 + 1  # or a column of ones: a truth times one is a count
        enough = days >= as_whole(least_days)
        try:
            least_wage = parameters.for_month(self.minimum_wage, month)
        except ParameterUnknown:
            return Credit(enough * one, "month", UNVERIFIED, least_days.cited)
        paid = wage >= as_whole(least_wage)
        counts = enough & paid if self.needs_both else enough | paid
        status = least_sure((least_days.status, least_wage.status))
        cited = f"{least_days.cited} · {least_wage.cited}"
        return Credit(counts * one, "month", status, cited)


@dataclass(frozen=True, slots=True)
class MonthByDays:
    """A month counts when enough days were worked; hours are not declared and decide nothing."""

    days: str

    def credit(self, parameters: Parameters, month: Month, days: W, wage: W) -> Credit[W]:
        del wage
        least = parameters.for_month(self.days, month)
        one = days * 0 + 1
        return Credit((days >= as_whole(least)) * one, "month", least.status, least.cited)


@dataclass(frozen=True, slots=True)
class DaysAsDeclared:
    """The declared days are kept: no text was read that says how they count."""

    def credit(self, parameters: Parameters, month: Month, days: W, wage: W) -> Credit[W]:
        del parameters, month, wage
        return Credit(days, "day", UNVERIFIED)
