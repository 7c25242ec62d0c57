"""Reading the journal of exchanges: what went and came, under which agreement, on whom.

Never the bytes of a message: they are opened by an act alone (`operations/evidence.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from socle.countries.clock import end_of, start_of
from socle.exchange.models import ExchangeEvidence, ExchangeMessage
from socle.exchange.queries.numbers import MESSAGE, number_of, row_of
from socle.exchange.types import Direction, MessageStatus, MessageView, Transport
from socle.kernel.errors import NotKnown
from socle.platform.access.queries import current_fund, names_of_users
from socle.platform.partners.queries import agreed_under, partner_user


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for in the journal; what is empty is not asked."""

    partner: str = ""
    direction: Direction | None = None
    status: MessageStatus | None = None
    on: date | None = None
    subject: tuple[str, str] = ("", "")


def messages(*, wanted: Wanted, limit: int, before: str = "") -> list[MessageView]:
    """Messages, the newest first, after a place in the list.

    Raises:
        NotKnown: no such partner, or no such place.
    """
    found = ExchangeMessage.objects.all()
    if wanted.partner:
        found = found.filter(user_id=partner_user(code=wanted.partner))
    if wanted.direction:
        found = found.filter(direction=wanted.direction.value)
    if wanted.status:
        found = found.filter(status=wanted.status.value)
    if wanted.on:
        country = current_fund().country
        found = found.filter(at__range=(start_of(wanted.on, country), end_of(wanted.on, country)))
    if wanted.subject[1]:
        found = found.filter(subject_kind=wanted.subject[0], subject_number=wanted.subject[1])
    if before:
        place = _row(before)
        found = found.filter(Q(at__lt=place.at) | Q(at=place.at, pk__lt=place.pk))
    return _views(found.order_by("-at", "-id")[:limit])


def message(*, number: str) -> MessageView:
    """A message of the journal.

    Raises:
        NotKnown: there is none of this number.
    """
    return _views([_row(number)])[0]


def answers_to(*, number: str) -> list[MessageView]:
    """What answered a message, in the order it came."""
    return _views(ExchangeMessage.objects.filter(answers_id=_row(number).pk).order_by("at", "id"))


def _row(number: str) -> ExchangeMessage:
    found = ExchangeMessage.objects.filter(pk=row_of(MESSAGE, number)).first()
    if found is None:
        raise NotKnown("exchange.unknown", number=number[:60])
    return found


def _views(rows: Iterable[ExchangeMessage] | QuerySet[ExchangeMessage]) -> list[MessageView]:
    listed = list(rows)
    agreed = agreed_under(act_ids={each.agreed_by_id for each in listed})
    names = names_of_users(ids={each.asked_by_id for each in listed if each.asked_by_id})
    keys = [each.pk for each in listed]
    kept = dict(
        ExchangeEvidence.objects.filter(pk__in=keys).values_list("message_id", "kept_until")
    )
    asked = {each.answers_id for each in listed if each.answers_id}
    answered = dict(ExchangeMessage.objects.filter(pk__in=asked).values_list("pk", "at"))
    return [
        MessageView(
            id=each.pk,
            number=number_of(MESSAGE, each.at, each.pk),
            at=each.at,
            direction=Direction(each.direction),
            partner=agreed[each.agreed_by_id].code,
            partner_name=agreed[each.agreed_by_id].name,
            transport=Transport(each.transport),
            service=each.service,
            message_id=each.message_id,
            transaction_id=each.transaction_id,
            status=MessageStatus(each.status),
            reason=each.reason,
            purpose=agreed[each.agreed_by_id].purpose,
            legal_basis=agreed[each.agreed_by_id].legal_basis,
            subject_kind=each.subject_kind,
            subject_number=each.subject_number,
            asked_by=names.get(each.asked_by_id or 0, ("", ""))[1],
            reference=each.reference,
            sha256=bytes(each.sha256).hex(),
            size=each.size,
            http_status=each.http_status,
            took_ms=each.took_ms,
            answers=number_of(MESSAGE, answered[each.answers_id], each.answers_id)
            if each.answers_id
            else "",
            is_kept=each.pk in kept,
            kept_until=kept.get(each.pk),
        )
        for each in listed
    ]
