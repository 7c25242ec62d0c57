"""Careers elsewhere: what other funds certified of a person, and what this fund certifies."""

from datetime import date, datetime

from socle.benefits.models import ForeignPeriod as StoredPeriod
from socle.benefits.queries.known import known
from socle.benefits.types import Certified, ForeignPeriod, LiaisonSheet
from socle.contributions.careers import view as career_view
from socle.contributions.types import CareerView
from socle.kernel.months import Month
from socle.platform.access.types import FundView
from socle.registry.queries import person, person_id
from socle.registry.queries.merging import ids_of_person
from socle.rules.totalisation import Insured, certified_months


def foreign_periods(*, number: str, known_at: datetime | None = None) -> tuple[ForeignPeriod, ...]:
    """What other funds certify of a person, as known at an instant, the oldest first.

    Raises:
        NotKnown: there is no such person.
    """
    files = ids_of_person(person_id=person_id(number), known_at=known_at)
    found = (
        StoredPeriod.objects.filter(known(known_at), person_id__in=files)
        .select_related("act", "form")
        .order_by("first_month", "id")
    )
    return tuple(
        ForeignPeriod(
            country=each.country,
            institution=each.institution,
            number_there=each.number_there,
            first=Month.of(each.first_month),
            last=Month.of(each.last_month),
            months=each.months,
            wage=each.wage,
            currency=each.currency,
            act_number=each.act.number,
            form_number=each.form.number if each.form else "",
        )
        for each in found
    )


def insured_elsewhere(
    periods: tuple[ForeignPeriod, ...], *, here: frozenset[Month], until: Month
) -> tuple[Insured, ...]:
    """The months that each other fund certifies, up to the event's; `here`, those insured here."""
    found: dict[str, tuple[str, dict[Month, int | None]]] = {}
    for each in periods:
        _currency, months = found.setdefault(each.fund, (each.currency, {}))
        taken = here | months.keys()
        for month in certified_months(each.first, each.last, each.months, taken=taken):
            if month <= until:
                months[month] = each.wage
    return tuple(Insured(fund, currency, months) for fund, (currency, months) in found.items())


def liaison_sheet(*, fund: FundView, number: str, on: date) -> LiaisonSheet:
    """What this fund certifies of a person to another fund, up to a day.

    Raises:
        NotKnown: there is no such person.
    """
    who = person(number=number, on=on, known_at=None)
    career = career_view(person_number=number, on=on, known_at=None)
    return LiaisonSheet(
        number=f"FL-{number}-{on:%Y%m%d}",
        issued_on=on,
        country=fund.country,
        institution=fund.code,
        person_number=number,
        person_name=who.full_name,
        birth_on=who.birth_on.isoformat() if who.birth_on else "",
        currency=fund.currency,
        unit=career.unit,
        credited=sum(year.credited for year in career.years),
        periods=certified(career),
    )


def certified(career: CareerView) -> tuple[Certified, ...]:
    """The months that count in a career, those in a row together, each with the mean wage."""
    wages: dict[Month, int] = {}
    for each in career.months:
        month = Month.parse(each.month)
        wages[month] = wages.get(month, 0) + each.wage_capped
    runs: list[list[Month]] = []
    counted = [Month.parse(c.month) for year in career.years for c in year.cells if c.credited]
    for month in sorted(counted):
        if runs and runs[-1][-1] + 1 == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    return tuple(
        Certified(
            first=run[0],
            last=run[-1],
            months=len(run),
            wage=_mean([wages.get(month, 0) for month in run]),
        )
        for run in runs
    )


def _mean(values: list[int]) -> int:
    """The mean, half up."""
    return (2 * sum(values) + len(values)) // (2 * len(values))
