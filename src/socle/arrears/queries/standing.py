"""Whether an employer is in good standing, and the certificates that say so.

French: attestation de régularité. It is given when every month that fell due is declared and paid;
a plan that is kept stands for the payment of the months it covers, where the fund says so.
"""

from datetime import date, datetime

from django.db.models import QuerySet

from socle.arrears.models import StandingCertificate
from socle.arrears.queries.aged import overdue_months
from socle.arrears.queries.due_dates import Calendar, Regimes, calendar, known
from socle.arrears.queries.plans import plans
from socle.arrears.queries.rules import figure
from socle.arrears.types import CertificateView, PlanState, Reason, Standing
from socle.contributions import obligations
from socle.kernel.errors import NotKnown
from socle.kernel.months import Month
from socle.platform.access.queries import current_fund
from socle.platform.printing.types import Check, Verified
from socle.registry.queries import employer_id, names_of
from socle.registry.queries.certificates import given_until


def standing(
    *,
    employer_number: str,
    on: date,
    dates: Calendar | None = None,
    since: date | None = None,
) -> Standing:
    """Whether a certificate may be given on a day, and if not every reason.

    `dates` and `since` as for `overdue_months`.

    Raises:
        NotKnown: there is no such employer.
    """
    key, dates = employer_id(employer_number), dates or calendar()
    found = plans(on=on, employer_id=key)
    allowed = figure("plan_allows_certificate", on=on) == 1
    kept = [each for each in found if each.state is PlanState.IN_FORCE] if allowed else []
    covered = {month for each in kept for month in each.months}
    unpaid = tuple(
        (each.month, each.amount)
        for each in overdue_months(on=on, employer_ids=frozenset({key}), dates=dates, since=since)
        if each.month not in covered
    )
    undeclared = undeclared_months(employer_number=employer_number, on=on, dates=dates)
    broken = tuple(each.number for each in found if each.state is PlanState.BROKEN)
    reasons = [
        reason
        for reason, holds in (
            (Reason.UNDECLARED, undeclared),
            (Reason.UNPAID, unpaid),
            (Reason.BROKEN_PLAN, broken),
        )
        if holds
    ]
    by = kept[0].number if kept else ""
    return Standing(on, tuple(reasons), undeclared, unpaid, broken, by)


def undeclared_months(
    *, employer_number: str, on: date, dates: Calendar | None = None
) -> tuple[date, ...]:
    """The months due before a day, as events moved them, and not declared."""
    key = employer_id(employer_number)
    dates, regimes = dates or calendar(), Regimes(key)
    missing = obligations.missing_months(on=on, employer_numbers=frozenset({employer_number}))
    months = [Month.parse(each.month).first_day for each in missing]
    return tuple(
        month for month in months if dates.due(month, key, regimes.on(month)).effective < on
    )


def certificate(*, number: str) -> CertificateView:
    """A certificate, given or refused.

    Raises:
        NotKnown: there is none.
    """
    found = _certificates().filter(number=number).first()
    if found is None:
        raise NotKnown("arrears.certificate_unknown", number=number)
    return _views([found])[0]


def certificate_of_act(*, act_number: str) -> CertificateView:
    """What an act answered to a request for a certificate.

    Raises:
        NotKnown: the act is no such request.
    """
    found = _certificates().filter(act__number=act_number).first()
    if found is None:
        raise NotKnown("arrears.certificate_unknown", number=act_number)
    return _views([found])[0]


def certificates(
    *,
    employer_id: int,
    limit: int = 20,
    on: date | None = None,
    known_at: datetime | None = None,
) -> list[CertificateView]:
    """The certificates an employer asked for up to a day, the latest first."""
    found = _certificates(known_at).filter(employer_id=employer_id)
    return _views(list(given_until(found, on, known_at)[:limit]))


def verified(*, code: str, on: date) -> Verified:
    """What the public page says of a code in the fund of the transaction."""
    found = _certificates().filter(code=code).first() if code else None
    if found is None:
        return Verified(Check.UNKNOWN)
    view = _views([found])[0]
    is_past = view.valid_until is not None and view.valid_until < on
    result = Check.ENDED if view.is_withdrawn or is_past else Check.VALID
    fund = current_fund().name
    return Verified(
        result, view.employer_name, fund, view.asked_on, view.valid_until, kind="standing"
    )


def _certificates(known_at: datetime | None = None) -> "QuerySet[StandingCertificate]":
    found = StandingCertificate.objects.select_related("act").order_by("-id")
    return found.annotate(is_believed=known(known_at))


def _views(found: list[StandingCertificate]) -> list[CertificateView]:
    names = names_of(employer_ids={each.employer_id for each in found})
    return [
        CertificateView(
            number=each.number,
            act_number=each.act.number,
            employer_number=names[each.employer_id][0],
            employer_name=names[each.employer_id][1],
            asked_on=each.asked_on,
            is_given=each.valid_until is not None,
            valid_until=each.valid_until,
            code=each.code,
            reasons=tuple(Reason(reason) for reason in each.reasons),
            undeclared=tuple(each.undeclared),
            unpaid=each.unpaid,
            is_withdrawn=not each.is_believed,  # type: ignore[attr-defined]
            covered_by=each.covered_by,
        )
        for each in found
    ]
