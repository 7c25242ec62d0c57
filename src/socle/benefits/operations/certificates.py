"""The certificate of rights (attestation de droits): given by an act, made anew each time."""

from datetime import date, datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from socle.benefits.conventions import conventions
from socle.benefits.models import RightsCertificate
from socle.benefits.queries.award_statements import award_facts
from socle.benefits.queries.awards import award as award_of
from socle.benefits.queries.certificates import (
    AWARD,
    KIND,
    Facts,
    rights_certificate,
    rights_facts,
)
from socle.benefits.types import TermStatus
from socle.benefits.types.certificates import RightsGiven
from socle.countries.registry import Country, country
from socle.kernel.errors import Conflict, Refused
from socle.kernel.money import Money
from socle.platform.access.queries import current_fund
from socle.platform.acts.fields import require_past
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.printing import checks
from socle.platform.printing.checks import as_written, day_words, digest_of, left_to_right
from socle.platform.printing.codes import new_code, readable_code
from socle.platform.printing.types import Listing, Paper
from socle.platform.signing.operations import sign_now
from socle.platform.sql import next_ids
from socle.registry.queries import person_id
from socle.registry.queries.merging import ids_of_person


def certify_rights(request: ActRequest) -> ActAnswer:
    """Gives a certificate of what a person's rights give on a day, or that they have none.

    With an award: the statement of that one.

    Raises:
        NotKnown: no such person or award.
        Refused: the day is to come, or the award is somebody else's.
    """
    number, on = request.fields["person"], request.effective_on
    award = request.fields.get("award") or ""
    with performing(request, subject_kind="person", subject_number=number) as act:
        require_past(on, act)
        key = _award_key(award, number) if award else None
        said = _facts(number, award, on, act.recorded_at)
        (new_id,) = next_ids("rights_certificate")
        until = on + timedelta(days=int(conventions()["certificate_days"]["value"]))
        given = RightsCertificate.objects.create(
            id=new_id,
            fund_id=request.desk.fund.id,
            act_id=act.id,
            person_id=person_id(number),
            award_id=key,
            number=f"AD-{on.year}-{new_id:06d}",
            asked_on=on,
            valid_until=until,
            code=new_code(request.desk.fund.id),
            digest=digest_of(said),
        )
        act.after = {"certificate": given.number, "valid_until": until.isoformat()}
        return act.answer()


def sealed_certificate(*, number: str, at: datetime) -> tuple[RightsGiven, Facts, bytes]:
    """What was given under a number, made again from what the fund knew then, and its signature.

    Raises:
        NotKnown: none was given under this number.
        Refused: it was withdrawn.
        Conflict: what the fund knew then is not what it was given on.
    """
    given = rights_certificate(number=number)
    if given.is_withdrawn:
        raise Refused("certificates.withdrawn", number=number)
    said = _facts(given.person_number, given.award_number, given.asked_on, given.known_at)
    if digest_of(said) != given.digest:
        raise Conflict("certificates.facts_differ", number=number)
    fund = current_fund()
    claims = checks.paper_claims(
        issuer=fund.code,
        kind=AWARD if given.award_number else KIND,
        number=given.number,
        name=said["name"],
        on=given.asked_on,
        until=given.valid_until,
        digest=given.digest,
        code=given.code,
    )
    return given, said, sign_now(fund_id=fund.id, claims=claims, at=at)


def _facts(number: str, award: str, on: date, known_at: datetime) -> Facts:
    if award:
        return award_facts(number=award, on=on, known_at=known_at)
    return rights_facts(number=number, on=on, known_at=known_at)


def _award_key(award: str, number: str) -> int:
    """The key of an award that is this person's, under whichever number they had.

    Raises:
        Refused: `certificates.award_of_another`.
    """
    found = award_of(number=award)
    files = ids_of_person(person_id=person_id(number), known_at=None)
    if found.beneficiary_id not in files:
        raise Refused("certificates.award_of_another", award=award, number=number)
    return found.id


def rights_paper(*, number: str, address: str, at: datetime) -> Paper:
    """A certificate that was given, made again from what the fund knew then.

    Raises:
        NotKnown: none was given under this number.
        Refused: it was withdrawn.
        Conflict: what the fund knew then is not what it was given on.
    """
    given, said, token = sealed_certificate(number=number, at=at)
    fund = current_fund()
    words = _(
        "%(fund)s atteste qu’au %(on)s la personne désignée ci-dessous a les droits suivants."
    )
    return Paper(
        language=get_language() or "fr",
        fund=fund.name,
        title=_("Attestation de droits"),
        subtitle=f"{left_to_right(given.number)} · {day_words(given.asked_on)}",
        body=(words % {"fund": as_written(fund.name), "on": day_words(given.asked_on)},),
        facts=(
            (_("Nom complet"), as_written(said["name"])),
            (_("N° d’assuré"), left_to_right(said["number"])),
            (_("Valable jusqu’au"), day_words(given.valid_until)),
        ),
        listings=(_listing(country(fund.country), said),),
        check=checks.check_words(address),
        code=left_to_right(readable_code(given.code)),
        qr=checks.checked_at(address=address, code=given.code, token=token),
        foot=_("Acte %(number)s") % {"number": left_to_right(given.act_number)},
    )


def _listing(here: Country, said: Facts) -> Listing:
    """The rights of the day; that there is none is said."""
    language = get_language() or "fr"
    states = {
        TermStatus.ACTIVE.value: _("en paiement"),
        TermStatus.SUSPENDED.value: _("suspendu"),
    }
    if not said["rights"]:
        return Listing(_("Droits"), (_("Aucun droit n’est ouvert à cette date."),), ())
    rows = tuple(
        (
            here.label("benefit", each["benefit"], language),
            left_to_right(each["award"]),
            day_words(date.fromisoformat(each["since"])),
            left_to_right(Money(each["amount"], here.currency).text(language)),
            here.label("periodicity", each["periodicity"], language),
            states[each["status"]],
        )
        for each in said["rights"]
    )
    head = (_("Prestation"), _("Droit"), _("Depuis le"), _("Montant"), _("Période"), _("État"))
    return Listing(_("Droits"), head, rows)
