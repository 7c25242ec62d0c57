"""What an employer that closes leaves behind: debts, and months that it has not declared."""

from socle.arrears.queries.aged import aged_balance
from socle.contributions.obligations import missing_months
from socle.kernel.errors import Fault, ParameterUnknown
from socle.platform.acts.fields import shown_amount
from socle.platform.acts.types import ActRequest
from socle.registry.queries import employer_ids_of

_NAMED = 6


def doubts_on_closing(request: ActRequest) -> tuple[Fault, ...]:
    """What is due on the day of effect and not paid, or not declared: the closure undoes neither.

    Of a closure planned ahead, what is due on the day of asking: no more is due yet. Nothing where
    no text that was read says when months fall due.
    """
    number = request.fields["number"]
    on = min(request.effective_on, request.asked_on or request.effective_on)
    known = employer_ids_of(numbers=[number])
    if not known:
        return ()
    try:
        totals = aged_balance(on=on, employer_ids=frozenset(known.values())).totals
        missing = missing_months(on=on, employer_numbers=frozenset({number}))
    except ParameterUnknown:
        return ()
    found = []
    if (debt := totals.overdue - totals.credit) > 0:
        facts: dict[str, str | int] = {"amount": shown_amount(request, debt)}
        found.append(Fault("arrears.closing_owes", field="number", facts=facts))
    if missing:
        months = ", ".join(each.month for each in missing[:_NAMED])
        facts = {"count": len(missing), "months": months + (", …" if len(missing) > _NAMED else "")}
        found.append(Fault("arrears.closing_undeclared", field="number", facts=facts))
    return tuple(found)
