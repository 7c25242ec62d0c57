"""Reading the outbox: what is to be sent, how far it has gone, what the partner said."""

from collections.abc import Iterable

from socle.exchange.models import ExchangeRequest
from socle.exchange.queries.numbers import REQUEST, number_of, row_of
from socle.exchange.types import RequestState, RequestView
from socle.kernel.errors import NotKnown
from socle.platform.acts.queries import numbers_of
from socle.platform.partners.queries import names_of, partner_user


def requests(
    *, state: RequestState | None, partner: str = "", limit: int, before: str = ""
) -> list[RequestView]:
    """Messages to send, the newest first, after a place in the list.

    Raises:
        NotKnown: no such partner, or no such place.
    """
    found = ExchangeRequest.objects.all()
    if state:
        found = found.filter(state=state.value)
    if partner:
        found = found.filter(user_id=partner_user(code=partner))
    if before:
        found = found.filter(pk__lt=row_of(REQUEST, before))
    return _views(found.order_by("-id")[:limit])


def request(*, number: str) -> RequestView:
    """A message to send.

    Raises:
        NotKnown: there is none of this number.
    """
    found = ExchangeRequest.objects.filter(pk=row_of(REQUEST, number)).first()
    if found is None:
        raise NotKnown("exchange.unknown", number=number[:60])
    return _views([found])[0]


def _views(rows: Iterable[ExchangeRequest]) -> list[RequestView]:
    listed = list(rows)
    named = names_of(user_ids={each.user_id for each in listed})
    acts = numbers_of(act_ids={each.act_id for each in listed if each.act_id})
    return [
        RequestView(
            id=each.pk,
            number=number_of(REQUEST, each.created_at, each.pk),
            partner=named[each.user_id][0],
            partner_name=named[each.user_id][1],
            service=each.service,
            created_at=each.created_at,
            state=RequestState(each.state),
            attempts=each.attempts,
            next_at=each.next_at if each.state == RequestState.WAITING else None,
            outcome=each.outcome,
            act=acts.get(each.act_id or 0, ""),
            subject_kind=each.subject_kind,
            subject_number=each.subject_number,
        )
        for each in listed
    ]
