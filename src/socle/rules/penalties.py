"""What paying late, or not declaring as the law asks, costs.

French: majorations de retard, amendes. Three forms of surcharge are known: an initial rate then
so much a quarter, one rate for the first month then another for each next, and one rate for
each month.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Protocol

from socle.kernel.errors import Refused
from socle.kernel.months import months_after
from socle.kernel.rounding import half_up
from socle.rules.certainty import least_sure
from socle.rules.parameters import Parameters, as_rate, as_whole
from socle.rules.trace import Step, Trace


@dataclass(frozen=True, slots=True)
class Penalty:
    """What is added to a debt, and why. Units: `amount` in minor units."""

    amount: int
    rate: Fraction
    steps: tuple[Step, ...]
    status: str


class LatePayment(Protocol):
    """A form of late-payment surcharge."""

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters it reads."""

    def rate(
        self, parameters: Parameters, due: date, paid: date, trace: Trace
    ) -> tuple[Fraction, str]:
        """The whole rate of the delay, and how sure it is."""


@dataclass(frozen=True, slots=True)
class InitialThenQuarters:
    """So much from the first day, then so much a quarter or part of one after some months.

    The rates are those in force on the day the debt fell due.
    """

    prefix: str

    @property
    def names(self) -> tuple[str, ...]:
        ends = ("initial_rate", "quarter_rate", "months_before_quarters")
        return tuple(f"{self.prefix}.{end}" for end in ends)

    def rate(
        self, parameters: Parameters, due: date, paid: date, trace: Trace
    ) -> tuple[Fraction, str]:
        initial, quarterly, wait = (parameters.value(name, due) for name in self.names)
        months = as_whole(wait)
        quarters = parts_begun(months_after(due, months), paid, months=3)
        trace.add_value("initial_rate", initial)
        trace.add_value("months_before_quarters", wait)
        trace.add("quarters_begun", quarters)
        trace.add_value("quarter_rate", quarterly)
        whole = as_rate(initial) + quarters * as_rate(quarterly)
        return whole, least_sure((initial.status, quarterly.status, wait.status))


@dataclass(frozen=True, slots=True)
class FirstMonthThenMonths:
    """One rate for the first month of delay, another for each next month, begun or whole.

    The rates are those in force on the day the debt fell due.
    """

    prefix: str

    @property
    def names(self) -> tuple[str, ...]:
        return (f"{self.prefix}.first_month_rate", f"{self.prefix}.next_months_rate")

    def rate(
        self, parameters: Parameters, due: date, paid: date, trace: Trace
    ) -> tuple[Fraction, str]:
        first, following = (parameters.value(name, due) for name in self.names)
        months = parts_begun(due, paid, months=1)
        trace.add("months_begun", months)
        trace.add_value("first_month_rate", first)
        trace.add_value("next_months_rate", following)
        whole = as_rate(first) + (months - 1) * as_rate(following)
        return whole, least_sure((first.status, following.status))


@dataclass(frozen=True, slots=True)
class EachMonthBegun:
    """The same rate for each month of delay, begun or whole.

    The rate is that in force on the day the debt fell due.
    """

    prefix: str

    @property
    def names(self) -> tuple[str, ...]:
        return (f"{self.prefix}.month_rate",)

    def rate(
        self, parameters: Parameters, due: date, paid: date, trace: Trace
    ) -> tuple[Fraction, str]:
        monthly = parameters.value(self.names[0], due)
        months = parts_begun(due, paid, months=1)
        trace.add("months_begun", months)
        trace.add_value("month_rate", monthly)
        return months * as_rate(monthly), monthly.status


def parts_begun(since: date, until: date, *, months: int) -> int:
    """How many spans of so many months have begun after a day: none on that day itself.

    Example:
        >>> parts_begun(date(2025, 1, 10), date(2025, 1, 11), months=1)
        1
        >>> parts_begun(date(2025, 1, 10), date(2025, 4, 10), months=1)
        3
    """
    parts = 0
    while months_after(since, parts * months) < until:
        parts += 1
    return parts


def late_payment(
    form: LatePayment, parameters: Parameters, *, amount: int, due: date, paid: date
) -> Penalty:
    """What is added to an amount due one day and paid another; nothing when paid in time.

    Raises:
        ParameterUnknown: the rates of that day are not known.
        Refused: `amount_negative`.
    """
    if amount < 0:
        raise Refused("amount_negative", read=amount)
    trace = Trace(parameters.currency)
    trace.add_amount("amount_due", amount)
    trace.add("due_on", due.isoformat())
    trace.add("paid_on", paid.isoformat())
    if paid <= due:
        trace.add_amount("paid_in_time", 0)
        return Penalty(0, Fraction(0), tuple(trace.steps), "confirmed")
    rate, status = form.rate(parameters, due, paid, trace)
    surcharge = half_up(amount * rate.numerator, rate.denominator)
    trace.add("surcharge_rate", rate, status=status)
    trace.add_rounding("half_up")
    trace.add_amount("surcharge", surcharge)
    return Penalty(surcharge, rate, tuple(trace.steps), status)


@dataclass(frozen=True, slots=True)
class FinePerHead:
    """So much for each person concerned, up to a cap. French: amende par salarié, plafonnée."""

    prefix: str

    @property
    def names(self) -> tuple[str, ...]:
        return (f"{self.prefix}.per_head", f"{self.prefix}.cap")

    def amount(self, parameters: Parameters, *, heads: int, on: date) -> Penalty:
        """The fine for so many persons on a day.

        Raises:
            ParameterUnknown: the fine of that day is not known.
            Refused: `amount_negative`.
        """
        if heads < 0:
            raise Refused("amount_negative", read=heads)
        each, cap = (parameters.value(name, on) for name in self.names)
        trace = Trace(parameters.currency)
        trace.add("heads", heads)
        trace.add_value("fine_per_head", each)
        trace.add_value("fine_cap", cap)
        fine = min(heads * as_whole(each), as_whole(cap))
        trace.add_amount("fine", fine)
        status = least_sure((each.status, cap.status))
        return Penalty(fine, Fraction(0), tuple(trace.steps), status)
