"""What an employer that stops leaves behind: debts, months not declared, or declared since."""

from collections.abc import Sequence
from datetime import date

from socle.arrears.queries.aged import aged_balance
from socle.contributions.obligations import declared_between, missing_months
from socle.kernel.errors import Fault, ParameterUnknown
from socle.kernel.months import Month
from socle.platform.acts.fields import shown_amount
from socle.platform.acts.types import ActRequest
from socle.registry.queries import employer_ids_of

_NAMED = 6


def doubts_on_closing(request: ActRequest) -> tuple[Fault, ...]:
    """What is due on the day of asking and not paid, or not declared: the closure undoes neither.

    Told late, the months declared since its day of effect too, which say that it went on working.
    No debt and no month not declared where no text that was read says when months fall due.
    """
    number, on = request.fields["number"], request.effective_on
    asked_on = request.asked_on or on
    known = employer_ids_of(numbers=[number])
    if not known:
        return ()
    found = list(_declared_since(number, _first_month_of(on), None))
    try:
        totals = aged_balance(on=asked_on, employer_ids=frozenset(known.values())).totals
        missing = missing_months(
            on=asked_on, employer_numbers=frozenset({number}), until=_first_month_of(on) - 1
        )
    except ParameterUnknown:
        return tuple(found)
    if (debt := totals.overdue - totals.credit) > 0:
        facts: dict[str, str | int] = {"amount": shown_amount(request, debt)}
        found.append(Fault("arrears.closing_owes", field="number", facts=facts))
    if missing:
        facts = _named([each.month for each in missing])
        found.append(Fault("arrears.closing_undeclared", field="number", facts=facts))
    return tuple(found)


def doubts_on_suspension(request: ActRequest) -> tuple[Fault, ...]:
    """Months declared that would be suspended whole: the employer has said that it worked."""
    until: date | None = request.fields.get("until")
    last = Month.of(until) if until else None
    if last and until and until < last.last_day:
        last -= 1
    first = _first_month_of(request.effective_on)
    return tuple(_declared_since(request.fields["number"], first, last))


def _first_month_of(on: date) -> Month:
    """The first month that lies whole from a day on: the days before it were declared rightly."""
    return Month.of(on) + (on.day > 1)


def _declared_since(number: str, first: Month, last: Month | None) -> Sequence[Fault]:
    months = declared_between(employer_number=number, first=first, last=last)
    facts = _named(months)
    return [Fault("arrears.declared_since", field="effective_on", facts=facts)] if months else []


def _named(months: Sequence[str]) -> dict[str, str | int]:
    shown = ", ".join(months[:_NAMED])
    return {"count": len(months), "months": shown + (", …" if len(months) > _NAMED else "")}
