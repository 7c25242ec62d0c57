"""The accrual of a pension: a rate at the end of the stage, then so much a period, up to a most.

French: taux de pension, annuités. Eligibility (age, registration, cessation) is not decided
here: only what a career that fulfils the stage gives.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import lcm
from typing import cast

from socle.kernel.errors import Refused
from socle.kernel.rounding import LARGEST, W, half_up_positive, smallest_and_largest
from socle.rules.certainty import least_sure
from socle.rules.parameters import Parameters, as_rate, as_whole


@dataclass(frozen=True, slots=True)
class Accrual:
    """How months of insurance become a rate, on one day of the law.

    Rates are held over one denominator, so that a column of careers needs whole numbers only.
    """

    stage: int
    period: int
    at_stage: int
    extra: int
    most: int
    denominator: int
    status: str
    source: str

    @classmethod
    def on(cls, parameters: Parameters, prefix: str, day: date) -> "Accrual":
        """The accrual of a scheme, read from `prefix.stage_months` and its neighbours.

        Raises:
            ParameterUnknown: the law of that day is not known.
        """
        names = ("stage_months", "extra_months", "rate_at_stage", "extra_rate", "largest_rate")
        values = [parameters.value(f"{prefix}.{name}", day) for name in names]
        rates = [as_rate(value) for value in values[2:]]
        below = lcm(*(rate.denominator for rate in rates))
        at_stage, extra, most = (int(rate * below) for rate in rates)
        return cls(
            stage=as_whole(values[0]),
            period=as_whole(values[1]),
            at_stage=at_stage,
            extra=extra,
            most=most,
            denominator=below,
            status=least_sure(value.status for value in values),
            source=" · ".join(dict.fromkeys(value.cited for value in values)),
        )

    def numerator(self, months: W) -> W:
        """The rate of a career times the denominator; zero where the stage is not reached."""
        beyond = months - self.stage
        periods = beyond // self.period
        if isinstance(periods, int):
            return min(self.at_stage + self.extra * periods, self.most) if beyond >= 0 else 0
        periods *= self.extra
        periods += self.at_stage
        periods = periods.clip(max=self.most, out=periods)
        periods *= cast("W", beyond >= 0)
        return periods

    def rate(self, months: int) -> Fraction:
        """The rate of one career. French: taux de la pension."""
        return Fraction(self.numerator(months), self.denominator)

    def amount(self, months: W, average_wage: W) -> W:
        """The monthly pension, rounded half up. Units: minor units.

        Raises:
            Refused: `amount_too_large`; the average wage of a career is never negative.
        """
        smallest, largest = smallest_and_largest(average_wage)
        if smallest < 0:
            raise Refused("amount_negative", read=smallest)
        if largest > (LARGEST - self.denominator) // self.most:
            raise Refused("amount_too_large", read=largest)
        return half_up_positive(self.numerator(months) * average_wage, self.denominator)
