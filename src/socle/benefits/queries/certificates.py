"""Certificates of rights: what they say, which were given, whether they still stand."""

from datetime import date, datetime
from typing import Any

from socle.benefits.models import RightsCertificate
from socle.benefits.queries.awards import awards
from socle.benefits.queries.known import known
from socle.benefits.types.certificates import RightsGiven
from socle.kernel.errors import NotKnown
from socle.platform.access.queries import current_fund
from socle.platform.printing.types import Check, Verified
from socle.registry.queries import person, person_id
from socle.registry.queries.certificates import given_until
from socle.registry.queries.merging import ids_of_person

KIND, AWARD = "rights", "award_statement"
_LISTED = 20
Facts = dict[str, Any]


def rights_facts(*, number: str, on: date, known_at: datetime) -> Facts:
    """What a certificate says of a person's rights on a day, before anybody's words.

    Raises:
        NotKnown: there is no such person, or none was known then.
    """
    who = person(number=number, on=on, known_at=known_at)
    files = ids_of_person(person_id=person_id(number), known_at=known_at)
    rights = []
    for each in awards(person_ids=files, known_at=known_at):
        term = each.term_on(on)
        if term is not None:
            since = min(term.since for term in each.terms)
            rights.append(
                {
                    "award": each.number,
                    "benefit": each.benefit,
                    "periodicity": each.periodicity,
                    "since": since.isoformat(),
                    "amount": term.amount,
                    "status": term.status.value,
                }
            )
    return {"number": number, "name": who.full_name, "rights": rights}


def rights_certificate(*, number: str) -> RightsGiven:
    """A certificate by its number.

    Raises:
        NotKnown: none was given under it.
    """
    found = _read().filter(number=number).first()
    if found is None:
        raise NotKnown("certificates.unknown", number=number[:40])
    return _view(found)


def rights_certificates(
    *, number: str, on: date | None = None, known_at: datetime | None = None
) -> list[RightsGiven]:
    """Those given to a person up to a day, the latest first.

    Raises:
        NotKnown: there is no such person.
    """
    found = _read(known_at).filter(person_id=person_id(number))
    return [_view(each) for each in given_until(found, on, known_at)[:_LISTED]]


def award_statements(*, award: str) -> list[RightsGiven]:
    """The statements given of one award, the latest first."""
    return [_view(each) for each in _read().filter(award__number=award)[:_LISTED]]


def verified(*, code: str, on: date) -> Verified:
    """What the public page says of a code in the fund of the transaction."""
    found = _read().filter(code=code).first() if code else None
    if found is None:
        return Verified(Check.UNKNOWN)
    view = _view(found)
    who = person(number=view.person_number, on=view.asked_on, known_at=view.known_at)
    is_past = view.is_withdrawn or view.valid_until < on
    return Verified(
        result=Check.ENDED if is_past else Check.VALID,
        name=who.full_name,
        fund_name=current_fund().name,
        on=view.asked_on,
        valid_until=view.valid_until,
        kind=AWARD if view.award_number else KIND,
    )


def _read(known_at: datetime | None = None) -> Any:
    found = RightsCertificate.objects.select_related("act", "person", "award").order_by("-id")
    return found.annotate(is_believed=known(known_at))


def _view(found: Any) -> RightsGiven:
    return RightsGiven(
        number=found.number,
        person_number=found.person.number,
        asked_on=found.asked_on,
        valid_until=found.valid_until,
        code=found.code,
        digest=bytes(found.digest),
        act_number=found.act.number,
        known_at=found.act.recorded_at,
        is_withdrawn=not found.is_believed,
        award_number=found.award.number if found.award else "",
    )
