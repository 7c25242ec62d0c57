"""Papers of the register, made anew each time: what they say, signed, in the reader's language."""

from datetime import date, datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from socle.kernel.errors import Conflict, Refused
from socle.platform.access.queries import current_fund
from socle.platform.acts.queries import act
from socle.platform.documents.queries import pieces
from socle.platform.printing import checks
from socle.platform.printing.checks import as_written, day_words, digest_of, left_to_right
from socle.platform.printing.codes import readable_code
from socle.platform.printing.photos import photo_of
from socle.platform.printing.types import CardFace, Listing, Paper, Photo
from socle.platform.signing import base45
from socle.platform.signing.cose import Claims
from socle.platform.signing.operations import sign_now
from socle.registry.queries.cards import PHOTO, card, revoked
from socle.registry.queries.certificates import Facts, birth_as_known, certificate_given, facts
from socle.registry.queries.people import person
from socle.registry.types import EmployerStatus, PersonView, Sex
from socle.registry.types.cards import CardView, CertificateGiven, CertificateKind

# Claims of a CWT, and of the map 169 of an identity (RFC 8392; MOSIP, claim 169).
_ISSUER, _EXPIRES, _ISSUED, _SERIAL, _IDENTITY = 1, 4, 6, 7, 169
_NUMBER, _VERSION, _NAME, _BIRTH, _SEX = 1, 2, 4, 8, 9
_SEXES = {Sex.MALE: 1, Sex.FEMALE: 2}
# Our own, for private use by RFC 8392: the serials of revoked cards.
REVOKED = -65538


def card_face(*, card_id: int, on: date, at: datetime) -> CardFace:
    """Both sides of a card, saying its holder as they were known when it was made.

    Raises:
        NotKnown: the fund made no such card.
        Refused: it serves nobody any more.
    """
    found = card(card_id=card_id, on=on)
    if not found.is_live:
        raise Refused("cards.not_live", card=found.number)
    who = person(number=found.person_number, on=found.issued_on, known_at=found.made_at)
    fund = current_fund()
    token = sign_now(fund_id=fund.id, claims=_card_claims(fund.code, found, who), at=at)
    said = (
        (_("N° d’assuré"), left_to_right(who.number)),
        (_("Naissance"), _birth_words(birth_as_known(who.birth_on, who.birth_precision))),
        (
            _("Sexe"),
            {Sex.FEMALE: _("Féminin"), Sex.MALE: _("Masculin")}[who.sex] if who.sex else "",
        ),
        (_("Carte"), left_to_right(found.number)),
        (_("Valable jusqu’au"), day_words(found.expires_on)),
    )
    return CardFace(
        language=get_language() or "fr",
        fund=fund.name,
        title=_("Carte d’assuré"),
        name=as_written(who.full_name),
        other_name=who.arabic_name,
        facts=tuple((label, value) for label, value in said if value),
        back=(
            _("Cette carte dit qui est immatriculé, pas les droits ouverts."),
            _("Perdue ou trouvée ? Dites-le à n’importe quelle agence de la caisse."),
        ),
        qr=base45.encode(token),
        photo=_photo(found.act_number),
    )


def _card_claims(issuer: str, found: CardView, who: PersonView) -> Claims:
    """As little as tells whose card it is: no address, and no rights, which change."""
    identity: dict[int, str | int] = {_NUMBER: who.number, _VERSION: "1", _NAME: who.full_name}
    if birth := birth_as_known(who.birth_on, who.birth_precision):
        identity[_BIRTH] = birth.replace("-", "")
    if who.sex:
        identity[_SEX] = _SEXES[who.sex]
    return {
        _ISSUER: issuer,
        _EXPIRES: checks.midnight(found.expires_on + timedelta(days=1)),
        _ISSUED: checks.midnight(found.issued_on),
        _SERIAL: found.id.to_bytes((found.id.bit_length() + 7) // 8, "big"),
        _IDENTITY: identity,
    }


def revocation_list(*, on: date, at: datetime) -> bytes:
    """The fund's revoked cards, signed and dated: what a reader without network keeps."""
    fund = current_fund()
    claims = {
        _ISSUER: fund.code,
        _ISSUED: int(at.timestamp()),
        REVOKED: packed(serials=revoked(on=on)),
    }
    return sign_now(fund_id=fund.id, claims=claims, at=at)


def packed(*, serials: list[int]) -> bytes:
    """Serials in order, each by its distance from the one before: a byte or two a card."""
    found, last = bytearray(), 0
    for serial in serials:
        distance, last = serial - last, serial
        while distance > 0x7F:
            found.append(distance & 0x7F | 0x80)
            distance >>= 7
        found.append(distance)
    return bytes(found)


def certificate_paper(*, number: str, address: str, at: datetime) -> Paper:
    """A certificate that was given, made again from what the fund knew then.

    Raises:
        NotKnown: none was given under this number.
        Refused: it was withdrawn.
        Conflict: what the fund knew then is not what it was given on.
    """
    given = certificate_given(number=number)
    if given.is_withdrawn:
        raise Refused("certificates.withdrawn", number=number)
    said = facts(
        kind=given.kind,
        number=given.subject_number,
        on=given.asked_on,
        known_at=given.known_at,
    )
    if digest_of(said) != given.digest:
        raise Conflict("certificates.facts_differ", number=number)
    fund = current_fund()
    claims = checks.paper_claims(
        issuer=fund.code,
        kind=given.kind.value,
        number=given.number,
        name=said["name"],
        on=given.asked_on,
        until=given.valid_until,
        digest=given.digest,
        code=given.code,
    )
    token = sign_now(fund_id=fund.id, claims=claims, at=at)
    title, body = _words(given.kind, fund.name, given.asked_on)
    return Paper(
        language=get_language() or "fr",
        fund=fund.name,
        title=title,
        subtitle=f"{left_to_right(given.number)} · {day_words(given.asked_on)}",
        body=(body,),
        facts=_facts(given, said),
        listings=_listings(said) if given.kind is CertificateKind.FAMILY else (),
        check=checks.check_words(address),
        code=left_to_right(readable_code(given.code)),
        qr=checks.checked_at(address=address, code=given.code, token=token),
        foot=_("Acte %(number)s") % {"number": left_to_right(given.act_number)},
    )


def _words(kind: CertificateKind, fund: str, on: date) -> tuple[str, str]:
    """The title and the sentence of a certificate."""
    named = {"fund": as_written(fund), "on": day_words(on)}
    if kind is CertificateKind.REGISTRATION:
        said = _(
            "%(fund)s atteste que la personne désignée ci-dessous y est immatriculée au %(on)s."
        )
        return _("Attestation d’immatriculation"), said % named
    if kind is CertificateKind.AFFILIATION:
        said = _("%(fund)s atteste que l’employeur désigné ci-dessous y est affilié au %(on)s.")
        return _("Attestation d’affiliation"), said % named
    said = _("%(fund)s atteste qu’au %(on)s elle connaît la situation de famille ci-dessous.")
    return _("Attestation de situation de famille"), said % named


def _facts(given: CertificateGiven, said: Facts) -> tuple[tuple[str, str], ...]:
    rows: tuple[tuple[str, str], ...]
    if given.subject_kind == "employer":
        rows = (
            (_("Raison sociale"), as_written(said["name"])),
            (_("Numéro d’employeur"), left_to_right(said["number"])),
            (_("Identifiant légal"), left_to_right(said["company_number"])),
            (_("Adresse"), as_written(said["address"])),
            (_("État de l’affiliation"), _status_words(said["status"])),
            (_("Affilié depuis le"), _iso_words(said["since"])),
        )
    else:
        rows = (
            (_("Nom complet"), as_written(said["name"])),
            (_("Nom en arabe"), as_written(said["arabic_name"])),
            (_("N° d’assuré"), left_to_right(said["number"])),
            (_("Naissance"), _birth_words(said["birth"])),
            (_("Lieu de naissance"), as_written(said["birth_place"])),
            (_("Connue de la caisse depuis le"), _iso_words(said["since"])),
            (_("Décès"), _iso_words(said["died_on"])),
        )
    until = (_("Valable jusqu’au"), day_words(given.valid_until))
    return tuple(row for row in (*rows, until) if row[1].strip("\u2066\u2068\u2069"))


def _status_words(status: str) -> str:
    return {
        EmployerStatus.ACTIVE: _("en activité"),
        EmployerStatus.SUSPENDED: _("suspendue"),
        EmployerStatus.CLOSED: _("close"),
    }[EmployerStatus(status)]


def _listings(said: Facts) -> tuple[Listing, ...]:
    """Spouses and children; a family of nobody is said to be so."""
    shown = (
        (_("Conjoints"), _("Marié depuis le"), said["spouses"], _("Aucun conjoint connu")),
        (_("Enfants"), _("Lien depuis le"), said["children"], _("Aucun enfant connu")),
    )
    head = (_("Nom complet"), _("Numéro"), _("Naissance"))
    return tuple(
        Listing(title, (*head, since), tuple(_kin(each) for each in kin))
        if kin
        else Listing(title, (none,), ())
        for title, since, kin, none in shown
    )


def _kin(told: list[str]) -> tuple[str, ...]:
    name, number, birth, since = told
    return as_written(name), left_to_right(number), _iso_words(birth), _iso_words(since)


def _iso_words(text: str) -> str:
    return day_words(date.fromisoformat(text)) if text else ""


def _birth_words(birth: str) -> str:
    """A birth as precisely as it is known: 1980, 03/1980, 12/03/1980."""
    return left_to_right("/".join(reversed(birth.split("-")))) if birth else ""


def _photo(act_number: str) -> Photo | None:
    given = next((each for each in act(number=act_number).evidence if each.kind == PHOTO), None)
    return photo_of(b"".join(pieces(document_id=given.id))) if given else None
