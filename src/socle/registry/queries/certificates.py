"""Certificates of the register: what they say, which were given, whether they still stand.

No paper is kept: it is made again from what the fund knew when it was given.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection

from socle.kernel.errors import NotKnown
from socle.platform.access.queries import current_fund
from socle.platform.printing.types import Check, Verified
from socle.platform.sql import statements
from socle.registry.models import Employer, Person, RegisterCertificate
from socle.registry.queries.cards import CONVENTIONS
from socle.registry.queries.employers import employer, employer_id
from socle.registry.queries.families import family
from socle.registry.queries.people import person, person_id
from socle.registry.types import Kin, MarriageState
from socle.registry.types.cards import CertificateGiven, CertificateKind
from socle.registry.types.conventions import Convention, convention_of

_SQL = statements(Path(__file__).parents[1])
_LISTED = 20
Facts = dict[str, Any]


def certificate_days() -> Convention:
    """How many days a certificate of the register serves."""
    return convention_of(CONVENTIONS, "certificate_days")


def facts(*, kind: CertificateKind, number: str, on: date, known_at: datetime) -> Facts:
    """What a certificate says of a person or an affiliate, before anybody's words.

    Raises:
        NotKnown: there is no such person or affiliate, or none was known then.
    """
    if kind is CertificateKind.AFFILIATION:
        return _of_employer(number, on, known_at)
    said = _of_person(number, on, known_at)
    return said | _of_family(number, on, known_at) if kind is CertificateKind.FAMILY else said


def certificate_given(*, number: str) -> CertificateGiven:
    """A certificate by its number.

    Raises:
        NotKnown: none was given under it.
    """
    return _one(_read().filter(number=number).first(), number)


def certificate_of_act(*, act_number: str) -> CertificateGiven:
    """The certificate that an act gave.

    Raises:
        NotKnown: it gave none.
    """
    return _one(_read().filter(act__number=act_number).first(), act_number)


def certificates_of(
    *, kind: str, number: str, on: date | None = None, known_at: datetime | None = None
) -> list[CertificateGiven]:
    """The certificates given of a person or an affiliate up to a day, the latest first.

    Raises:
        NotKnown: there is no such person or affiliate.
    """
    whose = (
        {"person_id": person_id(number)}
        if kind == "person"
        else {"employer_id": employer_id(number)}
    )
    found = given_until(_read().filter(**whose), on, known_at)
    return [_view(each, known_at) for each in found[:_LISTED]]


def verified(*, code: str, on: date) -> Verified:
    """What the public page says of a code in the fund of the transaction."""
    found = _read().filter(code=code).first() if code else None
    if found is None:
        return Verified(Check.UNKNOWN)
    view = _view(found)
    is_past = view.is_withdrawn or view.valid_until < on
    said = facts(
        kind=view.kind, number=view.subject_number, on=view.asked_on, known_at=view.known_at
    )
    return Verified(
        result=Check.ENDED if is_past else Check.VALID,
        name=said["name"],
        fund_name=current_fund().name,
        on=view.asked_on,
        valid_until=view.valid_until,
        kind=view.kind.value,
    )


def _of_person(number: str, on: date, known_at: datetime) -> Facts:
    who = person(number=number, on=on, known_at=known_at)
    opened_on = Person.objects.select_related("act").get(number=number).act.effective_on
    return {
        "name": who.full_name,
        "arabic_name": who.arabic_name,
        "number": who.number,
        "birth": birth_as_known(who.birth_on, who.birth_precision),
        "birth_place": who.birth_place,
        "since": opened_on.isoformat(),
        "died_on": who.died_on.isoformat() if who.died_on else "",
    }


def birth_as_known(birth_on: date | None, precision: str) -> str:
    """A birth as precisely as it is known: 1980, 1980-03, 1980-03-12; what is not is not said."""
    if birth_on is None:
        return ""
    return birth_on.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]


def _of_family(number: str, on: date, known_at: datetime) -> Facts:
    found = family(number=number, on=on, known_at=known_at)

    def told(kin: Kin) -> list[str]:
        since = kin.since.isoformat() if kin.since else ""
        birth = kin.who.birth_on.isoformat() if kin.who.birth_on else ""
        return [kin.who.name, kin.who.number, birth, since]

    married = [each for each in found.spouses if each.state == MarriageState.MARRIED]
    return {
        "spouses": [told(each) for each in married],
        "children": [told(each) for each in found.children if each.who.died_on is None],
    }


def _of_employer(number: str, on: date, known_at: datetime) -> Facts:
    found = employer(number=number, on=on, known_at=known_at)
    opened_on = Employer.objects.select_related("act").get(number=number).act.effective_on
    return {
        "name": found.legal_name,
        "number": found.number,
        "company_number": found.company_number,
        "address": ", ".join(each for each in (found.address, found.city) if each),
        "status": found.status.value,
        "since": opened_on.isoformat(),
    }


def _read() -> Any:
    found = RegisterCertificate.objects.select_related("act", "person", "employer")
    return found.order_by("-id")


def _one(found: RegisterCertificate | None, number: str) -> CertificateGiven:
    if found is None:
        raise NotKnown("certificates.unknown", number=number)
    return _view(found)


def given_until(found: Any, on: date | None, known_at: datetime | None) -> Any:
    """Of certificates, those given up to a day and known at an instant."""
    if on is not None:
        found = found.filter(asked_on__lte=on)
    return found if known_at is None else found.filter(act__recorded_at__lte=known_at)


def _view(found: RegisterCertificate, known_at: datetime | None = None) -> CertificateGiven:
    whose = found.person or found.employer
    with connection.cursor() as cursor:
        cursor.execute(_SQL["is_reversed"], {"act": found.act_id, "known_at": known_at})
        is_withdrawn: bool = cursor.fetchone()[0]
    return CertificateGiven(
        number=found.number,
        kind=CertificateKind(found.kind),
        subject_kind="person" if found.person_id else "employer",
        subject_number=whose.number if whose else "",
        asked_on=found.asked_on,
        valid_until=found.valid_until,
        code=found.code,
        digest=bytes(found.digest),
        act_number=found.act.number,
        known_at=found.act.recorded_at,
        is_withdrawn=is_withdrawn,
    )
