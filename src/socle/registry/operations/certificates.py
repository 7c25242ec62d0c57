"""Giving certificates of the register (attestations): each is an act, and says for what."""

from datetime import date, timedelta

from socle.kernel.errors import Refused
from socle.platform.access.queries import require_employer
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.printing.checks import digest_of
from socle.platform.printing.codes import new_code
from socle.platform.sql import next_ids
from socle.registry.models import RegisterCertificate
from socle.registry.queries.certificates import certificate_days, facts
from socle.registry.queries.people import registration
from socle.registry.subjects import (
    employer_by_number,
    legal_day,
    open_employer,
    person_by_number,
    require_alive,
)
from socle.registry.types.cards import CertificateKind


def certify_person(request: ActRequest) -> ActAnswer:
    """Gives a certificate of a person's registration, or of their family, as of a day.

    Raises:
        NotKnown: no such person.
        Refused: the day is to come, or what would be certified is not so.
    """
    number, on = request.fields["number"], request.effective_on
    kind = CertificateKind(request.fields["certificate_kind"])
    with performing(request, subject_kind="person", subject_number=number) as act:
        person = person_by_number(number)
        day = _require_past(request, act)
        if kind is CertificateKind.REGISTRATION:
            require_alive(person, day)
            if not registration(person_id=person.pk, on=on, known_at=None).is_complete:
                raise Refused("certificates.not_registered", number=number)
        _give(request, act, kind, person_id=person.pk)
        return act.answer()


def certify_affiliation(request: ActRequest) -> ActAnswer:
    """Gives a certificate that an affiliate is affiliated on a day, and in which state.

    Raises:
        NotKnown: no such affiliate, or the desk may not act for it.
        Refused: the day is to come, or the affiliation is closed.
    """
    number = request.fields["employer"]
    require_employer(request.desk, number)
    with performing(request, subject_kind="employer", subject_number=number) as act:
        employer = employer_by_number(number)
        _require_past(request, act)
        open_employer(number, request.effective_on)
        _give(request, act, CertificateKind.AFFILIATION, employer_id=employer.pk)
        return act.answer()


def _require_past(request: ActRequest, act: ActInProgress) -> date:
    """The legal day of the act, which the day certified does not pass."""
    day = legal_day(request, act)
    if request.effective_on > day:
        raise Refused("certificates.not_yet")
    return day


def _give(request: ActRequest, act: ActInProgress, kind: CertificateKind, **whose: int) -> None:
    on = request.effective_on
    said = facts(kind=kind, number=act.subject_number, on=on, known_at=act.recorded_at)
    given = RegisterCertificate.objects.create(
        id=(key := next_ids("register_certificate")[0]),
        fund_id=request.desk.fund.id,
        act_id=act.id,
        number=f"C-{on.year}-{key:06d}",
        kind=kind.value,
        asked_on=on,
        valid_until=legal_day(request, act) + timedelta(days=certificate_days().value),
        code=new_code(request.desk.fund.id),
        digest=digest_of(said),
        **whose,
    )
    act.after = {
        "certificate": given.number,
        "certificate_kind": kind.value,
        "valid_until": given.valid_until.isoformat(),
    }
