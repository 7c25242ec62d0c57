"""The certificate of good standing as a paper, made anew each time and signed."""

from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from socle.arrears.queries.standing import certificate
from socle.arrears.types import CertificateView
from socle.kernel.errors import Refused
from socle.platform.access.queries import current_fund
from socle.platform.printing import checks
from socle.platform.printing.checks import as_written, day_words, left_to_right
from socle.platform.printing.codes import readable_code
from socle.platform.printing.types import Paper
from socle.platform.signing.operations import sign_now

KIND = "standing"


def standing_paper(*, number: str, address: str, at: datetime) -> Paper:
    """A certificate of good standing that was given (attestation de régularité).

    Raises:
        NotKnown: there is none.
        Refused: it was refused, or withdrawn since: only its page prints.
    """
    found = certificate(number=number)
    if found.valid_until is None or found.is_withdrawn:
        raise Refused("arrears.certificate_not_given", number=number)
    fund = current_fund()
    claims = checks.paper_claims(
        issuer=fund.code,
        kind=KIND,
        number=found.number,
        name=found.employer_name,
        on=found.asked_on,
        until=found.valid_until,
        digest=checks.digest_of(_facts(found)),
        code=found.code,
    )
    token = sign_now(fund_id=fund.id, claims=claims, at=at)
    return Paper(
        language=get_language() or "fr",
        fund=fund.name,
        title=_("Attestation de régularité"),
        subtitle=f"{left_to_right(found.number)} · {day_words(found.asked_on)}",
        body=_body(found, fund.name),
        facts=(
            (_("Raison sociale"), as_written(found.employer_name)),
            (_("Numéro d’employeur"), left_to_right(found.employer_number)),
            (_("Valable jusqu’au"), day_words(found.valid_until)),
        ),
        listings=(),
        check=checks.check_words(address),
        code=left_to_right(readable_code(found.code)),
        qr=checks.checked_at(address=address, code=found.code, token=token),
        foot=_("Acte %(number)s") % {"number": left_to_right(found.act_number)},
    )


def _facts(found: CertificateView) -> dict[str, str]:
    """What the certificate says, as its own row keeps it."""
    return {
        "number": found.employer_number,
        "on": found.asked_on.isoformat(),
        "covered_by": found.covered_by,
    }


def _body(found: CertificateView, fund: str) -> tuple[str, ...]:
    named = {"fund": as_written(fund), "on": day_words(found.asked_on)}
    said = _(
        "%(fund)s atteste qu’au %(on)s l’employeur désigné ci-dessous a déclaré tous ses mois"
        " échus et qu’il est à jour de leur paiement."
    )
    if not found.covered_by:
        return (said % named,)
    plan = _("Une partie est payée par l’échéancier %(plan)s, respecté à cette date.")
    return said % named, plan % {"plan": left_to_right(found.covered_by)}
