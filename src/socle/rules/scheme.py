"""A scheme: one body of law applied by one fund, ready to compute.

French: régime. A country folder says, as names of parameters, what the scheme levies, when it
is due and what lateness costs; this module computes it. It knows no country.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from socle.kernel.errors import NotKnown, ParameterUnknown, Refused
from socle.kernel.months import Month
from socle.kernel.rounding import W
from socle.rules.benefits.definition import BenefitDefinition, Formula
from socle.rules.contributions import (
    ContributionLine,
    FloorRule,
    Levy,
    Plan,
    assess,
    plan_for,
)
from socle.rules.inputs import Input, checked_facts
from socle.rules.insurance import Credit, CreditRule
from socle.rules.parameters import Parameters, as_text, as_whole
from socle.rules.penalties import FinePerHead, LatePayment, Penalty, late_payment
from socle.rules.trace import Trace
from socle.rules.working_days import next_working_day

# A plan is small; this bounds what a caller who tries every month can make the house hold.
_PLANS_KEPT = 2_000
MONTHLY = "monthly"
QUARTERLY = "quarterly"
BY_HEADCOUNT = "by_headcount"
NOT_MOVED = "not_moved"
NEXT_WORKING_DAY = "next_working_day"


@dataclass(frozen=True, slots=True)
class SchemeDefinition:
    """What a country folder says of a scheme; every text is a parameter's name or a code."""

    code: str
    levies: tuple[Levy, ...]
    inputs: tuple[Input, ...]
    capped_wage_branch: str
    floor: FloorRule | None = None
    due_day: str = ""
    due_date_move: str = ""
    periodicity: str = ""
    monthly_from: str = ""  # the number of employees from which an employer declares each month
    late_payment: LatePayment | None = None
    fines: Mapping[str, FinePerHead] = field(default_factory=dict)
    credits: Mapping[str, CreditRule] = field(default_factory=dict)
    benefits: tuple[BenefitDefinition, ...] = ()
    # Known to exist in law but not computable: parameters or branches, named for `calc list`.
    not_found: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Scheme:
    """One scheme with its parameters."""

    def __init__(self, definition: SchemeDefinition, parameters: Parameters, country: str) -> None:
        self.definition = definition
        self.parameters = parameters
        self.country = country
        self.code = definition.code
        self.inputs = definition.inputs
        self.capped_wage_branch = definition.capped_wage_branch
        self._inputs = {each.name: each for each in definition.inputs}
        self.benefits = {each.code: each for each in definition.benefits}
        self._plans: dict[tuple[Month, frozenset[tuple[str, str]]], Plan] = {}
        self._formulas: dict[tuple[str, date, frozenset[tuple[str, str]]], Formula] = {}
        self._due: dict[tuple[Month, str | None, int | None], date] = {}

    def __repr__(self) -> str:
        return f"Scheme({self.country}.{self.code})"

    def plan(self, month: Month, facts: Mapping[str, str]) -> Plan:
        """The law of a month for some facts, looked up once and kept.

        Raises:
            ParameterUnknown: a value is not known for that month.
            Refused: `fact_missing`, `fact_unknown`, `fact_not_allowed`.
        """
        key = (month, frozenset(facts.items()))
        plan = self._plans.get(key)
        if plan is None:
            plan = plan_for(
                self.parameters,
                self.definition.levies,
                self._inputs,
                self.definition.floor,
                month,
                checked_facts(self.inputs, facts),
            )
            if len(self._plans) >= _PLANS_KEPT:
                self._plans.clear()
            self._plans[key] = plan
        return plan

    def assess(
        self, month: Month, wage: W, facts: Mapping[str, str], *, trace: Trace | None = None
    ) -> list[ContributionLine[W]]:
        """What a wage, or each wage of a column, owes for a month, branch by branch and payer.

        French: liquidation des cotisations. Units: minor units.

        Raises:
            ParameterUnknown: the law of that month is not known.
            Refused: a fact is missing, unknown or not allowed; `amount_too_large`.
        """
        return assess(self.plan(month, facts), wage, trace)

    def ceiling(self, month: Month, branch: str) -> int | None:
        """The most that a month's base can be in a branch; None where the law has no ceiling.

        Raises:
            ParameterUnknown: the ceiling of that month is not known.
            Refused: `branch_unknown`.
        """
        levies = [levy for levy in self.definition.levies if levy.branch == branch]
        if not levies:
            raise Refused("branch_unknown", branch=branch, scheme=self.code)
        if not levies[0].ceiling:
            return None
        value = self.parameters.for_month(levies[0].ceiling, month)
        return None if value.value is None else as_whole(value)

    def branches(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(levy.branch for levy in self.definition.levies))

    @property
    def gives_due_day(self) -> bool:
        """Whether a text read says on which day a month falls due."""
        return bool(self.definition.due_day)

    def due_on(self, month: Month, *, moved: str | None = None, day: int | None = None) -> date:
        """The last day to declare and pay a month without surcharge. French: date d'exigibilité.

        Where the law has everybody declare by quarters, the three months fall due together.
        `moved` is the fund's convention for a weekend or holiday (`not_moved` or
        `next_working_day`); without it, the parameter's. `day` is the fund's own, where no text
        read gives one: it is not moved unless told, and is the month's last where that is shorter.

        Kept: an account asks for it of every month of fifty years.

        Raises:
            ParameterUnknown: the scheme's day is not known.
        """
        key = (month, moved, day)
        if key not in self._due:
            self._due[key] = self._due_on(month, moved, day)
        return self._due[key]

    def _due_on(self, month: Month, moved: str | None, day: int | None) -> date:
        is_quarterly = self.periodicity(month.last_day, None) == QUARTERLY
        following = (_last_of_quarter(month) if is_quarterly else month) + 1
        if day is None:
            name = self._named("due_day", self.definition.due_day)
            day = self.parameters.whole(name, following.first_day)
        elif moved is None:
            moved = NOT_MOVED
        on = following.first_day.replace(day=min(day, following.last_day.day))
        if moved is None:
            name = self._named("due_date_move", self.definition.due_date_move)
            moved = as_text(self.parameters.value(name, on))
        return next_working_day(self.country, on) if moved == NEXT_WORKING_DAY else on

    def periodicity(self, on: date, employees: int | None) -> str | None:
        """How often the law has an employer declare; None where no text read says it.

        French: périodicité, mensuelle ou trimestrielle selon l'effectif.
        """
        try:
            said = as_text(self.parameters.value(self.definition.periodicity, on))
            if said != BY_HEADCOUNT:
                return said
            least = self.parameters.whole(self.definition.monthly_from, on)
        except ParameterUnknown:
            return None
        if employees is None:
            return None
        return MONTHLY if employees >= least else QUARTERLY

    def penalty(self, *, amount: int, due: date, paid: date) -> Penalty:
        """What is added to a contribution due one day and paid another.

        Raises:
            ParameterUnknown: the rates of that day are not known.
            Refused: `penalty_unknown` when the scheme's surcharge was not found in any source.
        """
        if self.definition.late_payment is None:
            raise Refused("penalty_unknown", scheme=self.code, kind="late_payment")
        return late_payment(
            self.definition.late_payment, self.parameters, amount=amount, due=due, paid=paid
        )

    def fine(self, kind: str, *, heads: int, on: date) -> Penalty:
        """A fine of so much a head.

        Raises:
            Refused: `penalty_unknown`.
        """
        if kind not in self.definition.fines:
            raise Refused("penalty_unknown", scheme=self.code, kind=kind)
        return self.definition.fines[kind].amount(self.parameters, heads=heads, on=on)

    def benefit(self, code: str, day: date, choices: Mapping[str, str] | None = None) -> Formula:
        """The formula of a benefit on a day and for some choices, looked up once and kept.

        Raises:
            NotKnown: `benefit_unknown`.
            ParameterUnknown: the law of that day is not known.
            Refused: a choice is missing, unknown or not allowed.
        """
        key = (code, day, frozenset((choices or {}).items()))
        formula = self._formulas.get(key)
        if formula is None:
            if code not in self.benefits:
                allowed = ", ".join(self.benefits)
                raise NotKnown("benefit_unknown", benefit=code, scheme=self.code, allowed=allowed)
            formula = self.benefits[code].on(self.parameters, day, choices)
            if len(self._formulas) >= _PLANS_KEPT:
                self._formulas.clear()
            self._formulas[key] = formula
        return formula

    def insurance_month(
        self, month: Month, days: W, wage: W, *, branch: str | None = None
    ) -> Credit[W]:
        """What a declared month, or each of a column, adds to a career.

        Raises:
            Refused: `branch_unknown` when the branch counts no insurance.
        """
        branch = branch or self.capped_wage_branch
        rule = self.definition.credits.get(branch)
        if rule is None:
            raise Refused("branch_unknown", branch=branch, scheme=self.code)
        return rule.credit(self.parameters, month, days, wage)

    def _named(self, what: str, name: str) -> str:
        if not name:
            raise Refused("rule_not_found", scheme=self.code, rule=what)
        return name


def _last_of_quarter(month: Month) -> Month:
    return Month(month.year, month.month + -month.month % 3)
