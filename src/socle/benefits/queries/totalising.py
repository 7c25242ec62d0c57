"""A right that a career of several funds opens, and this fund's share of it.

French: totalisation, liquidation au prorata. The method between two countries is a dated parameter
of the scheme (`totalisation.method`, for one country or for all); where none was read, the decision
waits and names it. A right that the career here opens alone is owed whole by the law alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from socle.benefits.queries.files import DAY, Files, TotalisedFiles, here_of, with_elsewhere
from socle.benefits.types import (
    Calculation,
    PlannedAward,
    PlannedTerm,
    Told,
    Totalisation,
)
from socle.kernel.errors import ParameterUnknown
from socle.kernel.money import Money
from socle.rules.certainty import CONVENTION, least_sure
from socle.rules.parameters import Value, as_whole
from socle.rules.totalisation import PRO_RATA, share
from socle.rules.trace import Step, Trace

# What a duration of insurance opens, to the insured or to who survives them.
BENEFITS = frozenset({"old_age", "early_old_age", "invalidity", "survivors"})
LUMP_SUM = "old_age_lump_sum"
_COUNTED = frozenset({"insurance_months", "insured_days", "pension_of_deceased"})
_AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Across:
    """The files of a career totalised, and the texts by which it was."""

    files: TotalisedFiles
    methods: tuple[Value, ...]


def may_totalise(benefit: str, told: Told) -> bool:
    """Whether months elsewhere may count: not where somebody told the whole duration."""
    return benefit in BENEFITS and not _COUNTED & told.keys()


def totalising(files: Files) -> Across | None:
    """The files with the months of other funds; None where no other fund certifies any, or none
    counts here: there is no share of nothing.

    Raises:
        ParameterUnknown: no text, and no convention of the house, says how they count.
    """
    if not files.credited:
        return None
    methods = {each: _method(files, each) for each in {p.country for p in files.elsewhere}}
    counted = tuple(p for p in files.elsewhere if methods[p.country].value == PRO_RATA)
    if not counted:
        return None
    used = [methods[each] for each in dict.fromkeys(p.country for p in counted)]
    worth = 1
    if files.career.unit == DAY:
        days = _value(files, "days_in_month", "")
        used.append(days)
        worth = as_whole(days)
    across = with_elsewhere(files, counted, worth=worth)
    return Across(across, tuple(used)) if across.counted.elsewhere(here_of(files.fund)) else None


def shared(found: Calculation, across: Across, currency: str) -> Calculation:
    """What the fund owes of a calculation on the whole career, with each figure as a step."""
    files, here = across.files, here_of(across.files.fund)
    kept = Totalisation(
        own=files.own_credit,
        total=sum(files.credited.values()),
        overlapping=len(files.counted.overlapping),
        theoretical=found.amount,
        elsewhere=tuple(
            (fund, len(months))
            for fund, months in sorted(files.counted.counted.items())
            if fund != here and months
        ),
    )
    amount = share(found.amount, kept.own, kept.total)
    return replace(
        found,
        eligible=found.eligible and amount > 0,
        amount=amount,
        parts={name: share(part, kept.own, kept.total) for name, part in found.parts.items()}
        if found.parts
        else found.parts,
        steps=(*_counted(kept, across, currency), *_owed(found, kept, amount, currency)),
        status=least_sure((found.status, *(each.status for each in across.methods)))
        if found.status
        else "",
        totalisation=kept,
    )


def before_pension(
    lump_sum: Calculation, pension: Calculation, *, method: str, currency: str
) -> Calculation:
    """A lump sum where the months of all funds may open a pension: a person says which is due.

    No text was read: paid first, the lump sum could take the months out of the career.
    """
    if pension.totalisation is None or not pension.eligible:
        return lump_sum
    step = Step("pension_by_totalisation", Money(pension.amount, currency), "socle", CONVENTION)
    return replace(
        lump_sum,
        steps=(step, *lump_sum.steps),
        unchecked_law=(*lump_sum.unchecked_law, method),
    )


def prorated(
    plans: Sequence[PlannedAward], totalisation: Totalisation | None
) -> tuple[PlannedAward, ...]:
    """The same awards, of which the fund owes its share."""
    if totalisation is None:
        return tuple(plans)
    parts = [(plan, [_part(term, totalisation) for term in plan.terms]) for plan in plans]
    owed = [(plan, tuple(term for term in terms if term.amount > 0)) for plan, terms in parts]
    return tuple(replace(plan, terms=terms) for plan, terms in owed if terms)


def _part(term: PlannedTerm, totalisation: Totalisation) -> PlannedTerm:
    owed = share(term.amount, totalisation.own, totalisation.total)
    return replace(term, amount=owed)


def _method(files: Files, country: str) -> Value:
    """How months of a country count: by its own convention, else as for all."""
    try:
        return _value(files, "method", country)
    except ParameterUnknown:
        return _value(files, "method", "")


def _value(files: Files, name: str, selector: str) -> Value:
    scheme = files.scheme
    return scheme.parameters.value(f"{scheme.code}.totalisation.{name}", files.on, selector)


def _counted(kept: Totalisation, across: Across, currency: str) -> tuple[Step, ...]:
    """How the months were counted."""
    trace = Trace(currency)
    for each in across.methods:
        label = "totalisation" if each.value == PRO_RATA else "days_for_a_month"
        trace.add_value(label, each)
    trace.add("own_credit", kept.own)
    for fund, months in kept.elsewhere:
        trace.add("months_elsewhere", f"{fund} : {months}")
    if kept.overlapping:
        trace.add("overlapping_months", kept.overlapping)
    trace.add("totalised_credit", kept.total)
    return tuple(dict.fromkeys(trace.steps))


def _owed(found: Calculation, kept: Totalisation, amount: int, currency: str) -> tuple[Step, ...]:
    """The steps of the whole career's amount, then the share of it."""
    whole = [
        replace(each, label="theoretical_amount") if each.label == _AMOUNT else each
        for each in found.steps
    ]
    if not found.eligible:
        return tuple(whole)
    return (
        *dict.fromkeys(whole),
        Step("share_of_fund", f"{kept.own} / {kept.total}"),
        Step("rounding", "half_up", "socle", CONVENTION),
        Step(_AMOUNT, Money(amount, currency)),
    )
