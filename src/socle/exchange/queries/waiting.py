"""What of the exchanges waits for the worker, and for how long: counts, nobody's data."""

from datetime import datetime

from django.db.models import Count, Min, Q

from socle.exchange.models import ExchangeEvent, ExchangeRequest
from socle.exchange.types import EventState, RequestState
from socle.platform.upkeep.types import Queue


def inbox_waiting(*, at: datetime) -> Queue:
    """Events received whose hour has come and that have had no effect yet."""
    found = ExchangeEvent.objects.filter(state=EventState.WAITING.value, next_at__lte=at)
    told = found.aggregate(waiting=Count("pk"), oldest=Min("next_at"))
    return Queue(told["waiting"], _age(told["oldest"], at))


def outbox_waiting(*, at: datetime) -> Queue:
    """Messages to send whose hour has come, and those that were given up."""
    is_due = Q(state=RequestState.WAITING.value, next_at__lte=at)
    told = ExchangeRequest.objects.aggregate(
        waiting=Count("pk", filter=is_due),
        oldest=Min("next_at", filter=is_due),
        failed=Count("pk", filter=Q(state=RequestState.GIVEN_UP.value)),
    )
    return Queue(told["waiting"], _age(told["oldest"], at), told["failed"])


def _age(since: datetime | None, at: datetime) -> float:
    return 0.0 if since is None else max(0.0, (at - since).total_seconds())
