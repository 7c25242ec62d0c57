"""Family allowances kept for some months after a dismissal by force majeure.

French: maintien des allocations familiales, attestation d'impossibilité de travail. How many months
is the law's, and where no text was read the act is not offered. They are the months that follow the
one in which the work ended (convention): that one is judged by its own work.
"""

from datetime import date

from psycopg.types.range import DateRange

from socle.benefits.facts import KEPT
from socle.benefits.models import AllowanceKept
from socle.benefits.types.holds import KeptFor
from socle.countries.registry import country
from socle.kernel.errors import Conflict
from socle.kernel.months import Month
from socle.platform.access.types import FundView
from socle.platform.acts.fields import require_past
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.temporal.operations import assign
from socle.registry.queries import person_id

_MONTHS = "family_allowance.months_after_dismissal"


def keeps_allowances(fund: FundView) -> bool:
    """Whether a text that was read keeps allowances after a dismissal."""
    return f"{fund.scheme}.{_MONTHS}" in country(fund.country).parameters


def keep_allowances(request: ActRequest) -> ActAnswer:
    """Keeps a person's family allowances after the last day of work, which is the act's.

    Raises:
        NotKnown: no such person.
        ParameterUnknown: no source says for how many months.
        Conflict: they are kept already up to that month; they are kept once.
    """
    number, fund = request.fields["person"], request.desk.fund
    key = {"person_id": person_id(number)}
    with performing(request, subject_kind="person", subject_number=number) as act:
        require_past(request.effective_on, act)
        last = Month.of(request.effective_on)
        valid = _months(fund, last, request.effective_on)
        before = AllowanceKept.objects.filter(
            **key, valid__endswith__gte=valid.lower, valid__startswith__lte=valid.upper
        ).first()
        if before is not None:
            raise Conflict("benefits.kept_already", until=before.valid.upper.isoformat())
        said = {"reason": KeptFor.FORCE_MAJEURE.value}
        assign(KEPT, fund_id=fund.id, key=key, values=said, valid=valid)
        act.after = {"from": valid.lower, "until": valid.upper, **said}
        act.after = {name: str(value) for name, value in act.after.items()}
        return act.answer()


def _months(fund: FundView, last: Month, on: date) -> DateRange:
    months = country(fund.country).parameters.whole(f"{fund.scheme}.{_MONTHS}", on)
    return DateRange((last + 1).first_day, (last + 1 + months).first_day)
