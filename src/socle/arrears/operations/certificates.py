"""Asking for a certificate of good standing (attestation de régularité)."""

from datetime import timedelta

from socle.arrears.models import StandingCertificate
from socle.arrears.queries.rules import figure
from socle.arrears.queries.standing import standing
from socle.platform.access.queries import require_employer
from socle.platform.acts.fields import require_past
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.printing.codes import new_code
from socle.platform.sql import next_ids
from socle.registry.queries import employer_id


def request_certificate(request: ActRequest) -> ActAnswer:
    """Gives the certificate, or refuses it with every reason: either is an act, and prints.

    Raises:
        NotKnown: there is no such employer, or the desk may not act for it.
    """
    number, on = request.fields["employer"], request.effective_on
    require_employer(request.desk, number)
    with performing(request, subject_kind="employer", subject_number=number) as act:
        require_past(on, act)
        found = standing(employer_number=number, on=on)
        days = figure("certificate_days", on=on)
        until = on + timedelta(days=days) if found.is_good else None
        (new_id,) = next_ids("standing_certificate")
        certificate = StandingCertificate.objects.create(
            id=new_id,
            fund_id=request.desk.fund.id,
            number=f"T-{on.year}-{new_id:06d}",
            act_id=act.id,
            employer_id=employer_id(number),
            asked_on=on,
            valid_until=until,
            code=new_code(request.desk.fund.id) if found.is_good else "",
            reasons=[reason.value for reason in found.reasons],
            undeclared=list(found.undeclared),
            unpaid=found.unpaid_total,
            covered_by=found.covered_by if found.is_good else "",
        )
        act.after = {
            "certificate": certificate.number,
            "result": "given" if found.is_good else "refused",
            "valid_until": until.isoformat() if until else "",
            "reasons": [reason.value for reason in found.reasons],
        }
        return act.answer()
