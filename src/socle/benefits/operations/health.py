"""Opening the medical part of a claim without being its adviser, and the adviser's review.

French: accès de secours. It is for a decision that cannot wait; it is never refused for want of
somebody to ask, and never goes unseen.
"""

from datetime import timedelta

from socle.benefits.conventions import conventions
from socle.benefits.models import MedicalAccess, MedicalAccessReview
from socle.benefits.queries.claims import claim_row
from socle.benefits.queries.health import opened_lately
from socle.benefits.queries.known import number_of
from socle.benefits.types.health import ReviewOutcome
from socle.kernel.errors import Conflict, NotKnown, Refused
from socle.platform.access.types import Permission
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest


def open_medical_part(request: ActRequest) -> ActAnswer:
    """Lets its author read what a claim tells of health, for two hours.

    Raises:
        NotKnown: no such claim.
        Refused: too many were opened within the hour, or the author reads it
            already as its adviser.
    """
    if Permission.ADVISE_MEDICALLY in request.desk.permissions:
        raise Refused("medical.access_not_needed")
    claim = claim_row(request.fields["claim"])
    said, user_id = conventions()["medical_access"], request.desk.user_id
    hours, most = int(said["hours"]["value"]), int(said["most_an_hour"]["value"])
    with performing(
        request,
        subject_kind="person",
        subject_number=number_of(claim.person_id),
        locks=(f"reader:{user_id}",),
    ) as act:
        lately = opened_lately(user_id=user_id, since=act.recorded_at - timedelta(hours=1))
        if lately >= most:
            raise Refused("medical.access_too_many", most=most)
        until = act.recorded_at + timedelta(hours=hours)
        MedicalAccess.objects.create(
            fund_id=request.desk.fund.id,
            act_id=act.id,
            claim=claim,
            user_id=user_id,
            opened_at=act.recorded_at,
            until=until,
        )
        act.after = {"claim": claim.number, "until": until.isoformat(timespec="seconds")}
        return act.answer()


def review_medical_access(request: ActRequest) -> ActAnswer:
    """The adviser's word on an access that was taken without them, once.

    Raises:
        NotKnown: no such access.
        Conflict: it was reviewed already.
        Refused: it is one's own, or it is contested without saying why.
    """
    number = request.fields["access"]
    found = MedicalAccess.objects.select_related("claim").filter(act__number=number).first()
    if found is None:
        raise NotKnown("medical.access_unknown", number=number)
    outcome, note = ReviewOutcome(request.fields["outcome"]), request.motive
    if outcome is ReviewOutcome.CONTESTED and not note:
        raise Refused("medical.contested_why")
    if found.user_id == request.desk.user_id:
        raise Refused("medical.own_access")
    with performing(
        request,
        subject_kind="person",
        subject_number=number_of(found.claim.person_id),
        locks=(f"medical_access:{found.pk}",),
    ) as act:
        if MedicalAccessReview.objects.filter(access=found).exists():
            raise Conflict("medical.access_reviewed", number=number)
        MedicalAccessReview.objects.create(
            fund_id=request.desk.fund.id,
            act_id=act.id,
            access=found,
            user_id=request.desk.user_id,
            outcome=outcome.value,
            note=note,
        )
        act.after = {"claim": found.claim.number, "access": number, "outcome": outcome.value}
        return act.answer()
