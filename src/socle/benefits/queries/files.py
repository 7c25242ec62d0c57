"""One person's files, each read once, when a fact first asks for it.

The same files answer for the fund's own career, and for the career totalised with other funds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from socle.benefits.queries.allowances_kept import known_children, pension_in_force
from socle.benefits.queries.borders import foreign_periods, insured_elsewhere
from socle.benefits.queries.household import household
from socle.benefits.types import ForeignPeriod, Household, Origin
from socle.contributions.careers import view as career_view
from socle.contributions.types import CareerView
from socle.kernel.months import Month
from socle.platform.access.types import FundView
from socle.registry.queries import person, person_id
from socle.registry.types import PersonView
from socle.rules.scheme import Scheme
from socle.rules.totalisation import Insured, Totalised, totalised

MONTH, DAY = "month", "day"  # what a scheme counts a career in


@dataclass
class Files:
    """What the fund holds of a person, up to the day of an event."""

    fund: FundView
    scheme: Scheme
    number: str
    benefit: str
    on: date

    @property
    def origin(self) -> Origin:
        """Who knows the facts of the career."""
        return Origin.CAREER

    @cached_property
    def career(self) -> CareerView:
        return career_view(person_number=self.number, on=self.on, known_at=None)

    @cached_property
    def wages(self) -> Mapping[Month, int]:
        """By month, what all employers declared, each up to the ceiling."""
        found: dict[Month, int] = {}
        for each in self.career.months:
            month = Month.parse(each.month)
            found[month] = found.get(month, 0) + each.wage_capped
        return found

    @cached_property
    def credited(self) -> Mapping[Month, int]:
        """By month, what counts: months or days, as the scheme says."""
        return {
            Month.parse(cell.month): cell.credited
            for year in self.career.years
            for cell in year.cells
            if cell.credited
        }

    @cached_property
    def days(self) -> Mapping[Month, int]:
        return {
            Month.parse(cell.month): cell.days
            for year in self.career.years
            for cell in year.cells
            if cell.days
        }

    @property
    def wages_before(self) -> Month:
        """The month before which the reference wage looks."""
        return Month.of(self.on)

    @property
    def first_month(self) -> Month | None:
        """The first month on record."""
        return min(self.wages, default=None)

    @cached_property
    def person(self) -> PersonView:
        return person(number=self.number, on=self.on, known_at=None)

    @cached_property
    def pension_in_force(self) -> str:
        """The award of a pension for which no work is asked of its holder; empty: none."""
        return pension_in_force(
            country=self.fund.country, person_id=person_id(self.number), on=self.on
        )

    @cached_property
    def known_children(self) -> Mapping[int, str]:
        """Of the children, those of somebody who was paid for them and died: by whose award."""
        return known_children(
            country=self.fund.country,
            benefit=self.benefit,
            children=[each.person_id for each in self._everybody.children],
            on=self.on,
        )

    @cached_property
    def _everybody(self) -> Household:
        return household(
            fund=self.fund,
            scheme=self.scheme,
            number=self.number,
            benefit=self.benefit,
            on=self.on,
        )

    @cached_property
    def household(self) -> Household:
        """Whom the benefit counts: of who has worked nothing in the month, the known children."""
        found, known = self._everybody, self.known_children
        if not known or self.pension_in_force or Month.of(self.on) in self.wages:
            return found
        children = tuple(each for each in found.children if each.person_id in known)
        return replace(found, children=children)

    @cached_property
    def elsewhere(self) -> tuple[ForeignPeriod, ...]:
        """What other funds certify."""
        return foreign_periods(number=self.number)

    def sum_before(self, values: Mapping[Month, int], months: int) -> int:
        """What the months before that of the event hold together."""
        event = Month.of(self.on)
        return sum(values.get(event - back, 0) for back in range(1, months + 1))


@dataclass
class TotalisedFiles(Files):
    """The same files with the months of other funds: each month once, worth so much elsewhere.

    The reference wage is that of the fund's own last months (convention: no text was read): the
    months worked elsewhere afterwards would count as months without a wage.
    """

    own: Files
    counted: Totalised
    worth: int

    @property
    def origin(self) -> Origin:
        return Origin.TOTALISED

    @cached_property
    def career(self) -> CareerView:
        return self.own.career

    @cached_property
    def wages(self) -> Mapping[Month, int]:
        return self.own.wages

    @cached_property
    def credited(self) -> Mapping[Month, int]:
        here = self.counted.counted[here_of(self.fund)]
        return {
            month: self.own.credited[month] if month in here else self.worth
            for month in self.counted.months()
        }

    @property
    def wages_before(self) -> Month:
        last = max(self.own.wages, default=Month.of(self.on))
        return min(Month.of(self.on), last + 1)

    @property
    def first_month(self) -> Month | None:
        return min([*self.own.wages, *self.counted.months()], default=None)

    @cached_property
    def person(self) -> PersonView:
        return self.own.person

    @cached_property
    def household(self) -> Household:
        return self.own.household

    @property
    def own_credit(self) -> int:
        """What counts here of the whole, in the unit of the scheme."""
        return sum(self.credited[month] for month in self.counted.counted[here_of(self.fund)])


def here_of(fund: FundView) -> str:
    """This fund among those of a career, as the others name it."""
    return f"{fund.country} {fund.code}"


def with_elsewhere(
    files: Files, periods: tuple[ForeignPeriod, ...], *, worth: int
) -> TotalisedFiles:
    """The files of a career totalised with some periods; a month elsewhere is worth so much."""
    here, months = here_of(files.fund), frozenset(files.credited)
    own = Insured(here, files.fund.currency, {m: files.wages.get(m) for m in months})
    others = insured_elsewhere(periods, here=months, until=Month.of(files.on))
    return TotalisedFiles(
        *(files.fund, files.scheme, files.number, files.benefit, files.on),
        own=files,
        counted=totalised([own, *others]),
        worth=worth,
    )
