"""School certificates and family allowances: a child late is counted no more, and again once in.

A decision says beforehand until when a child is counted; these acts decide again, so that what an
award gives is always what was decided.
"""

from datetime import date, datetime

from django.db import transaction

from socle.benefits.models import Claim
from socle.benefits.operations.revisions import revised
from socle.benefits.queries.awards import award
from socle.benefits.queries.claims import claim_row
from socle.benefits.queries.known import number_of
from socle.benefits.queries.proofs import awaited_schooling, schooled_since
from socle.benefits.types.proofs import ProofState
from socle.countries.clock import legal_day
from socle.kernel.errors import Refused, SocleError
from socle.kernel.months import after_month_begun
from socle.platform.access.operations import automatic_desk
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import FundView
from socle.platform.acts.fields import require_past
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActAnswer, ActRequest

RESTORE = "restore_schooling"
_ALL = 1_000_000
# Who reads a list of what was left reads so many by name.
_NAMED = 50


def without_children(*, request: ActRequest, act: ActInProgress) -> tuple[list[str], list[str]]:
    """Decides again, without their children who are late, all family allowances of a fund.

    The numbers of those that were; and of those whose calculation wants something: for a person.
    """
    fund, since = request.desk.fund, after_month_begun(request.effective_on)
    late = awaited_schooling(
        fund=fund, on=request.effective_on, state=ProofState.LATE.value, limit=_ALL
    )
    lowered: list[str] = []
    left: list[str] = []
    for number in sorted({each.award for each in late}):
        try:
            with transaction.atomic():
                revised(request=request, act=act, claim=_claim_of(number), since=since)
        except SocleError:
            left.append(number)
        else:
            lowered.append(number)
    return lowered, left[:_NAMED]


def restore_schooling(request: ActRequest) -> ActAnswer:
    """Counts again, from a day on, the children of an award who have a certificate.

    The next run pays the months since.

    Raises:
        NotKnown: no such award.
        Refused: no child has one, or something else is missing to decide.
        Conflict: the certificate changes nothing.
    """
    number = request.fields["award"]
    claim = _claim_of(number)
    person = number_of(claim.person_id)
    with performing(
        request, subject_kind="person", subject_number=person, locks=(f"claim:{claim.number}",)
    ) as act:
        require_past(request.effective_on, act)
        if not schooled_since(award=number):
            raise Refused("proofs.no_certificate", award=number)
        since = max(after_month_begun(request.effective_on), _first_day(number))
        act.before, act.after = revised(request=request, act=act, claim=claim, since=since)
        return act.answer()


def restore_all(*, fund: FundView, at: datetime) -> int:
    """Counts again the children whose certificate came, award by award; how many acts it took.

    The register's act is its own; this follows within minutes, and may be done again. An award is
    decided from the first day of the certificate, then from each later day on which a child came
    or left, for a decision sees the family of one day.
    """
    with fund_scope(fund.id):
        waiting = schooled_since()
        desk = automatic_desk(fund=fund)
    today = legal_day(at, fund.country)
    done = 0
    for number, first, later in waiting:
        for day in [first, *(each for each in later if each <= today)]:
            request = ActRequest(
                desk=desk,
                type=RESTORE,
                fields={"award": number},
                effective_on=day,
                motive="",
                key=f"schooling:{number}:{day}:{at:%Y-%m-%dT%H:%M}",
            )
            try:
                with fund_scope(fund.id), transaction.atomic():
                    restore_schooling(request)
            except SocleError:
                continue  # nothing changes, or a person must look: it stays in the list of proofs
            done += 1
    return done


def _claim_of(number: str) -> Claim:
    return claim_row(award(number=number).claim_number)


def _first_day(number: str) -> date:
    """The first day on which an award ever gave something."""
    terms = award(number=number).terms
    return min((each.since for each in terms), default=date.min)
