"""Declaring an event of force majeure that shifts due dates."""

from socle.arrears.models import ForceMajeure
from socle.arrears.queries.due_dates import calendar
from socle.arrears.types import Scope
from socle.kernel.errors import NotKnown, Refused
from socle.kernel.months import Month
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.sql import next_ids
from socle.registry.queries import employer_ids_in, employer_ids_of


def declare_event(request: ActRequest) -> ActAnswer:
    """Shifts the due date of some months, for all employers, those of a place, or those named.

    Who is concerned in a place is fixed by the act: an employer that comes there later is not.

    Raises:
        Refused: nobody is concerned, or the new date postpones nothing.
        NotKnown: an employer named is not known.
    """
    fields = request.fields
    first, last = Month.parse(fields["first_month"]), Month.parse(fields["last_month"])
    number = f"F-{request.effective_on.year}-{next_ids('force_majeure')[0]:06d}"
    with performing(
        request, subject_kind="event", subject_number=number, locks=("force_majeure",)
    ) as act:
        if last < first:
            raise Refused("arrears.event_months", first=str(first), last=str(last))
        due = calendar().law(last.first_day)
        if fields["postponed_to"] <= due:
            facts = {"to": fields["postponed_to"].isoformat(), "due": due.isoformat()}
            raise Refused("arrears.event_moves_nothing", **facts)
        scope = Scope(fields["scope"])
        ids = _concerned(request, scope)
        ForceMajeure.objects.create(
            fund_id=request.desk.fund.id,
            number=number,
            act_id=act.id,
            first_month=first.first_day,
            last_month=last.first_day,
            postponed_to=fields["postponed_to"],
            scope=scope.value,
            area=fields.get("area", "") if scope is Scope.AREA else "",
            employer_ids=sorted(ids.values()),
            cause=fields["cause"],
        )
        if scope is Scope.NAMED:
            act.touched |= {f"employer:{each}" for each in ids}
        act.after = {
            "first_month": str(first),
            "last_month": str(last),
            "postponed_to": fields["postponed_to"].isoformat(),
            "scope": scope.value,
            "area": fields.get("area", ""),
            "employers": len(ids) if scope is not Scope.ALL else "",
            "cause": fields["cause"],
        }
        return act.answer()


def _concerned(request: ActRequest, scope: Scope) -> dict[str, int]:
    if scope is Scope.ALL:
        return {}
    if scope is Scope.AREA:
        area = request.fields.get("area", "")
        found = employer_ids_in(area=area, on=request.effective_on) if area else frozenset()
        ids = {str(key): key for key in found}
    else:
        numbers = request.fields.get("employers", "").replace(",", " ").replace(";", " ").split()
        ids = employer_ids_of(numbers=numbers)
        for unknown in sorted(set(numbers) - set(ids)):
            raise NotKnown("registry.employer_unknown", number=unknown)
    if not ids:
        raise Refused("arrears.event_of_nobody")
    return ids
